/* calibrate.c: see calibrate.h. */
#include "commands/calibrate.h"

#include "commands/commands.h"
#include "execute/folder.h"
#include "figure/gnuplot.h"
#include "figure/table.h"
#include "figure/text.h"
#include "platform/calibrate.h"
#include "platform/describe.h"
#include "platform/platform.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

struct measured {
    char title[256];
    struct calibration calibration;
    double published[CALIBRATION_TESTS];
};

/* The name of a platform, or of its file without folder and extension. */
static void short_name(const char *name, char *out, size_t size)
{
    const char *slash = strrchr(name, '/');
    snprintf(out, size, "%s", slash != NULL ? slash + 1 : name);
    char *dot = strrchr(out, '.');
    if (dot != NULL && strcmp(dot, ".xml") == 0)
        *dot = '\0';
}

/* ---- the table ---- */

/* Microseconds, or megabytes per second. */
static void write_figure(double value, enum calibration_test test, enum language language, char *cell, size_t size)
{
    char number[TEXT_SIZE];
    if (isnan(value)) {
        snprintf(cell, size, "-");
        return;
    }
    text_number(test == CALIBRATION_LATENCY ? value * 1e6 : value / 1e6, 4, language, number, sizeof number);
    const char *rate = language == LANGUAGE_FR ? "Mo/s" : "MB/s";
    snprintf(cell, size, "%s %s", number, test == CALIBRATION_LATENCY ? "µs" : rate);
}

/* One line of the table; whether what was published is met. */
static bool add_line(struct table *table, const struct measured *measured, enum calibration_test test,
                     enum calibration_distance distance, enum language language)
{
    static const char *const names[LANGUAGES][CALIBRATION_TESTS] = {
        [LANGUAGE_EN] = {"half a round trip", "bandwidth", "bidirectional"},
        [LANGUAGE_FR] = {"demi-aller-retour", "débit", "bidirectionnel"},
    };
    static const char *const distances[LANGUAGES][CALIBRATION_DISTANCES] = {
        [LANGUAGE_EN] = {"near", "far"},
        [LANGUAGE_FR] = {"proche", "lointain"},
    };
    static const char *const verdicts[LANGUAGES][2] = {
        [LANGUAGE_EN] = {"outside 10 %", "ok"},
        [LANGUAGE_FR] = {"hors des 10 %", "ok"},
    };
    double simulated = calibration_figure(&measured->calibration.curves[distance][test], test);
    double published = distance == CALIBRATION_NEAR ? measured->published[test] : NAN;
    bool agrees = isnan(published) || calibration_agrees(simulated, published);
    char cell[TEXT_SIZE + 16];
    table_add(table, names[language][test]);
    table_add(table, distances[language][distance]);
    write_figure(simulated, test, language, cell, sizeof cell);
    table_add(table, cell);
    write_figure(published, test, language, cell, sizeof cell);
    table_add(table, cell);
    if (isnan(published))
        snprintf(cell, sizeof cell, "-");
    else
        text_number(simulated / published, 3, language, cell, sizeof cell);
    table_add(table, cell);
    table_add(table, isnan(published) ? "" : verdicts[language][agrees]);
    return agrees;
}

static bool print_table(const struct measured *measured, enum language language, bool *agrees, struct error *err)
{
    static const char *const headings[LANGUAGES][6] = {
        [LANGUAGE_EN] = {"", "", "simulated", "published", "ratio", ""},
        [LANGUAGE_FR] = {"", "", "simulé", "publié", "rapport", ""},
    };
    struct table *table = table_create("llrrrl");
    if (table == NULL)
        return error_set(err, ERROR_INTERNAL, NULL, 0, "not enough memory");
    for (size_t i = 0; i < 6; i++)
        table_add(table, headings[language][i]);
    *agrees = true;
    for (enum calibration_test test = 0; test < CALIBRATION_TESTS; test++)
        for (enum calibration_distance distance = 0; distance < CALIBRATION_DISTANCES; distance++)
            *agrees = add_line(table, measured, test, distance, language) && *agrees;
    bool ok = table_print(table, stdout) || error_set(err, ERROR_INTERNAL, NULL, 0, "not enough memory");
    table_free(table);
    return ok;
}

static void print_hosts(const struct calibration *calibration, enum language language)
{
    static const char *const words[LANGUAGES][3] = {
        [LANGUAGE_EN] = {"near", "far", "links"},
        [LANGUAGE_FR] = {"proche", "lointain", "liens"},
    };
    for (enum calibration_distance distance = 0; distance < CALIBRATION_DISTANCES; distance++)
        printf("  %s: %s - %s, %u %s\n", words[language][distance], calibration->from, calibration->to[distance],
               calibration->links[distance], words[language][2]);
}

/* Where the published figures come from; or that there are none. */
static void print_sources(const char *path, const struct measured *measured, enum language language)
{
    static const char *const none[LANGUAGES] = {
        [LANGUAGE_EN] = "no published figure to compare with",
        [LANGUAGE_FR] = "aucun chiffre publié à quoi comparer",
    };
    static const char *const published[LANGUAGES][CALIBRATION_TESTS] = {
        [LANGUAGE_EN] = {"published half round trip", "published bandwidth", "published bidirectional bandwidth"},
        [LANGUAGE_FR] = {"demi-aller-retour publié", "débit publié", "débit bidirectionnel publié"},
    };
    bool any = false;
    for (enum calibration_test test = 0; test < CALIBRATION_TESTS; test++) {
        char id[64], source[1024];
        snprintf(id, sizeof id, "published_%s_source", calibration_test_name(test));
        if (isnan(measured->published[test]))
            continue;
        any = true;
        if (describe_property(path, id, source, sizeof source))
            printf("  %s: %s\n", published[language][test], source);
    }
    if (!any)
        printf("  %s\n", none[language]);
}

/* ---- the figure ---- */

static bool draw(const struct measured *measured, const char *stem, enum language language, struct error *err)
{
    struct gnuplot_variables *variables = gnuplot_variables_create(language);
    if (variables == NULL)
        return error_set(err, ERROR_INTERNAL, NULL, 0, "not enough memory");
    gnuplot_set_text(variables, "title", measured->title);
    gnuplot_set_number(variables, "published_latency", measured->published[CALIBRATION_LATENCY]);
    gnuplot_set_number(variables, "published_bandwidth", measured->published[CALIBRATION_BANDWIDTH]);
    bool ok = gnuplot_draw(variables, "calibration", stem, err);
    gnuplot_variables_free(variables);
    return ok;
}

static bool write_results(const struct measured *measured, const char *name, const char *wanted, enum language language,
                          struct error *err)
{
    char folder[PATH_MAX - 32], path[PATH_MAX], own[NAME_MAX + 1];
    short_name(name, own, sizeof own);
    int length = wanted != NULL ? snprintf(folder, sizeof folder, "%s", wanted)
                                : snprintf(folder, sizeof folder, "results/calibration-%s", own);
    if (length < 0 || (size_t)length >= sizeof folder)
        return error_set(err, ERROR_INPUT, NULL, 0, "the path of the results is too long: %.80s...", name);
    snprintf(path, sizeof path, "%s/calibration.csv", folder);
    if (!folder_make(folder, err) || !calibration_write(&measured->calibration, measured->published, path, err))
        return false;
    printf("%s\n", path);
    snprintf(path, sizeof path, "%s/calibration", folder);
    if (!draw(measured, path, language, err))
        return false;
    printf("%s.{svg,pdf,png}\n", path);
    return true;
}

int calibrate_platform(const char *name, const char *folder, enum language language)
{
    char path[PATH_MAX];
    struct error err = {0};
    struct measured measured;
    bool agrees = false;
    if (!platform_find(name, NULL, path, sizeof path, &err) || !platform_check(path, &err) ||
        !calibration_published(path, measured.published, &err) || !calibrate(path, &measured.calibration, &err))
        return command_fail(&err);
    describe_title(path, measured.title, sizeof measured.title);
    printf("%s\n", measured.title[0] != '\0' ? measured.title : name);
    print_hosts(&measured.calibration, language);
    if (!print_table(&measured, language, &agrees, &err))
        return command_fail(&err);
    print_sources(path, &measured, language);
    if (!write_results(&measured, name, folder, language, &err))
        return command_fail(&err);
    return agrees ? EXIT_HOLDS : EXIT_VIOLATED;
}
