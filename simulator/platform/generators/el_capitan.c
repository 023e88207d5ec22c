/* el_capitan.c: El Capitan, Lawrence Livermore National Laboratory. Every number and its source is in the <prop>s
 * below; platforms/README.md says what is approximated.
 *
 * A host is an APU: MPI runs one rank on each, and each has its own network interface (4 a node). 87 groups of 32
 * switches, 16 APUs a switch: 87 * 32 * 16 = 44,544. The switches of a group are joined all to all; each pair of groups
 * is joined by 4 links, between the two switches that global_switch() says. A message takes at most one link in its
 * group, one between groups, one in the other group: 3 hops from switch to switch.
 *
 * How it is put for SimGrid 3.32 (measured: 1.2 s and 260 MB to load, against 33 s with a zone for each switch):
 * - looking a name up visits every zone, so there are few zones: a group is one zone with its switches as routers;
 * - for the same reason all links are in the outermost zone, where they are found at once;
 * - SimGrid's parser wants a zone of zones to begin with a zone, and the links must come before the groups that use
 *   them: hence the empty zone "begin". */
#include "platform/generators/generators.h"

enum {
    GROUPS = 87,
    SWITCHES = 32, /* of a group */
    APUS = 16,     /* of a switch */
    NODE_APUS = 4,
};

static const char header[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\">\n"
    "<!-- Written by: onde platform generate el-capitan -->\n"
    "<platform version=\"4.1\">\n"
    "<config>\n"
    "<prop id=\"network/model\" value=\"CM02\"/>\n"
    "<prop id=\"network/crosstraffic\" value=\"0\"/>\n"
    "</config>\n"
    "<zone id=\"el-capitan\" routing=\"Full\">\n"
    "<prop id=\"title\" value=\"El Capitan: 11,136 nodes of 4 APUs MI300A, Slingshot-11 dragonfly\"/>\n"
    "<prop id=\"source hosts\" value=\"11,136 nodes, 44,544 APUs: LLNL; a host is an APU\"/>\n"
    "<prop id=\"source speed\" value=\"Rmax of 11/2024 on the Top500 list: 1.742 EF with 11,039,616 cores, 43,808 APUs "
    "of "
    "252; 39.764 Tf an APU, sustained in HPL, double precision\"/>\n"
    "<prop id=\"source bandwidth\" value=\"Slingshot-11: 200 Gb/s a port, 4 interfaces a node, one an APU\"/>\n"
    "<prop id=\"source latency\" value=\"350 ns a switch (De Sensi et al., SC 2020, for the switch); 2 us between two "
    "APUs of "
    "one switch (MPI, unverified); 350 ns for each further switch\"/>\n"
    "<prop id=\"source groups\" value=\"not published; 87 groups of 128 nodes fit one cabinet a group (inference), 32 "
    "switches a group and 4 links between two groups as in Frontier\"/>\n"
    "<prop id=\"approximated routing\" value=\"minimal; Slingshot's is adaptive\"/>\n"
    "<prop id=\"approximated node\" value=\"the 4 APUs of a node talk through their interfaces and the switch they "
    "share\"/>\n"
    "<prop id=\"approximated model\" value=\"CM02 without cross-traffic: latencies and bandwidths are those of this "
    "file, and "
    "acknowledgements cost nothing\"/>\n"
    "<zone id=\"begin\" routing=\"None\"/>\n";

/* The switch of `group` where the links to `other` end: the other groups take the switches in turn. */
static int global_switch(int group, int other)
{
    return (other < group ? other : other - 1) % SWITCHES;
}

static void write_links(FILE *out)
{
    for (int group = 0; group < GROUPS; group++) {
        for (int apu = 0; apu < SWITCHES * APUS; apu++) {
            int node = (group * SWITCHES * APUS + apu) / NODE_APUS;
            fprintf(out,
                    "<link id=\"nic%d-%d\" bandwidth=\"25GBps\" latency=\"1us\" sharing_policy=\"SPLITDUPLEX\"/>\n",
                    node, apu % NODE_APUS);
        }
        for (int a = 0; a < SWITCHES; a++)
            for (int b = a + 1; b < SWITCHES; b++)
                fprintf(out,
                        "<link id=\"g%d-s%d-s%d\" bandwidth=\"25GBps\" latency=\"350ns\" "
                        "sharing_policy=\"SPLITDUPLEX\"/>\n",
                        group, a, b);
    }
    for (int a = 0; a < GROUPS; a++)
        for (int b = a + 1; b < GROUPS; b++)
            fprintf(out,
                    "<link id=\"g%d-g%d\" bandwidth=\"100GBps\" latency=\"350ns\" sharing_policy=\"SPLITDUPLEX\"/>\n",
                    a, b);
}

static void write_group(FILE *out, int group)
{
    fprintf(out, "<zone id=\"g%d\" routing=\"DijkstraCache\">\n", group);
    int first = group * SWITCHES * APUS;
    for (int apu = first; apu < first + SWITCHES * APUS; apu++)
        fprintf(out, "<host id=\"node%d-apu%d\" speed=\"39.764Tf\"/>\n", apu / NODE_APUS, apu % NODE_APUS);
    for (int s = 0; s < SWITCHES; s++)
        fprintf(out, "<router id=\"g%d-s%d\"/>\n", group, s);
    for (int apu = first; apu < first + SWITCHES * APUS; apu++)
        fprintf(out,
                "<route src=\"node%d-apu%d\" dst=\"g%d-s%d\"><link_ctn id=\"nic%d-%d\" direction=\"UP\"/></route>\n",
                apu / NODE_APUS, apu % NODE_APUS, group, (apu - first) / APUS, apu / NODE_APUS, apu % NODE_APUS);
    for (int a = 0; a < SWITCHES; a++)
        for (int b = a + 1; b < SWITCHES; b++)
            fprintf(out,
                    "<route src=\"g%d-s%d\" dst=\"g%d-s%d\"><link_ctn id=\"g%d-s%d-s%d\" direction=\"UP\"/></route>\n",
                    group, a, group, b, group, a, b);
    fprintf(out, "</zone>\n");
}

void generate_el_capitan(FILE *out)
{
    fputs(header, out);
    write_links(out);
    for (int group = 0; group < GROUPS; group++)
        write_group(out, group);
    for (int a = 0; a < GROUPS; a++)
        for (int b = a + 1; b < GROUPS; b++)
            fprintf(out,
                    "<zoneRoute src=\"g%d\" dst=\"g%d\" gw_src=\"g%d-s%d\" gw_dst=\"g%d-s%d\"><link_ctn id=\"g%d-g%d\" "
                    "direction=\"UP\"/></zoneRoute>\n",
                    a, b, a, global_switch(a, b), b, global_switch(b, a), a, b);
    fputs("</zone>\n</platform>\n", out);
}
