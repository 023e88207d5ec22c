/* labels.c: see labels.h. A sheet is measured in letters of the size of the labels, from left to right, and in lines of them,
 * from top to bottom. */
#include "figure/labels.h"

#include "figure/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SHEET_WIDTH = 112, /* letters */
    SHEET_HEIGHT = 26, /* lines */
    MOST_LABELS = 24,  /* more hide what they stand on */
    MOST_STAMPS = 250,
};

static const double half_line = 0.5, half_dot = 0.4; /* lines, letters */
static const double overhang = 1;                    /* letters that a text may reach out of the axis */

struct box {
    double left, right, top, bottom;
};

struct placing {
    const struct diagram *diagram;
    struct box *boxes; /* what is taken */
    size_t count;
};

static double letters(const struct placing *p, double at)
{
    double span = p->diagram->end - p->diagram->begin;
    return span > 0 ? (at - p->diagram->begin) / span * SHEET_WIDTH : 0;
}

static double lines(const struct placing *p, double place)
{
    return place * SHEET_HEIGHT / p->diagram->rows;
}

static bool is_free(const struct placing *p, const struct box *box)
{
    if (box->left < -overhang || box->right > SHEET_WIDTH + overhang)
        return false;
    for (size_t i = 0; i < p->count; i++) {
        const struct box *taken = &p->boxes[i];
        if (box->left < taken->right && taken->left < box->right && box->top < taken->bottom &&
            taken->top < box->bottom)
            return false;
    }
    return true;
}

static struct box box_around(double x, double y, double half_width, double half_height)
{
    return (struct box){x - half_width, x + half_width, y - half_height, y + half_height};
}

/* A text whose middle is there, if there is room. */
static bool take(struct placing *p, double at, double place, const char *text)
{
    double half_width = ((double)text_width(text) + 0.4) / 2;
    struct box box = box_around(letters(p, at), lines(p, place), half_width, half_line);
    if (!is_free(p, &box))
        return false;
    p->boxes[p->count++] = box;
    return true;
}

static void block(struct placing *p, double at, double place)
{
    p->boxes[p->count++] = box_around(letters(p, at), lines(p, place), half_dot, half_dot);
}

/* Beside an event, off the line of its process. */
static bool place_stamp(struct placing *p, struct sheet_item *item)
{
    static const double sides[][2] = {{1, -0.95}, {-1, -0.95}, {1, 0.95}, {-1, 0.95}, {0, -1.05}, {0, 1.05}};
    double letter = (p->diagram->end - p->diagram->begin) / SHEET_WIDTH, line = (double)p->diagram->rows / SHEET_HEIGHT;
    double half_width = ((double)text_width(item->text) + 0.6) / 2 * letter;
    for (size_t i = 0; i < sizeof sides / sizeof sides[0]; i++) {
        double at = item->at + sides[i][0] * half_width, place = item->place + sides[i][1] * line;
        if (!take(p, at, place, item->text))
            continue;
        item->at = item->end_at = at;
        item->place = item->end_place = place;
        return true;
    }
    return false;
}

static bool add_stamps(struct sheet *sheet, struct placing *p)
{
    const struct diagram *d = sheet->diagram;
    size_t before = sheet->item_count, count = 0;
    for (size_t i = 0; i < d->event_count; i++) {
        const struct happening *event = &d->history->events[d->events[i].place];
        if (event->event != HAPPENING_OUTPUT || strcmp(event->kind, "stamp") != 0)
            continue;
        struct sheet_item item = {.series = SHEET_STAMP,
                                  .part = d->events[i].part,
                                  .kind = event->kind,
                                  .event = event->number,
                                  .row = d->events[i].row,
                                  .place = d->events[i].row,
                                  .at = d->events[i].at};
        snprintf(item.text, sizeof item.text, "%" PRId64, event->value);
        if (++count > MOST_STAMPS || !place_stamp(p, &item)) {
            sheet->item_count = before;
            sheet->stamps_hidden = true;
            return true;
        }
        if (!sheet_add(sheet, &item))
            return false;
    }
    return true;
}

/* A text near an end of the axis does not reach out of it. */
static void keep_inside(const struct placing *p, struct sheet_item *item)
{
    double letter = (p->diagram->end - p->diagram->begin) / SHEET_WIDTH;
    double reach = ((double)text_width(item->text) + 0.4) / 2 * letter;
    item->at = fmax(fmin(item->at, p->diagram->end - reach), p->diagram->begin + reach);
    item->end_at = item->at;
}

static bool place_label(struct placing *p, const struct diagram_message *message, struct sheet_item *item)
{
    static const double parts[] = {0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        item->at = message->begin_at + parts[i] * (message->end_at - message->begin_at);
        item->place = message->begin_row + parts[i] * (message->end_row - message->begin_row);
        item->end_at = item->at;
        item->end_place = item->place;
        keep_inside(p, item);
        if (take(p, item->at, item->place, item->text))
            return true;
    }
    return false;
}

/* All messages have labels, or none: a label that is missing would say that a message is of no kind. */
static bool add_labels(struct sheet *sheet, struct placing *p, bool *labelled)
{
    const struct diagram *d = sheet->diagram;
    size_t before = sheet->item_count;
    *labelled = d->kind_count > 1 && d->message_count <= MOST_LABELS;
    for (size_t i = 0; *labelled && i < d->message_count; i++) {
        const struct diagram_message *message = &d->messages[i];
        struct sheet_item item = {.series = SHEET_LABEL, .part = message->part, .kind = d->kinds[message->kind]};
        item.event = message->send != HISTORY_NO_EVENT ? d->history->events[message->send].number : 0;
        snprintf(item.text, sizeof item.text, "%s", item.kind);
        *labelled = place_label(p, message, &item);
        if (*labelled && !sheet_add(sheet, &item))
            return false;
    }
    if (!*labelled)
        sheet->item_count = before;
    return true;
}

bool labels_add(struct sheet *sheet, bool *labelled)
{
    const struct diagram *d = sheet->diagram;
    struct placing p = {.diagram = d};
    p.boxes = calloc(2 * d->event_count + d->message_count + 1, sizeof *p.boxes);
    if (p.boxes == NULL)
        return false;
    for (size_t i = 0; i < d->event_count; i++)
        block(&p, d->events[i].at, d->events[i].row);
    bool ok = add_stamps(sheet, &p) && add_labels(sheet, &p, labelled);
    free(p.boxes);
    return ok;
}
