/* dragonfly.c: see dragonfly.h. A message takes at most one link in its group, one between groups, one in the other group:
 * 3 hops from switch to switch.
 *
 * How it is put for SimGrid 3.32 (measured on El Capitan: 1.2 s to load, against 33 s with a zone for each switch):
 * - looking a name up visits every zone, so there are few zones: a group is one zone with its switches as routers;
 * - for the same reason all links are in the outermost zone, where they are found at once;
 * - SimGrid's parser wants a zone of zones to begin with a zone, and the links must come before the groups that use
 *   them: hence the empty zone "begin". */
#include "platform/generators/dragonfly.h"

/* The devices of a group: those from *first to before *end. */
static void group_devices(const struct dragonfly *machine, int group, int *first, int *end)
{
    int all = machine->nodes * machine->node_devices, size = machine->switches * machine->switch_devices;
    *first = group * size;
    *end = (group + 1) * size < all ? (group + 1) * size : all;
}

static void write_properties(FILE *out, const struct dragonfly_property *properties)
{
    for (; properties->id != NULL; properties++)
        fprintf(out, "<prop id=\"%s\" value=\"%s\"/>\n", properties->id, properties->value);
}

static void write_link_end(FILE *out, const struct dragonfly_link *link)
{
    fprintf(out, "\" bandwidth=\"%s\" latency=\"%s\" sharing_policy=\"SPLITDUPLEX\"/>\n", link->bandwidth,
            link->latency);
}

static void write_group_links(const struct dragonfly *machine, FILE *out, int group)
{
    int first, end;
    group_devices(machine, group, &first, &end);
    for (int device = first; device < end; device++) {
        fprintf(out, "<link id=\"nic%d-%d", device / machine->node_devices, device % machine->node_devices);
        write_link_end(out, &machine->interface);
    }
    for (int a = 0; a < machine->switches; a++) {
        for (int b = a + 1; b < machine->switches && !machine->has_spine; b++) {
            fprintf(out, "<link id=\"g%d-s%d-s%d", group, a, b);
            write_link_end(out, &machine->local);
        }
        if (machine->has_spine) {
            fprintf(out, "<link id=\"g%d-s%d-spine", group, a);
            write_link_end(out, &machine->local);
        }
    }
}

static void write_links(const struct dragonfly *machine, FILE *out)
{
    for (int group = 0; group < machine->groups; group++)
        write_group_links(machine, out, group);
    for (int a = 0; a < machine->groups; a++)
        for (int b = a + 1; b < machine->groups; b++) {
            fprintf(out, "<link id=\"g%d-g%d", a, b);
            write_link_end(out, &machine->global);
        }
}

static void write_switch_routes(const struct dragonfly *machine, FILE *out, int group)
{
    for (int a = 0; a < machine->switches; a++) {
        for (int b = a + 1; b < machine->switches && !machine->has_spine; b++)
            fprintf(out,
                    "<route src=\"g%d-s%d\" dst=\"g%d-s%d\"><link_ctn id=\"g%d-s%d-s%d\" direction=\"UP\"/></route>\n",
                    group, a, group, b, group, a, b);
        if (machine->has_spine)
            fprintf(
                out,
                "<route src=\"g%d-s%d\" dst=\"g%d-spine\"><link_ctn id=\"g%d-s%d-spine\" direction=\"UP\"/></route>\n",
                group, a, group, group, a);
    }
}

static void write_group(const struct dragonfly *machine, FILE *out, int group)
{
    int first, end, of_node = machine->node_devices;
    group_devices(machine, group, &first, &end);
    fprintf(out, "<zone id=\"g%d\" routing=\"DijkstraCache\">\n", group);
    for (int device = first; device < end; device++) {
        fprintf(out, "<host id=\"node%d-%s%d\" speed=\"%s\">\n", device / of_node, machine->device, device % of_node,
                machine->speed);
        write_properties(out, machine->device_properties);
        fprintf(out, "</host>\n");
    }
    for (int s = 0; s < machine->switches; s++)
        fprintf(out, "<router id=\"g%d-s%d\"/>\n", group, s);
    if (machine->has_spine)
        fprintf(out, "<router id=\"g%d-spine\"/>\n", group);
    for (int device = first; device < end; device++)
        fprintf(out,
                "<route src=\"node%d-%s%d\" dst=\"g%d-s%d\"><link_ctn id=\"nic%d-%d\" direction=\"UP\"/></route>\n",
                device / of_node, machine->device, device % of_node, group, (device - first) / machine->switch_devices,
                device / of_node, device % of_node);
    write_switch_routes(machine, out, group);
    fprintf(out, "</zone>\n");
}

/* Where the links of `group` to `other` end: at the spine, or the other groups take the switches in turn. */
static void write_gateway(const struct dragonfly *machine, FILE *out, const char *end, int group, int other)
{
    if (machine->has_spine)
        fprintf(out, " gw_%s=\"g%d-spine\"", end, group);
    else
        fprintf(out, " gw_%s=\"g%d-s%d\"", end, group, (other < group ? other : other - 1) % machine->switches);
}

static void write_group_routes(const struct dragonfly *machine, FILE *out)
{
    for (int a = 0; a < machine->groups; a++)
        for (int b = a + 1; b < machine->groups; b++) {
            fprintf(out, "<zoneRoute src=\"g%d\" dst=\"g%d\"", a, b);
            write_gateway(machine, out, "src", a, b);
            write_gateway(machine, out, "dst", b, a);
            fprintf(out, "><link_ctn id=\"g%d-g%d\" direction=\"UP\"/></zoneRoute>\n", a, b);
        }
}

void dragonfly_write(const struct dragonfly *machine, FILE *out)
{
    fprintf(out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\">\n"
            "<!-- Written by: onde platform generate %s -->\n"
            "<platform version=\"4.1\">\n"
            "<config>\n",
            machine->name);
    write_properties(out, machine->configuration);
    fprintf(out, "</config>\n<zone id=\"%s\" routing=\"Full\">\n", machine->name);
    write_properties(out, machine->properties);
    fprintf(out, "<zone id=\"begin\" routing=\"None\"/>\n");
    write_links(machine, out);
    for (int group = 0; group < machine->groups; group++)
        write_group(machine, out, group);
    write_group_routes(machine, out);
    fprintf(out, "</zone>\n</platform>\n");
}
