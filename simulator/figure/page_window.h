/* page_window.h: which events of a long run its interactive page (page.h) has, and what is known of those that it has not. */
#ifndef ONDE_FIGURE_PAGE_WINDOW_H
#define ONDE_FIGURE_PAGE_WINDOW_H

#include "figure/page.h"

#include <stdio.h>

/* Places in the history: from `first` to before `after`. */
struct page_window {
    uint32_t first, after;
};

/* All events when there is room (PAGE_MOST_EVENTS), else as many as there is room for. The settings ask for the first of these
 * that is in the history: the window of time, the chosen event, the cut (when there is room for all of it), the event at which the
 * specification is violated. Where the first events of the run have that, or nothing is asked for, it is these. Else it is the
 * window, its first events when it is longer than the room; when it is shorter, half of the room that is left goes to what comes
 * before it. */
struct page_window page_window_choose(const struct history *history, const struct page_settings *settings);
/* The place in the page of a place in the history; -1: it is not in the page. */
int64_t page_window_place(const struct page_window *window, uint32_t place);

/* Writes what the events of the page do not tell:
 *   begin  how many events of the history come before them;  end  the date of the run's last event, in seconds
 *   open   [process, what] of what had begun and was not over when the page begins: waiting, critical, blocked, crashed, suspended
 *   rooms  [place, seconds] of events whose process has its next event behind the page, or whose message arrives or gets lost there:
 *          how much later the sooner of the two is
 * as members of an object, each with a comma before it. Errors (INPUT): memory. */
bool page_window_put(FILE *out, const struct history *history, const struct page_window *window, struct error *err);

#endif
