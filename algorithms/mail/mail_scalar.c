/* mail_scalar.c: mail servers with Lamport's clock: mails are delivered in the order of their stamps.
 *
 * Source     Lamport, "Time, clocks, and the ordering of events in a distributed system", CACM 21(7), 1978: the clock, and requests
 *            served in its order once every other process has been heard of with a later stamp.
 * Departs    There everyone tells everyone of each request. Here a mail goes to the server of its reader only; that one asks the others
 *            for a later stamp when it has none, and they answer with a message that says nothing but the time (a null message, as in
 *            Chandy & Misra, IEEE TSE 5(5), 1979, on demand): so the servers fall silent when the mails end.
 * Assumes    mail.h. FIFO channels between servers are needed: who has sent a stamp sends no mail of a smaller one later.
 * Promises   causal-order: a scalar clock respects it, and orders much else that need not be. Mails wait for a round trip.
 * Cost       one relay for each mail that leaves its domain, 4 bytes on it; and S - 2 questions for the time and as many answers at the
 *            most. */
#include "algorithms/mail/mail.h"

enum { ASK = MAIL_KINDS, NOTHING };

struct state {
    struct post_office office; /* first: mail.h */
    uint32_t clock;
    uint32_t heard[MOST_SERVERS]; /* the latest stamp of each server */
    uint32_t asked[MOST_SERVERS]; /* the latest stamp that a question to it had */
};

/* "The clock is increased at each event; who receives puts it beyond the stamp of the message." */
static void tick(struct state *s, uint32_t stamp)
{
    s->clock = (stamp > s->clock ? stamp : s->clock) + 1;
}

/* "Each message carries the time of its sending." */
static void relay(struct process *p, void *state, const struct mail *mail)
{
    struct state *s = state;
    tick(s, 0);
    struct roomy_relay out = {.mail = *mail, .stamp = {s->clock}};
    process_send(p, process_port_to(p, mail_domain(p, mail->reader)), RELAY, &out);
}

static void receive_submit(struct process *p, void *state, const struct message *m)
{
    mail_receive_submit(p, state, m, relay);
}

static bool may_be_delivered(struct process *p, const void *state, const struct held_mail *held);
static void delivered(struct process *p, void *state, const struct held_mail *held)
{
    (void)p;
    (void)state;
    (void)held;
}
static const struct mail_rule rule = {1, may_be_delivered, delivered};

/* "Of two equal stamps that of the smaller process is the earlier." */
static bool is_earlier(const struct held_mail *left, const struct held_mail *right)
{
    uint32_t a = left->relay.stamp[0], b = right->relay.stamp[0];
    return a < b || (a == b && left->from < right->from);
}

/* "The earliest of all, once a stamp that is no earlier has come from everyone else": nothing earlier can come any more. */
static bool may_be_delivered(struct process *p, const void *state, const struct held_mail *held)
{
    const struct state *s = state;
    for (uint32_t server = 0; server < mail_servers(p); server++)
        if (server != process_number(p) && s->heard[server] < held->relay.stamp[0])
            return false;
    for (uint32_t place = 0; place < s->office.held; place++)
        if (is_earlier(mail_held(p, place, &rule), held))
            return false;
    return true;
}

/* Who holds a mail that is later than all it has heard of a server, and than all that it has asked it for, asks it. */
static void ask_for_the_time(struct process *p, struct state *s)
{
    uint32_t latest = 0;
    for (uint32_t place = 0; place < s->office.held; place++) {
        uint32_t stamp = mail_held(p, place, &rule)->relay.stamp[0];
        latest = stamp > latest ? stamp : latest;
    }
    for (uint32_t server = 0; server < mail_servers(p); server++)
        if (server != process_number(p) && s->heard[server] < latest && s->asked[server] < latest) {
            tick(s, 0);
            s->asked[server] = s->clock;
            process_send(p, process_port_to(p, server), ASK, &s->clock);
        }
}

static void hear(struct process *p, struct state *s, const struct message *m, uint32_t stamp)
{
    s->heard[process_neighbour_number(p, m->port)] = stamp;
    tick(s, stamp);
}

static void receive_relay(struct process *p, void *state, const struct message *m)
{
    const struct relay *relayed = m->payload;
    hear(p, state, m, relayed->stamp[0]);
    mail_hold(p, state, m, 1, &rule);
    mail_deliver_all_that_may(p, state, &rule);
    ask_for_the_time(p, state);
}

/* "Who is asked answers with its time, which is later." The question has a stamp, too. */
static void receive_ask(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const uint32_t *stamp = m->payload;
    hear(p, s, m, *stamp);
    process_send(p, m->port, NOTHING, &s->clock);
    mail_deliver_all_that_may(p, state, &rule);
}

static void receive_nothing(struct process *p, void *state, const struct message *m)
{
    const uint32_t *stamp = m->payload;
    hear(p, state, m, *stamp);
    mail_deliver_all_that_may(p, state, &rule);
}

const struct algorithm mail_scalar = {
    .name = "mail-scalar",
    .title_en = "mail with scalar clocks",
    .title_fr = "courrier à horloges scalaires",
    .source = "Lamport, CACM 21(7), 1978; null messages on demand after Chandy & Misra, IEEE TSE 5(5), 1979",
    .idea = "Servers deliver mails in the order of Lamport's stamps: the earliest, once every other server has been "
            "heard of with a "
            "stamp that is no earlier. Who has not said anything since is asked for the time.",
    MAIL_DESCRIPTOR,
    .messages =
        (const struct message_kind[]){MAIL_OF_CLIENTS,
                                      [RELAY] = {"relay", sizeof(struct relay) + sizeof(uint32_t), receive_relay,
                                                 "a mail, to the server of its reader, with the stamp"},
                                      [ASK] = {"ask", sizeof(uint32_t), receive_ask, "asks for a later stamp"},
                                      [NOTHING] = {"null", sizeof(uint32_t), receive_nothing, "a later stamp"},
                                      {0}},
    .controls = (const char *const[]){"ask", "null", NULL},
    .state_bytes = sizeof(struct state),
    .state_bytes_per_process = MOST_MAILS * HELD_BYTES(1),
};
