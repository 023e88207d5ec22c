/* aurora.c: Aurora, Argonne National Laboratory. Every number and its source is in the properties below.
 *
 * A host is a GPU with a sixth of the two processors. 166 groups of 32 switches, two nodes a switch:
 * 166 * 32 * 2 * 6 = 63,744. */
#include "platform/generators/dragonfly.h"
#include "platform/generators/generators.h"
#include "platform/generators/slingshot.h"

static const struct dragonfly_property configuration[] = {SLINGSHOT_CONFIGURATION};

static const struct dragonfly_property properties[] = {
    {"title", "Aurora: 10,624 nodes of 6 GPU Max, Slingshot-11 dragonfly"},
    {"source hosts",
     "10,624 nodes of 2 Xeon Max and 6 GPU Max in 166 groups (Ibeid et al., Scaling MPI Applications on "
     "Aurora, arXiv 2512.04291, a review was read); a host is a GPU with a sixth of the node"},
    {"source speed",
     "Rmax of the Top500 list: 1.012 EF with 9,264,128 cores, 10,624 nodes of 104 + 6 x 128; 15.88 Tf a GPU, "
     "sustained in HPL, double precision"},
    {"source bandwidth", "Slingshot-11: 200 Gb/s a port"},
    {"source groups",
     "the same paper: 32 switches a group, joined all to all, two nodes a switch; two links between two "
     "groups"},
    {"source memory",
     "the same paper: 147.46 PB/s of HBM2e in the machine, taken for the 63,744 GPUs; 2.31 TB/s, peak"},
    {"source memory_size",
     "Intel, Data Center GPU Max 1550: 128 GB of HBM2E (unverified); the sixth of the memory of the node is left out"},
    {"source power",
     "the same list, 26.15 GF/W: 38.7 MW over 63,744 GPUs, 607 W; idle a quarter of it (unverified); 0 W off"},
    {"approximated interfaces",
     "a node has 8 interfaces for its 6 GPUs; here each GPU has one, and two are left out: a node "
     "injects 150 GB/s, where Aurora's injects 200"},
    {"approximated ranks", "programs often run 12 ranks a node, one on each half of a GPU: two of them share a host"},
    SLINGSHOT_PROPERTIES,
    {NULL, NULL},
};

static const struct dragonfly_property device[] = {
    {"wattage_per_state", "152:607"}, {"wattage_off", "0"}, {"memory", "128GB"},
    {"memory_bandwidth", "2310GBps"}, {NULL, NULL},
};

void generate_aurora(FILE *out)
{
    const struct dragonfly machine = {
        .name = "aurora",
        .device = "gpu",
        .node_devices = 6,
        .nodes = 10624,
        .groups = 166,
        .switches = 32,
        .switch_devices = 12,
        .speed = "15.88Tf",
        .interface = SLINGSHOT_PORT,
        .local = {"25GBps", "350ns"},
        .global = {"50GBps", "350ns"},
        .configuration = configuration,
        .properties = properties,
        .device_properties = device,
    };
    dragonfly_write(&machine, out);
}
