/* fault_check.c: see fault_list.h. Dates are compared by (time, place in the document): this is the order in which faults of
 * one date strike. */
#include "scenario/fault_list.h"

#include "engine/faults.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A fault that strikes at a date. */
struct dated {
    sim_time at;
    size_t index;
};

/* What a check works with: the faults, the element of each, and those that have a date in the order in which they strike. */
struct checking {
    const struct source *source;
    const struct settings *settings;
    const xmlNode **elements;
    struct dated *dated;
};

enum { NOBODY_IN_PARTICULAR = -1 };

static const struct fault_settings *fault_at(const struct checking *checking, size_t index)
{
    return &checking->settings->faults[index];
}

/* The attribute that says when; the kind, when none does. */
static const xmlAttr *date_of(const struct checking *checking, size_t index)
{
    const xmlAttr *at = attribute_find(checking->elements[index], "at");
    return at != NULL ? at : attribute_find(checking->elements[index], "kind");
}

/* ---- the system ---- */

static bool check_numbers(const struct checking *checking, size_t index, const char *attribute, const int64_t *list,
                          size_t count, struct error *err)
{
    uint32_t processes = checking->settings->processes; /* 0: not known before the topology's file is read */
    for (size_t i = 0; i < count; i++)
        if (list[i] < 0 || (processes > 0 && list[i] >= processes)) {
            const xmlAttr *where = attribute_find(checking->elements[index], attribute);
            if (processes == 0)
                return refuse_attribute(checking->source, where, err,
                                        "expected numbers of processes, 0 or more; found %" PRId64, list[i]);
            return refuse_attribute(checking->source, where, err,
                                    "expected numbers of processes, 0 to %" PRIu32 "; found %" PRId64, processes - 1,
                                    list[i]);
        }
    return true;
}

/* One group with everybody in it is no partition. */
static bool check_groups(const struct checking *checking, size_t index, struct error *err)
{
    const struct fault_settings *fault = fault_at(checking, index);
    uint32_t processes = checking->settings->processes;
    if (fault->kind != FAULT_PARTITION || processes == 0 || fault->member_count < processes ||
        fault->group_of[fault->member_count - 1] > 0)
        return true;
    return refuse_attribute(checking->source, attribute_find(checking->elements[index], "groups"), err,
                            "expected two groups or more, such as 0-3|4-7; all processes are in one");
}

/* Rounded as faults_create() does. */
static bool check_fraction(const struct checking *checking, size_t index, struct error *err)
{
    const struct fault_settings *fault = fault_at(checking, index);
    uint32_t processes = checking->settings->processes;
    if (fault->target != TARGET_FRACTION || processes == 0 || floor(fault->fraction * processes + 0.5) >= 1)
        return true;
    return refuse_attribute(checking->source, attribute_find(checking->elements[index], "fraction"), err,
                            "rounded, that is none of %" PRIu32 " processes: one of them is %g", processes,
                            1.0 / processes);
}

static bool check_processes(const struct checking *checking, size_t index, struct error *err)
{
    const struct fault_settings *fault = fault_at(checking, index);
    uint32_t processes = checking->settings->processes;
    if (!check_numbers(checking, index, "processes", fault->processes, fault->process_count, err) ||
        !check_numbers(checking, index, "from", fault->from, fault->from_count, err) ||
        !check_numbers(checking, index, "to", fault->to, fault->to_count, err) ||
        !check_numbers(checking, index, "groups", fault->members, fault->member_count, err) ||
        (fault->trigger_of >= 0 && !check_numbers(checking, index, "of", &fault->trigger_of, 1, err)))
        return false;
    if (processes > 0 && fault->count > processes)
        return refuse_attribute(checking->source, attribute_find(checking->elements[index], "count"), err,
                                "expected at most %" PRIu32 ", the number of processes", processes);
    return check_fraction(checking, index, err) && check_groups(checking, index, err);
}

/* What cannot be done where nothing is sent, and where time advances by steps; NULL: it can. */
static const char *beyond_shared(enum fault_kind kind)
{
    switch (kind) {
    case FAULT_CUT:
        return "carries no messages: it cannot cut a channel";
    case FAULT_REPAIR:
        return "carries no messages: it cannot repair a channel";
    case FAULT_PARTITION:
        return "carries no messages: it cannot be partitioned";
    case FAULT_LOSE:
        return "carries no messages: it cannot lose any";
    case FAULT_DUPLICATE:
        return "carries no messages: it cannot duplicate any";
    case FAULT_REORDER:
        return "carries no messages: it cannot reorder any";
    case FAULT_DELAY:
        return "carries no messages: it cannot delay any";
    case FAULT_SLOW:
        return "advances by steps: it cannot slow a process down";
    case FAULT_DRIFT:
        return "advances by steps: it has no clocks that could drift";
    case FAULT_CRASH:
    case FAULT_RECOVER:
    case FAULT_SUSPEND:
    case FAULT_RESUME:
    case FAULT_CORRUPT:
    case FAULT_KINDS:
        return NULL;
    }
    return NULL;
}

static bool check_network(const struct checking *checking, size_t index, struct error *err)
{
    const struct fault_settings *fault = fault_at(checking, index);
    const xmlNode *element = checking->elements[index];
    if (checking->settings->network != NETWORK_SHARED)
        return true;
    const char *beyond = beyond_shared(fault->kind);
    if (beyond != NULL)
        return refuse_attribute(checking->source, attribute_find(element, "kind"), err, "the network \"shared\" %s",
                                beyond);
    bool of_messages = fault->trigger == TRIGGER_SEND || fault->trigger == TRIGGER_RECEIVE;
    if (fault->when != WHEN_AFTER || (!of_messages && fault->trigger != TRIGGER_TIMEOUT))
        return true;
    return refuse_attribute(checking->source, attribute_find(element, "after"), err, "the network \"shared\" has no %s",
                            of_messages ? "messages that it could follow" : "timers that it could follow");
}

static bool check_budget(const struct checking *checking, size_t index, struct error *err)
{
    const struct fault_settings *fault = fault_at(checking, index);
    sim_time budget = checking->settings->budget_time;
    if (fault->when == WHEN_AFTER || !(budget > 0) || fault->at <= budget)
        return true;
    return refuse_attribute(checking->source, attribute_find(checking->elements[index], "at"), err,
                            "expected a date of the run, whose budget of time is %g s", budget);
}

/* What strikes processes again and again makes them act anew: no silence ends such a run. */
static bool check_repetition(const struct checking *checking, size_t index, struct error *err)
{
    const struct settings *settings = checking->settings;
    const struct fault_settings *fault = fault_at(checking, index);
    unsigned of_processes = attribute_rule_find(element_rule(ELEMENT_FAULT), "processes")->kinds;
    if (fault->when != WHEN_RANDOM || (of_processes & (1u << fault->kind)) == 0 || settings->budget_events > 0 ||
        settings->budget_time > 0)
        return true;
    return refuse_attribute(checking->source, attribute_find(checking->elements[index], "between"), err,
                            "processes that are struck again and again may keep a run going for ever: it needs a "
                            "<budget> of time or of events");
}

/* ---- what ends what ---- */

/* The kind of fault that this kind ends; FAULT_KINDS: it ends none. */
static enum fault_kind ended_kind(enum fault_kind kind)
{
    return kind == FAULT_RECOVER  ? FAULT_CRASH
           : kind == FAULT_RESUME ? FAULT_SUSPEND
           : kind == FAULT_REPAIR ? FAULT_CUT
                                  : FAULT_KINDS;
}

static int compare_numbers(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static bool may_strike(const struct fault_settings *fault, int64_t process)
{
    return fault->target != TARGET_LISTED || process == NOBODY_IN_PARTICULAR ||
           bsearch(&process, fault->processes, fault->process_count, sizeof process, compare_numbers) != NULL;
}

static bool surely_strikes(const struct fault_settings *fault, int64_t process)
{
    return fault->target == TARGET_ALL ||
           (fault->target == TARGET_LISTED && process != NOBODY_IN_PARTICULAR && may_strike(fault, process));
}

/* Whether the fault is of the kind that `end` ends, and may concern the process. */
static bool is_meant(const struct fault_settings *end, const struct fault_settings *fault, int64_t process)
{
    return fault->kind == ended_kind(end->kind) &&
           (end->kind == FAULT_REPAIR ? fault_repairs(end, fault) : may_strike(fault, process));
}

/* Whether `other` ends, as far as the process is concerned, whatever `end` could. */
static bool is_as_good(const struct fault_settings *end, const struct fault_settings *other, int64_t process)
{
    return other->kind == end->kind &&
           (end->kind == FAULT_REPAIR ? fault_repairs(other, end) : surely_strikes(other, process));
}

/* Whether there is a fault of the process that `ender` ends, if it comes later. */
static bool may_end_something(const struct checking *checking, size_t ender, int64_t process)
{
    for (size_t i = 0; i < checking->settings->fault_count; i++)
        if (is_meant(fault_at(checking, ender), fault_at(checking, i), process))
            return true;
    return false;
}

/* Whether there may be a fault of the process that `ender`, which has a date, ends at that date. */
static bool ends_something(const struct checking *checking, size_t ender, int64_t process)
{
    const struct fault_settings *end = fault_at(checking, ender);
    for (size_t i = 0; i < checking->settings->fault_count; i++) {
        const struct fault_settings *fault = fault_at(checking, i);
        if (fault->when != WHEN_DATE && fault->at <= end->at && is_meant(end, fault, process))
            return true;
    }
    size_t place = 0;
    while (checking->dated[place].index != ender)
        place++;
    while (place-- > 0) {
        const struct fault_settings *fault = fault_at(checking, checking->dated[place].index);
        if (is_as_good(end, fault, process))
            return false;
        bool over = fault->duration > 0 && !fault->duration_is_random && fault->at + fault->duration <= end->at;
        if (!over && is_meant(end, fault, process))
            return true;
    }
    return false;
}

/* A fault that `ender` could end if it came later; their number when there is none. */
static size_t find_later(const struct checking *checking, size_t ender, int64_t process)
{
    const struct fault_settings *end = fault_at(checking, ender);
    size_t i = 0;
    while (i < checking->settings->fault_count) {
        const struct fault_settings *fault = fault_at(checking, i);
        bool after = fault->at > end->at || (!(fault->at < end->at) && i > ender);
        if (after && is_meant(end, fault, process))
            break;
        i++;
    }
    return i;
}

/* The state that a crash, a suspension or a cut brings, in words. */
static const char *state_after(enum fault_kind kind)
{
    return kind == FAULT_CRASH ? "crashed" : kind == FAULT_SUSPEND ? "suspended" : "cut";
}

static bool refuse_end(const struct checking *checking, size_t ender, int64_t process, struct error *err)
{
    enum fault_kind kind = ended_kind(fault_at(checking, ender)->kind);
    char claim[64];
    if (process != NOBODY_IN_PARTICULAR)
        snprintf(claim, sizeof claim, "process %" PRId64 " is not", process);
    else
        snprintf(claim, sizeof claim, kind == FAULT_CUT ? "none of these channels is" : "no process is");
    const xmlAttr *date = date_of(checking, ender);
    size_t later = find_later(checking, ender, process);
    if (later == checking->settings->fault_count)
        return refuse_attribute(checking->source, date, err,
                                "%s %s then: expected a <fault kind=\"%s\"> before it, that it ends", claim,
                                state_after(kind), fault_kind_name(kind));
    return refuse_attribute(
        checking->source, date, err, "%s %s then: expected a date after %g s, when the fault of line %d strikes", claim,
        state_after(kind), fault_at(checking, later)->at, element_origin(checking->elements[later]));
}

static bool check_end_of(const struct checking *checking, size_t ender, int64_t process, struct error *err)
{
    bool dated = fault_at(checking, ender)->when == WHEN_DATE;
    return (dated ? ends_something(checking, ender, process) : may_end_something(checking, ender, process)) ||
           refuse_end(checking, ender, process, err);
}

static bool check_ends(const struct checking *checking, size_t index, struct error *err)
{
    const struct fault_settings *fault = fault_at(checking, index);
    if (ended_kind(fault->kind) == FAULT_KINDS)
        return true;
    if (fault->target != TARGET_LISTED)
        return check_end_of(checking, index, NOBODY_IN_PARTICULAR, err);
    for (size_t i = 0; i < fault->process_count; i++)
        if (!check_end_of(checking, index, fault->processes[i], err))
            return false;
    return true;
}

/* ---- partitions ---- */

/* Until when a partition surely lasts: one of random duration is over at once, for all that is known. */
static sim_time end_of(const struct fault_settings *fault)
{
    if (!(fault->duration > 0))
        return INFINITY;
    return fault->duration_is_random ? fault->at : fault->at + fault->duration;
}

static bool check_partition(const struct checking *checking, size_t index, struct error *err)
{
    const struct fault_settings *fault = fault_at(checking, index);
    for (size_t i = 0; i < index && fault->kind == FAULT_PARTITION && fault->when == WHEN_DATE; i++) {
        const struct fault_settings *other = fault_at(checking, i);
        bool together = fault->at < end_of(other) && other->at < end_of(fault);
        bool at_once = !(fault->at < other->at) && !(other->at < fault->at);
        if (other->kind != FAULT_PARTITION || other->when != WHEN_DATE || !(together || at_once))
            continue;
        char until[64] = "on";
        if (other->duration > 0)
            snprintf(until, sizeof until, "to %g s", other->at + other->duration);
        return refuse_attribute(checking->source, date_of(checking, index), err,
                                "it overlaps the partition of line %d, from %g s %s: expected one at a time",
                                element_origin(checking->elements[i]), other->at, until);
    }
    return true;
}

/* ---- all of it ---- */

static int compare_dates(const void *a, const void *b)
{
    const struct dated *x = a, *y = b;
    if (x->at < y->at || y->at < x->at)
        return x->at < y->at ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

static void prepare(struct checking *checking, const xmlNode *faults)
{
    size_t count = 0, dated = 0;
    for (const xmlNode *child = element_first(faults); child != NULL; child = element_next(child), count++) {
        const struct fault_settings *fault = fault_at(checking, count);
        checking->elements[count] = child;
        if (fault->when == WHEN_DATE)
            checking->dated[dated++] = (struct dated){fault->at, count};
    }
    qsort(checking->dated, dated, sizeof *checking->dated, compare_dates);
}

bool fault_list_check(const struct read_context *context, const xmlNode *faults, const struct settings *settings,
                      struct error *err)
{
    size_t room = settings->fault_count + 1;
    struct checking checking = {.source = context->rules.source, .settings = settings};
    checking.elements = calloc(room, sizeof *checking.elements);
    checking.dated = calloc(room, sizeof *checking.dated);
    bool ok = checking.elements != NULL && checking.dated != NULL;
    if (ok)
        prepare(&checking, faults);
    else
        error_set(err, ERROR_INPUT, NULL, 0, "not enough memory for the faults");
    for (size_t i = 0; ok && i < settings->fault_count; i++)
        ok = check_network(&checking, i, err) && check_processes(&checking, i, err) &&
             check_budget(&checking, i, err) && check_repetition(&checking, i, err) && check_ends(&checking, i, err) &&
             check_partition(&checking, i, err);
    free(checking.elements);
    free(checking.dated);
    return ok;
}
