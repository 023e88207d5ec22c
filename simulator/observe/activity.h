/* activity.h: who did what from when to when: the table activity.csv, from which Gantt charts are drawn. Its columns are
 * lane (a rank, a host: any text), begin, end (simulated seconds; an empty end: it was not over when the run ended),
 * activity (a name of ACTIVITIES) and detail (any text). What a lane does at one date is one activity or none. */
#ifndef ONDE_OBSERVE_ACTIVITY_H
#define ONDE_OBSERVE_ACTIVITY_H

#include "base/csv.h"
#include "base/language.h"

/* X(ID, name in the table, English, French). */
/* clang-format off */
#define ACTIVITIES(X) \
    X(COMPUTE, "compute", "computes", "calcule") \
    X(SEND, "send", "sends", "envoie") \
    X(RECEIVE, "receive", "receives", "reçoit") \
    X(WAIT, "wait", "waits", "attend") \
    X(COLLECTIVE, "collective", "collective call", "appel collectif") \
    X(TRANSFER, "transfer", "transfers", "transfère") \
    X(IO, "io", "reads or writes", "lit ou écrit") \
    X(BOOT, "boot", "starts up", "démarre") \
    X(MERGE, "merge", "merges", "fusionne") \
    X(FAILED, "failed", "failed", "en échec") \
    X(GIVEN_UP, "given-up", "given up", "abandonné")
/* clang-format on */

enum activity {
#define ACTIVITY_ID(id, ...) ACTIVITY_##id,
    ACTIVITIES(ACTIVITY_ID)
#undef ACTIVITY_ID
        ACTIVITY_KINDS,
};

const char *activity_name(enum activity activity);
/* As a legend has it. */
const char *activity_title(enum activity activity, enum language language);
/* Errors (INPUT): no such activity, with the nearest. */
bool activity_find(const char *name, enum activity *activity, struct error *err);
/* The order in which figures pile activities up, from 0 at the bottom: who waits is not busy, and is at the top. */
enum activity activity_stacked(size_t place);
/* NULL past the last. */
const char *activity_name_at(size_t index, const void *unused);

/* The table: the caller ends it with csv_commit() or csv_abandon(). One whose name ends in ".zst" is compressed. Rows go out
 * as they are added, so that memory does not grow with them; added in the order of their ends, the same run gives the same
 * bytes. */
bool activity_create(const char *path, struct csv_writer **out, struct error *err);
/* What takes no time is left out. `end` NAN: it is not over when the run ends. */
void activity_add(struct csv_writer *table, const char *lane, double begin, double end, enum activity activity,
                  const char *detail);

#endif
