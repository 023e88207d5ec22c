/* check_costs.c: what a platform file says of the costs of its hosts: watts that SimGrid's plug-in would abort on, prices
 * without currency. See checking.h. */
#include "platform/checking.h"
#include "platform/costs.h"

#include <stdio.h>
#include <string.h>

void checking_open_host(struct check *check, uint32_t states)
{
    memset(&check->host, 0, sizeof check->host);
    check->host.states = states;
}

/* All prices of a platform are in one currency: they are added up. */
static bool note_currency(struct check *check, const char *currency)
{
    if (check->currency[0] != '\0' && strcmp(check->currency, currency) != 0)
        return reader_error(check->reader, check->err,
                            "<prop id=\"%s\" value=\"%s\">: prices in two currencies: expected %s, as on line %d",
                            checking_text(check, "id"), checking_text(check, "value"), check->currency,
                            check->currency_line);
    if (check->currency[0] == '\0')
        check->currency_line = reader_line(check->reader);
    snprintf(check->currency, sizeof check->currency, "%s", currency);
    snprintf(check->host.currency, sizeof check->host.currency, "%s", currency);
    return true;
}

static bool check_price(struct check *check, const char *text, struct error *local)
{
    double price;
    char currency[CURRENCY_LETTERS + 1];
    if (!value_parse_price(text, &price, currency, local))
        return false;
    check->host.price_line = reader_line(check->reader);
    return currency[0] == '\0' || note_currency(check, currency);
}

static bool check_currency(struct check *check, const char *text, struct error *local)
{
    char currency[CURRENCY_LETTERS + 1];
    return value_parse_currency(text, currency, local) && note_currency(check, currency);
}

bool checking_cost_property(struct check *check)
{
    const char *id = checking_text(check, "id"), *value = checking_text(check, "value");
    struct error local = {0};
    bool ok = true;
    if (strcmp(id, "wattage_per_state") == 0)
        ok = watts_parse(value, check->host.states, 0, NULL, &local);
    else if (strcmp(id, "wattage_off") == 0)
        ok = watts_off_parse(value, &local);
    else if (strcmp(id, "price_per_hour") == 0)
        ok = check_price(check, value, &local);
    else if (strcmp(id, "price_currency") == 0)
        ok = check_currency(check, value, &local);
    if (ok || check->err->kind != ERROR_NONE)
        return ok;
    return reader_error(check->reader, check->err, "<prop id=\"%s\" value=\"%s\">: %s", id, value, local.text);
}

bool checking_close_host(struct check *check)
{
    bool ok = check->host.price_line == 0 || check->host.currency[0] != '\0';
    if (!ok)
        error_set(check->err, ERROR_INPUT, check->file, check->host.price_line,
                  "<prop id=\"price_per_hour\">: a price without currency: expected it with the number, such as \"3.60 "
                  "USD\", or in <prop id=\"price_currency\" value=\"USD\"/>");
    checking_open_host(check, 0);
    return ok;
}
