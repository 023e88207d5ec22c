/* mail_matrix.c: mail servers with a matrix clock: every mail goes to the server of its reader only.
 *
 * Source     Raynal, Schiper & Toueg, "The causal ordering abstraction and a simple way to implement it", Information Processing
 *            Letters 39(6), 1991, among the servers.
 * Departs    The matrix counts mails relayed, from server to server, and is not that of the clients.
 * Assumes    mail.h.
 * Promises   causal-order.
 * Cost       one relay for each mail that leaves its domain, 4 S^2 bytes on it. */
#include "algorithms/mail/mail.h"

#include <string.h>

struct state {
    struct post_office office; /* first: mail.h */
    /* How many mails server i has sent to server j, as far as this one knows: entry S i + j. */
    uint32_t sent[MOST_SERVERS * MOST_SERVERS];
    uint32_t delivered[MOST_SERVERS]; /* here, from each server */
};

/* "Who sends gives its matrix along, and then counts the mail in it." */
static void relay(struct process *p, void *state, const struct mail *mail)
{
    struct state *s = state;
    uint32_t servers = mail_servers(p), to = mail_domain(p, mail->reader);
    struct roomy_relay out = {.mail = *mail};
    memcpy(out.stamp, s->sent, servers * servers * sizeof *s->sent);
    process_send(p, process_port_to(p, to), RELAY, &out);
    s->sent[servers * process_number(p) + to]++;
}

static void receive_submit(struct process *p, void *state, const struct message *m)
{
    mail_receive_submit(p, state, m, relay);
}

/* "All that was sent to this server, as its sender knew, is delivered." */
static bool may_be_delivered(struct process *p, const void *state, const struct held_mail *held)
{
    const struct state *s = state;
    uint32_t servers = mail_servers(p), self = process_number(p);
    for (uint32_t server = 0; server < servers; server++)
        if (held->relay.stamp[servers * server + self] > s->delivered[server])
            return false;
    return true;
}

/* "Then the receiver counts it, and takes the greater of the two in each entry." */
static void delivered(struct process *p, void *state, const struct held_mail *held)
{
    struct state *s = state;
    uint32_t servers = mail_servers(p);
    s->delivered[held->from]++;
    for (uint32_t i = 0; i < servers * servers; i++)
        if (held->relay.stamp[i] > s->sent[i])
            s->sent[i] = held->relay.stamp[i];
    s->sent[servers * held->from + process_number(p)] = s->delivered[held->from];
}

static const struct mail_rule rule = {MOST_SERVERS * MOST_SERVERS, may_be_delivered, delivered};

static void receive_relay(struct process *p, void *state, const struct message *m)
{
    uint32_t servers = mail_servers(p);
    mail_hold(p, state, m, servers * servers, &rule);
    mail_deliver_all_that_may(p, state, &rule);
}

const struct algorithm mail_matrix = {
    .name = "mail-matrix",
    .title_en = "mail with matrix clocks",
    .title_fr = "courrier à horloges matricielles",
    .source = "Raynal, Schiper & Toueg, Information Processing Letters 39(6), 1991, among the servers",
    .idea = "A mail goes to the server of its reader with a matrix: how many mails each server has sent to each, as "
            "far as the "
            "sender knows. It is delivered when all of them that were sent to that server are.",
    MAIL_DESCRIPTOR,
    .messages = (const struct message_kind[]){MAIL_OF_CLIENTS,
                                              [RELAY] = {"relay", sizeof(struct relay), receive_relay,
                                                         "a mail, to the server of its reader, with the matrix"},
                                              {0}},
    .stamps = (const struct payload_stamp[]){{"relay", .bytes_per_pair = sizeof(uint32_t), .among = "servers"}, {0}},
    .state_bytes = sizeof(struct state),
    .state_bytes_per_process = MOST_MAILS * HELD_BYTES(MOST_SERVERS * MOST_SERVERS),
};
