/* page_cuts.h: the cuts of the interactive page (page.h): of snapshots, of recoveries, and the one that is wished. */
#ifndef ONDE_FIGURE_PAGE_CUTS_H
#define ONDE_FIGURE_PAGE_CUTS_H

#include "figure/page_window.h"

#include <stdio.h>

/* Writes ,"cutsLeftOut":n,"cuts":[…] of those that the window has a part of. Places are those in the page, -1: it is not there. A
 * cut is an object
 *   origin      "snapshot", "recovery" or "wished";  number  from 1; 0 of the wished one
 *   consistent  true, false, or null: not known of every process, and not judged
 *   breaks      [place] of the receives that make it inconsistent
 *   lines       [process, last, at] of each process that the cut is known of, and which had done something: the places of its last
 *               event in the cut (-1: none) and of the output that says so, or of the last event again
 * Errors (INPUT): memory. */
bool page_put_cuts(FILE *out, const struct history *history, const struct page_window *window,
                   const struct page_settings *settings, struct error *err);

#endif
