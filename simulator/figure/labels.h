/* labels.h: where the small texts of a space-time diagram go, so that none covers another or an event. */
#ifndef ONDE_FIGURE_LABELS_H
#define ONDE_FIGURE_LABELS_H

#include "figure/sheet.h"

/* Adds a label to each message, when the kinds are several and all labels find room: *labelled. Adds what the logical clocks show
 * beside the events that they stamp, or says that there is no room. false: there is no memory. */
bool labels_add(struct sheet *sheet, bool *labelled);

/* For both files. false: there is no memory. */
bool sheet_add(struct sheet *sheet, const struct sheet_item *item);

#endif
