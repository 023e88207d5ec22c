/* shiviz.c: see shiviz.h. */
#include "causality/shiviz.h"

#include "base/digits.h"
#include "base/memory.h"
#include "causality/words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char what[] = "the vector clocks";

/* The processes that have events, and their clocks: an entry for each of them. */
struct clocks {
    uint32_t *rank_of; /* of each process, its rank among them; HISTORY_NO_PROCESS: it has no event */
    uint32_t *process_of;
    uint32_t count;
    uint32_t *now;      /* count × count: of each of them, its clock */
    uint32_t **of_send; /* of each event that sends, its clock as long as a receive is to come; else NULL */
};

static bool count_processes(const struct history *history, const char *path, struct clocks *clocks, struct error *err)
{
    uint32_t all = 0;
    memset(clocks->rank_of, 0xff, history->processes * sizeof *clocks->rank_of); /* HISTORY_NO_PROCESS */
    for (uint32_t place = 0; place < history->count; place++) {
        const struct happening *event = &history->events[place];
        if (!happening_is_of_process(event) || event->before != HISTORY_NO_EVENT)
            continue;
        if (all < SHIVIZ_MOST_PROCESSES) {
            clocks->rank_of[event->process] = all;
            clocks->process_of[all] = event->process;
        }
        all++;
    }
    clocks->count = all;
    if (all == 0)
        return error_set(err, ERROR_INPUT, path, 0, "no event of a process: there is nothing to draw");
    return all <= SHIVIZ_MOST_PROCESSES ||
           error_set(err, ERROR_INPUT, path, 0,
                     "%" PRIu32
                     " processes have events; ShiViz draws a column for each, and more than %d are no picture: trace "
                     "some of them (--set trace.processes=0-9)",
                     all, SHIVIZ_MOST_PROCESSES);
}

/* The clock of an event, from that of its process and, of a receive, that of the send. */
static const uint32_t *tick(const struct history *history, uint32_t place, struct clocks *clocks)
{
    const struct happening *event = &history->events[place];
    uint32_t rank = clocks->rank_of[event->process];
    uint32_t *clock = clocks->now + (size_t)rank * clocks->count;
    clock[rank]++;
    if (event->event == HAPPENING_RECEIVE && event->sent != HISTORY_NO_EVENT) {
        uint32_t *sent = clocks->of_send[event->sent];
        for (uint32_t i = 0; i < clocks->count; i++)
            if (sent[i] > clock[i])
                clock[i] = sent[i];
        if (event->reply == HISTORY_NO_EVENT) { /* the last one to need it */
            free(sent);
            clocks->of_send[event->sent] = NULL;
        }
    }
    if (event->event == HAPPENING_SEND && event->reply != HISTORY_NO_EVENT) {
        uint32_t *copy = must_have(malloc(clocks->count * sizeof *copy), what);
        memcpy(copy, clock, clocks->count * sizeof *copy);
        clocks->of_send[place] = copy;
    }
    return clock;
}

static void write_event(const struct happening *event, const struct clocks *clocks, const uint32_t *clock, FILE *out)
{
    char time[DIGITS_MOST], words[WORDS_SIZE];
    words_of_event(event, words, sizeof words);
    fprintf(out, "%" PRIu64 " %.*s %s\np%" PRIu32 " {", event->number, (int)digits_of_number(time, event->time), time,
            words, event->process);
    const char *comma = "";
    for (uint32_t i = 0; i < clocks->count; i++)
        if (clock[i] > 0) {
            fprintf(out, "%s\"p%" PRIu32 "\":%" PRIu32, comma, clocks->process_of[i], clock[i]);
            comma = ",";
        }
    fputs("}\n", out);
}

bool shiviz_write(const struct history *history, const char *path, FILE *out, struct error *err)
{
    struct clocks clocks = {0};
    clocks.rank_of = must_have(malloc((history->processes + 1u) * sizeof *clocks.rank_of), what);
    clocks.process_of = must_have(malloc(SHIVIZ_MOST_PROCESSES * sizeof *clocks.process_of), what);
    bool ok = count_processes(history, path, &clocks, err);
    if (ok && clocks.count > 0) {
        clocks.now = must_have(calloc((size_t)clocks.count * clocks.count, sizeof *clocks.now), what);
        clocks.of_send = must_have(calloc(history->count, sizeof *clocks.of_send), what);
        fputs(SHIVIZ_EXPRESSION "\n\n", out);
        for (uint32_t place = 0; place < history->count; place++)
            if (happening_is_of_process(&history->events[place]))
                write_event(&history->events[place], &clocks, tick(history, place, &clocks), out);
        free(clocks.of_send); /* every clock in it has been freed with its last receive */
        free(clocks.now);
    }
    free(clocks.process_of);
    free(clocks.rank_of);
    return ok;
}
