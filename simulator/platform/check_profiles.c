/* check_profiles.c: the availability profiles of a platform file, which SimGrid 3.32 takes in fewer places than its grammar
 * says, and aborts in the others. See checking.h. */
#include "platform/checking.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Room for one more, by doubling: when the count is a power of two. */
static void *grown(void *list, size_t count, size_t size)
{
    if ((count & (count - 1)) != 0)
        return list;
    return reallocarray(list, count == 0 ? 1 : 2 * count, size);
}

static const char *const profile_texts[] = {
    [PROFILE_HOST_STATE] = "state",         [PROFILE_HOST_SPEED] = "speed",     [PROFILE_LINK_STATE] = "state",
    [PROFILE_LINK_BANDWIDTH] = "bandwidth", [PROFILE_LINK_LATENCY] = "latency",
};

/* Gives a profile to a host or a link. `attribute`: where the profile was named. */
static bool add_profile(struct check *check, enum profile_kind kind, const char *name, const char *attribute,
                        const struct profile *profile)
{
    struct error local = {0};
    if (!profile_suits(profile, kind, &local))
        return checking_fails(check, attribute, &local);
    char key[LONGEST_NAME];
    snprintf(key, sizeof key, "%d %s", (int)kind, name);
    if (!names_add(check->names, key, &(struct name_entry){.kind = NAME_PROFILED}, NULL))
        return reader_error(check->reader, check->err, "<%s>: \"%s\" has a profile of its %s already",
                            reader_element(check->reader), name, profile_texts[kind]);
    struct platform_profile *list = grown(check->profiles, check->profile_count, sizeof *list);
    char *element = strdup(name);
    if (list != NULL)
        check->profiles = list;
    if (list == NULL || element == NULL) {
        free(element);
        return reader_error(check->reader, check->err, "not enough memory");
    }
    list[check->profile_count++] = (struct platform_profile){
        .kind = kind, .element = element, .line = reader_line(check->reader), .returns = profile->returns};
    return true;
}

/* Reads a profile file that an attribute names. SimGrid knows a profile by the name of its file, or by the id of the <trace>
 * that holds it, and aborts when it meets a name again. */
static bool read_profile(struct check *check, const char *attribute, struct profile *out)
{
    const char *name = checking_text(check, attribute);
    struct error local = {0};
    struct name_entry entry = {.kind = NAME_PROFILE};
    if (!names_add(check->names, name, &entry, NULL))
        return reader_error(check->reader, check->err,
                            "<%s %s=\"%s\">: SimGrid takes a profile of one name once; write \"./%s\" here",
                            reader_element(check->reader), attribute, name, name);
    if (profile_read(check->file, name, out, &local))
        return true;
    if (local.file[0] != '\0')
        return error_set(check->err, local.kind, local.file, local.line, "%s", local.text);
    return checking_fails(check, attribute, &local);
}

/* A profile that an attribute of a host or a link names, if it does. */
static bool check_profile(struct check *check, const char *attribute, enum profile_kind kind)
{
    struct profile profile;
    return !checking_has(check, attribute) ||
           (read_profile(check, attribute, &profile) &&
            add_profile(check, kind, checking_text(check, "id"), attribute, &profile));
}

bool checking_host_profiles(struct check *check)
{
    return check_profile(check, "state_file", PROFILE_HOST_STATE) &&
           check_profile(check, "speed_file", PROFILE_HOST_SPEED);
}

bool checking_link_profiles(struct check *check)
{
    if (strcmp(checking_text(check, "sharing_policy"), "SPLITDUPLEX") == 0 && checking_has(check, "state_file"))
        return reader_error(
            check->reader, check->err,
            "<link state_file=\"%s\">: SimGrid aborts when a SPLITDUPLEX link goes off; write two links, "
            "one for each direction",
            checking_text(check, "state_file"));
    return check_profile(check, "state_file", PROFILE_LINK_STATE) &&
           check_profile(check, "bandwidth_file", PROFILE_LINK_BANDWIDTH) &&
           check_profile(check, "latency_file", PROFILE_LINK_LATENCY);
}

bool checking_start_trace(struct check *check)
{
    struct name_entry entry = {.kind = NAME_TRACE, .zone = check->zone, .number = check->trace_count};
    struct trace *list = grown(check->traces, check->trace_count, sizeof *list);
    if (list == NULL)
        return reader_error(check->reader, check->err, "not enough memory");
    check->traces = list;
    list[check->trace_count++] = (struct trace){0};
    return checking_add_name(check, checking_text(check, "id"), &entry);
}

bool checking_end_trace(struct check *check)
{
    struct profile *profile = &check->traces[check->trace_count - 1].profile;
    struct error local = {0};
    if (checking_has(check, "file"))
        return read_profile(check, "file", profile);
    char *end;
    const char *periodicity = checking_text(check, "periodicity"), *id = checking_text(check, "id");
    double period = strtod(periodicity, &end);
    if (end == periodicity || *end != '\0' || !isfinite(period))
        return reader_error(check->reader, check->err,
                            "<trace periodicity=\"%s\">: expected seconds; 0: it does not repeat", periodicity);
    if (!names_add(check->names, id, &(struct name_entry){.kind = NAME_PROFILE}, NULL))
        return reader_error(check->reader, check->err, "<trace id=\"%s\">: there is a profile file of this name", id);
    if (profile_parse(reader_text(check->reader), period, profile, &local))
        return true;
    if (local.line == 0)
        return checking_fails(check, NULL, &local);
    return error_set(check->err, local.kind, check->file, reader_line(check->reader) + local.line - 1, "<trace>: %s",
                     local.text);
}

bool checking_start_connection(struct check *check)
{
    const char *kind = checking_text(check, "kind"), *element = checking_text(check, "element"),
               *trace = checking_text(check, "trace");
    const struct name_entry *found = names_find(check->names, trace, NAME_TRACE);
    if (found == NULL)
        return checking_unknown(check, "trace", trace, "trace", NAME_TRACE);
    bool of_state = kind[0] == '\0' || strcmp(kind, "HOST_AVAIL") == 0;
    if (!of_state && strcmp(kind, "SPEED") != 0)
        return reader_error(
            check->reader, check->err,
            "<trace_connect kind=\"%s\">: SimGrid 3.32 aborts on traces of links; name a profile file in "
            "the %s of the <link>",
            kind,
            strcmp(kind, "LINK_AVAIL") == 0  ? "state_file"
            : strcmp(kind, "BANDWIDTH") == 0 ? "bandwidth_file"
                                             : "latency_file");
    const struct name_entry *host = names_find(check->names, element, NAME_HOST);
    if (host == NULL || host->kind != NAME_HOST)
        return checking_unknown(check, "element", element, "host", NAME_HOST);
    struct trace *connected = &check->traces[found->number];
    if (connected->connected)
        return reader_error(check->reader, check->err,
                            "<trace_connect trace=\"%s\">: SimGrid passes over the second connection of a trace; write "
                            "another <trace>",
                            trace);
    connected->connected = true;
    return add_profile(check, of_state ? PROFILE_HOST_STATE : PROFILE_HOST_SPEED, element, "trace",
                       &connected->profile);
}
