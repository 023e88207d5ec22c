/* causal_order.c: mails reach each reader in an order that respects what was posted because of what.
 *
 * Source     Birman & Joseph, "Reliable communication in the presence of failures", ACM TOCS 5(1), 1987 (causal order); Schiper,
 *            Eggli & Sandoz, "A new algorithm to implement causal ordering", WDAG 1989, and Raynal, Schiper & Toueg, "The causal
 *            ordering abstraction and a simple way to implement it", Information Processing Letters 39(6), 1991 (point to point).
 *
 * Mail a comes before mail b when its poster posted b later, or when the poster of b had delivered a before it posted b, and
 * transitively. It is the order of the posts and deliveries, not of the messages that carry them: a server that has passed a mail on
 * has not read it. A process that delivers b, and only later a, sees an answer before its question.
 *
 * Method: mails of one poster are before one another in their order, so the past of a mail is told by a number for each poster: how
 * many mails of that one are in it, the mail itself included. A process knows the join of the pasts of what it posted and delivered;
 * beside it stands the join over what it delivered. Mail number s (from 0) of poster p is delivered too late if that join has more than
 * s for p. With up to 64 processes there is a number for each; beyond, for 64 posters spread evenly, the first and the last process
 * among them: only their mails are checked, and the verdict's note says so. */
#include "algorithms/specifications/posts.h"

enum { SOURCES = 64 };
enum { CAUSAL_VIOLATIONS = POSTS_MEASURES };

struct run {
    struct posts posts; /* first: posts.h */
    uint64_t violations;
    uint32_t columns;
};

struct reader {
    struct posted posted; /* first: posts.h */
    /* By source. */
    uint32_t known[SOURCES];     /* mails in the past of the latest post or delivery */
    uint32_t delivered[SOURCES]; /* mails in the past of a mail that it has delivered */
    int64_t because[SOURCES];    /* the mail whose delivery set that */
};

/* The process that is source number `source`, when there are more processes than sources. */
static uint64_t spread_source(uint64_t source, uint64_t processes)
{
    return source * (processes - 1) / (SOURCES - 1);
}

/* The column of a process; false if it is no source. */
static bool column_of(const struct view *view, uint32_t process, uint32_t *column)
{
    uint64_t n = view->shape->processes;
    *column = process;
    if (n <= SOURCES)
        return true;
    /* Sources are more than one process apart: only the first source at or above `process` can be it. */
    uint64_t source = ((uint64_t)process * (SOURCES - 1) + n - 2) / (n - 1);
    *column = (uint32_t)source;
    return spread_source(source, n) == process;
}

static void begin(const struct view *view)
{
    struct run *run = view->run;
    uint32_t n = view->shape->processes;
    run->columns = n < SOURCES ? n : SOURCES;
    posts_begin(view, run->columns);
    if (n > SOURCES)
        view_note(view, "order checked for the mails of %d posters of %u, evenly spread over the processes", SOURCES,
                  n);
}

static void post(const struct view *view, const struct event *event, struct posted_mail *mail)
{
    const struct run *run = view->run;
    struct reader *poster = view_process(view, event->process);
    uint32_t column;
    if (column_of(view, event->process, &column))
        poster->known[column] = poster->posted.count;
    for (uint32_t i = 0; i < run->columns; i++)
        mail->past[i] = poster->known[i];
}

/* "A mail is not delivered after one whose past it is in." */
static void check(const struct view *view, const struct event *event, const struct posted_mail *late)
{
    struct run *run = view->run;
    const struct reader *reader = view_process(view, event->process);
    uint32_t poster = posts_poster(view, event->value), column;
    if (!column_of(view, poster, &column) || posts_sequence(view, event->value) >= reader->delivered[column])
        return;
    if (run->violations++ > 0)
        return;
    int64_t early = reader->because[column];
    uint32_t other = posts_poster(view, early);
    view_violated(view, event,
                  "causal order: process %u delivers mail %" PRId64 " after mail %" PRId64
                  ", which comes after it: process %u posted the "
                  "former at %.6g s; process %u posted the latter at %.6g s%s",
                  event->process, event->value, early, poster, late->date, other, posts_find(view, early)->date,
                  other == poster ? ", later" : ", and had delivered the former by then, or one that comes after it");
}

static void deliver(const struct view *view, const struct event *event, const struct posted_mail *mail)
{
    const struct run *run = view->run;
    struct reader *reader = view_process(view, event->process);
    check(view, event, mail);
    for (uint32_t i = 0; i < run->columns; i++) {
        if (mail->past[i] > reader->known[i])
            reader->known[i] = mail->past[i];
        if (mail->past[i] > reader->delivered[i]) {
            reader->delivered[i] = mail->past[i];
            reader->because[i] = event->value;
        }
    }
}

static void on_event(const struct view *view, const struct event *event)
{
    struct posted_mail *mail = posts_event(view, event);
    if (mail == NULL)
        return;
    if (event->output == OUTPUT_POST)
        post(view, event, mail);
    else
        deliver(view, event, mail);
}

static void conclude(const struct view *view, enum ending ending)
{
    const struct run *run = view->run;
    view_measure(view, CAUSAL_VIOLATIONS, (double)run->violations);
    posts_conclude(view, ending);
}

const struct specification causal_order = {
    .name = "causal-order",
    .title_en = "Causal order",
    .title_fr = "Ordre causal",
    .text =
        "Mail a comes before mail b when the same process posted a and later b, or had delivered a when it posted b, "
        "and "
        "transitively. Order: no process delivers b and later a. Delivery: a mail is delivered after it was posted, at "
        "most once by each process, and by somebody when nothing more can happen; a mail that several processes have "
        "delivered, or its poster, is a broadcast, and everyone must deliver it. Every mail delivered too late is "
        "counted. Order is exact up to 64 processes; beyond, it is checked for the mails of 64 of them, evenly spread, "
        "the first and the last included. A run that is cut short by its budget is undecided, unless it has violated "
        "something before.",
    .events = POSTS_EVENTS,
    .run_bytes = sizeof(struct run),
    .process_bytes = sizeof(struct reader),
    .measures =
        (const struct specified_measure[]){
            POSTS_MEASURE_TABLE,
            [CAUSAL_VIOLATIONS] = {"causal_violations", "violations of causal order", "violations de l'ordre causal",
                                   "mails delivered after another one that they come before"},
            {.name = NULL},
        },
    .begin = begin,
    .event = on_event,
    .conclude = conclude,
};
