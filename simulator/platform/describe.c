/* describe.c: see describe.h. */
#include "platform/describe.h"

#include "platform/platform.h"
#include "platform/reader.h"

#include <math.h>
#include <simgrid/link.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_CLASSES = 32,   /* of links or hosts that are told apart */
    ASKED_HOSTS = 65536, /* beyond, hosts are taken evenly */
    SHOWN_BYTES = 1000000,
};

/* "2.97 G", "650 n": three digits and a prefix. */
static const char *scaled(double value, char *buffer, size_t size)
{
    static const char *const prefixes[] = {"p", "n", "u", "m", "", "k", "M", "G", "T", "P", "E"};
    enum { ONE = 4, LAST = sizeof prefixes / sizeof prefixes[0] - 1 };
    int power = value > 0 ? (int)floor(log10(value * (1 + 1e-12)) / 3) + ONE : ONE;
    power = power < 0 ? 0 : power > LAST ? LAST : power;
    snprintf(buffer, size, "%.4g %s", value / pow(1000, power - ONE), prefixes[power]);
    return buffer;
}

/* Calls take(id, value) for each property of the outermost zone. */
static void each_property(const char *path, void (*take)(const char *id, const char *value, void *context),
                          void *context)
{
    enum { PROPERTY_DEPTH = 2 }; /* platform, zone, prop */
    char *buffer;
    size_t size;
    struct reader *reader = NULL;
    if (!reader_slurp(path, &buffer, &size, NULL))
        return;
    bool ok = reader_open(path, buffer, size, false, &reader, NULL), inside = false;
    while (ok && reader_next(reader, NULL)) {
        const char *element = reader_element(reader);
        if (!inside) {
            inside = strcmp(element, "zone") == 0 || strcmp(element, "AS") == 0 || strcmp(element, "cluster") == 0;
            continue;
        }
        if (strcmp(element, "prop") != 0 || reader_depth(reader) != PROPERTY_DEPTH)
            break; /* properties come first */
        if (reader_at_start(reader)) {
            const char *id = reader_attribute(reader, "id"), *value = reader_attribute(reader, "value");
            if (id != NULL && value != NULL)
                take(id, value, context);
        }
    }
    reader_close(reader);
    free(buffer);
}

struct wanted {
    const char *id;
    char *value;
    size_t size;
    bool found;
};

static void take_wanted(const char *id, const char *value, void *context)
{
    struct wanted *wanted = context;
    if (strcmp(id, wanted->id) != 0)
        return;
    snprintf(wanted->value, wanted->size, "%s", value);
    wanted->found = true;
}

bool describe_property(const char *path, const char *id, char *value, size_t size)
{
    struct wanted wanted = {id, value, size, false};
    value[0] = '\0';
    each_property(path, take_wanted, &wanted);
    return wanted.found;
}

void describe_title(const char *path, char *title, size_t size)
{
    describe_property(path, "title", title, size);
}

static void print_property(const char *id, const char *value, void *context)
{
    FILE *out = context;
    fprintf(out, "  %-26s %s\n", id, value);
}

/* Things of one kind: so many with the same two numbers. */
struct class
{
    double a, b;
    size_t count;
};

static size_t count_class(struct class *classes, size_t count, double a, double b)
{
    for (size_t i = 0; i < count; i++)
        if (classes[i].a == a && classes[i].b == b) {
            classes[i].count++;
            return count;
        }
    if (count < MOST_CLASSES)
        classes[count++] = (struct class){a, b, 1};
    return count;
}

static void print_hosts(FILE *out)
{
    struct class classes[MOST_CLASSES];
    size_t count = 0;
    double total = 0;
    char number[64];
    for (uint32_t i = 0; i < platform_host_count(); i++) {
        double speed = platform_host_speed(i);
        uint32_t cores = platform_host_cores(i);
        total += speed * cores;
        count = count_class(classes, count, speed, cores);
    }
    fprintf(out, "hosts   %u, %s to %s\n", platform_host_count(), platform_host_name(0),
            platform_host_name(platform_host_count() - 1));
    for (size_t i = 0; i < count; i++)
        fprintf(out, "  %-8zu of %.0f core%s at %sflop/s each\n", classes[i].count, classes[i].b,
                classes[i].b > 1 ? "s" : "", scaled(classes[i].a, number, sizeof number));
    fprintf(out, "  together %sflop/s\n", scaled(total, number, sizeof number));
}

static void print_links(FILE *out)
{
    struct class classes[MOST_CLASSES];
    size_t count = 0;
    char bandwidth[64], latency[64];
    sg_link_t *links = sg_link_list();
    for (size_t i = 0; i < sg_link_count(); i++)
        if (strcmp(sg_link_get_name(links[i]), "__loopback__") != 0)
            count = count_class(classes, count, sg_link_get_bandwidth(links[i]), sg_link_get_latency(links[i]));
    free(links);
    fprintf(out, "links   (each direction counts)\n");
    for (size_t i = 0; i < count; i++)
        fprintf(out, "  %-8zu of %sB/s, %ss\n", classes[i].count, scaled(classes[i].a, bandwidth, sizeof bandwidth),
                scaled(classes[i].b, latency, sizeof latency));
}

struct extreme {
    uint32_t host;
    struct route_cost cost;
    bool found;
};

static void print_extreme(FILE *out, const char *title, const struct extreme *extreme)
{
    char fixed[64], whole[64], rate[64];
    double time = extreme->cost.fixed + SHOWN_BYTES * extreme->cost.per_byte;
    fprintf(out, "  %-9s %s to %s, %u links: %ss for 0 B, %ss for 1 MB", title, platform_host_name(0),
            platform_host_name(extreme->host), platform_route_links(0, extreme->host),
            scaled(extreme->cost.fixed, fixed, sizeof fixed), scaled(time, whole, sizeof whole));
    if (extreme->cost.per_byte > 0)
        fprintf(out, ", at most %sB/s", scaled(1 / extreme->cost.per_byte, rate, sizeof rate));
    fputc('\n', out);
}

/* From the first host to all others: a machine is taken to look alike from everywhere. */
static void print_routes(FILE *out)
{
    struct extreme near = {.found = false}, far = {.found = false};
    uint32_t count = platform_host_count(), step = count / ASKED_HOSTS + 1;
    struct error err = {0};
    for (uint32_t i = 1; i < count; i += step) {
        struct extreme here = {.host = i, .found = true};
        if (!platform_route_cost(0, i, &here.cost, &err))
            continue;
        if (!near.found || here.cost.fixed < near.cost.fixed)
            near = here;
        if (!far.found || here.cost.fixed > far.cost.fixed)
            far = here;
    }
    fprintf(out, "routes  (alone in the machine, network model %s)\n", platform_network_model());
    if (!near.found) {
        fprintf(out, "  %s\n", err.kind != ERROR_NONE ? err.text : "none: a single host");
        return;
    }
    print_extreme(out, "nearest", &near);
    print_extreme(out, "farthest", &far);
}

bool describe_platform(const char *path, FILE *out, struct error *err)
{
    if (!platform_load(path, err))
        return false;
    fprintf(out, "file    %s\n", path);
    print_hosts(out);
    print_links(out);
    print_routes(out);
    fprintf(out, "properties\n");
    each_property(path, print_property, out);
    return true;
}
