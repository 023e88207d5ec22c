/* quantity.c: see quantity.h. */
#include "platform/quantity.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_HOSTS = 2000000, /* of a cluster: SimGrid would take 10 GB and more */
    MOST_LEVELS = 16,     /* of a fat tree, dimensions of a torus */
};

static const char *const expected[] = {
    [QUANTITY_SPEED] = "a speed above 0 with its unit, such as 11.9Gf",
    [QUANTITY_BANDWIDTH] = "a bandwidth above 0 with its unit, such as 125MBps or 1Gbps",
    [QUANTITY_LATENCY] = "a latency of 0 or more with its unit, such as 50us",
};

struct unit {
    const char *name;
    double scale;
};

static const struct unit latency_units[] = {
    {"w", 7 * 24 * 3600.0}, {"d", 24 * 3600.0}, {"h", 3600},  {"m", 60},     {"s", 1},
    {"ms", 1e-3},           {"us", 1e-6},       {"ns", 1e-9}, {"ps", 1e-12}, {NULL, 0},
};

static const struct unit speed_names[] = {
    {"kiloflops", 1e3}, {"megaflops", 1e6},   {"gigaflops", 1e9},   {"teraflops", 1e12}, {"petaflops", 1e15},
    {"exaflops", 1e18}, {"zettaflops", 1e21}, {"yottaflops", 1e24}, {"flops", 1},        {NULL, 0},
};

static double find_unit(const struct unit *units, const char *name)
{
    for (const struct unit *unit = units; unit->name != NULL; unit++)
        if (strcmp(unit->name, name) == 0)
            return unit->scale;
    return 0;
}

/* The scale of a prefix: "k" 1000, "Ki" 1024, ... 0 when it is none. *rest receives what follows it. */
static double find_prefix(const char *text, bool binary, const char **rest)
{
    static const char letters[] = "kMGTPEZY";
    const char *letter = text[0] != '\0' ? strchr(letters, text[0] == 'K' ? 'k' : text[0]) : NULL;
    *rest = text;
    if (letter == NULL)
        return 1;
    int power = (int)(letter - letters) + 1;
    if (binary && text[1] == 'i' && text[0] != 'k') {
        *rest = text + 2;
        return pow(1024, power);
    }
    if (text[0] == 'K')
        return 0;
    *rest = text + 1;
    return pow(1000, power);
}

/* What one of the unit is, in flop per second, bytes per second or seconds; 0 when SimGrid has no such unit. */
static double unit_scale(const char *unit, enum quantity quantity)
{
    const char *rest;
    double scale;
    switch (quantity) {
    case QUANTITY_LATENCY:
        return find_unit(latency_units, unit);
    case QUANTITY_SPEED:
        scale = find_prefix(unit, false, &rest);
        return strcmp(rest, "f") == 0 ? scale : find_unit(speed_names, unit);
    case QUANTITY_BANDWIDTH:
        scale = find_prefix(unit, true, &rest);
        if (strcmp(rest, "Bps") == 0)
            return scale;
        return strcmp(rest, "bps") == 0 ? scale / 8 : 0;
    }
    return 0;
}

bool quantity_parse(const char *text, enum quantity quantity, double *out, struct error *err)
{
    char *unit;
    errno = 0;
    double number = strtod(text, &unit);
    double scale = *unit == '\0' ? 1 : unit_scale(unit, quantity);
    double value = number * scale;
    bool positive = quantity == QUANTITY_LATENCY ? value >= 0 : value > 0;
    if (unit == text || errno == ERANGE || scale == 0 || !isfinite(value) || !positive)
        return error_set(err, ERROR_INPUT, NULL, 0, "expected %s", expected[quantity]);
    *out = value;
    return true;
}

bool quantity_parse_list(const char *text, enum quantity quantity, uint32_t *count, struct error *err)
{
    *count = 0;
    for (const char *at = text;; at++) {
        at += strspn(at, " ");
        size_t length = strcspn(at, ",");
        char item[64];
        double value;
        if (length >= sizeof item)
            return error_set(err, ERROR_INPUT, NULL, 0, "expected %s", expected[quantity]);
        memcpy(item, at, length);
        item[length] = '\0';
        for (char *end = item + length; end > item && end[-1] == ' '; end--)
            end[-1] = '\0';
        if (!quantity_parse(item, quantity, &value, err))
            return false;
        (*count)++;
        at += length;
        if (*at == '\0')
            return true;
    }
}

/* Reads digits; *rest receives what follows. */
static bool take_count(const char *text, uint32_t maximum, uint32_t *out, const char **rest)
{
    *rest = text;
    uint64_t value = 0;
    for (; **rest >= '0' && **rest <= '9'; (*rest)++) {
        value = value * 10 + (uint64_t)(**rest - '0');
        if (value > maximum)
            return false;
    }
    *out = (uint32_t)value;
    return *rest != text;
}

bool quantity_parse_count(const char *text, uint32_t minimum, uint32_t maximum, uint32_t *out, struct error *err)
{
    const char *rest;
    if (!take_count(text, maximum, out, &rest) || *rest != '\0' || *out < minimum)
        return error_set(err, ERROR_INPUT, NULL, 0, "expected a whole number from %u to %u", minimum, maximum);
    return true;
}

bool quantity_parse_radical(const char *text, uint32_t *count, bool (*each)(uint32_t number, void *context),
                            void *context, struct error *err)
{
    *count = 0;
    for (const char *at = text;; at++) {
        uint32_t first, last;
        if (!take_count(at, INT32_MAX - 1, &first, &at))
            break;
        last = first;
        if (*at == '-' && !take_count(at + 1, INT32_MAX - 1, &last, &at))
            break;
        if (last < first)
            return error_set(err, ERROR_INPUT, NULL, 0, "the range %u-%u goes down", first, last);
        if (last - first >= MOST_HOSTS - *count)
            return error_set(err, ERROR_INPUT, NULL, 0, "more than %u hosts in a cluster", MOST_HOSTS);
        for (uint32_t number = first; number <= last; number++, (*count)++)
            if (each != NULL && !each(number, context))
                return false;
        if (*at == '\0')
            return true;
        if (*at != ',')
            break;
    }
    return error_set(err, ERROR_INPUT, NULL, 0, "expected numbers of hosts, such as \"0-15,20\"");
}

/* "a,b,c" up to the end or a semicolon: counts of 1 or more. */
static bool take_levels(const char **at, uint32_t *levels, uint32_t *count)
{
    *count = 0;
    for (;; (*at)++) {
        uint32_t value;
        if (*count == MOST_LEVELS || !take_count(*at, MOST_HOSTS, &value, at) || value == 0)
            return false;
        levels[(*count)++] = value;
        if (**at != ',')
            return true;
    }
}

/* Multiplies; false when it grows beyond what a cluster can have. */
static bool multiply(uint64_t *product, uint32_t factor)
{
    *product *= factor;
    return *product <= MOST_HOSTS;
}

static bool wrong_size(const char *topology, uint64_t wanted, uint32_t hosts, struct error *err)
{
    return error_set(err, ERROR_INPUT, NULL, 0, "this %s has %llu hosts, and the radical %u", topology,
                     (unsigned long long)wanted, hosts);
}

static bool check_torus(const char *parameters, uint32_t hosts, struct error *err)
{
    uint32_t levels[MOST_LEVELS], count;
    const char *at = parameters;
    uint64_t product = 1;
    if (!take_levels(&at, levels, &count) || *at != '\0')
        return error_set(err, ERROR_INPUT, NULL, 0, "expected the dimensions of a torus, such as \"4,4,2\"");
    for (uint32_t i = 0; i < count; i++)
        if (!multiply(&product, levels[i]))
            break;
    return product == hosts || wrong_size("torus", product, hosts, err);
}

/* LEVELS;DOWN,DOWN;UP,UP;LINKS,LINKS */
static bool check_fat_tree(const char *parameters, uint32_t hosts, struct error *err)
{
    const char *at = parameters;
    uint32_t levels = 0, values[MOST_LEVELS], count = 0;
    uint64_t product = 1;
    bool right = take_count(at, MOST_LEVELS, &levels, &at) && levels > 0;
    for (int part = 0; part < 3 && right; part++) {
        right = *at == ';';
        at += right;
        right = right && take_levels(&at, values, &count) && count == levels;
        for (uint32_t i = 0; part == 0 && right && i < count; i++)
            if (!multiply(&product, values[i]))
                break;
    }
    if (!right || *at != '\0')
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "expected a fat tree: levels;children of each;parents of each;links of each, such as "
                         "\"2;4,4;1,2;1,2\"");
    return product == hosts || wrong_size("fat tree", product, hosts, err);
}

/* GROUPS,LINKS;CHASSIS,LINKS;ROUTERS,LINKS;NODES */
static bool check_dragonfly(const char *parameters, uint32_t hosts, struct error *err)
{
    const char *at = parameters;
    uint32_t values[4][MOST_LEVELS], count = 0;
    bool right = true;
    for (int part = 0; part < 4 && right; part++) {
        right = part == 0 || *at == ';';
        at += right && part > 0;
        right = right && take_levels(&at, values[part], &count) && count == (part < 3 ? 2 : 1);
    }
    if (!right || *at != '\0')
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "expected a dragonfly: groups,links;chassis of a group,links;routers of a "
                         "chassis,links;nodes of a router, such as \"4,2;3,1;4,1;2\"");
    uint64_t product = 1;
    for (int part = 0; part < 4; part++)
        if (!multiply(&product, values[part][0]))
            break;
    if (product != hosts)
        return wrong_size("dragonfly", product, hosts, err);
    uint32_t groups = values[0][0], routers = values[2][0];
    if (groups > routers)
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "%u groups and %u routers in a chassis: SimGrid crashes when there are more groups than "
                         "routers in a chassis (build such a machine from zones, as el-capitan is)",
                         groups, routers);
    return true;
}

bool quantity_check_topology(const char *topology, const char *parameters, uint32_t hosts, struct error *err)
{
    if (strcmp(topology, "TORUS") == 0)
        return check_torus(parameters, hosts, err);
    if (strcmp(topology, "FAT_TREE") == 0)
        return check_fat_tree(parameters, hosts, err);
    if (strcmp(topology, "DRAGONFLY") == 0)
        return check_dragonfly(parameters, hosts, err);
    return true;
}
