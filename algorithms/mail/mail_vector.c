/* mail_vector.c: mail servers with a vector clock: every mail that leaves its domain goes to all servers.
 *
 * Source     Birman, Schiper & Stephenson, "Lightweight causal and atomic group multicast", ACM TOCS 9(3), 1991 (CBCAST), among the
 *            servers.
 * Departs    The vector counts mails relayed, by their servers, and is not that of the clients. Each server keeps what is for its
 *            domain and forgets the others.
 * Assumes    mail.h.
 * Promises   causal-order.
 * Cost       S - 1 relays for each mail that leaves its domain, 4 S bytes on each. */
#include "algorithms/mail/mail.h"

#include <string.h>

struct state {
    struct post_office office;    /* first: mail.h */
    uint32_t clock[MOST_SERVERS]; /* mails of each server that are delivered here, or sent from here */
};

/* "Who broadcasts adds one to its own entry, and sends its vector along." */
static void relay(struct process *p, void *state, const struct mail *mail)
{
    struct state *s = state;
    uint32_t self = process_number(p), servers = mail_servers(p);
    s->clock[self]++;
    struct roomy_relay out = {.mail = *mail};
    memcpy(out.stamp, s->clock, servers * sizeof *s->clock);
    for (uint32_t server = 0; server < servers; server++)
        if (server != self)
            process_send(p, process_port_to(p, server), RELAY, &out);
}

static void receive_submit(struct process *p, void *state, const struct message *m)
{
    mail_receive_submit(p, state, m, relay);
}

/* "It is the next one of its sender, and all that its sender had delivered is delivered." */
static bool may_be_delivered(struct process *p, const void *state, const struct held_mail *held)
{
    const struct state *s = state;
    const uint32_t *stamp = held->relay.stamp;
    for (uint32_t server = 0; server < mail_servers(p); server++)
        if (server == held->from ? stamp[server] != s->clock[server] + 1 : stamp[server] > s->clock[server])
            return false;
    return true;
}

static void delivered(struct process *p, void *state, const struct held_mail *held)
{
    struct state *s = state;
    (void)p;
    s->clock[held->from]++;
}

static const struct mail_rule rule = {MOST_SERVERS, may_be_delivered, delivered};

static void receive_relay(struct process *p, void *state, const struct message *m)
{
    mail_hold(p, state, m, mail_servers(p), &rule);
    mail_deliver_all_that_may(p, state, &rule);
}

const struct algorithm mail_vector = {
    .name = "mail-vector",
    .title_en = "mail with vector clocks",
    .title_fr = "courrier à horloges vectorielles",
    .source = "Birman, Schiper & Stephenson, ACM TOCS 9(3), 1991, among the servers",
    .idea = "A server sends each mail that leaves its domain to all others, with the number of mails of each server "
            "that it has "
            "delivered. It is delivered where these are delivered; each server keeps the mails of its domain.",
    MAIL_DESCRIPTOR,
    .messages = (const struct message_kind[]){MAIL_OF_CLIENTS,
                                              [RELAY] = {"relay", sizeof(struct relay), receive_relay,
                                                         "a mail, to all servers, with the vector"},
                                              {0}},
    .stamps = (const struct payload_stamp[]){{"relay", .bytes_per_process = sizeof(uint32_t), .among = "servers"}, {0}},
    .state_bytes = sizeof(struct state),
    .state_bytes_per_process = MOST_MAILS * HELD_BYTES(MOST_SERVERS),
};
