/* works.h: the pieces of work that go on in a run (process_begin_work). Internal to engine/ and network/.
 *
 * What a piece shares with others, and how far it is, is kept here, for every network; when it is over is the network's
 * to say. The network latency asks the sharings (engine->share_changed tells it when a date may have changed); the network flow
 * has SimGrid execute it (engine->work_begins, engine->work_ends). */
#ifndef ONDE_ENGINE_WORKS_H
#define ONDE_ENGINE_WORKS_H

#include "base/error.h"
#include "engine/sharing.h"

struct engine;
struct envelope;

enum { NO_PIECE = UINT32_MAX };

struct piece {
    uint64_t number;
    double amount, left; /* left: when it last began or was resumed */
    sim_time began, resumed;
    uint32_t process;
    uint32_t next, previous; /* of the same process; of the free ones, next */
    uint32_t place;          /* in its sharing; 0: in none */
    uint32_t generation;     /* never 0 while it is used; changes when what the network knows of it is no longer so */
    uint8_t kind;            /* enum work */
    bool used, going;        /* going: not held up by a suspension, not over */
    bool over;     /* its end is on its way to the process, or waits there until the process has time for it */
    void *carrier; /* the network's */
};

/* What the processes of a host share. */
enum share_of { SHARE_CORES, SHARE_READS, SHARE_WRITES, SHARES };

struct works {
    struct piece *pieces;
    uint32_t count, capacity, free;
    uint32_t generation;
    uint32_t going;           /* pieces that will be over if nothing happens */
    uint32_t *first;          /* by process */
    uint64_t **marks;         /* by process, then by task; NULL: all are 0 */
    struct sharing *sharings; /* by host: SHARES each */
    uint32_t hosts;
};

/* For an algorithm that works; engine->works stays NULL for others. */
void works_create(struct engine *engine);
void works_free(struct engine *engine);

/* The number of the sharing of a piece among works->sharings; NO_PIECE: it shares nothing. */
uint32_t works_sharing(const struct engine *engine, const struct piece *piece);
/* The envelope (ENVELOPE_WORK) of a piece that is over at this date unless it is given up or held up: it keeps no run going, the
 * piece does. */
struct envelope works_date(const struct engine *engine, uint32_t index, sim_time time);
/* A piece is over, by the network: its envelope is to be delivered, at engine->now. */
struct envelope works_over(struct engine *engine, uint32_t index);
/* The same, of a piece whose envelope the network has kept until now, its date. */
void works_end(struct engine *engine, uint32_t index);
/* Whether the piece of an envelope is no longer what it was. */
bool works_is_stale(const struct engine *engine, const struct envelope *envelope);
/* Delivers: the event, and the handler. */
void works_deliver(struct engine *engine, const struct envelope *envelope);

/* A crash: all that the process does is given up, and its marks are 0. A suspension: it is held up, and goes on. */
void works_give_up(struct engine *engine, uint32_t process);
void works_hold(struct engine *engine, uint32_t process);
void works_go_on(struct engine *engine, uint32_t process);

#endif
