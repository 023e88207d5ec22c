/* accounts.c: see accounts.h. */
#include "engine/accounts.h"

#include "base/memory.h"
#include "engine/engine.h"
#include "platform/platform.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double seconds_an_hour = 3600;
static const double joules_a_kilowatt_hour = 3.6e6;

/* Of a host. */
struct meter {
    bool placed; /* it has processes */
    bool has_watts, has_price;
    struct host_watts watts;
    double an_hour; /* price */

    uint32_t renters; /* processes of it that are rented, as announced */
    bool rented;      /* as far as readings have come */
    sim_time since;   /* of the rent */
    double at_rent;   /* J since date 0, when the rent began */
    double at_close;  /* J since date 0 */
    double energy;    /* J of the rents that are over */
    double hours;     /* paid, of the rents that are over */
};

enum what { READ_RENT, READ_RELEASE, READ_ALL };
struct reading {
    enum what what;
    uint32_t host; /* not of READ_ALL */
    sim_time time;
};

struct accounts {
    struct meter *meters; /* by host */
    uint32_t hosts;
    bool *rented;    /* by process */
    bool renting;    /* somebody was ever rented before the last task was done */
    bool by_simgrid; /* the energy */
    uint64_t left;   /* tasks that are not done */
    bool closed;     /* the last task is done; read, or among the readings that are due */
    sim_time closed_at;
    bool deferred, settling;
    struct reading *due; /* first in, first out */
    size_t due_count, due_next, due_capacity;
    char currency[CURRENCY_LETTERS + 1]; /* of the prices of hosts; empty: none has one */
};

/* ---- before the run ---- */

static void read_platform(struct accounts *accounts, struct meter *meter, uint32_t host)
{
    char currency[CURRENCY_LETTERS + 1];
    meter->placed = true;
    meter->has_watts = platform_host_watts(host, &meter->watts);
    meter->has_price = platform_host_price(host, &meter->an_hour, currency);
    if (meter->has_price)
        snprintf(accounts->currency, sizeof accounts->currency, "%s", currency);
}

bool accounts_check(const struct system *system, struct error *err)
{
    const struct accounting_settings *settings = &system_settings(system)->accounting;
    if (settings->electricity <= 0)
        return true;
    for (uint32_t i = 0; i < system_shape(system)->processes; i++) {
        double an_hour;
        char currency[CURRENCY_LETTERS + 1];
        if (platform_host_price(system_host(system, i), &an_hour, currency) &&
            strcmp(currency, settings->currency) != 0) {
            error_set(err, ERROR_INPUT, NULL, 0, "the hosts of the platform are priced in %s: expected one currency",
                      currency);
            return error_blame(err, "accounting/electricity");
        }
    }
    return true;
}

bool accounts_create(struct engine *engine, struct error *err)
{
    struct accounts *accounts = must_have(calloc(1, sizeof *accounts), "the accounts");
    engine->accounts = accounts;
    for (uint32_t i = 0; i < engine->processes; i++) {
        uint32_t host = system_host(engine->system, i);
        accounts->hosts = host >= accounts->hosts ? host + 1 : accounts->hosts;
    }
    accounts->meters = must_have(calloc((size_t)accounts->hosts + 1, sizeof *accounts->meters), "the accounts");
    accounts->rented = must_have(calloc((size_t)engine->processes + 1, sizeof *accounts->rented), "the accounts");
    for (uint32_t i = 0; i < engine->processes; i++) {
        uint32_t host = system_host(engine->system, i);
        if (!accounts->meters[host].placed)
            read_platform(accounts, &accounts->meters[host], host);
    }
    accounts->left = workload_count(system_workload(engine->system));
    accounts->by_simgrid = engine->settings->network == NETWORK_FLOW;
    return accounts_check(engine->system, err);
}

void accounts_free(struct engine *engine)
{
    struct accounts *accounts = engine->accounts;
    if (accounts == NULL)
        return;
    free(accounts->due);
    free(accounts->meters);
    free(accounts->rented);
    free(accounts);
    engine->accounts = NULL;
}

void accounts_defer(struct engine *engine)
{
    if (engine->accounts != NULL)
        engine->accounts->deferred = true;
}

/* ---- readings ---- */

/* J that a host has consumed since date 0; NAN: not known. */
static double read_energy(const struct engine *engine, uint32_t host)
{
    const struct accounts *accounts = engine->accounts;
    const struct meter *meter = &accounts->meters[host];
    if (!meter->has_watts)
        return NAN;
    if (accounts->by_simgrid)
        return platform_accounts_energy() ? platform_host_energy(host) : NAN;
    double busy, done;
    sharing_counts(&engine->works->sharings[host * SHARES + SHARE_CORES], engine->now, &busy, &done);
    struct host_facts facts = system_host_facts(engine->system, host);
    const struct host_watts *watts = &meter->watts;
    return watts->idle * (engine->now - busy) + watts->epsilon * busy +
           (watts->full - watts->epsilon) * done / (facts.speed * facts.cores);
}

/* A second, or an hour, that has begun is paid for. */
static double hours_paid(const struct engine *engine, sim_time span)
{
    static const double rounding = 1e-9; /* a sum of dates may be that much over the second */
    double unit = engine->settings->accounting.started_hours ? seconds_an_hour : 1;
    return ceil(span / unit * (1 - rounding)) * unit / seconds_an_hour;
}

static void begin_rent(struct engine *engine, uint32_t host, sim_time now)
{
    double energy = read_energy(engine, host); /* which may let others run */
    struct meter *meter = &engine->accounts->meters[host];
    meter->rented = true;
    meter->since = now;
    meter->at_rent = energy;
}

static void end_rent(struct engine *engine, uint32_t host, sim_time now)
{
    double energy = read_energy(engine, host);
    struct meter *meter = &engine->accounts->meters[host];
    meter->rented = false;
    meter->energy += energy - meter->at_rent;
    meter->hours += hours_paid(engine, now - meter->since);
}

/* The last task is done. */
static void read_all(struct engine *engine)
{
    struct accounts *accounts = engine->accounts;
    if (accounts->by_simgrid && platform_accounts_energy())
        platform_update_energy();
    for (uint32_t host = 0; host < accounts->hosts; host++) {
        struct meter *meter = &accounts->meters[host];
        if (meter->placed && (meter->rented || !accounts->renting))
            meter->at_close = read_energy(engine, host);
    }
}

static void take_reading(struct engine *engine, const struct reading *reading)
{
    switch (reading->what) {
    case READ_RENT:
        begin_rent(engine, reading->host, reading->time);
        break;
    case READ_RELEASE:
        end_rent(engine, reading->host, reading->time);
        break;
    case READ_ALL:
        read_all(engine);
        break;
    }
}

/* Where reading lets others run, they may come here meanwhile, and leave what is due to whoever is at it. If the run ends
 * meanwhile, what was not read whole is read again, still at the same date. */
void accounts_settle(struct engine *engine)
{
    struct accounts *accounts = engine->accounts;
    if (accounts->settling || accounts->due_count == 0)
        return;
    accounts->settling = true;
    while (accounts->due_next < accounts->due_count) {
        struct reading reading = accounts->due[accounts->due_next];
        take_reading(engine, &reading);
        accounts->due_next++;
    }
    accounts->due_next = accounts->due_count = 0;
    accounts->settling = false;
}

static void read_soon(struct engine *engine, enum what what, uint32_t host)
{
    struct accounts *accounts = engine->accounts;
    if (accounts->due_count == accounts->due_capacity) {
        accounts->due_capacity = accounts->due_capacity == 0 ? 16 : 2 * accounts->due_capacity;
        accounts->due =
            must_have(realloc(accounts->due, accounts->due_capacity * sizeof *accounts->due), "the accounts");
    }
    accounts->due[accounts->due_count++] = (struct reading){what, host, engine->now};
    if (!accounts->deferred)
        accounts_settle(engine);
}

/* ---- announcements ---- */

static bool find_process(struct engine *engine, identity whose, uint32_t *process)
{
    const struct view view = {
        .system = engine->system, .shape = system_shape(engine->system), .identities = &engine->observers.identities};
    return view_process_of(&view, whose, process);
}

/* A host is rented while any of its processes is. */
static void change_rent(struct engine *engine, identity whose, bool rented)
{
    struct accounts *accounts = engine->accounts;
    uint32_t process;
    if (!find_process(engine, whose, &process) || accounts->rented[process] == rented)
        return;
    accounts->rented[process] = rented;
    accounts->renting = accounts->renting || !accounts->closed;
    uint32_t host = system_host(engine->system, process);
    struct meter *meter = &accounts->meters[host];
    if (rented && meter->renters++ == 0)
        read_soon(engine, READ_RENT, host);
    else if (!rented && --meter->renters == 0)
        read_soon(engine, READ_RELEASE, host);
}

static void close_accounts(struct engine *engine)
{
    struct accounts *accounts = engine->accounts;
    accounts->closed = true;
    accounts->closed_at = engine->now;
    read_soon(engine, READ_ALL, 0);
}

void accounts_notice(struct engine *engine, enum output output, int64_t value)
{
    struct accounts *accounts = engine->accounts;
    if (output == OUTPUT_RENT || output == OUTPUT_RELEASE)
        change_rent(engine, value, output == OUTPUT_RENT);
    else if (output == OUTPUT_DONE && accounts->left > 0 && --accounts->left == 0)
        close_accounts(engine);
}

/* ---- after the run ---- */

/* What a host has consumed, and the hours for which it is paid. */
static void total_of(const struct engine *engine, const struct meter *meter, double *energy, double *hours)
{
    const struct accounts *accounts = engine->accounts;
    if (!accounts->renting) {
        *energy = meter->at_close;
        *hours = hours_paid(engine, accounts->closed_at);
        return;
    }
    *energy = meter->energy;
    *hours = meter->hours;
    if (meter->rented && meter->since < accounts->closed_at) {
        *energy += meter->at_close - meter->at_rent;
        *hours += hours_paid(engine, accounts->closed_at - meter->since);
    }
}

/* The electricity of a host that has a price is in it. */
static void add_up(const struct engine *engine, struct measures *out)
{
    const struct accounts *accounts = engine->accounts;
    const struct accounting_settings *settings = &engine->settings->accounting;
    double all = 0, unpriced = 0, rent = 0;
    for (uint32_t host = 0; host < accounts->hosts; host++) {
        const struct meter *meter = &accounts->meters[host];
        double energy, hours;
        if (!meter->placed)
            continue;
        total_of(engine, meter, &energy, &hours);
        all += energy;
        rent += meter->has_price ? meter->an_hour * hours : 0;
        unpriced += meter->has_price ? 0 : energy;
        if (!meter->has_watts && out->powerless[0] == '\0')
            snprintf(out->powerless, sizeof out->powerless, "%s", platform_host_name(host));
    }
    double kilowatt_hours = (1 + settings->cooling) / joules_a_kilowatt_hour;
    out->energy = all;
    out->co2 = all * kilowatt_hours * settings->carbon;
    if (settings->electricity > 0)
        rent += unpriced * kilowatt_hours * settings->electricity;
    else if (accounts->currency[0] == '\0')
        return; /* nothing has a price */
    out->price = rent;
    snprintf(out->currency, sizeof out->currency, "%.*s", CURRENCY_LETTERS,
             accounts->currency[0] != '\0' ? accounts->currency : settings->currency);
}

void accounts_conclude(struct engine *engine)
{
    if (engine->accounts == NULL)
        return;
    if (!engine->accounts->closed)
        close_accounts(engine);
    engine->accounts->settling = false;
    accounts_settle(engine);
    add_up(engine, &engine->measures);
}
