/* sheet.c: see sheet.h. */
#include "figure/sheet.h"

#include "engine/process.h"
#include "figure/diagram_cuts.h"
#include "figure/labels.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double beyond_rows = 0.4; /* how far a cut reaches beyond the first line and the last one */

const char *sheet_series_name(enum sheet_series series)
{
    static const char *const names[] = {
#define SHEET_NAME(id, name) name,
        SHEET_SERIES(SHEET_NAME)
#undef SHEET_NAME
    };
    return names[series];
}

const char *sheet_part_name(enum diagram_part part)
{
    static const char *const names[] = {[DIAGRAM_PLAIN] = "",
                                        [DIAGRAM_PAST] = "past",
                                        [DIAGRAM_CHOSEN] = "chosen",
                                        [DIAGRAM_FUTURE] = "future",
                                        [DIAGRAM_CONCURRENT] = "concurrent"};
    return names[part];
}

/* Outputs that have marks of their own, and what a legend calls them; the others are drawn otherwise: as bars, as the arrows of
 * rollbacks, as numbers. */
static const struct output_text {
    const char *name, *text[LANGUAGES];
    bool marked;
} output_texts[] = {
#define OUTPUT_TEXT(id, name, english, french)                                                                         \
    {name,                                                                                                             \
     {[LANGUAGE_EN] = (english), [LANGUAGE_FR] = (french)},                                                            \
     OUTPUT_##id != OUTPUT_ENTER && OUTPUT_##id != OUTPUT_LEAVE && OUTPUT_##id != OUTPUT_BLOCK &&                      \
         OUTPUT_##id != OUTPUT_UNBLOCK && OUTPUT_##id != OUTPUT_ROLLBACK && OUTPUT_##id != OUTPUT_CHECKPOINT &&        \
         OUTPUT_##id != OUTPUT_STAMP},
    OUTPUTS(OUTPUT_TEXT)
#undef OUTPUT_TEXT
};

const char *sheet_output_name(size_t style)
{
    return output_texts[style].name;
}

static const char *text_of_output(enum output output, enum language language)
{
    return output_texts[output].text[language];
}

bool sheet_add(struct sheet *sheet, const struct sheet_item *item)
{
    struct sheet_item *grown =
        diagram_grow(sheet->items, sheet->item_count, &sheet->item_capacity, sizeof *sheet->items);
    if (grown == NULL)
        return false;
    sheet->items = grown;
    sheet->items[sheet->item_count++] = *item;
    return true;
}

static bool add_legend(struct sheet *sheet, enum sheet_series series, size_t style, enum diagram_part part,
                       const char *text)
{
    struct sheet_legend *grown =
        diagram_grow(sheet->legend, sheet->legend_count, &sheet->legend_capacity, sizeof *sheet->legend);
    if (grown == NULL)
        return false;
    sheet->legend = grown;
    struct sheet_legend *legend = &sheet->legend[sheet->legend_count++];
    *legend = (struct sheet_legend){.series = series, .style = style, .part = part};
    snprintf(legend->text, sizeof legend->text, "%s", text);
    return true;
}

/* ---- items ---- */

static bool add_point(struct sheet *sheet, enum sheet_series series, size_t style, const struct diagram_event *event)
{
    const struct happening *happening = &sheet->diagram->history->events[event->place];
    struct sheet_item item = {.series = series,
                              .style = style,
                              .part = event->part,
                              .kind = series == SHEET_OUTPUT || series == SHEET_CHECKPOINT || series == SHEET_STRUCK
                                          ? happening->kind
                                          : happening_name(happening->event),
                              .event = happening->number,
                              .row = event->row,
                              .place = event->row,
                              .at = event->at,
                              .end_place = event->row,
                              .end_at = event->at};
    if (happening->has_value && happening->event == HAPPENING_OUTPUT)
        snprintf(item.text, sizeof item.text, "%" PRId64, happening->value);
    return sheet_add(sheet, &item);
}

static bool add_span(struct sheet *sheet, enum sheet_series series, enum diagram_part part, uint32_t row, double begin,
                     double end)
{
    return sheet_add(sheet, &(struct sheet_item){.series = series,
                                                 .part = part,
                                                 .kind = "",
                                                 .row = row,
                                                 .place = row,
                                                 .at = begin,
                                                 .end_place = row,
                                                 .end_at = end});
}

static bool add_lines(struct sheet *sheet)
{
    const struct diagram *d = sheet->diagram;
    bool ok = true;
    for (uint32_t row = 0; ok && row < d->rows; row++) {
        ok = add_span(sheet, SHEET_LINE, DIAGRAM_PLAIN, row, d->begin, d->end);
        if (ok && !isnan(d->past_until[row]))
            ok = add_span(sheet, SHEET_CONE, DIAGRAM_PAST, row, d->begin, d->past_until[row]);
        if (ok && !isnan(d->future_from[row]))
            ok = add_span(sheet, SHEET_CONE, DIAGRAM_FUTURE, row, d->future_from[row], d->end);
    }
    for (size_t i = 0; ok && i < d->bar_count; i++) {
        static const enum sheet_series series[] = {[DIAGRAM_WAITING] = SHEET_WAITING,
                                                   [DIAGRAM_CRITICAL] = SHEET_CRITICAL,
                                                   [DIAGRAM_BLOCKED] = SHEET_BLOCKED,
                                                   [DIAGRAM_CRASHED] = SHEET_CRASHED,
                                                   [DIAGRAM_SUSPENDED] = SHEET_SUSPENDED};
        ok = add_span(sheet, series[d->bars[i].kind], DIAGRAM_PLAIN, d->bars[i].row, d->bars[i].begin, d->bars[i].end);
    }
    return ok;
}

static bool add_messages(struct sheet *sheet)
{
    static const enum sheet_series series[] = {[DIAGRAM_ARRIVES] = SHEET_MESSAGE,
                                               [DIAGRAM_COPY] = SHEET_COPY,
                                               [DIAGRAM_LOST] = SHEET_LOST,
                                               [DIAGRAM_TRANSIT] = SHEET_TRANSIT};
    const struct diagram *d = sheet->diagram;
    const struct happening *events = d->history->events;
    bool ok = true;
    for (size_t i = 0; ok && i < d->message_count; i++) {
        const struct diagram_message *message = &d->messages[i];
        struct sheet_item item = {.series = series[message->fate],
                                  .style = message->kind,
                                  .part = message->part,
                                  .kind = d->kinds[message->kind],
                                  .row = DIAGRAM_NO_ROW,
                                  .place = message->begin_row,
                                  .at = message->begin_at,
                                  .end_place = message->end_row,
                                  .end_at = message->end_at,
                                  .cut_off = message->cut_off};
        if (message->send != HISTORY_NO_EVENT) {
            item.event = events[message->send].number;
            item.row = diagram_row(d, events[message->send].process);
        }
        item.end_event = message->end != HISTORY_NO_EVENT ? events[message->end].number : 0;
        ok = sheet_add(sheet, &item);
        item.series = SHEET_BREAKS;
        item.style = 0;
        ok = ok && (!message->breaks || sheet_add(sheet, &item));
    }
    return ok;
}

static bool add_rollbacks(struct sheet *sheet)
{
    bool ok = true;
    for (size_t i = 0; ok && i < sheet->diagram->rollback_count; i++) {
        const struct diagram_rollback *rollback = &sheet->diagram->rollbacks[i];
        ok = sheet_add(sheet, &(struct sheet_item){.series = SHEET_ROLLBACK,
                                                   .kind = "rollback",
                                                   .event = sheet->diagram->history->events[rollback->place].number,
                                                   .row = rollback->row,
                                                   .place = rollback->row,
                                                   .at = rollback->from,
                                                   .end_place = rollback->row,
                                                   .end_at = rollback->to});
    }
    return ok;
}

static bool add_outputs(struct sheet *sheet, enum language language)
{
    const struct diagram *d = sheet->diagram;
    bool ok = true;
    for (size_t output = 0; output < OUTPUT_KINDS; output++) {
        enum sheet_series series = output == OUTPUT_CHECKPOINT ? SHEET_CHECKPOINT : SHEET_OUTPUT;
        size_t style = series == SHEET_OUTPUT ? output : 0;
        bool any = false;
        for (size_t i = 0; ok && i < d->event_count; i++) {
            const struct happening *event = &d->history->events[d->events[i].place];
            if (event->event != HAPPENING_OUTPUT || strcmp(event->kind, output_texts[output].name) != 0 ||
                !(output_texts[output].marked || series == SHEET_CHECKPOINT))
                continue;
            ok = add_point(sheet, series, style, &d->events[i]);
            any = true;
        }
        if (any)
            ok = ok && add_legend(sheet, series, style, DIAGRAM_PLAIN, text_of_output((enum output)output, language));
    }
    return ok;
}

static bool add_events(struct sheet *sheet)
{
    const struct diagram *d = sheet->diagram;
    bool ok = true;
    for (size_t i = 0; ok && i < d->event_count; i++) {
        enum happening_kind kind = d->history->events[d->events[i].place].event;
        ok = add_point(sheet, kind == HAPPENING_START ? SHEET_START : SHEET_EVENT, 0, &d->events[i]);
        if (kind == HAPPENING_FAULT)
            ok = ok && add_point(sheet, SHEET_STRUCK, 0, &d->events[i]);
        if (d->events[i].place == d->violation)
            ok = ok && add_point(sheet, SHEET_VIOLATION, 0, &d->events[i]);
        if (d->events[i].part == DIAGRAM_CHOSEN)
            ok = ok && add_point(sheet, SHEET_CHOSEN, 0, &d->events[i]);
    }
    return ok;
}

/* ---- cuts ---- */

static enum sheet_cut style_of_cut(const struct diagram_cut *cut)
{
    if (cut->origin == DIAGRAM_RECOVERY)
        return cut->state == DIAGRAM_INCONSISTENT ? SHEET_CUT_BROKEN_RECOVERY : SHEET_CUT_RECOVERY;
    return cut->state == DIAGRAM_CONSISTENT     ? SHEET_CUT_CONSISTENT
           : cut->state == DIAGRAM_INCONSISTENT ? SHEET_CUT_INCONSISTENT
                                                : SHEET_CUT_UNFINISHED;
}

/* The part of it that is in the window. */
static bool add_stretch(struct sheet *sheet, enum sheet_cut style, const struct diagram_cut *cut, double from_place,
                        double from, double to_place, double to)
{
    const double low = sheet->diagram->begin, high = sheet->diagram->end;
    if (fmax(from, to) < low || fmin(from, to) > high)
        return true;
    const double whole = to - from, slope = whole != 0 ? (to_place - from_place) / whole : 0;
    const double first = fmin(fmax(from, low), high), last = fmin(fmax(to, low), high);
    to_place += slope * (last - to);
    from_place += slope * (first - from);
    from = first;
    to = last;
    static const char *const names[] = {[SHEET_CUT_CONSISTENT] = "consistent",
                                        [SHEET_CUT_INCONSISTENT] = "inconsistent",
                                        [SHEET_CUT_UNFINISHED] = "unfinished",
                                        [SHEET_CUT_RECOVERY] = "recovery-line",
                                        [SHEET_CUT_BROKEN_RECOVERY] = "inconsistent-recovery-line"};
    struct sheet_item item = {.series = SHEET_CUT,
                              .style = style,
                              .kind = names[style],
                              .event = cut->breaks,
                              .row = DIAGRAM_NO_ROW,
                              .place = from_place,
                              .at = from,
                              .end_place = to_place,
                              .end_at = to};
    if (cut->number > 0)
        snprintf(item.text, sizeof item.text, "%" PRIu32, cut->number);
    return sheet_add(sheet, &item);
}

/* From line to line, and a little beyond where a line has no next one. */
static bool add_cut(struct sheet *sheet, const struct diagram_cut *cut)
{
    enum sheet_cut style = style_of_cut(cut);
    uint32_t rows = sheet->diagram->rows;
    bool ok = true;
    for (uint32_t row = 0; ok && row < rows; row++) {
        double at = cut->at[row];
        if (isnan(at))
            continue;
        if (row == 0 || isnan(cut->at[row - 1]))
            ok = add_stretch(sheet, style, cut, row - beyond_rows, at, row, at);
        if (row + 1 == rows || isnan(cut->at[row + 1]))
            ok = ok && add_stretch(sheet, style, cut, row, at, row + beyond_rows, at);
        else
            ok = ok && add_stretch(sheet, style, cut, row, at, row + 1, cut->at[row + 1]);
    }
    return ok;
}

static bool add_cuts(struct sheet *sheet)
{
    bool ok = true;
    for (size_t i = 0; ok && i < sheet->diagram->cut_count; i++)
        ok = add_cut(sheet, &sheet->diagram->cuts[i]);
    return ok;
}

/* ---- the legend ---- */

/* The first item of a series; of that style, or of any. */
static const struct sheet_item *find_item(const struct sheet *sheet, enum sheet_series series, const size_t *style)
{
    for (size_t i = 0; i < sheet->item_count; i++)
        if (sheet->items[i].series == series && (style == NULL || sheet->items[i].style == *style))
            return &sheet->items[i];
    return NULL;
}

static bool kind_is_drawn(const struct sheet *sheet, size_t kind)
{
    for (size_t i = 0; i < sheet->diagram->message_count; i++)
        if (sheet->diagram->messages[i].kind == kind)
            return true;
    return false;
}

static bool legend_of_messages(struct sheet *sheet, bool labelled)
{
    const struct diagram *d = sheet->diagram;
    bool ok = true;
    for (size_t kind = 0; ok && !labelled && kind < d->kind_count; kind++) {
        char text[SHEET_LEGEND_SIZE];
        snprintf(text, sizeof text, "⟨%.80s⟩", d->kinds[kind]);
        ok = !kind_is_drawn(sheet, kind) || add_legend(sheet, SHEET_MESSAGE, kind, DIAGRAM_PLAIN, text);
    }
    return ok;
}

static bool legend_of_chosen(struct sheet *sheet, enum language language)
{
    const struct diagram *d = sheet->diagram;
    bool french = language == LANGUAGE_FR;
    if (d->chosen == HISTORY_NO_EVENT)
        return true;
    char text[SHEET_LEGEND_SIZE];
    snprintf(text, sizeof text, french ? "événement %" PRIu64 : "event %" PRIu64, d->history->events[d->chosen].number);
    return add_legend(sheet, SHEET_CHOSEN, 0, DIAGRAM_CHOSEN, text) &&
           add_legend(sheet, SHEET_CONE, 0, DIAGRAM_PAST, french ? "son passé" : "its past") &&
           add_legend(sheet, SHEET_CONE, 0, DIAGRAM_FUTURE, french ? "son futur" : "its future") &&
           add_legend(sheet, SHEET_MESSAGE, 0, DIAGRAM_CONCURRENT, french ? "ni l'un ni l'autre" : "neither");
}

/* An entry for each series, or sort of cut, that the sheet has. */
static bool legend_of_rest(struct sheet *sheet, enum language language)
{
    static const struct {
        enum sheet_series series;
        size_t style;
        const char *text[LANGUAGES];
    } entries[] = {
        {SHEET_WAITING, 0, {"waits", "attend"}},
        {SHEET_CRITICAL, 0, {"critical section", "section critique"}},
        {SHEET_BLOCKED, 0, {"blocked", "bloqué"}},
        {SHEET_START, 0, {"starts", "commence"}},
        {SHEET_COPY, 0, {"the same message again", "le même message encore"}},
        {SHEET_LOST, 0, {"lost", "perdu"}},
        {SHEET_TRANSIT, 0, {"not received yet", "pas encore reçu"}},
        {SHEET_STRUCK, 0, {"a fault strikes", "une faute frappe"}},
        {SHEET_CRASHED, 0, {"crashed", "en panne"}},
        {SHEET_SUSPENDED, 0, {"suspended", "suspendu"}},
        {SHEET_ROLLBACK, 0, {"rolls back", "revient en arrière"}},
        {SHEET_CUT, SHEET_CUT_CONSISTENT, {"consistent cut", "coupure cohérente"}},
        {SHEET_CUT, SHEET_CUT_INCONSISTENT, {"inconsistent cut", "coupure incohérente"}},
        {SHEET_CUT, SHEET_CUT_UNFINISHED, {"unfinished snapshot", "instantané inachevé"}},
        {SHEET_CUT, SHEET_CUT_RECOVERY, {"recovery line", "ligne de reprise"}},
        {SHEET_CUT, SHEET_CUT_BROKEN_RECOVERY, {"recovery line, with orphans", "ligne de reprise, avec orphelins"}},
        {SHEET_BREAKS, 0, {"received before, sent after it", "reçu avant elle, envoyé après"}},
        {SHEET_VIOLATION, 0, {"violates the specification", "viole la spécification"}},
    };
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof entries / sizeof entries[0]; i++) {
        /* A copy, say, looks as the first one does. */
        const struct sheet_item *item =
            find_item(sheet, entries[i].series, entries[i].series == SHEET_CUT ? &entries[i].style : NULL);
        ok =
            item == NULL || add_legend(sheet, entries[i].series, item->style, DIAGRAM_PLAIN, entries[i].text[language]);
    }
    return ok;
}

/* ---- strokes ---- */

/* What is told apart stands over what is not. */
static int rank_of(enum diagram_part part)
{
    static const int ranks[] = {
        [DIAGRAM_CONCURRENT] = 0, [DIAGRAM_PLAIN] = 1, [DIAGRAM_PAST] = 2, [DIAGRAM_FUTURE] = 3, [DIAGRAM_CHOSEN] = 4};
    return ranks[part];
}

static int compare_strokes(const void *left, const void *right)
{
    const struct sheet_stroke *a = left, *b = right;
    if (a->series != b->series)
        return (int)a->series - (int)b->series;
    if (a->part != b->part)
        return rank_of(a->part) - rank_of(b->part);
    return (a->style > b->style) - (a->style < b->style);
}

static bool gather_strokes(struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->item_count; i++) {
        const struct sheet_stroke stroke = {sheet->items[i].series, sheet->items[i].style, sheet->items[i].part};
        bool known = false;
        for (size_t j = 0; j < sheet->stroke_count && !known; j++)
            known = compare_strokes(&stroke, &sheet->strokes[j]) == 0;
        if (known)
            continue;
        struct sheet_stroke *grown =
            diagram_grow(sheet->strokes, sheet->stroke_count, &sheet->stroke_capacity, sizeof *sheet->strokes);
        if (grown == NULL)
            return false;
        sheet->strokes = grown;
        sheet->strokes[sheet->stroke_count++] = stroke;
    }
    qsort(sheet->strokes, sheet->stroke_count, sizeof *sheet->strokes, compare_strokes);
    return true;
}

bool sheet_create(const struct diagram *diagram, enum language language, struct sheet *out, struct error *err)
{
    bool labelled = false;
    *out = (struct sheet){.diagram = diagram};
    bool ok = add_lines(out) && add_messages(out) && add_rollbacks(out) && add_cuts(out) && add_events(out) &&
              labels_add(out, &labelled) && legend_of_messages(out, labelled) && legend_of_chosen(out, language) &&
              add_outputs(out, language) && legend_of_rest(out, language) && gather_strokes(out);
    if (ok)
        return true;
    sheet_release(out);
    return diagram_no_memory(err);
}

void sheet_release(struct sheet *sheet)
{
    free(sheet->items);
    free(sheet->legend);
    free(sheet->strokes);
    *sheet = (struct sheet){0};
}
