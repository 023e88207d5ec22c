/* queues.c: which event queue for which delays? The hold model (Vaucher & Duval, CACM 18(4), 1975): a queue of N entries,
 * from which the earliest is taken and put back a delay later, again and again.
 *
 * Each queue works in a process of its own, so that its memory can be told, and none finds the caches of another. All
 * must give their entries in the order (date, sequence): each pop is compared with the one before, the entries left are
 * counted, and a digest of the order must be the same for all.
 *
 * Usage: bench_queues DELAYS ENTRIES [QUEUE]
 * DELAYS is one of the names below. A queue that needs more than 10 s to fill and settle, or as much to be measured, is
 * measured by the holds it did until then, if any. Ends with status 70 when a queue breaks the order. */
#include "tests/benchmark/queues/queues.h"
#include "base/random.h"
#include "tests/benchmark/ring.h"

#include <math.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct queue_kind *const kinds[] = {&radix_heap, &four_ary_heap, &calendar_queue, &ladder_queue};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

/* ---- delays ---- */

/* What El Capitan's routes take: 2 us between APUs of one switch, 350 ns more for each further switch. */
static const double routes[] = {2.00e-6, 2.35e-6, 2.70e-6, 3.05e-6};
enum { ROUTES = 4, QUANTILES = 1024 };
static const double mean_delay = 1e-3; /* of an application's own waiting */

enum delays { ONE_CONSTANT, FOUR_CONSTANTS, CONSTANT_BY_PAIR, EXPONENTIAL, MIXTURE, DELAYS };
static const char *const delay_names[DELAYS] = {"one-constant", "four-constants", "constant-by-pair", "exponential",
                                                "mixture"};

/* Drawing must cost next to nothing, and the same for every queue: exponential delays are read off a table. */
struct delay_source {
    enum delays delays;
    struct random_stream stream;
    double quantiles[QUANTILES + 1];
};

static double exponential(const struct delay_source *source, uint64_t bits)
{
    const double *quantile = &source->quantiles[bits % QUANTILES];
    double fraction = (double)(bits >> 11) * 0x1p-53;
    return quantile[0] + fraction * (quantile[1] - quantile[0]);
}

static double delay(struct delay_source *source, uint32_t process)
{
    switch (source->delays) {
    case ONE_CONSTANT:
        return routes[0];
    case FOUR_CONSTANTS:
        return routes[random_bits(&source->stream) % ROUTES];
    case CONSTANT_BY_PAIR: {
        struct random_stream own = {process};
        return routes[0] + (routes[ROUTES - 1] - routes[0]) * random_uniform(&own);
    }
    case EXPONENTIAL:
        return exponential(source, random_bits(&source->stream));
    case MIXTURE: /* one of ten waits, nine are on a route */
    case DELAYS:
        break;
    }
    uint64_t bits = random_bits(&source->stream);
    return (bits >> 32) % 10 == 0 ? exponential(source, random_bits(&source->stream)) : routes[bits % ROUTES];
}

/* ---- one queue ---- */

struct outcome {
    bool ordered;
    bool complete; /* within the time allowed */
    uint64_t holds;
    double seconds;
    uint64_t digest; /* of the order of all that was popped */
    uint64_t peak_bytes;
};

enum { LEAST_HOLDS = 1000000, CLOCK_HOLDS = 1 << 12 };
static const double seconds_allowed = 10; /* for filling and settling, and as much for the holds */

struct holding {
    const struct queue_kind *kind;
    void *queue;
    struct delay_source source;
    uint64_t sequence;
    sim_time last_time;
    uint64_t last_sequence;
    uint64_t digest;
    bool ordered;
};

static void push(struct holding *holding, struct envelope *entry, sim_time now)
{
    entry->time = now + delay(&holding->source, entry->process);
    memcpy(entry->payload.bytes, &holding->sequence, sizeof holding->sequence);
    holding->sequence++;
    holding->kind->push(holding->queue, entry);
}

static bool pop(struct holding *holding, struct envelope *entry)
{
    if (!holding->kind->pop(holding->queue, entry))
        return false;
    uint64_t sequence;
    memcpy(&sequence, entry->payload.bytes, sizeof sequence);
    if (entry->time < holding->last_time ||
        (entry->time == holding->last_time && sequence <= holding->last_sequence && holding->last_time > 0))
        holding->ordered = false;
    holding->last_time = entry->time;
    holding->last_sequence = sequence;
    holding->digest = holding->digest * UINT64_C(0x9E3779B97F4A7C15) + sequence;
    return true;
}

/* Returns how many holds were done until `end`, a date of clock_seconds(). */
static uint64_t hold(struct holding *holding, uint64_t holds, double end)
{
    struct envelope entry;
    for (uint64_t i = 0; i < holds; i++) {
        if (!pop(holding, &entry))
            holding->ordered = false;
        push(holding, &entry, entry.time);
        if (i % CLOCK_HOLDS == 0 && clock_seconds() > end)
            return i + 1;
    }
    return holds;
}

static struct outcome measure(const struct queue_kind *kind, enum delays delays, uint32_t entries)
{
    struct holding holding = {.kind = kind, .queue = kind->create(), .ordered = true};
    holding.source.delays = delays;
    holding.source.stream = random_stream(RING_SEED, RANDOM_DELAY, 0);
    for (int i = 0; i < QUANTILES; i++)
        holding.source.quantiles[i] = -mean_delay * log1p(-(double)i / QUANTILES);
    /* The last interval has no end: its mean is one mean delay further. */
    holding.source.quantiles[QUANTILES] = holding.source.quantiles[QUANTILES - 1] + 2 * mean_delay;

    uint64_t holds = entries > LEAST_HOLDS ? entries : LEAST_HOLDS;
    struct outcome outcome = {.complete = true};
    double end = clock_seconds() + seconds_allowed;
    for (uint32_t i = 0; i < entries && outcome.complete; i++) {
        push(&holding, &(struct envelope){.process = i}, 0);
        outcome.complete = i % CLOCK_HOLDS != 0 || clock_seconds() <= end;
    }
    bool filled = outcome.complete;
    /* Not measured: until each entry was taken out once on average. */
    outcome.complete = filled && hold(&holding, holds, end) == holds;
    double begin = clock_seconds();
    outcome.holds = filled ? hold(&holding, holds, begin + seconds_allowed) : 0;
    outcome.seconds = filled ? clock_seconds() - begin : seconds_allowed;
    outcome.complete = outcome.complete && outcome.holds == holds;

    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    outcome.peak_bytes = UINT64_C(1024) * (uint64_t)usage.ru_maxrss;
    if (outcome.complete) {
        uint64_t left = 0;
        struct envelope entry;
        while (pop(&holding, &entry))
            left++;
        holding.ordered = holding.ordered && left == entries;
    }
    outcome.ordered = holding.ordered;
    outcome.digest = holding.digest;
    kind->free(holding.queue);
    return outcome;
}

/* The same in a process of its own. */
static bool measure_apart(const struct queue_kind *kind, enum delays delays, uint32_t entries, struct outcome *out)
{
    int channel[2];
    if (pipe(channel) != 0)
        return false;
    pid_t child = fork();
    if (child == 0) {
        struct outcome outcome = measure(kind, delays, entries);
        _exit(write(channel[1], &outcome, sizeof outcome) == (ssize_t)sizeof outcome ? 0 : 1);
    }
    close(channel[1]);
    bool ok = child > 0 && read(channel[0], out, sizeof *out) == (ssize_t)sizeof *out;
    close(channel[0]);
    return waitpid(child, NULL, 0) == child && ok;
}

int main(int argc, char **argv)
{
    enum delays delays = ONE_CONSTANT;
    while (argc >= 3 && delays < DELAYS && strcmp(argv[1], delay_names[delays]) != 0)
        delays++;
    if (argc < 3 || argc > 4 || delays == DELAYS) {
        fprintf(stderr, "Usage: %s DELAYS ENTRIES [QUEUE], DELAYS one of", argv[0]);
        for (int i = 0; i < DELAYS; i++)
            fprintf(stderr, " %s", delay_names[i]);
        fprintf(stderr, "\n");
        return 64;
    }
    uint32_t entries = (uint32_t)strtoul(argv[2], NULL, 10);
    uint64_t digest = 0;
    bool have_digest = false;
    for (int i = 0; i < KINDS; i++) {
        if (argc == 4 && strcmp(argv[3], kinds[i]->name) != 0)
            continue;
        struct outcome outcome;
        if (!measure_apart(kinds[i], delays, entries, &outcome)) {
            fprintf(stderr, "%s: the measuring process failed\n", kinds[i]->name);
            return 70;
        }
        if (!outcome.ordered || (outcome.complete && have_digest && outcome.digest != digest)) {
            fprintf(stderr, "%s breaks the order (date, sequence) with %s and %u entries\n", kinds[i]->name, argv[1],
                    entries);
            return 70;
        }
        if (outcome.complete) {
            digest = outcome.digest;
            have_digest = true;
        }
        bench_report(kinds[i]->name, argv[1], entries, outcome.holds, 0, outcome.seconds, outcome.peak_bytes);
    }
    return 0;
}
