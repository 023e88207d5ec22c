/* page.h: the interactive page of a history: one HTML file with the space-time diagram, which needs no network and no other
 * file (docs/causality.md, "The interactive page"). Its texts, styles and scripts are results/plots/spacetime.html and
 * results/plots/spacetime/; what page.c adds is the run, as JSON. */
#ifndef ONDE_FIGURE_PAGE_H
#define ONDE_FIGURE_PAGE_H

#include "base/language.h"
#include "causality/history.h"

/* Events in a page at the most; it says which they are, and how many the run has (page_window.h says which they are of a longer one).
 * With more of them a browser would no longer follow the mouse. */
enum { PAGE_MOST_EVENTS = 20000 };
/* Snapshots and recoveries in a page at the most; it says how many more there were. */
enum { PAGE_MOST_CUTS = 100 };
/* Characters of what a logical clock shows; of a longer matrix the page has the own row, of a longer vector the own entry. */
enum { PAGE_MOST_CLOCK = 400 };

/* All borrowed; texts may be NULL, which is "". Zeros are a page of the whole run in English, on the axis of time. */
struct page_settings {
    const char *title, *subtitle;
    enum language language;
    /* Kinds of message that are the protocol's, not the computation's: they make no cut inconsistent. NULL at the end; NULL: none. */
    const char *const *controls;
    /* What it shows first; people change it in the page. */
    uint64_t event;  /* the number of the event that is chosen; 0: none */
    bool logical;    /* the axis has Lamport's stamps instead of seconds */
    double from, to; /* the window, in seconds; NAN: from the first event, to the last; from >= to: all of it */
    const uint32_t *processes; /* that have a line, ascending; none: all */
    size_t process_count;
    /* Besides the cuts of snapshots and recoveries: numbers of events, of each process the last one that belongs to it. */
    const uint64_t *cut;
    size_t cut_size;
    uint64_t violation; /* the number of the event at which the specification is violated; 0: none */
};

/* Writes the page. Errors (INPUT): memory; the file cannot be written; the files that the page is made of are not there. */
bool page_write(const char *path, const struct history *history, const struct page_settings *settings,
                struct error *err);

#endif
