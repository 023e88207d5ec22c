/* roofline.c: see roofline.h. Columns of roofline.csv: series (roof; kernel; point, what a kernel attains under a roof); index, of the
 * roof; name, of the platform or of the kernel; host, the first of those of a roof; hosts, cores; intensity (of a roof, of its ridge)
 * with intensity_low and intensity_high (flop/byte); attainable (flop/s; of a roof, the peak); bandwidth (byte/s). */
#include "commands/roofline.h"

#include "base/csv.h"
#include "commands/commands.h"
#include "execute/folder.h"
#include "figure/gnuplot.h"
#include "figure/table.h"
#include "figure/text.h"
#include "platform/platform.h"
#include "platform/roofline.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ROOFS = 12 };

struct roof {
    char platform[NAME_MAX + 1], label[2 * TEXT_SIZE];
    struct roofline_kind kind;
};
struct roofs {
    struct roof roof[MOST_ROOFS];
    size_t count;
    enum language language;
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

/* ---- reading ---- */

static bool add_platform(struct roofs *roofs, const char *name, struct error *err)
{
    char path[PATH_MAX];
    struct roofline roofline;
    if (!platform_find(name, NULL, path, sizeof path, err) || !platform_check(path, err) ||
        !roofline_read(path, &roofline, err))
        return false;
    for (size_t i = 0; i < roofline.count; i++) {
        if (isnan(roofline.kinds[i].bandwidth))
            continue; /* the services of a grid */
        if (roofs->count == MOST_ROOFS)
            return error_set(err, ERROR_USAGE, NULL, 0, "more than %d kinds of hosts: expected fewer platforms",
                             MOST_ROOFS);
        char platform[NAME_MAX + 1];
        struct roof *roof = &roofs->roof[roofs->count++];
        short_name(name, platform, sizeof platform);
        roof->kind = roofline.kinds[i];
        snprintf(roof->platform, sizeof roof->platform, "%s", platform);
        snprintf(roof->label, sizeof roof->label, "%s%s%s", platform, roofline.count > 1 ? ", " : "",
                 roofline.count > 1 ? roofline.kinds[i].first : "");
    }
    if (roofline.more > 0)
        printf(roofs->language == LANGUAGE_FR ? "%s : %u machines d'autres sortes sont omises\n"
                                              : "%s: %u hosts of further kinds are left out\n",
               name, roofline.more);
    return true;
}

/* ---- the table ---- */

static double intensity_of(const struct roofline_kernel *kernel)
{
    return sqrt(kernel->low * kernel->high);
}

static void add_number(struct table *table, double value, enum language language)
{
    enum { DIGITS = 3 };
    char number[64];
    text_number(value, DIGITS, language, number, sizeof number);
    table_add(table, number);
}

static bool print_table(const struct roofs *roofs, struct error *err)
{
    static const char *const headings[LANGUAGES][4] = {
        [LANGUAGE_EN] = {"", "Gflop/s: peak", "GB/s", "ridge"},
        [LANGUAGE_FR] = {"", "Gflop/s : crête", "Go/s", "arête"},
    };
    enum language language = roofs->language;
    bool french = language == LANGUAGE_FR;
    const struct roofline_kernel *kernel;
    struct table *table = table_create("lrrrrrrrr");
    if (table == NULL)
        return error_set(err, ERROR_INTERNAL, NULL, 0, "not enough memory");
    for (size_t i = 0; i < 4; i++)
        table_add(table, headings[language][i]);
    for (size_t k = 0; (kernel = roofline_kernel_at(k)) != NULL; k++)
        table_add(table, french ? kernel->short_fr : kernel->short_name);
    for (size_t i = 0; i < roofs->count; i++) {
        const struct roof *roof = &roofs->roof[i];
        table_add(table, roof->label);
        add_number(table, roof->kind.peak / 1e9, language);
        add_number(table, roof->kind.bandwidth / 1e9, language);
        add_number(table, roofline_ridge(&roof->kind), language);
        for (size_t k = 0; (kernel = roofline_kernel_at(k)) != NULL; k++)
            add_number(table, roofline_attainable(&roof->kind, intensity_of(kernel)) / 1e9, language);
    }
    bool ok = table_print(table, stdout) || error_set(err, ERROR_INTERNAL, NULL, 0, "not enough memory");
    table_free(table);
    return ok;
}

/* ---- the figure ---- */

struct line {
    const char *series, *name, *host;
    size_t index;
    double hosts, cores, intensity, low, high, attainable, bandwidth;
};

static void add_line(struct csv_writer *writer, const struct line *line)
{
    const double numbers[] = {line->hosts, line->cores,      line->intensity, line->low,
                              line->high,  line->attainable, line->bandwidth};
    csv_add_text(writer, line->series);
    csv_add_integer(writer, line->index);
    csv_add_text(writer, line->name);
    csv_add_text(writer, line->host);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        csv_add_number(writer, numbers[i]);
    csv_end_row(writer);
}

static bool write_csv(const struct roofs *roofs, const char *path, struct error *err)
{
    static const char *const columns[] = {"series",         "index",      "name",      "host",
                                          "hosts",          "cores",      "intensity", "intensity_low",
                                          "intensity_high", "attainable", "bandwidth"};
    const struct roofline_kernel *kernel;
    struct csv_writer *writer;
    if (!csv_create(path, &writer, err))
        return false;
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        csv_add_text(writer, columns[i]);
    csv_end_row(writer);
    for (size_t k = 0; (kernel = roofline_kernel_at(k)) != NULL; k++)
        add_line(writer, &(struct line){"kernel", kernel->name, "", k + 1, NAN, NAN, intensity_of(kernel), kernel->low,
                                        kernel->high, NAN, NAN});
    for (size_t i = 0; i < roofs->count; i++) {
        const struct roof *roof = &roofs->roof[i];
        double ridge = roofline_ridge(&roof->kind);
        add_line(writer, &(struct line){"roof", roof->platform, roof->kind.first, i + 1, roof->kind.hosts,
                                        roof->kind.cores, ridge, ridge, ridge, roof->kind.peak, roof->kind.bandwidth});
        for (size_t k = 0; (kernel = roofline_kernel_at(k)) != NULL; k++)
            add_line(writer, &(struct line){"point", kernel->name, roof->kind.first, i + 1, NAN, NAN,
                                            intensity_of(kernel), kernel->low, kernel->high,
                                            roofline_attainable(&roof->kind, intensity_of(kernel)), NAN});
    }
    return csv_commit(writer, err);
}

static void set_variables(const struct roofs *roofs, struct gnuplot_variables *variables)
{
    enum { DIGITS = 3 };
    enum language language = roofs->language;
    bool french = language == LANGUAGE_FR;
    const struct roofline_kernel *kernel;
    size_t kernels = 0;
    gnuplot_set_text(variables, "title",
                     french ? "Ce qu'une machine peut atteindre (modèle roofline)"
                            : "What a host can attain (roofline)");
    gnuplot_set_number(variables, "roofs", (double)roofs->count);
    gnuplot_set_array(variables, "peak", roofs->count);
    gnuplot_set_array(variables, "bandwidth", roofs->count);
    gnuplot_set_array(variables, "roof_label", roofs->count);
    for (size_t i = 0; i < roofs->count; i++) {
        const struct roof *roof = &roofs->roof[i];
        char peak[64], bandwidth[64], ridge[64], text[4 * TEXT_SIZE];
        text_number(roof->kind.peak / 1e9, DIGITS, language, peak, sizeof peak);
        text_number(roof->kind.bandwidth / 1e9, DIGITS, language, bandwidth, sizeof bandwidth);
        text_number(roofline_ridge(&roof->kind), DIGITS, language, ridge, sizeof ridge);
        snprintf(text, sizeof text,
                 french ? "%s : %s Gflop/s, %s Go/s, arête à %s" : "%s: %s Gflop/s, %s GB/s, ridge at %s", roof->label,
                 peak, bandwidth, ridge);
        gnuplot_set_number_at(variables, "peak", i + 1, roof->kind.peak);
        gnuplot_set_number_at(variables, "bandwidth", i + 1, roof->kind.bandwidth);
        gnuplot_set_text_at(variables, "roof_label", i + 1, text);
    }
    while (roofline_kernel_at(kernels) != NULL)
        kernels++;
    gnuplot_set_number(variables, "kernels", (double)kernels);
    gnuplot_set_array(variables, "kernel_label", kernels);
    gnuplot_set_array(variables, "kernel_low", kernels);
    gnuplot_set_array(variables, "kernel_high", kernels);
    for (size_t k = 0; (kernel = roofline_kernel_at(k)) != NULL; k++) {
        gnuplot_set_text_at(variables, "kernel_label", k + 1, french ? kernel->name_fr : kernel->name);
        gnuplot_set_number_at(variables, "kernel_low", k + 1, kernel->low);
        gnuplot_set_number_at(variables, "kernel_high", k + 1, kernel->high);
    }
}

static bool write_results(const struct roofs *roofs, const char *wanted, bool single, struct error *err)
{
    char folder[PATH_MAX - 32], path[PATH_MAX];
    int length = wanted != NULL ? snprintf(folder, sizeof folder, "%s", wanted)
                                : snprintf(folder, sizeof folder, "results/roofline%s%s", single ? "-" : "",
                                           single ? roofs->roof[0].platform : "");
    if (length < 0 || (size_t)length >= sizeof folder)
        return error_set(err, ERROR_INPUT, NULL, 0, "the path of the results is too long: %.80s...", folder);
    snprintf(path, sizeof path, "%s/roofline.csv", folder);
    if (!folder_make(folder, err) || !write_csv(roofs, path, err))
        return false;
    printf("%s\n", path);
    struct gnuplot_variables *variables = gnuplot_variables_create(roofs->language);
    if (variables == NULL)
        return error_set(err, ERROR_INTERNAL, NULL, 0, "not enough memory");
    set_variables(roofs, variables);
    snprintf(path, sizeof path, "%s/roofline", folder);
    bool ok = gnuplot_draw(variables, "roofline", path, err);
    gnuplot_variables_free(variables);
    if (ok)
        printf("%s.{svg,pdf,png}\n", path);
    return ok;
}

int roofline_platforms(const char *const *names, size_t count, const char *folder, enum language language)
{
    struct error err = {0};
    struct roofs *roofs = calloc(1, sizeof *roofs);
    if (roofs == NULL) {
        error_set(&err, ERROR_INTERNAL, NULL, 0, "not enough memory");
        return command_fail(&err);
    }
    bool ok = true;
    roofs->language = language;
    for (size_t i = 0; ok && i < count; i++)
        ok = add_platform(roofs, names[i], &err);
    ok = ok && print_table(roofs, &err) && write_results(roofs, folder, count == 1, &err);
    free(roofs);
    return ok ? EXIT_HOLDS : command_fail(&err);
}
