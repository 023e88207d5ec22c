/* jupiter.c: JUPITER Booster, Jülich Supercomputing Centre. Every number and its source is in the properties below.
 *
 * A host is a GH200: MPI runs one rank on each, and each has its own network interface (4 a node). 25 groups of 15 leaf
 * switches, 64 interfaces a leaf; the last group is not full. The 16 spine switches of a group are one here, with the
 * bandwidth of all: adaptive routing spreads messages over them. */
#include "platform/generators/dragonfly.h"
#include "platform/generators/generators.h"

static const struct dragonfly_property configuration[] = {
    {"network/model", "CM02"}, {"network/crosstraffic", "0"}, {"smpi/lat-factor", "0:0.6"}, {"smpi/bw-factor", "0:1"},
    {"smpi/os", "0:2e-7:0"},   {"smpi/ois", "0:2e-7:0"},      {"smpi/or", "0:2e-7:0"},      {NULL, NULL},
};

static const struct dragonfly_property properties[] = {
    {"title", "JUPITER Booster: 5,884 nodes of 4 GH200, NDR InfiniBand Dragonfly+"},
    {"source hosts", "Top500 list of 11/2025: 4,801,344 cores, 23,536 GH200 of 204; a host is a GH200"},
    {"source speed", "the same list: Rmax 1.000 EF; 42.49 Tf a GH200, sustained in HPL, double precision"},
    {"source bandwidth",
     "JUPITER configuration (apps.fz-juelich.de/jsc/hps/jupiter): 4 x InfiniBand NDR200 a node, one a "
     "GH200"},
    {"source latency", "1 us between two interfaces of one switch (MPI, unverified); 0.15 us for each further link "
                       "(unverified). No published figure was found"},
    {"source overhead", "0.2 us a message at each end (unverified)"},
    {"source groups",
     "JUPITER configuration: 25 groups of 240 nodes, 15 leaf and 16 spine switches a group; 64 ports of 400 "
     "Gb/s a switch, so 32 of a leaf go up (non-blocking, inference), and a spine switch has one link to "
     "each other group (inference)"},
    {"source memory", "JUPITER configuration: HBM3 of the Hopper, 4 TB/s, peak"},
    {"source memory_size", "JUPITER configuration: 96 GB of HBM3 of the Hopper and 120 GB of LPDDR5X of the Grace"},
    {"source power", "JUPITER configuration: TDP of a GH200, 680 W; idle a quarter of it (unverified); 0 W off"},
    {"approximated spine",
     "the 16 spine switches of a group are one, with the bandwidth of all, which is what adaptive "
     "routing comes near to"},
    {"approximated routing", "minimal; JUPITER's is adaptive"},
    {"approximated node", "the GH200 of a node talk through their interfaces and the switch they share, not by NVLink"},
    {NULL, NULL},
};

static const struct dragonfly_property device[] = {
    {"wattage_per_state", "170:680"}, {"wattage_off", "0"}, {"memory", "216GB"},
    {"memory_bandwidth", "4000GBps"}, {NULL, NULL},
};

void generate_jupiter(FILE *out)
{
    const struct dragonfly machine = {
        .name = "jupiter",
        .device = "gh",
        .node_devices = 4,
        .nodes = 5884,
        .groups = 25,
        .switches = 15,
        .switch_devices = 64,
        .has_spine = true,
        .speed = "42.49Tf",
        .interface = {"25GBps", "500ns"},
        .local = {"1600GBps", "150ns"},
        .global = {"800GBps", "150ns"},
        .configuration = configuration,
        .properties = properties,
        .device_properties = device,
    };
    dragonfly_write(&machine, out);
}
