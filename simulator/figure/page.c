/* page.c: see page.h. */
#include "figure/page.h"

#include "base/data_folder.h"
#include "base/digits.h"
#include "base/output_file.h"
#include "engine/fault_kind.h"
#include "engine/process.h"
#include "figure/page_cuts.h"
#include "figure/page_window.h"
#include "figure/text.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a whole number may be so that a script, whose numbers are doubles, reads it as it is; a larger one is a text. */
#define EXACT_IN_A_DOUBLE (INT64_C(1) << 53)

static const char template_name[] = "results/plots/spacetime.html";

static bool no_memory(const char *path, struct error *err)
{
    return error_set(err, ERROR_INPUT, path, 0, "not enough memory to write this page");
}

/* ---- texts ---- */

/* The length of the UTF-8 character that begins here; 0: none does. Neither long forms nor halves of pairs are characters. */
static size_t character_length(const unsigned char *text)
{
    static const struct {
        unsigned char low, high, second_low, second_high;
        size_t length;
    } forms[] = {
        {0x01, 0x7f, 0, 0, 1},       {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
        {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
        {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (*text < forms[i].low || *text > forms[i].high)
            continue;
        if (forms[i].length > 1 && (text[1] < forms[i].second_low || text[1] > forms[i].second_high))
            return 0;
        for (size_t at = 2; at < forms[i].length; at++)
            if ((text[at] & 0xc0) != 0x80)
                return 0;
        return forms[i].length;
    }
    return 0;
}

/* A JSON string that may stand in an HTML script: nothing in it ends the script or begins a comment. Bytes that are not UTF-8
 * become U+FFFD. */
static void put_text(FILE *out, const char *text)
{
    fputc('"', out);
    for (const unsigned char *at = (const unsigned char *)(text != NULL ? text : ""); *at != '\0';) {
        size_t length = character_length(at);
        if (length == 0)
            fputs("\\ufffd", out);
        else if (length > 1)
            fwrite(at, 1, length, out);
        else if (*at < 0x20 || *at == 0x7f || strchr("\"\\<>&'", *at) != NULL)
            fprintf(out, "\\u%04x", *at);
        else
            fputc(*at, out);
        at += length > 0 ? length : 1;
    }
    fputc('"', out);
}

/* The same as text of HTML. */
static void put_html(FILE *out, const char *text)
{
    for (const unsigned char *at = (const unsigned char *)(text != NULL ? text : ""); *at != '\0';) {
        size_t length = character_length(at);
        if (length == 0)
            fputs("&#65533;", out);
        else if (length > 1)
            fwrite(at, 1, length, out);
        else if (*at < 0x20 || *at == 0x7f)
            fputc(' ', out);
        else if (strchr("\"<>&'", *at) != NULL)
            fprintf(out, "&#%d;", *at);
        else
            fputc(*at, out);
        at += length > 0 ? length : 1;
    }
}

static void put_integer(FILE *out, int64_t value)
{
    bool exact = value >= -EXACT_IN_A_DOUBLE && value <= EXACT_IN_A_DOUBLE;
    fprintf(out, exact ? "%" PRId64 : "\"%" PRId64 "\"", value);
}

static void put_count(FILE *out, uint64_t value)
{
    fprintf(out, value <= (uint64_t)EXACT_IN_A_DOUBLE ? "%" PRIu64 : "\"%" PRIu64 "\"", value);
}

static void put_number(FILE *out, double value)
{
    char digits[DIGITS_MOST];
    if (!isfinite(value))
        fputs("null", out);
    else
        fwrite(digits, 1, digits_of_number(digits, value), out);
}

static void put_index(FILE *out, uint32_t index)
{
    if (index == UINT32_MAX)
        fputs("-1", out);
    else
        fprintf(out, "%" PRIu32, index);
}

/* ---- the data ---- */

/* What is written, and what is known of it. */
struct page {
    const struct history *history;
    const struct page_settings *settings;
    struct page_window window; /* its events */
    const char **kinds;        /* of these, in the order of strcmp */
    size_t kind_count;
    FILE *out;
};

/* The index of a kind, or where it belongs. */
static size_t kind_index(const struct page *page, const char *kind, bool *known)
{
    size_t low = 0, high = page->kind_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(page->kinds[middle], kind) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *known = low < page->kind_count && strcmp(page->kinds[low], kind) == 0;
    return low;
}

static bool gather_kinds(struct page *page)
{
    size_t capacity = 0;
    for (uint32_t i = page->window.first; i < page->window.after; i++) {
        const char *kind = page->history->events[i].kind;
        bool known;
        size_t index = kind_index(page, kind, &known);
        if (known || kind[0] == '\0')
            continue;
        if (page->kind_count == capacity) {
            capacity = 2 * capacity + 16;
            const char **grown = realloc(page->kinds, capacity * sizeof *grown);
            if (grown == NULL)
                return false;
            page->kinds = grown;
        }
        memmove(&page->kinds[index + 1], &page->kinds[index], (page->kind_count - index) * sizeof *page->kinds);
        page->kinds[index] = kind;
        page->kind_count++;
    }
    return true;
}

static void put_kind(const struct page *page, const char *kind)
{
    bool known;
    size_t index = kind_index(page, kind, &known);
    fprintf(page->out, "%td", known ? (ptrdiff_t)index : -1);
}

/* The kinds of message in the order of the first ones of the whole run: so a kind looks alike whatever part of the run a page has. */
static bool put_messages(const struct page *page)
{
    const struct history *h = page->history;
    const char **kinds = NULL;
    size_t count = 0;
    fputs(",\n\"messages\":[", page->out);
    for (uint32_t i = 0; i < h->count; i++) {
        size_t kind = 0;
        if (h->events[i].event != HAPPENING_SEND && h->events[i].event != HAPPENING_RECEIVE)
            continue;
        while (kind < count && kinds[kind] != h->events[i].kind) /* the history has each name once */
            kind++;
        if (kind < count)
            continue;
        const char **grown = reallocarray(kinds, count + 1, sizeof *grown);
        if (grown == NULL) {
            free(kinds);
            return false;
        }
        kinds = grown;
        kinds[count++] = h->events[i].kind;
        fputs(count > 1 ? "," : "", page->out);
        put_text(page->out, h->events[i].kind);
    }
    fputc(']', page->out);
    free(kinds);
    return true;
}

/* The part of a text that is the item of this number: *length bytes. */
static const char *item_of(const char *text, size_t size, char separator, uint32_t number, size_t *length)
{
    const char *end = text + size, *next;
    for (; number > 0 && (next = memchr(text, separator, (size_t)(end - text))) != NULL; number--)
        text = next + 1;
    text += text < end && *text == ' ';
    next = memchr(text, separator, (size_t)(end - text));
    *length = (size_t)((next != NULL ? next : end) - text);
    return text;
}

/* What a clock shows: whole, or an ellipsis in place of the rows, or of the entries, of others. */
static void put_clock(const struct page *page, const struct happening *event)
{
    const char *text = event->text;
    size_t length = strlen(text);
    const char *around[] = {"", ""};
    if (length > PAGE_MOST_CLOCK && strchr(text, ';') != NULL) {
        text = item_of(text, length, ';', event->process, &length);
        around[0] = "…; ", around[1] = "; …";
    }
    if (length > PAGE_MOST_CLOCK) {
        text = item_of(text, length, ' ', event->process, &length);
        around[0] = "… ", around[1] = " …";
    }
    fprintf(page->out, "\"%s%.*s%s\"", around[0], (int)length, text, around[1]);
}

static void put_column_entry(const struct page *page, const char *column, const struct happening *event)
{
    FILE *out = page->out;
    if (strcmp(column, "number") == 0)
        put_count(out, event->number);
    else if (strcmp(column, "time") == 0)
        put_number(out, event->time);
    else if (strcmp(column, "event") == 0)
        fprintf(out, "%d", (int)event->event);
    else if (strcmp(column, "process") == 0)
        put_index(out, event->process);
    else if (strcmp(column, "peer") == 0)
        put_index(out, event->peer);
    else if (strcmp(column, "kind") == 0)
        put_kind(page, event->kind);
    else if (strcmp(column, "bytes") == 0)
        put_count(out, event->bytes);
    else if (strcmp(column, "value") == 0 && event->has_value)
        put_integer(out, event->value);
    else if (strcmp(column, "value") == 0 && event->text[0] != '\0')
        put_clock(page, event);
    else if (strcmp(column, "value") == 0)
        fputs("null", out);
    else if (strcmp(column, "sent") == 0)
        fprintf(out, "%" PRId64, page_window_place(&page->window, event->sent));
    else
        put_count(out, event->scalar);
}

static void put_events(const struct page *page)
{
    static const char *const columns[] = {"number", "time",  "event", "process", "peer",
                                          "kind",   "bytes", "value", "sent",    "scalar"};
    for (size_t column = 0; column < sizeof columns / sizeof columns[0]; column++) {
        fprintf(page->out, "%s\n\"%s\":[", column > 0 ? "," : "", columns[column]);
        for (uint32_t i = page->window.first; i < page->window.after; i++) {
            if (i > page->window.first)
                fputc(',', page->out);
            put_column_entry(page, columns[column], &page->history->events[i]);
        }
        fputc(']', page->out);
    }
}

/* What outputs and faults are called: an object of names and texts. */
static void put_words(const struct page *page)
{
    static const struct {
        const char *name, *text[LANGUAGES];
    } outputs[] =
        {
#define OUTPUT_WORDS(id, name, english, french) {name, {[LANGUAGE_EN] = (english), [LANGUAGE_FR] = (french)}},
            OUTPUTS(OUTPUT_WORDS)
#undef OUTPUT_WORDS
        },
      faults[] = {
#define FAULT_WORDS(id, name, english, french) {name, {[LANGUAGE_EN] = (english), [LANGUAGE_FR] = (french)}},
          FAULTS(FAULT_WORDS)
#undef FAULT_WORDS
      };
    fputs(",\n\"outputs\":{", page->out);
    for (size_t i = 0; i < sizeof outputs / sizeof outputs[0]; i++) {
        fputs(i > 0 ? "," : "", page->out);
        put_text(page->out, outputs[i].name);
        fputc(':', page->out);
        put_text(page->out, outputs[i].text[page->settings->language]);
    }
    fputs("},\n\"faults\":{", page->out);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        fputs(i > 0 ? "," : "", page->out);
        put_text(page->out, faults[i].name);
        fputc(':', page->out);
        put_text(page->out, faults[i].text[page->settings->language]);
    }
    fputc('}', page->out);
}

/* "0-9 12": as people write them in the page. */
static void put_processes(const struct page *page)
{
    const struct page_settings *settings = page->settings;
    fputc('"', page->out);
    for (size_t first = 0, next; first < settings->process_count; first = next) {
        for (next = first + 1;
             next < settings->process_count && settings->processes[next] == settings->processes[next - 1] + 1;)
            next++;
        fprintf(page->out, "%s%" PRIu32, first > 0 ? " " : "", settings->processes[first]);
        if (next > first + 1)
            fprintf(page->out, "-%" PRIu32, settings->processes[next - 1]);
    }
    fputc('"', page->out);
}

static bool put_data(const struct page *page, struct error *err)
{
    const struct page_settings *settings = page->settings;
    FILE *out = page->out;
    bool window = !(settings->from >= settings->to);
    fputs("{\"language\":", out);
    put_text(out, language_code(settings->language));
    fputs(",\"title\":", out);
    put_text(out, settings->title);
    fputs(",\"subtitle\":", out);
    put_text(out, settings->subtitle);
    fprintf(out, ",\"processes\":%" PRIu32 ",\"sampled\":%s,\"total\":%" PRIu32, page->history->processes,
            page->history->sampled ? "true" : "false", page->history->count);
    fputs(",\"violation\":", out);
    put_count(out, settings->violation);
    if (!page_window_put(out, page->history, &page->window, err))
        return false;
    fputs(",\n\"first\":{\"event\":", out);
    put_count(out, settings->event);
    fprintf(out, ",\"axis\":\"%s\",\"from\":", settings->logical ? "logical" : "time");
    put_number(out, window ? settings->from : NAN);
    fputs(",\"to\":", out);
    put_number(out, window ? settings->to : NAN);
    fputs(",\"processes\":", out);
    put_processes(page);
    fputs("},\n\"happenings\":[", out);
    for (int kind = 0; kind < HAPPENING_KINDS; kind++) {
        fputs(kind > 0 ? "," : "", out);
        put_text(out, happening_name((enum happening_kind)kind));
    }
    fputs("],\n\"kinds\":[", out);
    for (size_t i = 0; i < page->kind_count; i++) {
        fputs(i > 0 ? "," : "", out);
        put_text(out, page->kinds[i]);
    }
    fputc(']', out);
    if (!put_messages(page))
        return error_set(err, ERROR_INPUT, NULL, 0, "not enough memory for the messages of this page");
    fputs(",\n\"controls\":[", out);
    for (const char *const *kind = settings->controls; kind != NULL && *kind != NULL; kind++) {
        fputs(kind > settings->controls ? "," : "", out);
        put_text(out, *kind);
    }
    fputc(']', out);
    put_words(page);
    if (!page_put_cuts(out, page->history, &page->window, settings, err))
        return false;
    fputs(",\n\"columns\":{", out);
    put_events(page);
    fputs("}}\n", out);
    return true;
}

/* ---- the template ---- */

/* The whole text of a file; the caller frees it. NULL: the error is set. */
static char *read_whole(const char *relative, char *path, size_t size, struct error *err)
{
    if (!data_folder_find(relative, path, size, err))
        return NULL;
    FILE *file = fopen(path, "re");
    char *text = NULL;
    size_t length = 0;
    if (file == NULL) {
        error_set(err, ERROR_INPUT, path, 0, "cannot be read: %s", strerror(errno));
        return NULL;
    }
    if (getdelim(&text, &length, '\0', file) < 0) {
        free(text);
        text = NULL;
        error_set(err, ERROR_INPUT, path, 0, "cannot be read: %s", ferror(file) ? strerror(errno) : "it is empty");
    }
    fclose(file);
    return text;
}

/* {{language}}, {{title}}, {{data}}, and {{include NAME}}: a file of results/plots/, as it is. */
static bool put_part(const struct page *page, const char *template, const char *name, int length, struct error *err)
{
    static const char include[] = "include ";
    char relative[PATH_MAX], path[PATH_MAX];
    if (strncmp(name, "language}}", 10) == 0) {
        fputs(language_code(page->settings->language), page->out);
    } else if (strncmp(name, "title}}", 7) == 0) {
        put_html(page->out, page->settings->title);
    } else if (strncmp(name, "data}}", 6) == 0) {
        return put_data(page, err);
    } else if (strncmp(name, include, sizeof include - 1) == 0) {
        int skip = (int)sizeof include - 1;
        snprintf(relative, sizeof relative, "results/plots/%.*s", length - skip, name + skip);
        char *text = read_whole(relative, path, sizeof path, err);
        if (text == NULL)
            return false;
        fputs(text, page->out);
        free(text);
    } else {
        return error_set(err, ERROR_INPUT, template, 0,
                         "{{%.*s}}: expected {{language}}, {{title}}, {{data}} or {{include FILE}}", length, name);
    }
    return true;
}

static bool put_page(const struct page *page, struct error *err)
{
    char path[PATH_MAX];
    char *template = read_whole(template_name, path, sizeof path, err);
    if (template == NULL)
        return false;
    const char *at = template, *open, *close;
    bool ok = true;
    while (ok && (open = strstr(at, "{{")) != NULL && (close = strstr(open, "}}")) != NULL) {
        fwrite(at, 1, (size_t)(open - at), page->out);
        ok = put_part(page, path, open + 2, (int)(close - open - 2), err);
        at = close + 2;
    }
    if (ok)
        fputs(at, page->out);
    free(template);
    return ok;
}

bool page_write(const char *path, const struct history *history, const struct page_settings *settings,
                struct error *err)
{
    struct page page = {
        .history = history,
        .settings = settings,
        .window = page_window_choose(history, settings),
    };
    struct output_file *file;
    if (!gather_kinds(&page)) {
        free(page.kinds);
        return no_memory(path, err);
    }
    bool ok = output_file_create(path, &file, err);
    if (ok) {
        page.out = output_file_stream(file);
        ok = put_page(&page, err);
        if (ok)
            ok = output_file_commit(file, err);
        else
            output_file_abandon(file);
    }
    free(page.kinds);
    return ok;
}
