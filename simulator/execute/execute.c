/* execute.c: see execute.h. */
#include "execute/execute.h"
#include "base/compressed.h"
#include "base/memory.h"
#include "execute/folder.h"
#include "execute/pool.h"
#include "execute/progress.h"
#include "execute/results.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Of the runs of one system. */
struct tally {
    uint32_t finished;
    bool met; /* one has the verdict that is expected */
};

struct execution {
    const struct scenario *scenario;
    const struct execute_options *options;
    struct results *results;
    struct execute_result *out;
    struct progress progress;
    struct tally *tallies;                     /* of each system; owned */
    struct programs *programs;                 /* owned */
    bool tracing_violated;                     /* the second pass: one run again, for its trace */
    uint32_t first_violated, first_unexpected; /* the second one among the violated runs too */
    struct error *err;
    volatile sig_atomic_t stop; /* interrupted by the user, or by an error of ours */
};

static bool is_listed(const int64_t *list, size_t count, uint32_t run)
{
    for (size_t i = 0; i < count; i++)
        if (list[i] == (int64_t)run)
            return true;
    return false;
}

static bool trace_path(void *context, const struct run_plan *plan, char *path, size_t size)
{
    const struct execution *execution = context;
    const struct execute_options *options = execution->options;
    bool wanted = execution->tracing_violated || options->trace_all ||
                  is_listed(options->traced, options->traced_count, plan->run) || (plan->trace && !options->trace_none);
    if (!wanted)
        return false;
    char name[32];
    if (plan->settings.mpi != NULL)
        snprintf(name, sizeof name, "activity.csv");
    else
        snprintf(name, sizeof name, "trace.csv%s", plan->settings.trace_compressed ? COMPRESSED_SUFFIX : "");
    folder_name_file(results_folder(execution->results), name, scenario_run_count(execution->scenario), plan->run, path,
                     size);
    return true;
}

/* Counts the run among the good, the bad or the open ones. Returns whether it is bad. */
static bool count_expectation(struct execution *execution, uint32_t system_index, enum verdict_kind verdict)
{
    const struct scenario_system *system = scenario_system_at(execution->scenario, system_index);
    enum expectation expectation = expectation_of(system, (uint8_t)verdict);
    struct tally *tally = &execution->tallies[system_index];
    tally->finished++;
    tally->met = tally->met || expectation == EXPECTATION_MET;
    bool bad = system->expects ? expectation == EXPECTATION_FAILED : verdict == VERDICT_VIOLATED;
    execution->out->unexpected += bad;
    execution->out->open += !system->expects && verdict == VERDICT_UNDECIDED;
    return bad;
}

static void count_verdict(struct execution *execution, uint32_t run, uint32_t system, enum verdict_kind verdict)
{
    struct execute_result *out = execution->out;
    bool bad = count_expectation(execution, system, verdict);
    out->finished++;
    switch (verdict) {
    case VERDICT_HOLDS:
        out->holds++;
        break;
    case VERDICT_VIOLATED:
        out->violated++;
        if (run < execution->first_violated)
            execution->first_violated = run;
        if (bad && run < execution->first_unexpected)
            execution->first_unexpected = run;
        break;
    case VERDICT_UNDECIDED:
        out->undecided++;
        break;
    }
}

static void count_systems(const struct execution *execution)
{
    for (size_t i = 0; i < scenario_system_count(execution->scenario); i++) {
        const struct scenario_system *system = scenario_system_at(execution->scenario, i);
        if (!system->expects_of_some || execution->tallies[i].met)
            continue;
        bool told = execution->tallies[i].finished == system->runs;
        execution->out->unmet += told;
        execution->out->untold += !told;
    }
}

static void count_outcome(struct execution *execution, uint32_t system, const struct outcome *outcome)
{
    struct execute_result *out = execution->out;
    struct progress *progress = &execution->progress;
    progress->done++;
    if (outcome->failed) {
        out->failed++;
        progress->failed++;
        if (out->first_failure.kind == ERROR_NONE)
            out->first_failure = outcome->what.error;
        return;
    }
    if (outcome_is_stopped(outcome)) {
        out->stopped++;
        return;
    }
    count_verdict(execution, outcome->run, system, outcome_verdict(outcome));
    progress->violated = out->violated;
}

static void run_ended(void *context, const struct outcome *outcome)
{
    struct execution *execution = context;
    if (execution->tracing_violated)
        return;
    struct outcome located = *outcome;
    if (located.failed)
        scenario_locate(execution->scenario, located.run, &located.what.error);
    struct run_plan plan;
    bool ok = scenario_run(execution->scenario, located.run, &plan, execution->err);
    uint32_t system = ok ? plan.system : 0;
    if (ok) {
        ok = results_add(execution->results, &plan, &located, execution->err);
        run_plan_release(&plan);
    }
    if (ok)
        count_outcome(execution, system, &located);
    else
        execution->stop = 1;
}

static void tick(void *context)
{
    struct execution *execution = context;
    if (*execution->options->interrupted != 0)
        execution->stop = 1;
    progress_show(&execution->progress);
}

static uint32_t choose_runs(struct execution *execution, uint32_t *runs)
{
    const struct execute_options *options = execution->options;
    const struct scenario *scenario = execution->scenario;
    uint32_t total = scenario_run_count(scenario), count = 0, system = 0;
    uint64_t of_systems = scenario_system_at(scenario, 0)->runs; /* runs of the systems up to that one */
    bool *asked = must_have(calloc(total, sizeof *asked), "the runs");
    for (size_t i = 0; i < options->only_count; i++)
        asked[options->only[i]] = true;
    for (uint32_t run = 0; run < total; run++) {
        while (run >= of_systems)
            of_systems += scenario_system_at(scenario, ++system)->runs;
        if (options->only != NULL && !asked[run])
            continue;
        execution->out->total++;
        if (results_has(execution->results, run))
            count_verdict(execution, run, system, results_verdict(execution->results, run));
        else
            runs[count++] = run;
    }
    free(asked);
    return count;
}

static unsigned job_count(const struct execute_options *options)
{
    if (options->jobs > 0)
        return options->jobs;
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores > 0 ? (unsigned)cores : 1;
}

static bool check_run_numbers(const struct scenario *scenario, const int64_t *list, size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++)
        if (list[i] < 0 || list[i] >= (int64_t)scenario_run_count(scenario))
            return error_set(err, ERROR_USAGE, NULL, 0, "run %lld: the runs are numbered 0 to %u", (long long)list[i],
                             scenario_run_count(scenario) - 1);
    return true;
}

/* Removes the log of the workers if nothing was said in it. */
static void tidy_log(const char *path)
{
    struct stat about;
    if (stat(path, &about) == 0 && about.st_size == 0)
        unlink(path);
}

/* Here or on the cluster. */
static bool run_work(struct execution *execution, const struct pool_work *work, struct error *err)
{
    const struct execute_options *options = execution->options;
    if (!options->on_slurm)
        return pool_run(work, err);
    struct slurm_options slurm = {
        .folder = results_folder(execution->results),
        .partition = options->partition,
        .tasks = options->tasks,
        .cores = options->jobs,
        .quiet = options->quiet,
    };
    return options->print ? slurm_print(work, &slurm, stdout, err)
                          : slurm_run(work, &slurm, &execution->out->lost, err);
}

static bool run_all(struct execution *execution, struct error *err)
{
    char log[4096];
    snprintf(log, sizeof log, "%s/simgrid.log", results_folder(execution->results));
    uint32_t *runs = must_have(malloc((scenario_run_count(execution->scenario) + 1u) * sizeof *runs), "the runs");
    struct pool_work work = {
        .scenario = execution->scenario,
        .runs = runs,
        .count = choose_runs(execution, runs),
        .jobs = job_count(execution->options),
        .log_path = log,
        .folder = results_folder(execution->results),
        .programs = execution->programs,
        .trace_path = trace_path,
        .ended = run_ended,
        .tick = tick,
        .context = execution,
        .interrupted = &execution->stop,
    };
    size_t pulse_bytes = work.jobs * sizeof *work.pulses;
    work.pulses = mmap(NULL, pulse_bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (work.pulses == MAP_FAILED)
        work.pulses = NULL;
    progress_begin(&execution->progress, execution->out->total, execution->out->finished, execution->options->quiet);
    execution->progress.violated = execution->out->violated;
    execution->progress.pulses = work.pulses;
    execution->progress.pulse_count = work.jobs;
    bool ok = !execution->options->resume ||
              slurm_gather(results_folder(execution->results), execution->options->on_slurm, &work, runs, err);
    ok = ok && run_work(execution, &work, err);
    if (ok && execution->stop == 0 && execution->first_violated != UINT32_MAX && !execution->options->trace_none &&
        scenario_trace_rule(execution->scenario) == TRACE_VIOLATED) {
        execution->tracing_violated = true;
        bool expected = execution->first_unexpected == UINT32_MAX;
        runs[0] = expected ? execution->first_violated : execution->first_unexpected;
        work.count = 1;
        ok = run_work(execution, &work, err);
    }
    execution->progress.pulses = NULL;
    if (work.pulses != NULL)
        munmap(work.pulses, pulse_bytes);
    progress_show(&execution->progress);
    progress_end(&execution->progress);
    tidy_log(log);
    free(runs);
    return ok;
}

bool execute_scenario(const struct scenario *scenario, const struct execute_options *options,
                      struct execute_result *out, struct error *err)
{
    *out = (struct execute_result){0};
    if (!check_run_numbers(scenario, options->only, options->only_count, err) ||
        !check_run_numbers(scenario, options->traced, options->traced_count, err) ||
        !scenario_check_systems(scenario, err) || (options->on_slurm && !options->print && !slurm_check(err)))
        return false;
    struct execution execution = {.scenario = scenario,
                                  .options = options,
                                  .out = out,
                                  .err = err,
                                  .first_violated = UINT32_MAX,
                                  .first_unexpected = UINT32_MAX};
    bool ok = programs_prepare(scenario, NULL, 0, &execution.programs, err);
    ok = ok && (options->resume ? results_resume(options->base, options->folder, scenario, &execution.results, err)
                                : results_create(options->base, scenario, &execution.results, err));
    if (!ok) {
        programs_free(execution.programs);
        return false;
    }
    execution.tallies =
        must_have(calloc(scenario_system_count(scenario), sizeof *execution.tallies), "the tallies of the systems");
    ok = run_all(&execution, err);
    if (!options->print)
        count_systems(&execution);
    free(execution.tallies);
    programs_free(execution.programs);
    out->interrupted = *options->interrupted != 0;
    const char *folder = results_folder(execution.results);
    if (ok && !options->print && (out->finished == out->total || !results_worth_keeping(execution.results)))
        slurm_tidy(folder);
    if (options->print || (!ok && slurm_in_use(folder))) {
        /* Tasks will write here, or still do: all is left as it is. */
        ok = results_make_latest(execution.results, err) && ok;
    } else if (!results_worth_keeping(execution.results)) {
        results_discard(execution.results);
    } else {
        struct error second = {0}; /* the first error is the one to tell */
        struct error *where = ok ? err : &second;
        snprintf(out->folder, sizeof out->folder, "%s", folder);
        if (!results_commit(execution.results, where) || !results_make_latest(execution.results, where))
            ok = false;
    }
    results_free(execution.results);
    return ok;
}
