/* mail_no_clock.c: mail servers that relay and hand over at once.
 *
 * Source     the course, exercise "Mail with causal order": why FIFO channels are not enough.
 * Assumes    mail.h.
 * Promises   causal-order, and does not keep it when there are three servers: here to be judged. With one server, or two, and FIFO
 *            channels, it does: whatever a mail is because of has passed by the same server or the same channel before it.
 * Cost       one relay for each mail that leaves its domain, and nothing more on it. */
#include "algorithms/mail/mail.h"

/* "A server sends a mail to the server of its reader." */
static void relay(struct process *p, void *state, const struct mail *mail)
{
    (void)state;
    process_send(p, process_port_to(p, mail_domain(p, mail->reader)), RELAY, mail);
}

static void receive_submit(struct process *p, void *state, const struct message *m)
{
    mail_receive_submit(p, state, m, relay);
}

/* "Who has it gives it to its reader." */
static void receive_relay(struct process *p, void *state, const struct message *m)
{
    const struct mail *mail = m->payload;
    (void)state;
    process_send(p, process_port_to(p, mail->reader), DELIVER, mail);
}

const struct algorithm mail_no_clock = {
    .name = "mail-no-clock",
    .title_en = "mail without clocks",
    .title_fr = "courrier sans horloge",
    .source = "the course's exercise on mail with causal order",
    .idea = "A server relays a mail to the server of its reader, which hands it over as it comes. FIFO channels are "
            "not enough "
            "among three servers: an answer overtakes its question. It is here to be judged by what it does not keep.",
    MAIL_DESCRIPTOR,
    .messages = (const struct message_kind[]){MAIL_OF_CLIENTS,
                                              [RELAY] = {"relay", sizeof(struct relay), receive_relay,
                                                         "a mail, from one server to another"},
                                              {0}},
    .state_bytes = sizeof(struct post_office),
};
