/* programs.c: see programs.h. */
#include "execute/programs.h"

#include "base/memory.h"
#include "mpi/find.h"
#include "platform/platform.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What is known of a file that several runs may name. */
struct compiled {
    char *path;
    struct mpi_program program;
};
struct known_machine {
    char *path;
    struct mpi_machine machine;
};

struct programs {
    struct compiled **compiled;
    size_t compiled_count;
    struct known_machine **machines;
    size_t machine_count;
    char **tried; /* options that SimGrid has accepted: "smpi/os=0"; platforms whose energy is known, or "" */
    size_t tried_count;
};

static void *grow(void *array, size_t count, size_t size)
{
    return must_have(reallocarray(array, count + 1, size), "the MPI programs");
}

/* ---- programs ---- */

static const struct compiled *find_compiled(const struct programs *programs, const char *path)
{
    for (size_t i = 0; i < programs->compiled_count; i++)
        if (strcmp(programs->compiled[i]->path, path) == 0)
            return programs->compiled[i];
    return NULL;
}

static bool compile(struct programs *programs, const char *path, struct error *err)
{
    if (find_compiled(programs, path) != NULL)
        return true;
    struct compiled *made = must_have(calloc(1, sizeof *made), "the MPI programs");
    if (!mpi_compile(path, &made->program, err)) {
        free(made);
        return error_blame(err, "program");
    }
    made->path = must_have(strdup(path), "the MPI programs");
    programs->compiled = grow(programs->compiled, programs->compiled_count, sizeof *programs->compiled);
    programs->compiled[programs->compiled_count++] = made;
    return true;
}

/* ---- machines ---- */

static const struct known_machine *find_machine(const struct programs *programs, const char *path)
{
    for (size_t i = 0; i < programs->machine_count; i++)
        if (strcmp(programs->machines[i]->path, path) == 0)
            return programs->machines[i];
    return NULL;
}

static bool read_machine(struct programs *programs, const char *path, struct error *err)
{
    if (find_machine(programs, path) != NULL)
        return true;
    struct known_machine *read = must_have(calloc(1, sizeof *read), "the machines");
    if (!platform_check(path, err) || !mpi_machine_read(path, &read->machine, err)) {
        free(read);
        return error_blame(err, "platform");
    }
    read->path = must_have(strdup(path), "the machines");
    programs->machines = grow(programs->machines, programs->machine_count, sizeof *programs->machines);
    programs->machines[programs->machine_count++] = read;
    return true;
}

/* ---- what SimGrid knows ---- */

static bool was_tried(const struct programs *programs, const char *setting)
{
    for (size_t i = 0; i < programs->tried_count; i++)
        if (strcmp(programs->tried[i], setting) == 0)
            return true;
    return false;
}

static void remember(struct programs *programs, const char *setting)
{
    programs->tried = grow(programs->tried, programs->tried_count, sizeof *programs->tried);
    programs->tried[programs->tried_count++] = must_have(strdup(setting), "the MPI programs");
}

/* A launch that has a program, a platform and what is to be tried; the rest is filled in. */
static bool launch_in_folder(const struct programs *programs, struct mpi_launch *launch,
                             const struct mpi_placement *placement, struct error *err)
{
    char folder[PATH_MAX];
    const char *temporary = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/onde-mpi-XXXXXX",
             temporary != NULL && temporary[0] == '/' ? temporary : "/tmp");
    if (mkdtemp(folder) == NULL)
        return error_set(err, ERROR_INPUT, folder, 0, "cannot make this folder: %s", strerror(errno));
    launch->folder = folder;
    launch->ranks = 1;
    struct mpi_run run = {0};
    bool ok = mpi_place_ranks(launch, &find_machine(programs, launch->platform)->machine, placement, err) &&
              mpi_run(launch, &run, err);
    if (ok && mpi_find_ending(launch, &run) == MPI_REFUSED) {
        mpi_refusal(launch, &run, err);
        ok = false;
    }
    bool interrupted = ok && run.interrupted;
    mpi_run_release(&run);
    mpi_job_tidy(folder);
    if (interrupted)
        raise(SIGINT); /* which the launch has taken: it is for us */
    return ok;
}

/* Launches a program that does next to nothing, on one rank: SimGrid looks at its options before it begins. */
static bool launch_trial(struct programs *programs, struct mpi_launch launch, const struct mpi_placement *placement,
                         struct error *err)
{
    static const char *const program_name = "hello", *const platform_name = "raspberry-pi-4";
    static const struct mpi_placement blocks = {.rule = PLACEMENT_BLOCK};
    char program[PATH_MAX], platform[PATH_MAX];
    if (!mpi_program_find(program_name, NULL, program, sizeof program, err) || !compile(programs, program, err))
        return false;
    launch.program = &find_compiled(programs, program)->program;
    if (launch.platform != NULL)
        return launch_in_folder(programs, &launch, placement, err);
    if (!platform_find(platform_name, NULL, platform, sizeof platform, err) || !read_machine(programs, platform, err))
        return false;
    launch.platform = platform;
    return launch_in_folder(programs, &launch, &blocks, err);
}

/* What the launcher needs beside the program is compiled, and what is to be measured can be: of the energy each platform has
 * its say. */
static bool try_measuring(struct programs *programs, const struct settings *settings, struct error *err)
{
    const struct mpi_settings *mpi = settings->mpi;
    const char *platform = mpi->energy ? settings->platform : NULL;
    const char *tried = platform != NULL ? platform : "";
    struct mpi_placement placement = mpi_job_placement(settings);
    struct error local = {0};
    if (was_tried(programs, tried))
        return true;
    if (!launch_trial(programs, (struct mpi_launch){.platform = platform, .energy = mpi->energy, .wire = mpi->wire},
                      &placement, &local)) {
        error_set(err, ERROR_INPUT, NULL, 0, "%s", local.text);
        return error_blame(err, "measures");
    }
    remember(programs, tried);
    return true;
}

/* "option 2": see scenario_locate(). */
static bool blame(const char *element, size_t index, struct error *err)
{
    char numbered[sizeof err->element];
    snprintf(numbered, sizeof numbered, "%s %u", element, (unsigned)index + 1);
    return error_blame(err, numbered);
}

/* An option alone is accepted or not, whatever the others. */
static bool try_options(struct programs *programs, char *const *options, struct error *err)
{
    for (size_t i = 0; options[i] != NULL; i++) {
        if (was_tried(programs, options[i]))
            continue;
        const char *const alone[] = {options[i], NULL};
        struct error local = {0};
        if (!launch_trial(programs, (struct mpi_launch){.configuration = alone}, NULL, &local)) {
            error_set(err, ERROR_INPUT, NULL, 0, "%s", local.text);
            return blame("option", i, err);
        }
        remember(programs, options[i]);
    }
    return true;
}

/* ---- all of it ---- */

static bool prepare(struct programs *programs, const struct settings *settings, struct error *err)
{
    const struct mpi_settings *mpi = settings->mpi;
    if (!compile(programs, mpi->program, err) || !read_machine(programs, settings->platform, err))
        return false;
    struct mpi_launch launch = mpi_job_launch(settings, programs_find(programs, settings), "");
    struct mpi_placement placement = mpi_job_placement(settings);
    if (!mpi_check_places(&launch, programs_machine(programs, settings), &placement, err))
        return error_blame(err, placement.rule == PLACEMENT_LISTED ? "placement"
                                : launch.per_node > 0              ? "per-node"
                                                                   : "ranks");
    return try_measuring(programs, settings, err) && try_options(programs, mpi->configuration, err);
}

/* A run, if it is of an MPI program. */
static bool prepare_run(struct programs *programs, const struct scenario *scenario, uint32_t run, struct error *err)
{
    struct run_plan plan;
    struct error local = {0};
    if (!scenario_run(scenario, run, &plan, err))
        return false;
    bool ok = plan.settings.mpi == NULL || prepare(programs, &plan.settings, &local);
    run_plan_release(&plan);
    if (ok)
        return true;
    scenario_locate(scenario, run, &local);
    return error_set(err, local.kind, local.file, local.line, "%s", local.text);
}

static bool prepare_all(struct programs *programs, const struct scenario *scenario, struct error *err)
{
    uint32_t first = 0;
    for (size_t i = 0; i < scenario_system_count(scenario); i++) {
        const struct scenario_system *system = scenario_system_at(scenario, i);
        for (uint32_t run = 0; system->mpi && run < system->runs; run += system->replications)
            if (!prepare_run(programs, scenario, first + run, err))
                return false;
        first += system->runs;
    }
    return true;
}

bool programs_prepare(const struct scenario *scenario, const uint32_t *runs, uint32_t count, struct programs **out,
                      struct error *err)
{
    struct programs *programs = must_have(calloc(1, sizeof *programs), "the MPI programs");
    bool ok = runs != NULL || prepare_all(programs, scenario, err);
    for (uint32_t i = 0; ok && runs != NULL && i < count; i++)
        ok = prepare_run(programs, scenario, runs[i], err);
    if (!ok) {
        programs_free(programs);
        programs = NULL;
    }
    *out = programs;
    return ok;
}

void programs_free(struct programs *programs)
{
    if (programs == NULL)
        return;
    for (size_t i = 0; i < programs->compiled_count; i++) {
        free(programs->compiled[i]->path);
        free(programs->compiled[i]);
    }
    for (size_t i = 0; i < programs->machine_count; i++) {
        mpi_machine_release(&programs->machines[i]->machine);
        free(programs->machines[i]->path);
        free(programs->machines[i]);
    }
    for (size_t i = 0; i < programs->tried_count; i++)
        free(programs->tried[i]);
    free(programs->compiled);
    free(programs->machines);
    free(programs->tried);
    free(programs);
}

const struct mpi_program *programs_find(const struct programs *programs, const struct settings *settings)
{
    const struct compiled *found = find_compiled(programs, settings->mpi->program);
    return found != NULL ? &found->program : NULL;
}

const struct mpi_machine *programs_machine(const struct programs *programs, const struct settings *settings)
{
    const struct known_machine *found = find_machine(programs, settings->platform);
    return found != NULL ? &found->machine : NULL;
}
