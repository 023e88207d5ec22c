/* unmeasured.c: see unmeasured.h. */
#include "commands/unmeasured.h"

#include "execute/folder.h"
#include "figure/runs.h"
#include "mpi/job.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>

/* The runs of a system that ended well, and those of them in which a measure has no number. */
struct missing {
    size_t runs, without;
    uint32_t first; /* of those without */
};

static struct missing count_missing(const struct runs *runs, uint32_t system, size_t column)
{
    struct missing missing = {0};
    for (size_t row = 0; row < runs_count(runs); row++) {
        const struct run_row *run = runs_row(runs, row);
        if (run->system != system || !run->complete)
            continue;
        missing.runs++;
        if (!isnan(runs_value(runs, row, column)))
            continue;
        if (missing.without++ == 0)
            missing.first = run->run;
    }
    return missing;
}

static void tell_measure(const struct scenario *scenario, const char *folder, const struct runs *runs, uint32_t system,
                         const struct mpi_measure *measure)
{
    char path[PATH_MAX], word[64];
    size_t column;
    if (!runs_has(runs, measure->name, &column))
        return;
    struct missing missing = count_missing(runs, system, column);
    if (missing.without == 0)
        return;
    folder_name_file(folder, "output.txt", scenario_run_count(scenario), missing.first, path, sizeof path);
    fprintf(stderr, "onde: measure %s of %s: ", measure->name, scenario_system_at(scenario, system)->name);
    if (mpi_measure_misread(measure, path, word, sizeof word) && word[0] != '\0')
        fprintf(stderr, "its pattern found \"%s\", no number, in %zu of %zu runs\n", word, missing.without,
                missing.runs);
    else
        fprintf(stderr, "no line of the output matches its pattern in %zu of %zu runs\n", missing.without,
                missing.runs);
}

void unmeasured_tell(const struct scenario *scenario, const char *folder)
{
    struct runs *runs;
    struct error unheard = {0};
    if (!runs_load(folder, scenario, &runs, &unheard))
        return;
    uint32_t run = 0; /* the first of the system */
    for (uint32_t system = 0; system < scenario_system_count(scenario); system++) {
        struct run_plan plan;
        if (scenario_system_at(scenario, system)->mpi && scenario_run(scenario, run, &plan, &unheard)) {
            for (size_t i = 0; i < plan.settings.mpi->measure_count; i++)
                tell_measure(scenario, folder, runs, system, &plan.settings.mpi->measures[i]);
            run_plan_release(&plan);
        }
        run += (uint32_t)scenario_system_at(scenario, system)->runs;
    }
    runs_free(runs);
}
