/* page_cuts.c: see page_cuts.h. What belongs to a snapshot and to a recovery is said in diagram_cuts.c. */
#include "figure/page_cuts.h"

#include "figure/diagram_cuts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct cutting {
    FILE *out;
    const struct history *h;
    const struct page_window *window;
    /* Of each process; HISTORY_NO_EVENT: none. */
    uint32_t *last; /* the last event in the cut */
    uint32_t *at;   /* the output that says so */
    bool *known;    /* the cut is known of this process */
    const char *const *controls;
    uint32_t written, left_out;
};

static void begin_cut(struct cutting *c)
{
    for (uint32_t process = 0; process < c->h->processes; process++) {
        c->last[process] = c->at[process] = HISTORY_NO_EVENT;
        c->known[process] = false;
    }
}

static void set_line(struct cutting *c, uint32_t process, uint32_t last, uint32_t at)
{
    c->last[process] = last;
    c->at[process] = at;
    c->known[process] = true;
}

static bool is_here(const struct cutting *c, uint32_t place)
{
    return page_window_place(c->window, place) >= 0;
}

/* The receives of the page that are in the cut and whose sends are not. */
static void put_breaks(const struct cutting *c, bool wished)
{
    const char *between = "";
    for (uint32_t place = c->window->first; place < c->window->after; place++) {
        if (!diagram_breaks_cut(c->h, c->last, wished ? NULL : c->controls, place))
            continue;
        fprintf(c->out, "%s%" PRId64, between, page_window_place(c->window, place));
        between = ",";
    }
}

static void put_cut(struct cutting *c, const char *origin, uint32_t number)
{
    if (number > 0 && c->written == PAGE_MOST_CUTS) {
        c->left_out++;
        return;
    }
    uint32_t receive = HISTORY_NO_EVENT;
    bool whole = !c->h->sampled || number == 0;
    for (uint32_t process = 0; process < c->h->processes; process++)
        whole = whole && c->known[process];
    bool consistent = whole && diagram_cut_is_consistent(c->h, c->last, number > 0 ? c->controls : NULL, &receive);
    fprintf(c->out, "%s\n{\"origin\":\"%s\",\"number\":%" PRIu32 ",\"consistent\":%s,\"breaks\":[",
            c->written > 0 ? "," : "", origin, number,
            !whole       ? "null"
            : consistent ? "true"
                         : "false");
    if (whole && !consistent)
        put_breaks(c, number == 0);
    fputs("],\"lines\":[", c->out);
    bool begun = false;
    for (uint32_t process = 0; process < c->h->processes; process++) {
        if (!c->known[process] || c->at[process] == HISTORY_NO_EVENT)
            continue;
        fprintf(c->out, "%s[%" PRIu32 ",%" PRId64 ",%" PRId64 "]", begun ? "," : "", process,
                page_window_place(c->window, c->last[process]), page_window_place(c->window, c->at[process]));
        begun = true;
    }
    fputs("]}", c->out);
    c->written++;
}

static bool is_output(const struct happening *event, const char *name)
{
    return event->event == HAPPENING_OUTPUT && event->process != HISTORY_NO_PROCESS && strcmp(event->kind, name) == 0;
}

/* ---- the wished one ---- */

static void add_wished(struct cutting *c, const struct page_settings *settings)
{
    if (settings->cut_size == 0)
        return;
    begin_cut(c);
    for (uint32_t process = 0; process < c->h->processes; process++)
        set_line(c, process, HISTORY_NO_EVENT, HISTORY_NO_EVENT);
    for (size_t i = 0; i < settings->cut_size; i++) {
        uint32_t place = history_find(c->h, settings->cut[i]);
        if (place != HISTORY_NO_EVENT && happening_is_of_process(&c->h->events[place]))
            set_line(c, c->h->events[place].process, place, place);
    }
    put_cut(c, "wished", 0);
}

/* ---- snapshots: the k-th output "record" of each process belongs to the k-th ---- */

struct record {
    uint32_t place, snapshot;
};

static int compare_records(const void *a, const void *b)
{
    const struct record *first = a, *second = b;
    if (first->snapshot != second->snapshot)
        return first->snapshot < second->snapshot ? -1 : 1;
    return first->place < second->place ? -1 : first->place > second->place;
}

/* Those that the page has a record of, though they may begin before it and end behind it. */
static bool add_snapshots(struct cutting *c)
{
    size_t all = 0;
    for (uint32_t i = 0; i < c->h->count; i++)
        all += is_output(&c->h->events[i], "record");
    struct record *records = calloc(all + 1, sizeof *records);
    uint32_t *of_process = calloc((size_t)c->h->processes + 1, sizeof *of_process), count = 0;
    bool ok = records != NULL && of_process != NULL, here = false;
    for (uint32_t i = 0; ok && i < c->h->count; i++)
        if (is_output(&c->h->events[i], "record"))
            records[count++] = (struct record){i, ++of_process[c->h->events[i].process]};
    if (count > 0)
        qsort(records, count, sizeof *records, compare_records);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t place = records[i].place;
        if (i == 0 || records[i].snapshot != records[i - 1].snapshot) {
            here = false;
            begin_cut(c);
        }
        here = here || is_here(c, place);
        set_line(c, c->h->events[place].process, diagram_last_recorded(c->h, place), place);
        if (here && (i + 1 == count || records[i + 1].snapshot != records[i].snapshot))
            put_cut(c, "snapshot", records[i].snapshot);
    }
    free(records);
    free(of_process);
    return ok;
}

/* ---- recoveries: one goes on until the next crash ---- */

/* All that each process had done before the first rollback. */
static void begin_recovery(struct cutting *c, uint32_t first)
{
    begin_cut(c);
    for (uint32_t process = 0; process < c->h->processes; process++)
        set_line(c, process, HISTORY_NO_EVENT, HISTORY_NO_EVENT);
    for (uint32_t i = 0; i < first; i++)
        if (happening_is_of_process(&c->h->events[i]))
            set_line(c, c->h->events[i].process, i, i);
}

/* Those that the page has a rollback of. */
static void add_recoveries(struct cutting *c)
{
    uint32_t number = 0;
    bool crashed = true, here = false;
    for (uint32_t i = 0; i < c->h->count; i++) {
        const struct happening *event = &c->h->events[i];
        crashed = crashed || (event->event == HAPPENING_FAULT && strcmp(event->kind, "crash") == 0);
        if (!is_output(event, "rollback"))
            continue;
        if (crashed) {
            if (here)
                put_cut(c, "recovery", number);
            here = false;
            if (i >= c->window->after)
                break;
            number++;
            begin_recovery(c, i);
            crashed = false;
        }
        here = here || is_here(c, i);
        uint32_t checkpoint = diagram_checkpoint(c->h, i);
        set_line(c, event->process, checkpoint, checkpoint);
    }
    if (here)
        put_cut(c, "recovery", number);
}

bool page_put_cuts(FILE *out, const struct history *history, const struct page_window *window,
                   const struct page_settings *settings, struct error *err)
{
    size_t processes = (size_t)history->processes + 1;
    struct cutting c = {
        .out = out,
        .h = history,
        .window = window,
        .controls = settings->controls,
        .last = calloc(processes, sizeof *c.last),
        .at = calloc(processes, sizeof *c.at),
        .known = calloc(processes, sizeof *c.known),
    };
    bool ok = c.last != NULL && c.at != NULL && c.known != NULL;
    fputs(",\n\"cuts\":[", out);
    if (ok) {
        add_wished(&c, settings);
        ok = add_snapshots(&c);
        if (ok)
            add_recoveries(&c);
    }
    fprintf(out, "],\n\"cutsLeftOut\":%" PRIu32, c.left_out);
    free(c.last);
    free(c.at);
    free(c.known);
    return ok || error_set(err, ERROR_INPUT, NULL, 0, "not enough memory for the cuts of this page");
}
