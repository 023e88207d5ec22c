/* costs.c: see costs.h. */
#include "platform/costs.h"
#include "base/decimal.h"

#include <math.h>

/* A number of 0 or more, and what follows it. */
static bool read_number(const char **text, double *out)
{
    struct decimal decimal;
    *text = skip_space(*text);
    if (!decimal_read(text, &decimal))
        return false;
    *out = decimal_to_double(&decimal);
    return *out >= 0 && isfinite(*out);
}

/* ---- watts ---- */

/* "idle:full" or "idle:epsilon:full". SimGrid's plug-in takes the idle watts for epsilon where there are two. */
static bool read_state(const char **text, struct host_watts *out)
{
    double numbers[3];
    int count = 0;
    for (;;) {
        if (count == 3 || !read_number(text, &numbers[count]))
            return false;
        count++;
        if (**text != ':')
            break;
        (*text)++;
    }
    if (count < 2)
        return false;
    *out = (struct host_watts){.idle = numbers[0], .epsilon = numbers[count - 2], .full = numbers[count - 1]};
    return true;
}

bool watts_parse(const char *text, uint32_t states, uint32_t wanted, struct host_watts *out, struct error *err)
{
    struct host_watts watts;
    uint32_t count = 0;
    bool ok;
    for (;;) {
        ok = read_state(&text, &watts);
        if (ok && out != NULL && count == wanted)
            *out = watts;
        count++;
        if (!ok || *text != ',')
            break;
        text++;
    }
    if (!ok || *text != '\0')
        return error_set(
            err, ERROR_INPUT, NULL, 0,
            "expected watts, idle:full or idle:epsilon:full, such as 95:120:200, for each state of the host");
    return count == states ||
           error_set(err, ERROR_INPUT, NULL, 0,
                     "watts of %u states of a host that has %u (its speeds): expected as many", count, states);
}

bool watts_off_parse(const char *text, struct error *err)
{
    double watts;
    return (read_number(&text, &watts) && *text == '\0') ||
           error_set(err, ERROR_INPUT, NULL, 0, "expected watts, 0 or more, such as 5");
}
