/* mail.h: mail servers, each in charge of a domain, and their clients. The algorithms that say so differ by how a server relays a
 * mail to another, and by when that one hands it over: nothing else.
 *
 *   client ─submit→ its server ─relay→ server of the reader ─deliver→ reader
 *
 * The first `servers` processes are servers; process i of the others belongs to the domain of server i mod servers. A client talks to
 * its own server only, servers to one another. Channels are FIFO and asynchronous, and that is not enough: a question goes to Bob and
 * to Carol, each in another domain, Bob answers Carol, and his answer overtakes the question.
 *
 * The workload is the same in all of them. Each client that initiates writes `questions` questions, after pauses, each to two others
 * drawn at random: two mails. Who reads a mail answers it, or not: to its poster, or to the third of the three. Chance is drawn when a
 * question is written, and travels with it: so the same mails are posted whatever the order in which they are read. The pauses too:
 * questions are written at the same dates; answers when the mail is read.
 *
 * A mail that stays in its domain goes from the client to the server and to the reader, in all of them: all that its poster has read
 * has passed by the same server before it.
 *
 * A mail has no body: what is on the wire is 32 bytes for each of its messages, the header, and what the clocks add to `relay`: for S
 * servers 4 bytes (scalar), 4 S (vector), 4 S^2 (matrix).
 *
 * Departs  The question of the course's exercise is any mail; here it goes to two readers, so that an answer to one of them can meet it.
 *          A server has room for as many mails as the workload can have in transit: memory is reserved, and taken only where it is
 *          needed. */
#ifndef ONDE_MAIL_MAIL_H
#define ONDE_MAIL_MAIL_H

#include "engine/process.h"

enum { MOST_SERVERS = 8, MOST_QUESTIONS = 16, MOST_ANSWERS = 3 };
enum { READERS = 2 }; /* of a question */
/* Mails that come of the questions of one client, at the most: each is answered once at the most, and so is the answer. */
enum { MOST_MAILS = MOST_QUESTIONS * READERS * (1 + MOST_ANSWERS) };

enum { SUBMIT, DELIVER, RELAY, MAIL_KINDS };
enum { WRITE }; /* timer */
enum { SERVERS, QUESTIONS, PAUSE, ANSWER, THIRD, IN_A_ROW };

struct mail {
    int64_t number;   /* the poster's, plus N times how many it had posted before */
    uint64_t chance;  /* of what its reader does */
    uint32_t reader;  /* processes */
    uint32_t third;   /* the one of the three who is neither poster nor reader */
    uint32_t answers; /* in a row, up to this one: 0 of a question */
    uint32_t reserved;
};

/* A mail between servers, with what the clocks add. */
struct relay {
    struct mail mail;
    uint32_t stamp[];
};
/* One with room for any stamp, to send from. */
struct roomy_relay {
    struct mail mail;
    uint32_t stamp[MOST_SERVERS * MOST_SERVERS];
};

/* At the beginning of the state. */
struct post_office {
    uint32_t posted;  /* a client's: mails */
    uint32_t written; /* questions */
    uint32_t held;    /* a server's: mails that wait to be delivered */
};

/* A mail that waits, in the server's array (process_array). */
struct held_mail {
    uint32_t from; /* the server that relayed it */
    uint32_t reserved;
    struct relay relay;
};
#define HELD_BYTES(entries) (sizeof(struct held_mail) + ((entries) + 1) / 2 * 2 * sizeof(uint32_t))

/* When a server delivers the mails that it holds. */
struct mail_rule {
    uint32_t entries; /* room in a stamp */
    bool (*may_be_delivered)(struct process *p, const void *state, const struct held_mail *held);
    void (*delivered)(struct process *p, void *state, const struct held_mail *held); /* before it leaves */
};

/* How many servers there are: three clients remain at least. */
uint32_t mail_servers(const struct process *p);
/* The server in charge of a client. */
uint32_t mail_domain(const struct process *p, uint32_t client);

void mail_start(struct process *p, void *state);
void mail_write(struct process *p, void *state);
/* A reader has a mail. */
void mail_receive_deliver(struct process *p, void *state, const struct message *m);
/* A server has a mail of one of its clients: it hands it over, or gives it to `relay`. */
void mail_receive_submit(struct process *p, void *state, const struct message *m,
                         void (*relay)(struct process *p, void *state, const struct mail *mail));
/* A server holds what came from another, with so many entries of its stamp. */
void mail_hold(struct process *p, void *state, const struct message *m, uint32_t stamp, const struct mail_rule *rule);
const struct held_mail *mail_held(struct process *p, uint32_t place, const struct mail_rule *rule);
/* It delivers what may be, to its client, or to nobody when the reader is of another domain. */
void mail_deliver_all_that_may(struct process *p, void *state, const struct mail_rule *rule);

#define MAIL_PARAMETERS                                                                                                \
    (const struct parameter[])                                                                                         \
    {                                                                                                                  \
        [SERVERS] = {"servers", "count",      3,                                                                       \
                     1,         MOST_SERVERS, "the first processes: mail servers; three clients remain in any case"},  \
        [QUESTIONS] = {"questions", "count",        4,                                                                 \
                       0,           MOST_QUESTIONS, "questions that each initiator writes, each to two others"},       \
        [PAUSE] = {"pause", "time", 0.01, 0, 1e6, "mean pause before a question (exponential)"},                       \
        [ANSWER] = {"answer", "probability", 0.7, 0, 1, "that the reader of a mail answers it"},                       \
        [THIRD] = {"third", "probability", 0.5, 0, 1, "that the answer goes to the third one, not to the poster"},     \
        [IN_A_ROW] = {"in-a-row", "count", 2, 0, MOST_ANSWERS, "answers to answers, at the most"},                     \
        {                                                                                                              \
            0                                                                                                          \
        }                                                                                                              \
    }

/* What their descriptors have in common. */
#define MAIL_DESCRIPTOR                                                                                                \
    .catalogue = "C5",                                                                                                 \
    .assumes = "a complete graph whose processes know N and their numbers, 4 processes at least; reliable FIFO "       \
               "channels; no crash",                                                                                   \
    .assumptions = {.topology = TOPOLOGY_COMPLETE,                                                                     \
                    .minimum_processes = 4,                                                                            \
                    .fifo = true,                                                                                      \
                    .knows_count = true,                                                                               \
                    .knows_neighbours = true},                                                                         \
    .promises = {"causal-order"}, .parameters = MAIL_PARAMETERS, .random = true,                                       \
    .timers = (const struct timer_kind[]){[WRITE] = {"write", mail_write}, {0}}, .start = mail_start

#define MAIL_OF_CLIENTS                                                                                                \
    [SUBMIT] = {"submit", sizeof(struct mail), receive_submit, "a mail, from a client to its server"},                 \
    [DELIVER] = {"deliver", sizeof(struct mail), mail_receive_deliver, "a mail, from the server to its reader"}

#endif
