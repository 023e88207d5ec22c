/* checking.h: a platform file that is being read and held against what SimGrid 3.32 makes of it: what check.c,
 * check_costs.c and check_profiles.c share. Only for these. */
#ifndef ONDE_PLATFORM_CHECKING_H
#define ONDE_PLATFORM_CHECKING_H

#include "platform/names.h"
#include "platform/platform.h"
#include "platform/profile.h"
#include "platform/reader.h"
#include "platform/zones.h"

enum { LONGEST_NAME = 512 };

/* A <trace>, which is connected to one host. */
struct trace {
    struct profile profile;
    bool connected;
};

struct check {
    const char *file;
    struct reader *reader;
    struct names_table *names;
    struct zones *zones;
    struct error *err;
    uint32_t zone;        /* where we are; NO_ZONE outside */
    uint32_t route_links; /* of the route that is open */
    struct trace *traces; /* in the order of the file */
    uint32_t trace_count;
    struct platform_profile *profiles; /* in the order of the file */
    size_t profile_count;
    struct {
        uint32_t states; /* speeds; 0: no host is open */
        int price_line;  /* of the price of an hour; 0: none yet */
        char currency[CURRENCY_LETTERS + 1];
    } host;                              /* that is open, or the cluster */
    char currency[CURRENCY_LETTERS + 1]; /* of the prices so far; empty: none */
    int currency_line;
};

/* The text of an attribute of the element where the reader stands; empty when it is not there. */
const char *checking_text(struct check *check, const char *attribute);
bool checking_has(struct check *check, const char *attribute);
/* Gives the error of a function that knows no line the element, and the attribute unless it is NULL, where it happened.
 * Always returns false. */
bool checking_fails(struct check *check, const char *attribute, const struct error *local);
/* A name that nothing defines: the error suggests the nearest. Always returns false. */
bool checking_unknown(struct check *check, const char *attribute, const char *name, const char *kind_text,
                      enum name_kind kind);
bool checking_add_name(struct check *check, const char *name, const struct name_entry *entry);

/* A host or a cluster of hosts of so many states begins, and ends: what its properties say of its costs. */
void checking_open_host(struct check *check, uint32_t states);
bool checking_close_host(struct check *check);
bool checking_cost_property(struct check *check);

/* The profiles that attributes of a host or of a link name. */
bool checking_host_profiles(struct check *check);
bool checking_link_profiles(struct check *check);
/* <trace>, at its start and at its end, and <trace_connect>. */
bool checking_start_trace(struct check *check);
bool checking_end_trace(struct check *check);
bool checking_start_connection(struct check *check);

#endif
