/* fuzz_history.c: stamped traces of any bytes: refused with the name of the file, or read, and then what is said of the order of
 * the events agrees with itself, and what is exported has as many lines as it must. */
#include "causality/order.h"
#include "causality/paje.h"
#include "causality/shiviz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

/* What is linked is linked both ways, and causes stand before effects. */
static void check_links(const struct history *history)
{
    for (uint32_t place = 0; place < history->count; place++) {
        const struct happening *event = &history->events[place];
        require(event->number > 0 && history_find(history, event->number) == place);
        require(event->before == HISTORY_NO_EVENT ||
                (event->before < place && history->events[event->before].after == place));
        require(event->event != HAPPENING_RECEIVE || event->sent == HISTORY_NO_EVENT ||
                (event->sent < place && history->events[event->sent].event == HAPPENING_SEND));
        require(event->process == HISTORY_NO_PROCESS || event->process < history->processes);
        require(happening_is_of_process(event) == (event->scalar > 0));
    }
}

static void check_order(const struct history *history)
{
    uint32_t last = history->count - 1, *path, *antichain, receive;
    size_t length;
    bool *in = calloc(history->count, sizeof *in);
    require(in != NULL);
    uint32_t past = order_past(history, last, in);
    require(past >= 1 && past <= history->count && in[last]);
    for (uint32_t place = 0; place < history->count; place += 1 + history->count / 8) {
        bool found = order_path(history, place, last, &path, &length);
        require(found == in[place]);
        require((order_relate(history, place, last) == ORDER_CONCURRENT) == !in[place]);
        free(path);
    }
    order_longest(history, HISTORY_NO_EVENT, &path, &length);
    free(path);
    uint32_t width = order_width(history, &antichain);
    require(width <= history->count && width <= history->processes);
    for (uint32_t i = 1; i < width; i++)
        require(order_relate(history, antichain[i - 1], antichain[i]) == ORDER_CONCURRENT);
    free(antichain);
    free(in);
    /* All that happened is a consistent cut. */
    uint32_t *all = calloc(history->processes + 1u, sizeof *all);
    require(all != NULL);
    for (uint32_t place = 0; place < history->count; place++)
        if (happening_is_of_process(&history->events[place]))
            all[history->events[place].process] = place;
    require(order_cut_is_consistent(history, all, &receive));
    free(all);
}

/* The lines of ShiViz's log are two an event, whatever kinds are called; Paje's trace is written or refused. */
static void check_exports(const struct history *history)
{
    char *text;
    size_t size, lines = 0, events = 0;
    struct error err = {0};
    FILE *out = open_memstream(&text, &size);
    require(out != NULL);
    bool written = shiviz_write(history, "fuzz", out, &err);
    require(fclose(out) == 0);
    for (size_t i = 0; i < size; i++)
        lines += text[i] == '\n';
    for (uint32_t place = 0; place < history->count; place++)
        events += happening_is_of_process(&history->events[place]);
    require(written ? lines == 2 * events + 2 : err.kind == ERROR_INPUT && size == 0);
    free(text);
    err = (struct error){0};
    out = open_memstream(&text, &size);
    require(out != NULL);
    written = paje_write(history, "fuzz", out, &err);
    require(fclose(out) == 0 && written == (err.kind == ERROR_NONE) && written == (size > 0));
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    int file = memfd_create("trace", MFD_CLOEXEC);
    require(file >= 0 && write(file, data, size) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    struct history history;
    struct error err = {0};
    bool read = history_load(path, &history, &err);
    require(read == (err.kind == ERROR_NONE));
    require(read || (err.kind == ERROR_INPUT && strcmp(err.file, path) == 0 && history.events == NULL));
    if (read) {
        check_links(&history);
        if (history.count > 0)
            check_order(&history);
        check_exports(&history);
        history_release(&history);
    }
    close(file);
    return 0;
}
