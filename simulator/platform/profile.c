/* profile.c: see profile.h. */
#include "platform/profile.h"

#include "platform/reader.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { LARGEST_PROFILE = 1 << 26 }; /* bytes: more is a mistake */

static const char line_ends[] = "\n\r", blanks[] = " \t\v\f";

/* What has been read so far. */
struct parsing {
    struct profile *out;
    uint32_t events, failures;
    double last_date, period, loop_after;
    bool loops_after, off, ever_on;
};

static bool wrong(struct error *err, int line, const char *text, const char *reason)
{
    return error_set(err, ERROR_INPUT, NULL, line, "\"%s\": %s", text, reason);
}

/* Reads a number from *at on; it must end the word. */
static bool take_number(const char **at, double *out)
{
    char *end;
    *out = strtod(*at, &end);
    bool right = end != *at && isfinite(*out) && (*end == '\0' || strchr(blanks, *end) != NULL);
    *at = end + strspn(end, blanks);
    return right;
}

/* "PERIODICITY 60", "LOOPAFTER 10". Returns whether the line begins with the word. */
static bool take_word(const char *text, const char *word, double *out, bool *right)
{
    size_t length = strlen(word);
    if (strncmp(text, word, length) != 0)
        return false;
    const char *at = text + length + strspn(text + length, blanks);
    *right = at != text + length && take_number(&at, out) && *at == '\0';
    return true;
}

static bool is_random(const char *text)
{
    static const char *const words[] = {"STOCHASTIC", "DET", "NORM", "GAUSS", "EXP", "UNIF"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strncmp(text, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

static bool parse_event(struct parsing *parsing, const char *text, int line, struct error *err)
{
    double date, value;
    const char *at = text;
    if (!take_number(&at, &date) || !take_number(&at, &value) || *at != '\0')
        return wrong(err, line, text, "expected a date in seconds and a value");
    if (date < 0 || date < parsing->last_date)
        return wrong(err, line, text, "expected dates of 0 or more, in their order");
    struct profile *out = parsing->out;
    parsing->last_date = date;
    if (parsing->events++ == 0 || value < out->least) {
        out->least = value;
        out->least_line = line;
    }
    out->off_at_start = out->off_at_start || (date <= 0 && value <= 0);
    parsing->failures += value <= 0 && !parsing->off;
    parsing->off = value <= 0;
    parsing->ever_on = parsing->ever_on || value > 0;
    return true;
}

static bool parse_line(struct parsing *parsing, const char *text, int line, struct error *err)
{
    bool right = false;
    double seconds = 0;
    if (text[0] == '\0' || text[0] == '#' || text[0] == '%')
        return true;
    if (is_random(text))
        return wrong(err, line, text,
                     "SimGrid would draw the same random profile in every run, whatever the seed: use a fault of the "
                     "scenario with between=\"exponential\" or \"weibull\"");
    if (take_word(text, "PERIODICITY", &seconds, &right)) {
        parsing->period = seconds;
        return (right && seconds > 0) || wrong(err, line, text, "expected PERIODICITY and seconds, more than 0");
    }
    if (take_word(text, "LOOPAFTER", &seconds, &right)) {
        parsing->loop_after = seconds;
        parsing->loops_after = true;
        return (right && seconds >= 0) || wrong(err, line, text, "expected LOOPAFTER and seconds, 0 or more");
    }
    return parse_event(parsing, text, line, err);
}

/* How a whole profile repeats. */
static bool conclude(const struct parsing *parsing, struct error *err)
{
    bool repeats = parsing->loops_after || parsing->period > 0;
    if (parsing->events == 0)
        return error_set(err, ERROR_INPUT, NULL, 0, "a profile without a date and a value");
    if (parsing->loops_after && parsing->period > 0)
        return error_set(err, ERROR_INPUT, NULL, 0, "a profile repeats by PERIODICITY or by LOOPAFTER, not by both");
    if (parsing->period > 0 && parsing->period < parsing->last_date)
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "the period of %g s is shorter than the profile, which ends at %g s", parsing->period,
                         parsing->last_date);
    if (parsing->loops_after && !(parsing->loop_after + parsing->last_date > 0))
        return error_set(err, ERROR_INPUT, NULL, 0, "a round of 0 s: SimGrid hangs");
    if (repeats)
        parsing->out->returns = parsing->ever_on ? UINT32_MAX : 0;
    else
        parsing->out->returns = parsing->failures - parsing->off;
    return true;
}

bool profile_parse(const char *text, double period, struct profile *out, struct error *err)
{
    *out = (struct profile){0};
    struct parsing parsing = {.out = out, .period = period};
    int line = 1;
    for (const char *at = text;; at++) {
        char copy[128];
        const char *start = at + strspn(at, blanks);
        size_t length = strcspn(start, line_ends);
        at = start + length;
        while (length > 0 && strchr(blanks, start[length - 1]) != NULL)
            length--;
        bool comment = start[0] == '#' || start[0] == '%';
        snprintf(copy, sizeof copy, "%.*s", (int)(length < sizeof copy ? length : sizeof copy), start);
        if (!comment && length >= sizeof copy)
            return wrong(err, line, copy, "a line that is longer than any of a profile");
        if (!comment && !parse_line(&parsing, copy, line, err))
            return false;
        if (*at == '\0')
            return conclude(&parsing, err);
        line += *at == '\n';
    }
}

/* SimGrid looks in the working folder first, then in that of the platform: a run must not depend on the former. */
static bool find_file(const char *platform, const char *name, char *path, size_t size, struct error *err)
{
    const char *slash = strrchr(platform, '/');
    int folder = name[0] == '/' || slash == NULL ? 0 : (int)(slash - platform) + 1;
    if ((size_t)snprintf(path, size, "%.*s%s", folder, platform, name) >= size)
        return error_set(err, ERROR_INPUT, NULL, 0, "the path of the profile is too long");
    struct stat meant, here;
    if (stat(path, &meant) != 0)
        return error_set(err, ERROR_INPUT, NULL, 0, "this profile cannot be read: %s (%s)", path, strerror(errno));
    if (!S_ISREG(meant.st_mode) || meant.st_size > LARGEST_PROFILE)
        return error_set(err, ERROR_INPUT, NULL, 0, "this profile is not a file, or too large: %s", path);
    if (folder > 0 && stat(name, &here) == 0 && (here.st_dev != meant.st_dev || here.st_ino != meant.st_ino))
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "SimGrid would read the \"%s\" of the working folder instead of %s: rename one of them", name,
                         path);
    return true;
}

bool profile_read(const char *platform, const char *name, struct profile *out, struct error *err)
{
    char path[PATH_MAX], *buffer;
    size_t size;
    if (!find_file(platform, name, path, sizeof path, err) || !reader_slurp(path, &buffer, &size, err))
        return false;
    char *text = size > 0 ? strndup(buffer, size) : strdup("");
    free(buffer);
    if (text == NULL)
        return error_set(err, ERROR_INPUT, NULL, 0, "not enough memory");
    struct error local = {0};
    bool ok = strlen(text) == size || error_set(&local, ERROR_INPUT, NULL, 0, "a profile is a text");
    ok = ok && profile_parse(text, 0, out, &local);
    free(text);
    return ok || error_set(err, local.kind, path, local.line, "%s", local.text);
}

bool profile_suits(const struct profile *profile, enum profile_kind kind, struct error *err)
{
    if (kind == PROFILE_LINK_BANDWIDTH && !(profile->least > 0))
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "the value %g on line %d of the profile: expected bytes per second, more than 0 (a state "
                         "profile cuts a link)",
                         profile->least, profile->least_line);
    if (profile->least < 0)
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "the value %g on line %d of the profile: expected 0 or more; SimGrid passes over the others",
                         profile->least, profile->least_line);
    if (kind == PROFILE_HOST_STATE && profile->off_at_start)
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "this host is off at date 0, and SimGrid can place no process there: turn it off later");
    return true;
}

void profiles_free(struct platform_profile *profiles, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(profiles[i].element);
    free(profiles);
}
