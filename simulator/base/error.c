/* error.c: see error.h. */
#include "base/error.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

bool error_set(struct error *err, enum error_kind kind, const char *file, int line, const char *format, ...)
{
    if (err == NULL || err->kind != ERROR_NONE)
        return false;
    err->kind = kind;
    err->line = line;
    err->element[0] = '\0';
    snprintf(err->file, sizeof err->file, "%s", file != NULL ? file : "");
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(err->text, sizeof err->text, format, arguments);
    va_end(arguments);
    return false;
}

bool error_blame(struct error *err, const char *element)
{
    if (err != NULL && err->kind != ERROR_NONE && err->element[0] == '\0')
        snprintf(err->element, sizeof err->element, "%s", element);
    return false;
}

void error_locate(struct error *err, const char *file, int line)
{
    if (err == NULL || err->kind == ERROR_NONE || err->file[0] != '\0')
        return;
    snprintf(err->file, sizeof err->file, "%s", file);
    err->line = line;
}

int error_format(const struct error *err, char *buffer, size_t size)
{
    if (err->file[0] == '\0')
        return snprintf(buffer, size, "onde: %s", err->text);
    if (err->line == 0)
        return snprintf(buffer, size, "%s: %s", err->file, err->text);
    return snprintf(buffer, size, "%s:%d: %s", err->file, err->line, err->text);
}

/* The edits from one word to another: letters added, left out or changed, neighbours that have changed places ("hodl" is one
 * edit from "hold"); none touches what another has changed. Damerau, CACM 7(3), 1964. Row by row; words longer than a row are
 * cut: nobody mistypes a name of 64 letters. */
enum { LONGEST_NAME = 64 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t edit_distance(const char *a, const char *b)
{
    size_t length_a = strnlen(a, LONGEST_NAME), length_b = strnlen(b, LONGEST_NAME);
    size_t rows[3][LONGEST_NAME + 1]; /* by the number of letters of `a`, modulo 3 */
    for (size_t j = 0; j <= length_b; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= length_a; i++) {
        const size_t *above = rows[(i - 1) % 3];
        size_t *row = rows[i % 3];
        row[0] = i;
        for (size_t j = 1; j <= length_b; j++) {
            row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], rows[(i - 2) % 3][j - 2] + 1);
        }
    }
    return rows[length_a % 3][length_b];
}

const char *nearest_name(const char *word, const char *(*name_of)(size_t i, const void *context), const void *context)
{
    const char *best = NULL;
    size_t best_distance = SIZE_MAX;
    const char *name;
    for (size_t i = 0; (name = name_of(i, context)) != NULL; i++) {
        size_t distance = edit_distance(word, name);
        size_t length = strlen(word) > strlen(name) ? strlen(word) : strlen(name);
        if (distance * 3 <= length + 1 && distance < best_distance) {
            best_distance = distance;
            best = name;
        }
    }
    return best;
}

static const char *list_item(size_t i, const void *context)
{
    const char *const *names = context;
    return names[i];
}

const char *nearest_in_list(const char *word, const char *const *names)
{
    return nearest_name(word, list_item, names);
}
