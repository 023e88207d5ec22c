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
    LINES_OF_WIDE_ROWS = 5,
    MOST_ENTRIES = 6, /* of a vector that is shown whole */
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
    double *last; /* of each row, above and below it: where the text that was placed last stands */
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

/* Beside an event, off the line of its process, and not before what stands on the same side of the event before it. */
static bool place_stamp(struct placing *p, struct sheet_item *item)
{
    enum { SIDES = 6, FARTHER = 12 }; /* the farther ones are of the next lines, where rows leave room for them */
    static const double sides[FARTHER][2] = {{1, -0.95}, {-1, -0.95}, {0, -1.05}, {1, 0.95}, {-1, 0.95}, {0, 1.05},
                                             {1, -2},    {0, -2},     {1, 2},     {0, 2},    {-1, -2},   {-1, 2}};
    const size_t count = SHEET_HEIGHT / p->diagram->rows >= LINES_OF_WIDE_ROWS ? FARTHER : SIDES;
    double letter = (p->diagram->end - p->diagram->begin) / SHEET_WIDTH, line = (double)p->diagram->rows / SHEET_HEIGHT;
    double half_width = ((double)text_width(item->text) + 0.6) / 2 * letter;
    for (size_t i = 0; i < count; i++) {
        double at = item->at + sides[i][0] * half_width, place = item->place + sides[i][1] * line;
        double *last = &p->last[2 * (size_t)item->row + (sides[i][1] > 0)];
        if (at < *last || !take(p, at, place, item->text))
            continue;
        item->at = item->end_at = *last = at;
        item->place = item->end_place = place;
        return true;
    }
    return false;
}

/* The end of the text up to the given sign; what follows it is *next, NULL at the end. */
static size_t part_of(const char *text, char sign, const char **next)
{
    const char *end = strchr(text, sign);
    *next = end != NULL ? end + 1 : NULL;
    return end != NULL ? (size_t)(end - text) : strlen(text);
}

/* The part of that number, from 0; false: there are fewer. */
static bool nth_part(const char *text, size_t length, char sign, uint32_t number, const char **part,
                     size_t *part_length)
{
    const char *end = text + length;
    for (;; number--) {
        const char *next;
        *part = text;
        *part_length = part_of(text, sign, &next);
        if (next == NULL || next > end)
            *part_length = (size_t)(end - text);
        if (number == 0)
            return true;
        if (next == NULL || next > end)
            return false;
        text = next + strspn(next, " ");
    }
}

/* What a clock shows: a number; of a vector all of it while it is short, else the own entry; of a matrix the own row so. */
static void write_stamp(const struct happening *event, bool own_entry, char *text, size_t size)
{
    const char *row = event->text, *entry;
    size_t length = strlen(row), entry_length;
    snprintf(text, size, "%" PRId64, event->value);
    if (length == 0)
        return;
    if (strchr(row, ';') != NULL && !nth_part(row, length, ';', event->process, &row, &length))
        return;
    bool is_long = length >= size || nth_part(row, length, ' ', MOST_ENTRIES, &entry, &entry_length);
    if ((own_entry || is_long) && nth_part(row, length, ' ', event->process, &entry, &entry_length)) {
        row = entry;
        length = entry_length;
    }
    snprintf(text, size, "%.*s", (int)(length < size ? length : size - 1), row);
}

static struct sheet_item item_at(const struct diagram *d, enum sheet_series series, const struct diagram_event *event)
{
    return (struct sheet_item){.series = series,
                               .part = event->part,
                               .kind = d->history->events[event->place].kind,
                               .event = d->history->events[event->place].number,
                               .row = event->row,
                               .place = event->row,
                               .at = event->at};
}

static bool is_output(const struct happening *event, const char *name)
{
    return event->event == HAPPENING_OUTPUT && strcmp(event->kind, name) == 0;
}

static void forget_last(struct placing *p)
{
    for (size_t i = 0; i < 2 * (size_t)p->diagram->rows; i++)
        p->last[i] = -INFINITY;
}

/* All of them, or none: *placed. false: there is no memory. */
static bool add_stamps(struct sheet *sheet, struct placing *p, bool own_entry, bool *placed)
{
    const struct diagram *d = sheet->diagram;
    size_t items = sheet->item_count, boxes = p->count, count = 0;
    forget_last(p);
    *placed = true;
    for (size_t i = 0; *placed && i < d->event_count; i++) {
        const struct happening *event = &d->history->events[d->events[i].place];
        if (!is_output(event, "stamp"))
            continue;
        struct sheet_item item = item_at(d, SHEET_STAMP, &d->events[i]);
        write_stamp(event, own_entry, item.text, sizeof item.text);
        *placed = ++count <= MOST_STAMPS && place_stamp(p, &item);
        if (*placed && !sheet_add(sheet, &item))
            return false;
    }
    if (!*placed) {
        sheet->item_count = items;
        p->count = boxes;
    }
    return true;
}

static bool has_texts(const struct diagram *d)
{
    for (size_t i = 0; i < d->event_count; i++)
        if (d->history->events[d->events[i].place].text[0] != '\0')
            return true;
    return false;
}

/* The own entries where there is no room for vectors. */
static bool choose_stamps(struct sheet *sheet, struct placing *p)
{
    bool placed;
    if (!add_stamps(sheet, p, false, &placed))
        return false;
    if (placed)
        return true;
    if (has_texts(sheet->diagram) && !add_stamps(sheet, p, true, &placed))
        return false;
    sheet->entries_only = placed;
    sheet->stamps_hidden = !placed;
    return true;
}

static bool names_mail(const struct happening *event)
{
    return event->has_value && (is_output(event, "post") || is_output(event, "deliver"));
}

/* Whether a handler has done the like before: named a mail, or, with a value, that one. */
static bool named_before(const struct history *history, uint32_t place, const int64_t *value)
{
    const struct happening *events = history->events;
    for (uint32_t i = events[place].before; i != HISTORY_NO_EVENT && events[i].time == events[place].time;
         i = events[i].before)
        if (names_mail(&events[i]) && (value == NULL || events[i].value == *value))
            return true;
    return false;
}

/* The mails that a handler posts and delivers, from its first one: each once. */
static void write_mails(const struct history *history, uint32_t first, char *text, size_t size)
{
    size_t used = 0;
    double time = history->events[first].time;
    for (uint32_t i = first; i != HISTORY_NO_EVENT && history->events[i].time == time; i = history->events[i].after) {
        const struct happening *event = &history->events[i];
        if (!names_mail(event) || named_before(history, i, &event->value))
            continue;
        int length = snprintf(text + used, size - used, "%s#%" PRId64, used > 0 ? " " : "", event->value);
        if (length < 0 || (size_t)length >= size - used) {
            snprintf(text + (used < size - sizeof "…" ? used : size - sizeof "…"), sizeof "…", "…");
            return;
        }
        used += (size_t)length;
    }
}

/* Which mails are posted or delivered, where there is room. */
static bool add_mails(struct sheet *sheet, struct placing *p)
{
    const struct diagram *d = sheet->diagram;
    forget_last(p);
    for (size_t i = 0; i < d->event_count; i++) {
        if (!names_mail(&d->history->events[d->events[i].place]) || named_before(d->history, d->events[i].place, NULL))
            continue;
        struct sheet_item item = item_at(d, SHEET_MAIL, &d->events[i]);
        write_mails(d->history, d->events[i].place, item.text, sizeof item.text);
        if (place_stamp(p, &item) && !sheet_add(sheet, &item))
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

/* Whether two messages lie on one another, so that one label says both. */
static bool are_alike(const struct placing *p, const struct diagram_message *a, const struct diagram_message *b)
{
    return a->kind == b->kind && a->fate == b->fate && a->part == b->part && a->begin_row == b->begin_row &&
           a->end_row == b->end_row && fabs(letters(p, a->begin_at) - letters(p, b->begin_at)) < half_dot &&
           fabs(letters(p, a->end_at) - letters(p, b->end_at)) < half_dot;
}

/* How many messages lie where this one does; 0: one before it says so. */
static size_t count_alike(const struct placing *p, size_t message)
{
    const struct diagram *d = p->diagram;
    size_t count = 0;
    for (size_t i = 0; i < d->message_count; i++) {
        bool alike = i == message || are_alike(p, &d->messages[i], &d->messages[message]);
        if (alike && i < message)
            return 0;
        count += alike;
    }
    return count;
}

/* All messages have labels, or none: a label that is missing would say that a message is of no kind. */
static bool add_labels(struct sheet *sheet, struct placing *p, bool *labelled)
{
    const struct diagram *d = sheet->diagram;
    size_t before = sheet->item_count;
    *labelled = d->kinds_drawn > 1 && d->message_count <= MOST_LABELS;
    for (size_t i = 0; *labelled && i < d->message_count; i++) {
        const struct diagram_message *message = &d->messages[i];
        struct sheet_item item = {.series = SHEET_LABEL, .part = message->part, .kind = d->kinds[message->kind]};
        item.event = message->send != HISTORY_NO_EVENT ? d->history->events[message->send].number : 0;
        size_t alike = count_alike(p, i);
        if (alike == 0)
            continue;
        int length = snprintf(item.text, sizeof item.text, "%.48s", item.kind);
        if (alike > 1)
            snprintf(item.text + length, sizeof item.text - (size_t)length, " × %zu", alike);
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
    p.boxes = calloc(3 * d->event_count + d->message_count + 1, sizeof *p.boxes);
    p.last = calloc(2 * (size_t)d->rows + 1, sizeof *p.last);
    for (size_t i = 0; p.boxes != NULL && i < d->event_count; i++)
        block(&p, d->events[i].at, d->events[i].row);
    bool ok = p.boxes != NULL && p.last != NULL && choose_stamps(sheet, &p) && add_labels(sheet, &p, labelled) &&
              add_mails(sheet, &p);
    free(p.boxes);
    free(p.last);
    return ok;
}
