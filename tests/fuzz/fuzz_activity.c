/* fuzz_activity.c: tables of activities and matrices of any bytes: the data of their figures are written, or the table is
 * refused with its name. The first byte chooses which. */
#include "figure/kind.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

/* One folder for all inputs. */
static void make_folder(char folder[64])
{
    snprintf(folder, 64, "/tmp/onde-fuzz-activity-%d", (int)getpid());
    char command[128];
    snprintf(command, sizeof command, "mkdir -p %s", folder);
    require(system(command) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char folder[64];
    char path[128], figure_path[128];
    if (size == 0)
        return 0;
    if (folder[0] == '\0')
        make_folder(folder);
    bool matrix = data[0] % 2 == 1;
    struct figure_request request = {.name = "f", .measure = "bytes"};
    struct error err = {0};
    snprintf(request.kind, sizeof request.kind, "%s", matrix ? "matrix" : "gantt");
    snprintf(path, sizeof path, "%s/%s.csv", folder, matrix ? "matrix" : "activity");
    snprintf(figure_path, sizeof figure_path, "%s/f.csv", folder);
    FILE *file = fopen(path, "w");
    require(file != NULL && fwrite(data + 1, 1, size - 1, file) == size - 1 && fclose(file) == 0);
    struct gnuplot_variables *variables = gnuplot_variables_create(LANGUAGE_FR);
    struct drawing drawing = {
        .folder = folder, .request = &request, .language = LANGUAGE_FR, .data = figure_path, .variables = variables};
    bool drawn = matrix ? matrix_write(&drawing, &err) : gantt_write(&drawing, &err);
    require(drawn == (err.kind == ERROR_NONE));
    require(drawn || ((err.kind == ERROR_INPUT || err.kind == ERROR_NOTHING) && strcmp(err.file, path) == 0));
    gnuplot_variables_free(variables);
    unlink(path);
    unlink(figure_path);
    return 0;
}
