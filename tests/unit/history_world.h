/* history_world.h: stamped traces in a folder of their own, written by hand or at random, and their histories. */
#ifndef ONDE_TESTS_HISTORY_WORLD_H
#define ONDE_TESTS_HISTORY_WORLD_H

#include "causality/history.h"

#include "base/output_file.h"
#include "base/random.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define HEADER "number,time,event,process,peer,port,kind,bytes,chain,value,sent,scalar\n"

struct world {
    char folder[64], path[128];
    struct history history;
    struct error err;
};

static inline int begin(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    snprintf(w->folder, sizeof w->folder, "/tmp/onde-causality-XXXXXX");
    assert_non_null(mkdtemp(w->folder));
    snprintf(w->path, sizeof w->path, "%s/trace.csv", w->folder);
    *state = w;
    return 0;
}

static inline int finish(void **state)
{
    struct world *w = *state;
    history_release(&w->history);
    unlink(w->path);
    rmdir(w->folder);
    free(w);
    return 0;
}

static inline bool load(struct world *w, const char *text)
{
    struct output_file *file;
    w->err = (struct error){0};
    history_release(&w->history);
    assert_true(output_file_create(w->path, &file, &w->err));
    fputs(text, output_file_stream(file));
    assert_true(output_file_commit(file, &w->err));
    return history_load(w->path, &w->history, &w->err);
}

static inline void assert_loads(struct world *w, const char *text)
{
    if (!load(w, text))
        fail_msg("line %d: %s", w->err.line, w->err.text);
}

/* Three processes: 0 sends a to 1, which sends b to 2; a second message from 0 to 2 is doubled, one from 2 to 0 is lost. */
static const char three[] = HEADER "1,0,start,0,,,,,0,,,1\n"
                                   "2,0,send,0,1,0,a,64,0,,,2\n"
                                   "3,0.001,receive,1,0,0,a,64,1,,2,3\n"
                                   "4,0.001,send,1,2,1,b,80,1,,,4\n"
                                   "5,0.0015,send,0,2,1,c,64,0,,,3\n"
                                   "6,0.0015,duplicate,0,2,1,c,64,0,0,5,\n"
                                   "7,0.002,receive,2,0,0,c,64,1,,5,4\n"
                                   "8,0.003,receive,2,1,1,b,80,2,,4,5\n"
                                   "9,0.003,output,2,,,decide,,2,-7,,6\n"
                                   "10,0.003,send,2,0,0,d,64,2,,,7\n"
                                   "11,0.004,loss,0,2,1,d,64,2,1,10,\n"
                                   "12,0.005,receive,2,0,0,c,64,1,,5,8\n"
                                   "13,0.006,fault,,,,cut,,0,0,,\n"
                                   "14,0.007,fault,1,,,crash,,1,2,,5\n";

enum { MOST_EVENTS = 40, MOST_TEXT = 80 * MOST_EVENTS };

/* A random run of up to four processes: starts, outputs, sends, receives of what is under way, losses, duplicates. */
static inline void make_random(struct random_stream *random, char *text, size_t size, uint32_t events)
{
    struct {
        uint32_t from, to, number;
        bool doubled;
    } under_way[MOST_EVENTS];
    uint32_t count = 0, processes = 1 + (uint32_t)random_below(random, 4);
    uint64_t scalar = 0;
    FILE *out = fmemopen(text, size, "w");
    assert_non_null(out);
    fputs(HEADER, out);
    for (uint32_t number = 1; number <= events; number++) {
        uint32_t p = (uint32_t)random_below(random, processes), what = (uint32_t)random_below(random, 10);
        if (what < 4) {
            under_way[count].from = p;
            under_way[count].to = (uint32_t)random_below(random, processes); /* itself, too */
            under_way[count].doubled = random_below(random, 5) == 0;
            under_way[count].number = number;
            fprintf(out, "%u,0,send,%u,%u,0,a,8,0,,,%" PRIu64 "\n", number, p, under_way[count].to, ++scalar);
            count++;
        } else if (what < 8 && count > 0) {
            uint32_t i = (uint32_t)random_below(random, count);
            fprintf(out, "%u,0,receive,%u,%u,0,a,8,0,,%u,%" PRIu64 "\n", number, under_way[i].to, under_way[i].from,
                    under_way[i].number, ++scalar);
            if (!under_way[i].doubled)
                under_way[i] = under_way[--count];
            else
                under_way[i].doubled = false;
        } else if (what == 8 && count > 0) {
            count--;
            fprintf(out, "%u,0,loss,%u,%u,0,a,8,0,0,%u,\n", number, under_way[count].to, under_way[count].from,
                    under_way[count].number);
        } else {
            fprintf(out, "%u,0,output,%u,,,decide,,0,1,,%" PRIu64 "\n", number, p, ++scalar);
        }
    }
    fclose(out);
}

#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, begin, finish)

#endif
