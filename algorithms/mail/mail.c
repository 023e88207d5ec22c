/* mail.c: see mail.h. */
#include "algorithms/mail/mail.h"

#include <string.h>

enum { FEWEST_CLIENTS = 3 };

/* ---- who is where ---- */

uint32_t mail_servers(const struct process *p)
{
    uint32_t servers = (uint32_t)process_parameter(p, SERVERS), most = process_count(p) - FEWEST_CLIENTS;
    return servers < most ? servers : most;
}

uint32_t mail_domain(const struct process *p, uint32_t client)
{
    return client % mail_servers(p);
}

/* ---- clients ---- */

/* The next of a sequence of random numbers, each made from the one before: Steele, Lea & Flood, "Fast splittable pseudorandom number
 * generators", OOPSLA 2014 (SplitMix64). */
static uint64_t next_chance(uint64_t *chance)
{
    *chance += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t mixed = (*chance ^ *chance >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94D049BB133111EB);
    return mixed ^ mixed >> 31;
}

static bool happens(uint64_t *chance, double probability)
{
    return (double)(next_chance(chance) >> 11) * 0x1p-53 < probability;
}

static void post(struct process *p, struct post_office *s, struct mail mail)
{
    mail.number = (int64_t)process_number(p) + (int64_t)process_count(p) * s->posted++;
    process_announce(p, OUTPUT_POST, mail.number);
    process_send(p, process_port_to(p, mail_domain(p, process_number(p))), SUBMIT, &mail);
}

static void pause_before_question(struct process *p, const struct post_office *s)
{
    if (s->written < process_parameter(p, QUESTIONS))
        process_set_timer(p, WRITE, process_random_delay(p, process_parameter(p, PAUSE)));
}

void mail_start(struct process *p, void *state)
{
    if (process_number(p) >= mail_servers(p))
        pause_before_question(p, state);
}

/* Two other clients, drawn at random. */
static void draw_readers(struct process *p, uint32_t readers[READERS])
{
    uint32_t first = mail_servers(p), clients = process_count(p) - first, self = process_number(p);
    readers[0] = first + (uint32_t)process_random(p, clients - 1);
    readers[0] += readers[0] >= self;
    uint32_t low = self < readers[0] ? self : readers[0], high = self < readers[0] ? readers[0] : self;
    readers[1] = first + (uint32_t)process_random(p, clients - 2);
    readers[1] += readers[1] >= low;
    readers[1] += readers[1] >= high;
}

void mail_write(struct process *p, void *state)
{
    struct post_office *s = state;
    uint32_t readers[READERS];
    draw_readers(p, readers);
    uint64_t chance = process_random(p, UINT64_MAX);
    s->written++;
    for (uint32_t i = 0; i < READERS; i++)
        post(
            p, s,
            (struct mail){
                .chance = next_chance(&chance), .reader = readers[i], .third = readers[READERS - 1 - i], .answers = 0});
    pause_before_question(p, s);
}

void mail_receive_deliver(struct process *p, void *state, const struct message *m)
{
    const struct mail *mail = m->payload;
    uint32_t poster = (uint32_t)((uint64_t)mail->number % process_count(p));
    uint64_t chance = mail->chance;
    process_announce(p, OUTPUT_DELIVER, mail->number);
    bool answers = happens(&chance, process_parameter(p, ANSWER)),
         to_third = happens(&chance, process_parameter(p, THIRD));
    if (answers && mail->answers < process_parameter(p, IN_A_ROW))
        post(p, state,
             (struct mail){.chance = next_chance(&chance),
                           .reader = to_third ? mail->third : poster,
                           .third = to_third ? poster : mail->third,
                           .answers = mail->answers + 1});
}

/* ---- servers ---- */

static void hand_over(struct process *p, const struct mail *mail)
{
    if (mail_domain(p, mail->reader) == process_number(p))
        process_send(p, process_port_to(p, mail->reader), DELIVER, mail);
}

void mail_receive_submit(struct process *p, void *state, const struct message *m,
                         void (*relay)(struct process *p, void *state, const struct mail *mail))
{
    const struct mail *mail = m->payload;
    if (mail_domain(p, mail->reader) == process_number(p))
        hand_over(p, mail);
    else
        relay(p, state, mail);
}

static struct held_mail *place_of(struct process *p, uint32_t place, const struct mail_rule *rule)
{
    return (struct held_mail *)(void *)((char *)process_array(p) + place * HELD_BYTES(rule->entries));
}

const struct held_mail *mail_held(struct process *p, uint32_t place, const struct mail_rule *rule)
{
    return place_of(p, place, rule);
}

void mail_hold(struct process *p, void *state, const struct message *m, uint32_t stamp, const struct mail_rule *rule)
{
    struct post_office *s = state;
    struct held_mail *held = place_of(p, s->held++, rule);
    held->from = process_neighbour_number(p, m->port);
    memcpy(&held->relay, m->payload, sizeof(struct relay) + stamp * sizeof(uint32_t));
}

/* In the order of their arrival, again and again: what is delivered may be what another one waits for. */
void mail_deliver_all_that_may(struct process *p, void *state, const struct mail_rule *rule)
{
    struct post_office *s = state;
    uint32_t place = 0;
    while (place < s->held) {
        struct held_mail *held = place_of(p, place, rule);
        if (!rule->may_be_delivered(p, state, held)) {
            place++;
            continue;
        }
        rule->delivered(p, state, held);
        hand_over(p, &held->relay.mail);
        memmove(held, place_of(p, place + 1, rule), (--s->held - place) * HELD_BYTES(rule->entries));
        place = 0;
    }
}
