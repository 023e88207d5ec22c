/* fault_kind.h: the kinds of faults, for all who speak of them: scenarios, the engine, specifications, figures. */
#ifndef ONDE_ENGINE_FAULT_KIND_H
#define ONDE_ENGINE_FAULT_KIND_H

#include <stddef.h>

/* Faults strike below the algorithms. A line each, X(ID, name in scenarios and traces, what a figure calls it in English, in
 * French). What each does:
 *   crash      a process stops; `duration` later, or by a recovery, it is back
 *   recover    ends a crash
 *   suspend    a process is stopped as by SIGTSTP: what comes to it waits, and so do its timers
 *   resume     ends a suspension
 *   cut        channels carry nothing: a message is lost when its channel is cut as it leaves or as it arrives
 *   repair     ends a cut
 *   partition  the channels between groups carry nothing
 *   lose       a message is lost, with a probability
 *   duplicate  a message arrives twice, with a probability
 *   reorder    a message is held back by a random delay, with a probability, and others may overtake it
 *   delay      a message is held back by a random delay, with a probability, in its order
 *   slow       a process takes `delay` for each event, one after the other
 *   corrupt    declared variables take arbitrary values of their ranges
 *   drift      the clock of a process gains `drift` seconds a second */
#define FAULTS(X)                                                                                                      \
    X(CRASH, "crash", "crash", "panne")                                                                                \
    X(RECOVER, "recover", "recovery", "reprise")                                                                       \
    X(SUSPEND, "suspend", "suspension", "suspension")                                                                  \
    X(RESUME, "resume", "resumption", "relance")                                                                       \
    X(CUT, "cut", "link cut", "lien coupé")                                                                            \
    X(REPAIR, "repair", "link repaired", "lien réparé")                                                                \
    X(PARTITION, "partition", "partition", "partition")                                                                \
    X(LOSE, "lose", "message loss", "perte de messages")                                                               \
    X(DUPLICATE, "duplicate", "duplication", "duplication")                                                            \
    X(REORDER, "reorder", "reordering", "déséquencement")                                                              \
    X(DELAY, "delay", "delay", "retard")                                                                               \
    X(SLOW, "slow", "slow process", "processus lent")                                                                  \
    X(CORRUPT, "corrupt", "state corruption", "corruption d'état")                                                     \
    X(DRIFT, "drift", "clock drift", "dérive d'horloge")
enum fault_kind {
#define FAULT_ENUM(id, ...) FAULT_##id,
    FAULTS(FAULT_ENUM)
#undef FAULT_ENUM
        FAULT_KINDS
};

/* "crash", "corrupt", ...: the name of a kind in scenarios and traces; NULL past the end. */
const char *fault_kind_name(size_t kind);

#endif
