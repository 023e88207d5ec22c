/* test_costs.c: what a platform file says of the costs of its hosts: watts and prices that make sense pass, the others are
 * named with their line. */
#include "platform/costs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* A host of two states whose properties begin on line 4. */
#define HEAD                                                                                                           \
    "<?xml version=\"1.0\"?><!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\">\n<platform "                \
    "version=\"4.1\">"
#define HOST(properties)                                                                                               \
    HEAD "<zone id=\"z\" routing=\"Full\">\n<host id=\"h\" speed=\"2Gf,1Gf\">\n" properties "\n</host>\n"              \
         "<host id=\"i\" speed=\"1Gf\">\n<prop id=\"price_per_hour\" value=\"1 USD\"/></host></zone></platform>\n"
#define PROP(id, value) "<prop id=\"" id "\" value=\"" value "\"/>"

static void check(const char *text, struct error *err)
{
    *err = (struct error){0};
    platform_check_buffer("p.xml", text, strlen(text), err);
}

static void watts_and_prices_that_make_sense_pass(void **unused)
{
    (void)unused;
    static const char *const right[] = {
        HOST(PROP("wattage_per_state", "95:120:200,93:170")),
        HOST(PROP("wattage_per_state", "95.0:120.0:200.0, 93.0:115.0:170.0") PROP("wattage_off", "10")),
        HOST(PROP("price_per_hour", "3.60 USD")),
        HOST(PROP("price_per_hour", "0.19USD")),
        HOST(PROP("price_currency", "USD") PROP("price_per_hour", "0.19")),
        HOST(PROP("price_per_hour", "0") "\n" PROP("price_currency", "USD")),
    };
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        struct error err;
        check(right[i], &err);
        if (err.kind != ERROR_NONE)
            fail_msg("%zu: line %d: %s", i, err.line, err.text);
    }
}

static void those_that_do_not_are_named_with_their_line(void **unused)
{
    (void)unused;
    static const struct {
        const char *platform, *words;
        int line;
    } wrong[] = {
        {HOST(PROP("wattage_per_state", "95:120:200")), "watts of 1 states of a host that has 2", 4},
        {HOST("\n" PROP("wattage_per_state", "95,93")), "value=\"95,93\">: expected watts, idle:full", 5},
        {HOST(PROP("wattage_per_state", "95:-1,1:2")), "expected watts, idle:full", 4},
        {HOST(PROP("wattage_per_state", "1:2:3:4,1:2")), "expected watts, idle:full", 4},
        {HOST(PROP("wattage_per_state", "")), "expected watts, idle:full", 4},
        {HOST(PROP("wattage_per_state", "1:2,1:2W")), "expected watts, idle:full", 4},
        {HOST(PROP("wattage_off", "5W")), "<prop id=\"wattage_off\" value=\"5W\">: expected watts, 0 or more", 4},
        {HOST("\n" PROP("price_per_hour", "3.60")), "a price without currency: expected it with the number", 5},
        {HOST(PROP("price_per_hour", "-3.60 USD")),
         "value=\"-3.60 USD\">: expected a price with its currency, 0 or more", 4},
        {HOST(PROP("price_per_hour", "3.60 dollars")), "expected a price with its currency", 4},
        {HOST(PROP("price_per_hour", "USD")), "expected a price with its currency", 4},
        {HOST(PROP("price_currency", "usd")), "expected a currency of three capital letters", 4},
        {HOST(PROP("price_per_hour", "3.60 EUR")), "prices in two currencies: expected EUR, as on line 4", 7},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct error err;
        check(wrong[i].platform, &err);
        if (err.kind != ERROR_INPUT || err.line != wrong[i].line || strstr(err.text, wrong[i].words) == NULL)
            fail_msg("%zu: line %d: \"%s\"; expected line %d: \"%s\"", i, err.line, err.text, wrong[i].line,
                     wrong[i].words);
    }
}

static void a_cluster_has_costs_like_a_host(void **unused)
{
    (void)unused;
    static const char cluster[] =
        HEAD "\n<cluster id=\"c\" prefix=\"n\" suffix=\"\" radical=\"0-3\" speed=\"1Gf\" bw=\"1GBps\" lat=\"1us\">\n"
             "<prop id=\"price_per_hour\" value=\"1\"/></cluster></platform>\n";
    struct error err;
    check(cluster, &err);
    assert_int_equal(err.line, 4);
    assert_non_null(strstr(err.text, "a price without currency"));
}

static void the_watts_of_each_state_are_read(void **unused)
{
    (void)unused;
    struct host_watts watts;
    assert_true(watts_parse("95:120:200,93:170", 2, 0, &watts, NULL));
    assert_true(watts.idle == 95 && watts.epsilon == 120 && watts.full == 200);
    assert_true(watts_parse("95:120:200,93:170", 2, 1, &watts, NULL));
    assert_true(watts.idle == 93 && watts.epsilon == 93 && watts.full == 170); /* as SimGrid has it */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(watts_and_prices_that_make_sense_pass),
        cmocka_unit_test(those_that_do_not_are_named_with_their_line),
        cmocka_unit_test(a_cluster_has_costs_like_a_host),
        cmocka_unit_test(the_watts_of_each_state_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
