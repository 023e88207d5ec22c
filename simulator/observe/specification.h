/* specification.h: what a specification is: an observer of the events of a run that ends in a verdict. It never changes
 * the run. The memory it works in is flat and given to it: one block for the run, one for each process, for each task of the
 * scenario and for each stage of its tasks, one stamp carried by each message; all start as zeros. */
#ifndef ONDE_OBSERVE_SPECIFICATION_H
#define ONDE_OBSERVE_SPECIFICATION_H

#include "base/error.h"
#include "engine/fault_kind.h"
#include "engine/process.h"

struct fault_settings; /* engine/settings.h */

enum event_kind {
    EVENT_START, /* an initiator starts */
    EVENT_SEND,
    EVENT_RECEIVE,
    EVENT_TIMEOUT,
    EVENT_OUTPUT,    /* process_announce */
    EVENT_STATE,     /* a declared variable has another value; after the handler that changed it */
    EVENT_MOVE,      /* a rule of an algorithm of guarded rules is applied */
    EVENT_FAULT,     /* a fault strikes, or ends */
    EVENT_LOSS,      /* a message is lost; of the process that would have received it */
    EVENT_DUPLICATE, /* a message is doubled, as it is sent */
    EVENT_WORK,      /* a piece of work begins */
    EVENT_WORKED,    /* it is over; before its handler */
    EVENT_GIVEN_UP,  /* it will never be: a crash, or its process gives it up */
    EVENT_KINDS
};

enum { NO_PROCESS = UINT32_MAX, PLATFORM_FAULT = -1 };

/* Of vector and matrix clocks of more processes than so many, a trace shows the own entry only. */
enum { CLOCK_SHOWN_MOST = 64 };

/* Events are numbered from 1 in the order of the run; in trace.csv event n is on line n + 1. The send events of a handler
 * come after the event that ran the handler. */
struct event {
    uint64_t number;
    sim_time time;
    enum event_kind kind;
    uint32_t process; /* FAULT: NO_PROCESS when it strikes channels */
    uint32_t port;    /* SEND, DUPLICATE: out-port; RECEIVE, LOSS: in-port */
    uint32_t peer;    /* SEND, DUPLICATE: to; RECEIVE, LOSS: from */
    /* Of messages; TIMEOUT: the timer; STATE: the variable; MOVE: the rule; FAULT: enum fault_kind; WORK and after: enum work. */
    uint32_t message_kind;
    uint64_t bytes;     /* of messages: on the wire, with what they carry */
    uint32_t chain;     /* messages in the longest causal chain that ends here */
    enum output output; /* OUTPUT */
    /* OUTPUT; STATE: the new one; FAULT, LOSS, DUPLICATE: which fault of the settings, or PLATFORM_FAULT; WORK and after: the
     * number of the piece of work. */
    int64_t value;
    double amount;  /* WORK, WORKED: the whole; GIVEN_UP: what was done of it. Flops, bytes or seconds */
    sim_time began; /* WORKED, GIVEN_UP: when its WORK was */
    /* OUTPUT, of a STAMP in a traced run: what the logical clock shows, row by row; NULL: nothing more than `value`. */
    const uint64_t *clock;
    uint32_t clock_rows, clock_columns;
    bool ends;           /* FAULT: it ends; GIVEN_UP: its own process gave it up */
    void *stamp;         /* SEND: to be filled; RECEIVE: as filled by the sender; of stamp_bytes, or NULL */
    const void *payload; /* SEND, RECEIVE: borrowed */
};

/* How the run came to its end. */
enum ending {
    ENDING_QUIESCENT, /* no message in transit, no timer armed: nothing can happen any more */
    ENDING_EVENTS,    /* the budget of events ran out */
    ENDING_TIME,      /* the budget of simulated time ran out */
    ENDING_TRACE,     /* the trace of the run became as long as it may */
    ENDING_STOPPED,   /* a specification was violated and the run was stopped there, or the user stopped it */
};

enum verdict_kind { VERDICT_HOLDS, VERDICT_VIOLATED, VERDICT_UNDECIDED };

struct verdict {
    enum verdict_kind kind;
    char reason[384]; /* in words; empty when it holds */
    uint64_t event;   /* number of the first offending event, 0 if there is none (an absence) */
    char note[160];   /* how far the check went, whatever the verdict; empty when everything was checked */
};

/* The run, as a specification sees it. */
struct view {
    const struct system *system; /* engine/system.h; use the view_ functions below */
    const struct shape *shape;
    void *run;       /* run_bytes */
    void *processes; /* process_bytes times N */
    void *tasks;     /* task_bytes times the tasks */
    void *stages;    /* stage_bytes times the stages */
    struct verdict *verdict;
    size_t process_bytes, task_bytes, stage_bytes;
    const struct configuration *configuration; /* NULL in tests without an engine */
    double *measures;                          /* see view_measure() */
    struct series *series;                     /* see view_series(); NULL: nobody wants them */
    uint32_t first_series;                     /* the number of its first there */
    struct identity_index *identities;         /* see view_process_of() */
    struct memory_blocks *blocks;              /* see view_allocate() */
    uint32_t controls;                         /* see view_control() */
};
identity view_identity(const struct view *view, uint32_t process);
bool view_is_initiator(const struct view *view, uint32_t process);
/* Who sends to the process by an in-port; to whom it sends by an out-port. */
uint32_t view_source(const struct view *view, uint32_t process, uint32_t in_port);
uint32_t view_target(const struct view *view, uint32_t process, uint32_t out_port);
uint32_t view_out_degree(const struct view *view, uint32_t process);
static inline void *view_process(const struct view *view, uint32_t process)
{
    return (char *)view->processes + view->process_bytes * process;
}
static inline void *view_task(const struct view *view, uint64_t task)
{
    return (char *)view->tasks + view->task_bytes * task;
}
static inline void *view_stage(const struct view *view, uint32_t stage)
{
    return (char *)view->stages + view->stage_bytes * stage;
}
/* Whether messages of a kind are the protocol's, and not of the computation that it serves. */
static inline bool view_control(const struct view *view, uint32_t message_kind)
{
    return (view->controls >> message_kind & 1) != 0;
}
/* Records a violation; only the first counts. `event` may be NULL for an absence. */
void view_violated(const struct view *view, const struct event *event, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Says at the end that the run cannot tell. A violation recorded before stands. */
void view_undecided(const struct view *view, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* For specifications that only a run come to its end can settle: when it did not, says undecided and why ("the budget of
 * events ran out before the election ended", with `what` = "the election") and returns true. */
bool view_cut_short(const struct view *view, enum ending ending, const char *what);
/* Says how far the check goes ("dependence checked for 64 of 44544 sources"). Changes nothing to the verdict. */
void view_note(const struct view *view, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The process of an identity; false when there is none. O(log N) after the first call, which sorts them. */
bool view_process_of(const struct view *view, identity whose, uint32_t *process);
/* The algorithm and its parameters, the faults that the scenario asks for. */
const struct algorithm *view_algorithm(const struct view *view);
double view_parameter(const struct view *view, uint32_t index);
const struct fault_settings *view_fault(const struct view *view, int64_t index);
/* Memory of the specification's own for the rest of the run, zeros, aligned to 16 bytes: for what only the run tells how much of it
 * there is. It cannot be given back; a table that grows doubles. */
void *view_allocate(const struct view *view, size_t bytes);
/* The budget of simulated time, infinity when there is none. */
sim_time view_budget_time(const struct view *view);
/* The tasks of the scenario, NULL when it has none (engine/workload.h), and the host of a process: its number on the
 * platform, and what is known of it. */
const struct workload *view_workload(const struct view *view);
uint32_t view_host(const struct view *view, uint32_t process);
struct host_facts view_host_facts(const struct view *view, uint32_t process);
/* Asynchronous rounds completed so far, of an algorithm of guarded rules: a round is over when every process that was
 * privileged at its beginning has moved or is no longer privileged (network "shared"), or when every process that is up has
 * handled an event (others). */
uint64_t view_rounds(const struct view *view);
/* Sets the specification's measure number `index`: a column of runs.csv. NAN, as at the beginning: nothing to tell. */
void view_measure(const struct view *view, uint32_t index, double value);
/* The specification's series number `index` has this value from `time` on: a row of series-<run>.csv if it is wanted. */
void view_series(const struct view *view, uint32_t index, sim_time time, double value);

enum { MAX_SPECIFICATIONS = 4 }; /* of one run */
enum { SPECIFICATION_MAX_MEASURES = 8, SPECIFICATION_MAX_SERIES = 4 };
/* What it measures of a run, beside its verdict: a column of runs.csv each. */
struct specified_measure {
    const char *name; /* "convergence_time"; NULL ends the table. Names that end in _time or _duration are in seconds */
    const char *title_en, *title_fr;
    const char *meaning;
};
struct specified_series {
    const char *name;                /* NULL ends the table */
    const char *title_en, *title_fr; /* of the axis of a figure */
};

struct specification {
    const char *name; /* "election" */
    const char *title_en, *title_fr;
    const char *text; /* the axioms, in words */
    unsigned events;  /* set of 1 << EVENT_* that it wants */
    size_t run_bytes, process_bytes, stamp_bytes, task_bytes, stage_bytes;
    const struct specified_measure *measures; /* tables may be NULL */
    const struct specified_series *series;
    void (*begin)(const struct view *view); /* may be NULL */
    void (*event)(const struct view *view, const struct event *event);
    /* The run is over. Leaving the verdict alone means that it holds. */
    void (*conclude)(const struct view *view, enum ending ending);
};

/* The specifications, in the order of algorithms/specifications/specifications.def; NULL past the end. */
const struct specification *specification_at(size_t index);
const struct specification *specification_find(const char *name, struct error *err);

const char *ending_name(enum ending ending);      /* "quiescent", "events", "time", "trace", "stopped" */
const char *verdict_name(enum verdict_kind kind); /* "holds", "violated", "undecided" */

#endif
