/* scenario.c: see scenario.h. The order of things:
 *
 *   file ── read ── check ── --set ── check, grammar ── sweep ── every point: copy, write, check, read ── ready
 *
 * A point is read from a copy of a *template*: the elements of the document that concern one system. What a point gives
 * is kept until another one is asked for, so that its replications cost a copy of the settings. */
#include "scenario/scenario.h"

#include "base/random.h"
#include "engine/system.h"
#include "figure/figure.h"
#include "mpi/find.h"
#include "mpi/launch.h"
#include "platform/platform.h"
#include "scenario/inside.h"
#include "scenario/reader.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct scenario_environment program_environment = {
    .algorithm_find = algorithm_find,
    .platform_find = platform_find,
    .figure_kind_name = figure_kind_name,
    .most_runs = SCENARIO_MOST_RUNS,
    .most_values = 1000000,
    .hosts_check = platform_check_hosts,
    .platform_visit = platform_visit,
    .collective_check = mpi_check_collective,
    .program_find = mpi_program_find,
};

static bool out_of_memory(struct error *err)
{
    return error_set(err, ERROR_INPUT, NULL, 0, "not enough memory for the scenario");
}

static xmlNode *root_of(const struct scenario *scenario)
{
    return xmlDocGetRootElement(scenario->document);
}

static struct rules_context rules_of(const struct scenario *scenario)
{
    return (struct rules_context){&scenario->source, scenario->environment};
}

static bool is_element(const xmlNode *node, enum element_kind kind)
{
    return strcmp(element_name(node), element_rule(kind)->name) == 0;
}

/* ---- the document ---- */

/* A results folder's run.xml holds the scenario in <run>: makes it the root. `directory` is where the run said that
 * relative paths start, or NULL: the caller frees it. */
static bool unwrap_run(struct scenario *scenario, char **directory, struct error *err)
{
    xmlNode *root = root_of(scenario);
    *directory = NULL;
    if (is_element(root, ELEMENT_SCENARIO))
        return true;
    if (strcmp(element_name(root), "run") != 0)
        return refuse_element(&scenario->source, root, err, "expected <scenario>, or <run> of a results folder");
    xmlNode *inner = element_child(root, element_rule(ELEMENT_SCENARIO)->name);
    if (inner == NULL)
        return refuse_element(&scenario->source, root, err, "the element <scenario> is missing");
    const char *text = attribute_value(root, "directory");
    if (text != NULL && (*directory = strdup(text)) == NULL)
        return out_of_memory(err);
    xmlUnlinkNode(inner);
    xmlDocSetRootElement(scenario->document, inner);
    xmlFreeNode(root);
    return true;
}

static bool find_directory(struct scenario *scenario, const char *of_run, struct error *err)
{
    const char *given = attribute_value(root_of(scenario), "directory");
    if (given == NULL)
        given = of_run;
    const char *slash = strrchr(scenario->path, '/');
    int length = slash == NULL ? 1 : slash == scenario->path ? 1 : (int)(slash - scenario->path);
    const char *folder = slash == NULL ? "." : scenario->path;
    int written;
    if (given == NULL)
        written = asprintf(&scenario->directory, "%.*s", length, folder);
    else if (given[0] == '/')
        written = asprintf(&scenario->directory, "%s", given);
    else
        written = asprintf(&scenario->directory, "%.*s/%s", length, folder, given);
    if (written >= 0)
        return true;
    scenario->directory = NULL;
    return out_of_memory(err);
}

static bool prepare_document(struct scenario *scenario, struct error *err)
{
    struct rules_context rules = rules_of(scenario);
    char *of_run;
    bool ok = unwrap_run(scenario, &of_run, err) && rules_check(&rules, root_of(scenario), ELEMENT_SCENARIO, err);
    for (size_t i = 0; ok && i < scenario->source.set_count; i++)
        ok = sweep_set(&rules, root_of(scenario), i, err);
    ok = ok && rules_check(&rules, root_of(scenario), ELEMENT_SCENARIO, err) &&
         rules_check_meaning(&rules, root_of(scenario), err) &&
         document_validate(scenario->document, &scenario->source, err) && find_directory(scenario, of_run, err);
    free(of_run);
    return ok;
}

/* ---- titles ---- */

bool scenario_read_titles(const struct scenario *scenario, const xmlNode *element, char titles[LANGUAGES][160],
                          const char *fallback, struct error *err)
{
    static const char *const codes[LANGUAGES] = {[LANGUAGE_EN] = "en", [LANGUAGE_FR] = "fr"};
    enum { TITLE_SIZE = 160 };
    for (const xmlNode *child = element_first(element); child != NULL; child = element_next(child)) {
        char text[2 * TITLE_SIZE];
        if (!is_element(child, ELEMENT_TITLE))
            continue;
        element_text(child, text, sizeof text);
        if (strlen(text) >= TITLE_SIZE)
            return refuse_element(&scenario->source, child, err, "expected a title of at most %d bytes",
                                  TITLE_SIZE - 1);
        for (int language = 0; language < LANGUAGES; language++)
            if (strcmp(attribute_value(child, "xml:lang"), codes[language]) == 0)
                memcpy(titles[language], text, strlen(text) + 1);
    }
    const char *any = titles[LANGUAGE_EN][0] != '\0'   ? titles[LANGUAGE_EN]
                      : titles[LANGUAGE_FR][0] != '\0' ? titles[LANGUAGE_FR]
                                                       : fallback;
    for (int language = 0; language < LANGUAGES; language++)
        if (titles[language][0] == '\0')
            snprintf(titles[language], TITLE_SIZE, "%s", any);
    return true;
}

/* ---- systems ---- */

/* The elements of the document that a run of this system depends on. */
static xmlNode *make_template(const xmlNode *root, const xmlNode *system, struct error *err)
{
    xmlNode *template = element_copy_alone(root, err);
    for (const xmlNode *child = element_first(root); template != NULL && child != NULL; child = element_next(child)) {
        bool wanted = child == system || is_element(child, ELEMENT_PLATFORM) || is_element(child, ELEMENT_NETWORK) ||
                      is_element(child, ELEMENT_CHANNELS) || is_element(child, ELEMENT_BUDGET) ||
                      is_element(child, ELEMENT_MEASURES) || is_element(child, ELEMENT_TRACE) ||
                      is_element(child, ELEMENT_FAULTS) || is_element(child, ELEMENT_WORK) ||
                      is_element(child, ELEMENT_ACCOUNTING) || is_element(child, ELEMENT_EXPECT);
        if (!wanted)
            continue;
        xmlNode *copy = element_copy(child, err);
        if (copy == NULL) {
            xmlFreeNode(template);
            return NULL;
        }
        xmlAddChild(template, copy);
        for (xmlNode *title; (title = element_child(copy, element_rule(ELEMENT_TITLE)->name)) != NULL;) {
            xmlUnlinkNode(title);
            xmlFreeNode(title);
        }
    }
    return template;
}

static uint32_t read_replications(const xmlNode *root, const xmlNode *system)
{
    const char *text = attribute_value(system, "replications");
    if (text == NULL)
        text = attribute_value(root, "replications");
    uint64_t replications = 1;
    bool ok = text == NULL || value_parse_count(text, 1, MOST_REPLICATIONS, &replications, NULL);
    assert(ok && "rules_check() has passed");
    (void)ok;
    return (uint32_t)replications;
}

/* Whose seeds a system has. A chain would make it depend on the order of the document which is meant: there is none. */
static bool read_pair(const struct scenario *scenario, const xmlNode *element, struct system_plan *system,
                      struct error *err)
{
    const xmlAttr *pair = attribute_find(element, "paired-with");
    const char *name = pair != NULL ? attribute_text(pair) : system->shown.name;
    snprintf(system->seeds_of, sizeof system->seeds_of, "%s", name);
    if (pair == NULL)
        return true;
    if (strcmp(name, system->shown.name) == 0)
        return refuse_attribute(&scenario->source, pair, err, "expected the name of another system");
    if (!sweep_check_system(&scenario->source, root_of(scenario), pair, name, err))
        return false;
    for (const xmlNode *other = element_first(root_of(scenario)); other != NULL; other = element_next(other)) {
        const char *further = is_element(other, ELEMENT_SYSTEM) ? attribute_value(other, "paired-with") : NULL;
        if (further != NULL && strcmp(attribute_value(other, "name"), name) == 0)
            return refuse_attribute(&scenario->source, pair, err,
                                    "expected a system that is not paired itself; it is paired with \"%s\"", further);
    }
    return true;
}

static bool read_system(struct scenario *scenario, const xmlNode *element, uint64_t *runs, struct error *err)
{
    struct system_plan *system = &scenario->systems[scenario->system_count++];
    const char *name = attribute_value(element, "name");
    uint64_t most = scenario->environment->most_runs;
    snprintf(system->shown.name, sizeof system->shown.name, "%s", name);
    system->shown.mpi = is_element(element, ELEMENT_MPI);
    if (!system->shown.mpi) {
        const xmlNode *algorithm = element_child(element, element_rule(ELEMENT_ALGORITHM)->name);
        system->shown.algorithm = scenario->environment->algorithm_find(attribute_value(algorithm, "name"), err);
    }
    if (!scenario_read_titles(scenario, element, system->shown.title, name, err) ||
        !read_pair(scenario, element, system, err))
        return false;
    system->template = make_template(root_of(scenario), element, err);
    if (system->template == NULL)
        return false;
    system->replications = read_replications(root_of(scenario), element);
    system->shown.replications = system->replications;
    system->axes = sweep_axes(&scenario->sweep, name, system->shown.mpi ? ELEMENT_MPI : ELEMENT_SYSTEM);
    system->points = axes_points(&system->axes, most);
    system->first_run = (uint32_t)*runs;
    uint64_t of_system = system->points * system->replications; /* at most (10^7 + 1) * 10^6 */
    system->shown.runs = (uint32_t)of_system;
    *runs += of_system;
    return *runs <= most || refuse_element(&scenario->source, element, err,
                                           "expected at most %llu runs in a scenario: points of the sweep, times "
                                           "replications",
                                           (unsigned long long)most);
}

static bool read_systems(struct scenario *scenario, struct error *err)
{
    size_t count = 0;
    uint64_t runs = 0;
    const xmlNode *root = root_of(scenario);
    for (const xmlNode *child = element_first(root); child != NULL; child = element_next(child))
        count += is_system_element(child);
    scenario->systems = calloc(count + 1, sizeof *scenario->systems);
    if (scenario->systems == NULL)
        return out_of_memory(err);
    for (const xmlNode *child = element_first(root); child != NULL; child = element_next(child))
        if (is_system_element(child) && !read_system(scenario, child, &runs, err))
            return false;
    scenario->run_count = (uint32_t)runs;
    return true;
}

/* ---- traces ---- */

static int compare_numbers(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static bool read_trace(struct scenario *scenario, struct error *err)
{
    static const char *const words[] = {[TRACE_NONE] = "none",
                                        [TRACE_ALL] = "all",
                                        [TRACE_FIRST] = "first",
                                        [TRACE_LISTED] = "",
                                        [TRACE_VIOLATED] = "violated"};
    const xmlNode *element = element_child(root_of(scenario), element_rule(ELEMENT_TRACE)->name);
    const xmlAttr *attribute = element != NULL ? attribute_find(element, "runs") : NULL;
    const char *stamps = element != NULL ? attribute_value(element, "stamps") : NULL;
    bool stamped = stamps != NULL && strcmp(stamps, "none") != 0; /* who asks for stamps asks for a trace */
    const char *text = attribute != NULL ? attribute_text(attribute) : stamped ? words[TRACE_FIRST] : "violated";
    scenario->trace_rule = TRACE_LISTED;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i], text) == 0)
            scenario->trace_rule = (enum trace_rule)i;
    if (scenario->trace_rule != TRACE_LISTED)
        return true;
    if (!value_parse_list(text, MOST_LISTED, &scenario->traced, &scenario->traced_count, err))
        return false;
    qsort(scenario->traced, scenario->traced_count, sizeof *scenario->traced, compare_numbers);
    for (size_t i = 0; i < scenario->traced_count; i++)
        if (scenario->traced[i] < 0 || scenario->traced[i] >= scenario->run_count)
            return refuse_attribute(&scenario->source, attribute, err, "expected numbers of runs, 0 to %u; found %lld",
                                    scenario->run_count - 1, (long long)scenario->traced[i]);
    return true;
}

static bool is_traced(const struct scenario *scenario, uint32_t run)
{
    int64_t number = run;
    switch (scenario->trace_rule) {
    case TRACE_ALL:
        return true;
    case TRACE_FIRST: {
        uint64_t point;
        return scenario_system_of_run(scenario, run, &point)->first_run == run;
    }
    case TRACE_LISTED:
        return bsearch(&number, scenario->traced, scenario->traced_count, sizeof number, compare_numbers) != NULL;
    case TRACE_NONE:
    case TRACE_VIOLATED:
        return false;
    }
    return false;
}

/* ---- points ---- */

/* Says at which point an error is, in what is left of the message's room. What is wrong at the first point is most often
 * wrong at all of them, or in its value, which the message shows. */
static void tell_point(struct error *err, uint64_t number, const char *point)
{
    size_t length = strlen(err->text);
    if (number > 0)
        snprintf(err->text + length, sizeof err->text - length, " (at the point %.200s)", point);
}

/* An error of path_write(), which has no place: it is that of the values. */
static void locate_vary(const struct scenario *scenario, const struct vary *vary, const struct error *found,
                        struct error *err)
{
    if (vary->origin < 0)
        error_set(err, ERROR_USAGE, NULL, 0, "--set %.200s: %s", scenario->source.sets[-1 - vary->origin], found->text);
    else
        error_set(err, found->kind, scenario->path, vary->origin, "<vary path=\"%s\">: %s", vary->path.column,
                  found->text);
}

xmlNode *scenario_point_document(const struct scenario *scenario, const struct system_plan *system, uint64_t point,
                                 struct error *err)
{
    xmlNode *root = element_copy(system->template, err);
    for (size_t i = 0; i < system->axes.count && root != NULL; i++) {
        const struct vary *vary = system->axes.varies[i];
        struct error local = {0};
        if (path_write(root, &vary->path, axes_value(&system->axes, i, point), vary->origin, scenario->environment,
                       &local))
            continue;
        locate_vary(scenario, vary, &local, err);
        xmlFreeNode(root);
        root = NULL;
    }
    return root;
}

static void fill_values(const struct scenario *scenario, const xmlNode *root, struct run_plan *plan)
{
    for (size_t i = 0; i < scenario->sweep.column_count; i++) {
        const char *value = path_value(root, &scenario->sweep.columns[i]);
        snprintf(plan->values[i], sizeof plan->values[i], "%s", value != NULL ? value : "");
    }
}

/* Reads a point into the cache. `check`: as rules_check() does, for the first time that the point is read. */
static bool read_point(const struct scenario *scenario, size_t index, uint64_t point, bool check, struct error *err)
{
    const struct system_plan *system = &scenario->systems[index];
    struct point_cache *cache = scenario->cache;
    struct read_context context = {rules_of(scenario), scenario->directory, scenario->platforms};
    struct error local = {0};
    if (cache->filled)
        settings_release(&cache->plan.settings);
    *cache = (struct point_cache){.system = index, .point = point, .plan.system = (uint32_t)index};
    axes_describe(&system->axes, point, cache->plan.point, sizeof cache->plan.point);
    axes_seed_text(&system->axes, system->seeds_of, point, cache->seed_text, sizeof cache->seed_text);
    xmlNode *root = scenario_point_document(scenario, system, point, &local);
    cache->filled = root != NULL && (!check || rules_check(&context.rules, root, ELEMENT_SCENARIO, &local)) &&
                    settings_read(&context, root, &cache->plan.settings, &local);
    if (cache->filled)
        fill_values(scenario, root, &cache->plan);
    else
        tell_point(&local, point, cache->plan.point);
    xmlFreeNode(root);
    return cache->filled || error_set(err, local.kind, local.file, local.line, "%s", local.text);
}

/* Reads every point once. What a system expects is the same at all of them: it cannot be varied. */
static bool check_points(struct scenario *scenario, struct error *err)
{
    for (size_t i = 0; i < scenario->system_count; i++) {
        struct scenario_system *shown = &scenario->systems[i].shown;
        for (uint64_t point = 0; point < scenario->systems[i].points; point++)
            if (!read_point(scenario, i, point, true, err))
                return false;
        const struct settings *settings = &scenario->cache->plan.settings;
        shown->expects = settings->expects;
        shown->expects_of_some = settings->expects_of_some;
        shown->expected = settings->expected;
    }
    return true;
}

const struct system_plan *scenario_system_of_run(const struct scenario *scenario, uint32_t run, uint64_t *point)
{
    assert(run < scenario->run_count);
    const struct system_plan *system = &scenario->systems[scenario->system_count - 1];
    while (system->first_run > run)
        system--;
    *point = (run - system->first_run) / system->replications;
    return system;
}

bool scenario_run(const struct scenario *scenario, uint32_t run, struct run_plan *out, struct error *err)
{
    uint64_t point;
    const struct system_plan *system = scenario_system_of_run(scenario, run, &point);
    size_t index = (size_t)(system - scenario->systems);
    const struct point_cache *cache = scenario->cache;
    bool cached = cache->filled && cache->system == index && cache->point == point;
    if (!cached && !read_point(scenario, index, point, false, err))
        return false;
    *out = cache->plan;
    if (!settings_copy(&cache->plan.settings, &out->settings, err))
        return false;
    out->run = run;
    out->replication = (run - system->first_run) % system->replications;
    out->settings.seed = random_run_seed(scenario->seed, cache->seed_text, out->replication);
    out->trace = is_traced(scenario, run);
    return true;
}

void run_plan_release(struct run_plan *plan)
{
    settings_release(&plan->settings);
}

/* ---- loading ---- */

static bool copy_arguments(struct scenario *scenario, const char *path, const char *const *sets, size_t set_count)
{
    scenario->path = strdup(path);
    scenario->sets = calloc(set_count + 1, sizeof *scenario->sets);
    scenario->platforms = calloc(1, sizeof *scenario->platforms);
    scenario->cache = calloc(1, sizeof *scenario->cache);
    bool ok =
        scenario->path != NULL && scenario->sets != NULL && scenario->platforms != NULL && scenario->cache != NULL;
    for (size_t i = 0; ok && i < set_count; i++) {
        scenario->sets[i] = strdup(sets[i]);
        ok = scenario->sets[i] != NULL;
    }
    scenario->source = (struct source){scenario->path, (const char *const *)scenario->sets, set_count};
    return ok;
}

static bool read_all(struct scenario *scenario, struct error *err)
{
    if (!prepare_document(scenario, err))
        return false;
    struct rules_context rules = rules_of(scenario);
    const xmlNode *root = root_of(scenario);
    const char *seed = attribute_value(root, "seed");
    snprintf(scenario->name, sizeof scenario->name, "%s", attribute_value(root, "name"));
    scenario->seed = 1;
    if (seed != NULL && !value_parse_count(seed, 0, UINT64_MAX, &scenario->seed, err))
        return false;
    return scenario_read_titles(scenario, root, scenario->title, scenario->name, err) &&
           sweep_read(&rules, root, &scenario->sweep, err) && read_systems(scenario, err) &&
           scenario_read_figures(scenario, err) && read_trace(scenario, err) && check_points(scenario, err);
}

/* Takes the document. */
static bool scenario_build(xmlDocPtr document, const char *path, const char *const *sets, size_t set_count,
                           const struct scenario_environment *environment, struct scenario **out, struct error *err)
{
    struct scenario *scenario = calloc(1, sizeof *scenario);
    if (scenario == NULL) {
        xmlFreeDoc(document);
        return out_of_memory(err);
    }
    scenario->document = document;
    scenario->environment = environment;
    bool ok = copy_arguments(scenario, path, sets, set_count) || out_of_memory(err);
    ok = ok && read_all(scenario, err);
    if (ok)
        *out = scenario;
    else
        scenario_free(scenario);
    return ok;
}

bool scenario_read_memory(const char *text, size_t size, const char *path, const char *const *sets, size_t set_count,
                          const struct scenario_environment *environment, struct scenario **out, struct error *err)
{
    xmlDocPtr document;
    *out = NULL;
    return document_read_memory(text, size, path, &document, err) &&
           scenario_build(document, path, sets, set_count, environment, out, err);
}

bool scenario_load(const char *path, const char *const *sets, size_t set_count, struct scenario **out,
                   struct error *err)
{
    xmlDocPtr document;
    *out = NULL;
    return document_read_file(path, &document, err) &&
           scenario_build(document, path, sets, set_count, &program_environment, out, err);
}

void scenario_free(struct scenario *scenario)
{
    if (scenario == NULL)
        return;
    if (scenario->cache != NULL && scenario->cache->filled)
        settings_release(&scenario->cache->plan.settings);
    free(scenario->cache);
    if (scenario->platforms != NULL)
        platform_cache_free(scenario->platforms);
    free(scenario->platforms);
    for (size_t i = 0; i < scenario->system_count; i++)
        xmlFreeNode(scenario->systems[i].template);
    free(scenario->systems);
    sweep_free(&scenario->sweep);
    free(scenario->figures);
    free(scenario->traced);
    xmlFreeDoc(scenario->document);
    for (size_t i = 0; scenario->sets != NULL && i < scenario->source.set_count; i++)
        free(scenario->sets[i]);
    free(scenario->sets);
    free(scenario->directory);
    free(scenario->path);
    free(scenario);
}

/* ---- questions ---- */

const char *scenario_name(const struct scenario *scenario)
{
    return scenario->name;
}

const char *scenario_title(const struct scenario *scenario, enum language language)
{
    return scenario->title[language];
}

const char *scenario_directory(const struct scenario *scenario)
{
    return scenario->directory;
}

size_t scenario_system_count(const struct scenario *scenario)
{
    return scenario->system_count;
}

const struct scenario_system *scenario_system_at(const struct scenario *scenario, size_t index)
{
    return &scenario->systems[index].shown;
}

enum expectation expectation_of(const struct scenario_system *system, uint8_t verdict_kind)
{
    if (system->expects && verdict_kind == system->expected)
        return EXPECTATION_MET;
    return system->expects && !system->expects_of_some ? EXPECTATION_FAILED : EXPECTATION_NONE;
}

size_t scenario_varied_count(const struct scenario *scenario)
{
    return scenario->sweep.column_count;
}

const char *scenario_varied_at(const struct scenario *scenario, size_t index)
{
    return scenario->sweep.columns[index].column;
}

uint32_t scenario_run_count(const struct scenario *scenario)
{
    return scenario->run_count;
}

enum trace_rule scenario_trace_rule(const struct scenario *scenario)
{
    return scenario->trace_rule;
}

/* The absolute path of the scenario's folder, whether it exists or not; NULL when there is no memory. */
static char *absolute_directory(const struct scenario *scenario)
{
    char *absolute = realpath(scenario->directory, NULL);
    if (absolute != NULL)
        return absolute;
    char *here = scenario->directory[0] != '/' ? getcwd(NULL, 0) : NULL;
    if (asprintf(&absolute, "%s%s%s", here != NULL ? here : "", here != NULL ? "/" : "", scenario->directory) < 0)
        absolute = NULL;
    free(here);
    return absolute;
}

bool scenario_to_xml(const struct scenario *scenario, char **out, struct error *err)
{
    *out = NULL;
    char *directory = absolute_directory(scenario);
    xmlDocPtr copy = xmlCopyDoc(scenario->document, 1);
    xmlBufferPtr buffer = xmlBufferCreate();
    bool ok = directory != NULL && copy != NULL && buffer != NULL;
    if (ok) {
        xmlNode *root = xmlDocGetRootElement(copy);
        ok = (!rules_text_is_clean(directory) || attribute_write(root, "directory", directory, 0, err)) &&
             xmlNodeDump(buffer, copy, root, 0, 0) >= 0 &&
             asprintf(out, "%s\n", (const char *)xmlBufferContent(buffer)) >= 0;
    }
    if (!ok) {
        *out = NULL;
        out_of_memory(err);
    }
    xmlBufferFree(buffer);
    xmlFreeDoc(copy);
    free(directory);
    return ok;
}
