/* posts.h: what specifications of delivery have in common: which mails were posted, when, and who has delivered them. A mail, or a
 * broadcast, has a number: its poster's, plus N times how many that one had posted before.
 *
 * The book checks what any delivery promises, whatever its order: a mail is posted under its number by its poster, delivered after
 * that, and once at the most by each process; when nothing more can happen, every mail has been delivered by somebody. A mail that
 * several have delivered, or its own poster, is a broadcast: everybody must deliver it.
 *
 * All memory is of view_allocate(). */
#ifndef ONDE_SPECIFICATIONS_POSTS_H
#define ONDE_SPECIFICATIONS_POSTS_H

#include "observe/specification.h"

#include <inttypes.h>

struct posted_mail {
    sim_time date;
    uint32_t deliveries;
    uint32_t reader;   /* the first to deliver it, if anybody has */
    uint64_t *readers; /* a bit for each process, once a second one has delivered it; else NULL */
    uint32_t past[];   /* what the specification notes of a mail: as many entries as it has asked for */
};

/* At the beginning of what the specification has for each process. */
struct posted {
    char *mails; /* of this poster, one after the other: struct posted_mail, each with its entries */
    uint32_t count, capacity;
};

/* At the beginning of what the specification has for the run. */
struct posts {
    size_t stride; /* bytes of a mail */
    uint64_t mails, deliveries, bytes;
    double delay; /* of all deliveries together, seconds */
};

/* The measures that every specification of delivery has, the first ones of its table. */
enum { POSTS_DELIVERY_TIME, POSTS_DELIVERED, POSTS_BYTES_PER_MAIL, POSTS_MEASURES };
#define POSTS_MEASURE_TABLE                                                                                            \
    [POSTS_DELIVERY_TIME] = {"delivery_time", "time from post to delivery", "durée du dépôt à la remise",              \
                             "mean over the deliveries"},                                                              \
    [POSTS_DELIVERED] = {"delivered", "deliveries", "remises", "of all mails, by all processes"},                      \
    [POSTS_BYTES_PER_MAIL] = {"bytes_per_mail", "bytes on the wire a mail", "octets transmis par courrier",            \
                              "of all messages, headers included, over the mails posted"}
#define POSTS_EVENTS (1u << EVENT_SEND | 1u << EVENT_OUTPUT)

/* `entries`: of `past` in each mail. */
void posts_begin(const struct view *view, uint32_t entries);
/* The mail of a number; NULL: nobody has posted it. Borrowed until the next post. */
struct posted_mail *posts_find(const struct view *view, int64_t number);
uint32_t posts_poster(const struct view *view, int64_t number);
uint32_t posts_sequence(const struct view *view, int64_t number);
/* An event POST, DELIVER or SEND. The mail posted, or delivered by this process for the first time; NULL: something else, or wrong,
 * which is then recorded. */
struct posted_mail *posts_event(const struct view *view, const struct event *event);
/* Sets the measures; says undecided when the run was cut short, violated when a mail has not reached whom it must. */
void posts_conclude(const struct view *view, enum ending ending);

#endif
