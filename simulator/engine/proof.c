/* proof.c: see proof.h. Convergence is a search in depth among the illegitimate configurations: it meets its own path when
 * there is a cycle; else each configuration is left with the longest way from it to legitimacy. */
#include "engine/proof.h"
#include "base/memory.h"
#include "engine/state_space.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum mark { UNSEEN, ON_PATH, DONE, LEGITIMATE };

enum { NOWHERE = UINT32_MAX };

/* The steps from one configuration, one after the other: each is a set of moves. */
struct steps {
    uint32_t from, to;
    uint32_t moves;  /* in the step that leads to `to` */
    uint32_t choice; /* number of the step, from 1 */
    uint32_t most;   /* how many steps there are */
    int64_t change;
    uint32_t count;
    struct possible_move possible[STATE_SPACE_MOST_PROCESSES];
};

/* A configuration on the path of the search. */
struct frame {
    struct steps steps;
    uint32_t longest_steps, longest_moves;
};

struct search {
    struct state_space *space;
    const struct settings *settings;
    uint8_t *marks;          /* by configuration: enum mark */
    uint32_t *longest_steps; /* by configuration: to legitimacy; later, whence a cycle comes */
    uint32_t *longest_moves; /* by configuration: to legitimacy */
    struct frame *path;
    uint32_t length, capacity;
    struct proof *proof;
    FILE *words; /* of the counterexample */
};

/* ---- steps ---- */

static void begin_steps(const struct search *search, uint32_t from, struct steps *steps)
{
    state_space_visit(search->space, from);
    steps->from = from;
    steps->choice = 0;
    steps->moves = 0;
    steps->change = 0;
    steps->count = state_space_moves(search->space, steps->possible);
    switch (search->settings->daemon) {
    case DAEMON_CENTRAL:
        steps->most = steps->count;
        break;
    case DAEMON_DISTRIBUTED:
        steps->most = (1u << steps->count) - 1;
        break;
    case DAEMON_SYNCHRONOUS:
        steps->most = steps->count > 0;
        break;
    }
}

/* The sets of moves in the order of Gray's code: one enters or leaves at a time. */
static void next_set(struct steps *steps)
{
    uint32_t set = steps->choice ^ (steps->choice >> 1);
    uint32_t turned = (uint32_t)__builtin_ctz(steps->choice);
    bool enters = (set & 1u << turned) != 0;
    steps->change += enters ? steps->possible[turned].change : -steps->possible[turned].change;
    steps->moves = (uint32_t)__builtin_popcount(set);
}

static bool next_step(const struct search *search, struct steps *steps)
{
    if (steps->choice == steps->most)
        return false;
    steps->choice++;
    switch (search->settings->daemon) {
    case DAEMON_CENTRAL:
        steps->change = steps->possible[steps->choice - 1].change;
        steps->moves = 1;
        break;
    case DAEMON_DISTRIBUTED:
        next_set(steps);
        break;
    case DAEMON_SYNCHRONOUS:
        steps->moves = steps->count;
        for (uint32_t i = 0; i < steps->count; i++)
            steps->change += steps->possible[i].change;
        break;
    }
    steps->to = (uint32_t)((int64_t)steps->from + steps->change);
    return true;
}

/* ---- words ---- */

static void describe(const struct search *search, uint32_t configuration, FILE *out)
{
    state_space_visit(search->space, configuration);
    state_space_describe(search->space, out);
}

static bool moves_in(const struct search *search, const struct steps *steps, uint32_t move)
{
    switch (search->settings->daemon) {
    case DAEMON_CENTRAL:
        return move == steps->choice - 1;
    case DAEMON_DISTRIBUTED:
        return ((steps->choice ^ (steps->choice >> 1)) & 1u << move) != 0;
    case DAEMON_SYNCHRONOUS:
        return true;
    }
    return false;
}

/* One line: the configuration, and a step from it to another. */
static void describe_step(const struct search *search, uint32_t from, uint32_t to)
{
    const struct rule *rules = search->settings->algorithm->rules;
    struct steps steps;
    begin_steps(search, from, &steps);
    while (next_step(search, &steps) && steps.to != to)
        ;
    fputs("  ", search->words);
    state_space_describe(search->space, search->words);
    fprintf(search->words, "   %s", steps.moves > 1 ? "processes" : "process");
    const char *separator = " ";
    for (uint32_t i = 0; i < steps.count; i++) {
        if (!moves_in(search, &steps, i))
            continue;
        fprintf(search->words, "%s%" PRIu32 " (%s)", separator, steps.possible[i].process,
                rules[steps.possible[i].rule].name);
        separator = ", ";
    }
    fprintf(search->words, " %s\n", steps.moves > 1 ? "move" : "moves");
}

static void describe_last(const struct search *search, uint32_t configuration)
{
    fputs("  ", search->words);
    describe(search, configuration, search->words);
    fputc('\n', search->words);
}

static uint32_t longer(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* The shortest cycle through a configuration that lies on one, outside legitimacy: a search in breadth. */
static void describe_cycle(struct search *search, uint32_t through)
{
    uint32_t *whence = search->longest_steps, *order = search->longest_moves;
    uint32_t count = search->proof->configurations, reached = 0, served = 0;
    for (uint32_t i = 0; i < count; i++)
        whence[i] = NOWHERE;
    order[reached++] = through;
    while (whence[through] == NOWHERE) {
        struct steps steps;
        begin_steps(search, order[served++], &steps);
        while (next_step(search, &steps)) {
            if (search->marks[steps.to] == LEGITIMATE || whence[steps.to] != NOWHERE)
                continue;
            whence[steps.to] = steps.from;
            if (steps.to != through)
                order[reached++] = steps.to;
        }
    }
    uint32_t length = 0;
    for (uint32_t at = through; length == 0 || at != through; at = whence[at])
        order[length++] = at;
    /* `order` has it backwards: through, the one before it, ... */
    fprintf(search->words, "a cycle of %" PRIu32 " steps outside legitimacy:\n", length);
    describe_step(search, through, order[length - 1]);
    for (uint32_t i = length - 1; i > 0; i--)
        describe_step(search, order[i], order[i - 1]);
    fputs("  and so on\n", search->words);
}

/* ---- closure ---- */

static void mark_legitimate(struct search *search)
{
    struct proof *proof = search->proof;
    for (uint32_t i = 0; i < proof->configurations; i++) {
        state_space_visit(search->space, i);
        if (!state_space_is_legitimate(search->space))
            continue;
        search->marks[i] = LEGITIMATE;
        proof->legitimate++;
    }
}

static void check_closure(struct search *search)
{
    struct proof *proof = search->proof;
    struct steps steps;
    proof->closed = true;
    for (uint32_t i = 0; i < proof->configurations && proof->closed; i++) {
        if (search->marks[i] != LEGITIMATE)
            continue;
        begin_steps(search, i, &steps);
        while (proof->closed && next_step(search, &steps))
            proof->closed = search->marks[steps.to] == LEGITIMATE;
        if (proof->closed)
            continue;
        fputs("a step out of legitimacy:\n", search->words);
        describe_step(search, i, steps.to);
        describe_last(search, steps.to);
    }
}

/* ---- convergence ---- */

static void enter(struct search *search, uint32_t configuration)
{
    if (search->length == search->capacity) {
        search->capacity = search->capacity == 0 ? 256 : 2 * search->capacity;
        search->path = must_have(realloc(search->path, search->capacity * sizeof *search->path), "the proof");
    }
    struct frame *frame = &search->path[search->length++];
    begin_steps(search, configuration, &frame->steps);
    frame->longest_steps = frame->longest_moves = 0;
    search->marks[configuration] = ON_PATH;
}

static void leave(struct search *search)
{
    const struct frame *frame = &search->path[--search->length];
    uint32_t from = frame->steps.from;
    search->marks[from] = DONE;
    search->longest_steps[from] = frame->longest_steps;
    search->longest_moves[from] = frame->longest_moves;
}

/* From one configuration on, until all that it leads to is known, or a counterexample is. */
static bool explore(struct search *search, uint32_t start)
{
    enter(search, start);
    while (search->length > 0) {
        struct frame *frame = &search->path[search->length - 1];
        if (frame->steps.most == 0) {
            fputs("a deadlock: nobody is privileged, and it is not legitimate:\n", search->words);
            describe_last(search, frame->steps.from);
            return false;
        }
        /* The step on the way of which the search went deeper is taken into account when it comes back. */
        if (frame->steps.choice > 0) {
            uint32_t to = frame->steps.to;
            frame->longest_steps = longer(frame->longest_steps, 1 + search->longest_steps[to]);
            frame->longest_moves = longer(frame->longest_moves, frame->steps.moves + search->longest_moves[to]);
        }
        if (!next_step(search, &frame->steps)) {
            leave(search);
            continue;
        }
        uint32_t to = frame->steps.to;
        if (search->marks[to] == ON_PATH) {
            describe_cycle(search, to);
            return false;
        }
        if (search->marks[to] == UNSEEN)
            enter(search, to);
    }
    return true;
}

static void check_convergence(struct search *search)
{
    struct proof *proof = search->proof;
    uint32_t worst = NOWHERE;
    proof->converges = true;
    for (uint32_t i = 0; i < proof->configurations && proof->converges; i++) {
        if (search->marks[i] == UNSEEN)
            proof->converges = explore(search, i);
    }
    for (uint32_t i = 0; i < proof->configurations && proof->converges; i++) {
        proof->worst_steps = longer(proof->worst_steps, search->longest_steps[i]);
        if (search->longest_moves[i] > proof->worst_moves) {
            proof->worst_moves = search->longest_moves[i];
            worst = i;
        }
    }
    if (worst == NOWHERE)
        return;
    size_t size;
    FILE *words = must_have(open_memstream(&proof->worst_start, &size), "the proof");
    describe(search, worst, words);
    fclose(words);
}

bool proof_find(const struct settings *settings, struct proof *out, struct error *err)
{
    *out = (struct proof){0};
    struct search search = {.settings = settings, .proof = out};
    if (!state_space_create(settings, &search.space, err))
        return false;
    uint32_t count = out->configurations = state_space_count(search.space);
    out->processes = state_space_processes(search.space);
    size_t size;
    search.words = must_have(open_memstream(&out->counterexample, &size), "the proof");
    search.marks = must_have(calloc(count, sizeof *search.marks), "the proof");
    search.longest_steps = must_have(calloc(count, sizeof *search.longest_steps), "the proof");
    search.longest_moves = must_have(calloc(count, sizeof *search.longest_moves), "the proof");
    mark_legitimate(&search);
    check_closure(&search);
    check_convergence(&search);

    fclose(search.words);
    if (out->closed && out->converges) {
        free(out->counterexample);
        out->counterexample = NULL;
    }
    bool ok = state_space_check(search.space, err);
    state_space_free(search.space);
    free(search.marks);
    free(search.longest_steps);
    free(search.longest_moves);
    free(search.path);
    if (!ok)
        proof_release(out);
    return ok;
}

void proof_release(struct proof *proof)
{
    free(proof->worst_start);
    free(proof->counterexample);
    *proof = (struct proof){0};
}
