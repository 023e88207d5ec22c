/* costs.c: see costs.h. */
#include "platform/costs.h"
#include "base/decimal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

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

/* ---- prices ---- */

static bool is_currency(const char *text)
{
    return strlen(text) == CURRENCY_LETTERS && strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == CURRENCY_LETTERS;
}

bool currency_parse(const char *text, char currency[CURRENCY_LETTERS + 1], struct error *err)
{
    if (!is_currency(text))
        return error_set(err, ERROR_INPUT, NULL, 0, "expected a currency of three capital letters, such as EUR");
    snprintf(currency, CURRENCY_LETTERS + 1, "%s", text);
    return true;
}

bool price_an_hour_parse(const char *text, double *price, char currency[CURRENCY_LETTERS + 1], struct error *err)
{
    bool ok = read_number(&text, price);
    text = skip_space(text);
    currency[0] = '\0';
    if (!ok || (*text != '\0' && !currency_parse(text, currency, NULL)))
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "expected a price an hour, 0 or more, with its currency, such as 3.60 USD");
    return true;
}
