/* systems.c: the systems of a scenario, tried before the first run, and the place of what is wrong with one. See
 * scenario.h. */
#include "scenario/inside.h"

#include "engine/run.h"
#include "engine/system.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char by_chance[] = "seed"; /* what a random graph that is not connected blames: see topology_create() */

/* ---- the place of an error ---- */

/* The attribute that stands for an element when an error blames it: of several, the first that is there. */
static const xmlAttr *main_attribute(const xmlNode *element)
{
    static const char *const names[][2] = {
        {"topology", "kind"}, {"identities", "order"}, {"initiators", "select"},    {"placement", "hosts"},
        {"channels", "fifo"}, {"platform", "file"},    {"trace", "processes"},      {"fault", "host"},
        {"fault", "link"},    {"fault", "kind"},       {"collective", "algorithm"}, {"option", "value"},
        {"measure", "name"},  {"measures", "energy"}};
    const xmlAttr *found = NULL;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && found == NULL; i++)
        if (strcmp(names[i][0], element_name(element)) == 0)
            found = attribute_find(element, names[i][1]);
    return found;
}

/* Whether the value came from a --set or from a <vary>. */
static bool is_imposed(const xmlAttr *attribute)
{
    return attribute_origin(attribute) != element_origin(attribute->parent);
}

/* What is imposed is what was tried last, and most likely wrong. */
static const xmlAttr *choose_attribute(const xmlNode *element)
{
    const xmlAttr *first = main_attribute(element);
    if (first != NULL && is_imposed(first))
        return first;
    for (const xmlAttr *attribute = element->properties; attribute != NULL; attribute = attribute->next)
        if (is_imposed(attribute))
            return attribute;
    return first;
}

static bool refuse_in(const struct source *source, const xmlNode *element, const char *text, struct error *err)
{
    const xmlAttr *attribute = choose_attribute(element);
    return attribute != NULL ? refuse_attribute(source, attribute, err, "%s", text)
                             : refuse_element(source, element, err, "%s", text);
}

/* " (system "ring", at the point system.processes=12, with --set system.processes=12)". */
static void describe_run(const struct scenario *scenario, const struct system_plan *system, uint64_t point,
                         const xmlNode *element, char *buffer, size_t size)
{
    char values[sizeof((struct run_plan *)0)->point];
    axes_describe(&system->axes, point, values, sizeof values);
    const xmlAttr *processes = attribute_find(element, system->shown.mpi ? "ranks" : "processes");
    int origin = processes != NULL && values[0] == '\0' ? attribute_origin(processes) : 0;
    snprintf(buffer, size, " (system \"%s\"%s%.200s%s%.100s)", system->shown.name,
             values[0] != '\0' ? ", at the point " : "", values, origin < 0 ? ", with --set " : "",
             origin < 0 ? scenario->source.sets[-1 - origin] : "");
}

/* The element of this name and number, from 1, among the faults that strike the system, or in the system; or NULL. */
static const xmlNode *numbered_element(const xmlNode *root, const xmlNode *system, const char *name, unsigned number)
{
    const xmlNode *parent = system;
    if (strcmp(name, element_rule(ELEMENT_FAULT)->name) == 0) {
        const char *faults = element_rule(ELEMENT_FAULTS)->name;
        parent = element_child(system, faults);
        parent = parent != NULL ? parent : element_child(root, faults);
    }
    const xmlNode *found = parent != NULL ? element_first(parent) : NULL;
    while (found != NULL && (strcmp(element_name(found), name) != 0 || --number > 0))
        found = element_next(found);
    return found;
}

/* The element of this name in the system, else in the scenario, else the system. "fault 2" is the second of its faults. */
static const xmlNode *blamed_element(const xmlNode *root, const xmlNode *system, const char *name)
{
    unsigned number;
    char word[sizeof((struct error *)0)->element];
    const xmlNode *numbered =
        sscanf(name, "%23s %u", word, &number) == 2 && number > 0 ? numbered_element(root, system, word, number) : NULL;
    if (numbered != NULL)
        return numbered;
    if (strcmp(name, by_chance) == 0)
        name = element_rule(ELEMENT_TOPOLOGY)->name;
    const xmlNode *element = name[0] != '\0' ? element_child(system, name) : NULL;
    if (element == NULL && name[0] != '\0')
        element = element_child(root, name);
    return element != NULL ? element : system;
}

/* The attribute of "work/memory": of the element, or of the one in it whose value is the largest. NULL: there is none. */
static const xmlAttr *blamed_attribute(const xmlNode *root, const xmlNode *system, const char *blamed)
{
    const char *slash = strchr(blamed, '/');
    if (slash == NULL)
        return attribute_find(system, blamed);
    char name[sizeof((struct error *)0)->element];
    snprintf(name, sizeof name, "%.*s", (int)(slash - blamed), blamed);
    const xmlNode *element = blamed_element(root, system, name);
    const xmlAttr *found = attribute_find(element, slash + 1);
    double most = 0;
    for (const xmlNode *child = element_first(element); found == NULL && child != NULL; child = element_next(child))
        most = fmax(most, read_quantity(child, slash + 1, DIMENSION_SIZE, 0));
    for (const xmlNode *child = element_first(element); found == NULL && child != NULL; child = element_next(child))
        if (read_quantity(child, slash + 1, DIMENSION_SIZE, 0) >= most)
            found = attribute_find(child, slash + 1);
    return found;
}

/* Errors that blame an attribute of the system, or of an element, have its place. */
static bool refuse_blamed(const struct source *source, const xmlNode *root, const xmlNode *system, const char *blamed,
                          const char *text, struct error *err)
{
    const xmlAttr *attribute = blamed[0] != '\0' ? blamed_attribute(root, system, blamed) : NULL;
    return attribute != NULL ? refuse_attribute(source, attribute, err, "%s", text)
                             : refuse_in(source, blamed_element(root, system, blamed), text, err);
}

void scenario_locate(const struct scenario *scenario, uint32_t run, struct error *err)
{
    if (err->kind == ERROR_NONE)
        return;
    uint64_t point;
    const struct system_plan *system = scenario_system_of_run(scenario, run, &point);
    xmlNode *root = scenario_point_document(scenario, system, point, NULL);
    if (root == NULL)
        return;
    const xmlNode *of_system = first_system(root);
    char where[512], text[2 * sizeof err->text];
    describe_run(scenario, system, point, of_system, where, sizeof where);
    struct error located = {0};
    if (err->line > 0 || err->kind == ERROR_INTERNAL) {
        snprintf(text, sizeof text, "%.900s%s", err->text, where);
        error_set(&located, err->kind, err->file, err->line, "%s", text);
    } else {
        snprintf(text, sizeof text, "%.300s%s%.600s%s", err->file, err->file[0] != '\0' ? ": " : "", err->text, where);
        refuse_blamed(&scenario->source, root, of_system, err->element, text, &located);
    }
    xmlFreeNode(root);
    *err = located;
}

/* ---- trying systems ---- */

static bool any_host(const char *name, uint32_t *index)
{
    (void)name;
    *index = 0;
    return true;
}

static const char *no_host(const char *name)
{
    (void)name;
    return NULL;
}

/* Processes and channels, or an upper bound, as far as they are known before the system is built. */
static double estimate_size(const struct settings *settings)
{
    const struct topology_settings *topology = &settings->topology;
    double n = settings->processes;
    switch (topology->kind) {
    case TOPOLOGY_KIND_COMPLETE:
        return n + n * (n - 1);
    case TOPOLOGY_KIND_ERDOS_RENYI: {
        static const double draws = 10; /* until it is connected, when it is sparse */
        return draws * (n + n * (topology->average_degree > 0 ? topology->average_degree : topology->probability * n));
    }
    case TOPOLOGY_KIND_REGULAR:
        return n + n * topology->degree;
    case TOPOLOGY_KIND_SMALL_WORLD:
        return n + 2 * n * topology->neighbours;
    case TOPOLOGY_KIND_HYPERCUBE:
        return n + n * (31 - __builtin_clz(settings->processes | 1));
    case TOPOLOGY_KIND_GRID:
    case TOPOLOGY_KIND_TORUS:
        return n + 2 * n * (topology->dimension_count > 0 ? topology->dimension_count : 2);
    case TOPOLOGY_KIND_FILE: {
        static const double bytes_of_edge = 4; /* "0 1" and the end of its line: two channels */
        struct stat about;
        return stat(topology->file, &about) == 0 ? 2 * (double)about.st_size / bytes_of_edge : 0;
    }
    case TOPOLOGY_KIND_ONE_WAY_RING:
    case TOPOLOGY_KIND_TWO_WAY_RING:
    case TOPOLOGY_KIND_PATH:
    case TOPOLOGY_KIND_STAR:
    case TOPOLOGY_KIND_TREE:
    case TOPOLOGY_KIND_RANDOM_TREE:
        return n + 2 * n;
    }
    assert(false && "a kind of topology");
    return 0;
}

/* Blames "fault 2", whose element blamed_element() finds. */
static bool blame_fault(size_t index, struct error *err)
{
    char element[sizeof err->element];
    snprintf(element, sizeof element, "%s %u", element_rule(ELEMENT_FAULT)->name, (unsigned)index + 1);
    return error_blame(err, element);
}

static bool check_hosts(const struct scenario *scenario, const struct settings *settings, struct error *err)
{
    if (scenario->environment->hosts_check == NULL)
        return true;
    if (settings->placement_rule == PLACEMENT_LISTED &&
        !scenario->environment->hosts_check(settings->platform, settings->placement_hosts, settings->placement_count,
                                            err))
        return error_blame(err, "placement");
    for (size_t i = 0; i < settings->fault_count; i++) {
        char *host = settings->faults[i].host;
        if (host[0] != '\0' && !scenario->environment->hosts_check(settings->platform, &host, 1, err))
            return blame_fault(i, err);
    }
    return true;
}

/* Errors: those of system_create(), and a host that is not on the platform. */
static bool try_system(const struct scenario *scenario, const struct settings *settings, struct error *err)
{
    static const struct host_table hosts = {.count = 1, .index_of = any_host, .nearest = no_host};
    struct system *system;
    if (settings->mpi == NULL) {
        if (!system_create(settings, &hosts, &system, err))
            return false;
        system_free(system);
    }
    return check_hosts(scenario, settings, err);
}

/* ---- what only the platform knows ---- */

/* Runs whose systems ask for what a platform has: memory for tasks, hosts priced in the currency of electricity. */
struct asking {
    uint32_t *runs;
    char **platforms; /* of each of them; NULL: seen to */
    size_t count;
};

static bool asks_of_hosts(const struct settings *settings)
{
    bool asks = settings->mpi == NULL && settings->algorithm->assumptions.works && settings->accounting.electricity > 0;
    for (uint32_t i = 0; i < settings->work.stage_count; i++)
        asks = asks || settings->work.stages[i].memory > 0;
    return asks;
}

static bool note_asking(struct asking *asking, uint32_t run, const char *platform, struct error *err)
{
    assert(asking->runs != NULL && asking->platforms != NULL);
    asking->runs[asking->count] = run;
    asking->platforms[asking->count] = strdup(platform);
    return asking->platforms[asking->count++] != NULL ||
           error_set(err, ERROR_INPUT, NULL, 0, "not enough memory for the scenario");
}

static void release_asking(struct asking *asking)
{
    for (size_t i = 0; i < asking->count; i++)
        free(asking->platforms[i]);
    free(asking->platforms);
    free(asking->runs);
}

struct visit {
    const struct scenario *scenario;
    const struct asking *asking;
    size_t first; /* of the runs on the platform that is visited */
};

/* In a process of its own. */
static bool check_on_platform(void *context, struct error *err)
{
    const struct visit *visit = context;
    const struct asking *asking = visit->asking;
    bool ok = true;
    for (size_t i = visit->first; ok && i < asking->count; i++) {
        struct run_plan plan;
        if (asking->platforms[i] == NULL || strcmp(asking->platforms[i], asking->platforms[visit->first]) != 0)
            continue;
        if (!scenario_run(visit->scenario, asking->runs[i], &plan, err))
            return false;
        struct error local = {0};
        ok = run_check(&plan.settings, &local);
        run_plan_release(&plan);
        if (!ok) {
            scenario_locate(visit->scenario, asking->runs[i], &local);
            *err = local;
        }
    }
    return ok;
}

/* Each platform is loaded once. */
static bool check_platforms(const struct scenario *scenario, struct asking *asking, struct error *err)
{
    bool ok = true;
    for (size_t i = 0; ok && scenario->environment->platform_visit != NULL && i < asking->count; i++) {
        if (asking->platforms[i] == NULL)
            continue;
        struct visit visit = {scenario, asking, i};
        ok = scenario->environment->platform_visit(asking->platforms[i], check_on_platform, &visit, err);
        for (size_t j = asking->count; j-- > i;)
            if (asking->platforms[j] != NULL && strcmp(asking->platforms[j], asking->platforms[i]) == 0) {
                free(asking->platforms[j]);
                asking->platforms[j] = NULL;
            }
    }
    return ok;
}

/* ---- points ---- */

/* A system that falls apart by chance is not tried at further points: drawing again and again takes long. */
static bool try_point(const struct scenario *scenario, uint32_t run, struct asking *asking, bool *apart,
                      struct error *err)
{
    struct run_plan plan;
    if (!scenario_run(scenario, run, &plan, err))
        return false;
    struct error local = {0};
    bool large = plan.settings.mpi == NULL && estimate_size(&plan.settings) > SYSTEMS_LARGEST;
    bool ok = large || try_system(scenario, &plan.settings, &local);
    if (ok && !large && asks_of_hosts(&plan.settings))
        ok = note_asking(asking, run, plan.settings.platform, &local);
    run_plan_release(&plan);
    *apart = !ok && strcmp(local.element, by_chance) == 0;
    if (ok || *apart)
        return true;
    scenario_locate(scenario, run, &local);
    return error_set(err, local.kind, local.file, local.line, "%s", local.text);
}

/* How many points of a system are tried: all, or its share, and two at least. */
static uint64_t count_tried(const struct system_plan *system, uint64_t all_points)
{
    if (all_points <= SYSTEMS_MOST)
        return system->points;
    uint64_t share = system->points * SYSTEMS_MOST / all_points;
    return system->points <= 2 ? system->points : share < 2 ? 2 : share;
}

static bool try_points(const struct scenario *scenario, uint64_t all_points, struct asking *asking, struct error *err)
{
    for (size_t i = 0; i < scenario->system_count; i++) {
        const struct system_plan *system = &scenario->systems[i];
        uint64_t tried = count_tried(system, all_points);
        bool apart = false;
        for (uint64_t k = 0; k < tried && !apart; k++) {
            uint64_t point = tried > 1 ? k * (system->points - 1) / (tried - 1) : 0; /* evenly, with both ends */
            uint32_t run = system->first_run + (uint32_t)point * system->replications;
            if (!try_point(scenario, run, asking, &apart, err))
                return false;
        }
    }
    return true;
}

bool scenario_check_systems(const struct scenario *scenario, struct error *err)
{
    uint64_t all_points = 0, most = 0;
    for (size_t i = 0; i < scenario->system_count; i++)
        all_points += scenario->systems[i].points;
    for (size_t i = 0; i < scenario->system_count; i++)
        most += count_tried(&scenario->systems[i], all_points);
    struct asking asking = {calloc(most + 1, sizeof(uint32_t)), calloc(most + 1, sizeof(char *)), 0};
    bool ok = (asking.runs != NULL && asking.platforms != NULL) ||
              error_set(err, ERROR_INPUT, NULL, 0, "not enough memory for the scenario");
    ok = ok && try_points(scenario, all_points, &asking, err) && check_platforms(scenario, &asking, err);
    release_asking(&asking);
    return ok;
}
