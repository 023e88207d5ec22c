/* frontier.c: Frontier, Oak Ridge National Laboratory, as it is since it grew from 74 to 77 cabinets. Every number and its
 * source is in the properties below.
 *
 * A host is an MI250X with a quarter of the processor: each has its own network interface (4 a node). 77 groups of 32
 * switches, 16 interfaces a switch: 77 * 32 * 16 = 39,424. */
#include "platform/generators/dragonfly.h"
#include "platform/generators/generators.h"
#include "platform/generators/slingshot.h"

static const struct dragonfly_property configuration[] = {SLINGSHOT_CONFIGURATION};

static const struct dragonfly_property properties[] = {
    {"title", "Frontier: 9,856 nodes of 4 MI250X, Slingshot-11 dragonfly"},
    {"source hosts",
     "Frontier User Guide (docs.olcf.ornl.gov): 77 cabinets of 128 nodes, 9,856; a host is an MI250X with a "
     "quarter of the node. At the time of its first list, 2022, there were 9,408 in 74"},
    {"source speed",
     "Rmax of 11/2024 on the Top500 list: 1.353 EF with 9,066,176 cores, taken for 9,604 nodes of 64 + 8 x "
     "110; 35.22 Tf an MI250X, sustained in HPL, double precision"},
    {"source bandwidth", "Slingshot-11: 200 Gb/s a port, 4 x 25 GB/s a node"},
    {"source groups",
     "a group is a cabinet of 128 nodes and 32 switches, with 16 ports down, 31 to the other switches, 16 "
     "to other groups; 4 links between two groups"},
    {"source memory", "HBM2E of the MI250X: 3.2 TB/s, peak (unverified)"},
    {"source memory_size",
     "AMD, MI250X: 128 GB of HBM2E (unverified); the quarter of the memory of the node is left out"},
    {"source power", "24.6 MW over 38,416 MI250X (unverified), 640 W; idle a quarter of it (unverified); 0 W off"},
    {"approximated ranks",
     "programs often run 8 ranks a node, one on each half (GCD) of an MI250X: two of them share a host, "
     "its interface and its speed"},
    SLINGSHOT_PROPERTIES,
    {NULL, NULL},
};

static const struct dragonfly_property device[] = {
    {"wattage_per_state", "160:640"}, {"wattage_off", "0"}, {"memory", "128GB"},
    {"memory_bandwidth", "3200GBps"}, {NULL, NULL},
};

void generate_frontier(FILE *out)
{
    const struct dragonfly machine = {
        .name = "frontier",
        .device = "gpu",
        .node_devices = 4,
        .nodes = 9856,
        .groups = 77,
        .switches = 32,
        .switch_devices = 16,
        .speed = "35.22Tf",
        .interface = SLINGSHOT_PORT,
        .local = {"25GBps", "350ns"},
        .global = {"100GBps", "350ns"},
        .configuration = configuration,
        .properties = properties,
        .device_properties = device,
    };
    dragonfly_write(&machine, out);
}
