/* error.h: how every part of Onde says what went wrong.
 *
 * A function that can fail returns bool and takes a struct error; on false the error says where (file and line,
 * when there is one) and why: the value found, what was expected, the nearest valid name. The first cause wins:
 * a filled error is not overwritten. A struct error owns nothing and needs no release. */
#ifndef ONDE_BASE_ERROR_H
#define ONDE_BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>

/* The value of each kind is the exit status of the program; of ERROR_NOTHING see command_fail(). */
enum error_kind {
    ERROR_NONE = 0,
    ERROR_USAGE = 64,    /* the command line */
    ERROR_INPUT = 65,    /* a file, a value, a folder or a disk that the user gave */
    ERROR_NOTHING = 66,  /* the input is right, and there is nothing in it: a figure without a value to draw */
    ERROR_INTERNAL = 70, /* our bug */
};

struct error {
    enum error_kind kind;
    char file[512];   /* empty: no file */
    int line;         /* 0: no line */
    char element[24]; /* of the scenario, that is at fault ("topology"); empty: not known. See scenario_locate(). */
    char text[1024];
};

/* Fills *err unless it is filled already; err may be NULL. Always returns false, so that callers can return it. */
bool error_set(struct error *err, enum error_kind kind, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Names the element of the scenario that is at fault, unless one is named already. Always returns false. */
bool error_blame(struct error *err, const char *element);

/* Gives file and line to a filled error that has none (a value parser does not know where its text stood). */
void error_locate(struct error *err, const char *file, int line);

/* Writes "file:line: text" or "onde: text", without a newline, as snprintf does. */
int error_format(const struct error *err, char *buffer, size_t size);

/* The name nearest to `word` by edit distance, or NULL when none is near (more than a third of its letters differ).
 * `name_of(i, context)` for i from 0 until it returns NULL. The result is one of the names, borrowed. */
const char *nearest_name(const char *word, const char *(*name_of)(size_t i, const void *context), const void *context);

/* The same over a NULL-terminated array. */
const char *nearest_in_list(const char *word, const char *const *names);

#endif
