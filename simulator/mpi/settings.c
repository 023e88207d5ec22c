/* settings.c: see settings.h. */
#include "mpi/settings.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void free_texts(char **texts)
{
    for (size_t i = 0; texts != NULL && texts[i] != NULL; i++)
        free(texts[i]);
    free(texts);
}

void mpi_settings_free(struct mpi_settings *settings)
{
    if (settings == NULL)
        return;
    free(settings->program);
    free(settings->selector);
    free_texts(settings->arguments);
    free_texts(settings->collectives);
    free_texts(settings->configuration);
    for (size_t i = 0; i < settings->measure_count; i++)
        free(settings->measures[i].pattern);
    free(settings->measures);
    free(settings);
}

/* Adds false to *ok when there is no memory. */
static char *copy_text(const char *text, bool *ok)
{
    char *copy = text != NULL ? strdup(text) : NULL;
    *ok = *ok && (text == NULL || copy != NULL);
    return copy;
}

static char **copy_texts(char *const *texts, bool *ok)
{
    size_t count = 0;
    while (texts != NULL && texts[count] != NULL)
        count++;
    char **copy = calloc(count + 1, sizeof *copy);
    *ok = *ok && copy != NULL;
    for (size_t i = 0; *ok && i < count; i++)
        copy[i] = copy_text(texts[i], ok);
    return copy;
}

struct mpi_settings *mpi_settings_copy(const struct mpi_settings *settings)
{
    struct mpi_settings *copy = settings != NULL ? malloc(sizeof *copy) : NULL;
    if (copy == NULL)
        return NULL;
    bool ok = true;
    *copy = *settings;
    copy->program = copy_text(settings->program, &ok);
    copy->selector = copy_text(settings->selector, &ok);
    copy->arguments = copy_texts(settings->arguments, &ok);
    copy->collectives = copy_texts(settings->collectives, &ok);
    copy->configuration = copy_texts(settings->configuration, &ok);
    copy->measures = calloc(settings->measure_count + 1, sizeof *copy->measures);
    copy->measure_count = 0;
    ok = ok && copy->measures != NULL;
    while (ok && copy->measure_count < settings->measure_count) {
        struct mpi_measure *measure = &copy->measures[copy->measure_count];
        *measure = settings->measures[copy->measure_count++];
        measure->pattern = copy_text(measure->pattern, &ok);
    }
    if (ok)
        return copy;
    mpi_settings_free(copy);
    return NULL;
}

bool mpi_unit_dimension(const char *unit, enum dimension *out)
{
    static const enum dimension dimensions[] = {DIMENSION_TIME, DIMENSION_SIZE, DIMENSION_BANDWIDTH, DIMENSION_WORK};
    char one[32];
    double value;
    if ((size_t)snprintf(one, sizeof one, "1%s", unit) >= sizeof one)
        return false;
    for (size_t i = 0; i < sizeof dimensions / sizeof dimensions[0]; i++)
        if (value_parse(one, dimensions[i], &value, NULL)) {
            *out = dimensions[i];
            return true;
        }
    return false;
}

bool mpi_measure_check(const char *pattern, struct error *err)
{
    regex_t regex;
    int status = regcomp(&regex, pattern, REG_EXTENDED);
    if (status != 0) {
        char text[256];
        regerror(status, &regex, text, sizeof text);
        return error_set(err, ERROR_INPUT, NULL, 0, "expected a POSIX extended regular expression: %s", text);
    }
    size_t groups = regex.re_nsub;
    regfree(&regex);
    return groups == 1 || error_set(err, ERROR_INPUT, NULL, 0,
                                    "expected one group ( ), around the number that is wanted; found %zu", groups);
}
