/* el_capitan.c: El Capitan, Lawrence Livermore National Laboratory. Every number and its source is in the properties
 * below; platforms/README.md says what is approximated.
 *
 * A host is an APU: MPI runs one rank on each, and each has its own network interface (4 a node). 87 groups of 32
 * switches, 16 APUs a switch: 87 * 32 * 16 = 44,544. Each pair of groups is joined by 4 links, which are one here. */
#include "platform/generators/dragonfly.h"
#include "platform/generators/generators.h"
#include "platform/generators/slingshot.h"

static const struct dragonfly_property configuration[] = {SLINGSHOT_CONFIGURATION};

static const struct dragonfly_property properties[] = {
    {"title", "El Capitan: 11,136 nodes of 4 APUs MI300A, Slingshot-11 dragonfly"},
    {"source hosts", "11,136 nodes, 44,544 APUs: LLNL; a host is an APU"},
    {"source speed",
     "Rmax of 11/2024 on the Top500 list: 1.742 EF with 11,039,616 cores, 43,808 APUs of 252; 39.764 Tf an "
     "APU, sustained in HPL, double precision"},
    {"source bandwidth", "Slingshot-11: 200 Gb/s a port, 4 interfaces a node, one an APU"},
    {"source groups",
     "not published; 87 groups of 128 nodes fit one cabinet a group (inference), 32 switches a group and 4 "
     "links between two groups as in Frontier"},
    {"source memory", "HBM3 of the MI300A: 5.3 TB/s, peak (unverified)"},
    {"source memory_size", "AMD, MI300A: 128 GB of HBM3, which its processor and its GPU share"},
    {"source power",
     "the same list, 58.89 GF/W: 29.58 MW over 43,808 APUs, 675 W; idle a quarter of it (unverified); 0 W "
     "off"},
    SLINGSHOT_PROPERTIES,
    {NULL, NULL},
};

static const struct dragonfly_property device[] = {
    {"wattage_per_state", "169:675"}, {"wattage_off", "0"}, {"memory", "128GB"},
    {"memory_bandwidth", "5300GBps"}, {NULL, NULL},
};

void generate_el_capitan(FILE *out)
{
    const struct dragonfly machine = {
        .name = "el-capitan",
        .device = "apu",
        .node_devices = 4,
        .nodes = 11136,
        .groups = 87,
        .switches = 32,
        .switch_devices = 16,
        .speed = "39.764Tf",
        .interface = SLINGSHOT_PORT,
        .local = {"25GBps", "350ns"},
        .global = {"100GBps", "350ns"},
        .configuration = configuration,
        .properties = properties,
        .device_properties = device,
    };
    dragonfly_write(&machine, out);
}
