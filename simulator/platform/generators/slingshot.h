/* slingshot.h: what the machines on HPE Slingshot-11 have in common. Properties are those of struct dragonfly_property. */
#ifndef ONDE_PLATFORM_GENERATORS_SLINGSHOT_H
#define ONDE_PLATFORM_GENERATORS_SLINGSHOT_H

/* Of the 2 us between two interfaces of a switch, 0.4 us are what MPI costs the two ends, and a fifth of every latency
 * goes for it. */
#define SLINGSHOT_CONFIGURATION                                                                                        \
    {"network/model", "CM02"}, {"network/crosstraffic", "0"}, {"smpi/lat-factor", "0:0.8"}, {"smpi/bw-factor", "0:1"}, \
        {"smpi/os", "0:2e-7:0"}, {"smpi/ois", "0:2e-7:0"}, {"smpi/or", "0:2e-7:0"},                                    \
    {                                                                                                                  \
        NULL, NULL                                                                                                     \
    }

#define SLINGSHOT_PORT                                                                                                 \
    {                                                                                                                  \
        "25GBps", "1us"                                                                                                \
    }

#define SLINGSHOT_PROPERTIES                                                                                           \
    {"source latency", "350 ns a switch (De Sensi et al., SC 2020, for the switch); 2 us between two interfaces of "   \
                       "one switch (MPI, unverified); 350 ns for each further switch"},                                \
        {"source overhead", "0.2 us a message at each end (unverified)"}, {"published_latency", "2us"},                \
        {"published_latency_source", "MPI over Slingshot, about 2 us (unverified)"},                                   \
        {"published_bandwidth", "25GBps"}, {"published_bandwidth_source", "a port of Slingshot-11: 200 Gb/s"},         \
        {"approximated routing", "minimal; Slingshot's is adaptive"},                                                  \
        {"approximated node", "the devices of a node talk through their interfaces and the switch they share"},        \
    {                                                                                                                  \
        "approximated model", "CM02 without cross-traffic: latencies and bandwidths are those of this file, and "      \
                              "acknowledgements cost nothing; under MPI a fifth of the latency is paid at the ends "   \
                              "(smpi/os, smpi/or), and smpi/lat-factor leaves the rest"                                \
    }

#endif
