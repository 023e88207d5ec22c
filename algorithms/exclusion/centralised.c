/* centralised.c: mutual exclusion by a server, first come first served. What it protects is a file, which the server keeps.
 *
 * Source     Tanenbaum & van Steen, Distributed Systems, 3rd ed., 2017, section 6.3; Coulouris, Dollimore, Kindberg & Blair,
 *            5th ed., 2012, section 15.2.
 * Assumes    a star whose centre, process 0, is the server and never crashes; nor does a client that is inside; reliable
 *            channels, in any order. The server is no client: as an initiator it has nothing to start.
 * Promises   mutual-exclusion, in the order in which the requests reach the server. That order need not be the one in which they
 *            were made: while a request travels slowly, others may enter any number of times.
 * Cost       3 messages per entry, whatever the load.
 *
 * The file stands for anything that must not be written by two at once. A grant brings it to the client, who writes a line
 * more; the release takes it back. When all is over it has as many lines as there were entries: none was overwritten. */
#include "algorithms/exclusion/client.h"

enum { REQUEST, GRANT, RELEASE };
enum { TO_SERVER = 0 };
enum { SERVER = 0 };
enum { FILE_SIZE = OWN_PARAMETER };
enum { NOBODY = 0 }; /* else a port + 1 */

struct file {
    uint64_t bytes; /* carried */
    uint64_t lines;
};

struct state {
    struct client client;
    uint64_t lines; /* the server's: of the file, as it was last brought back */
    uint64_t read;  /* a client's: of the file, as it was granted */
    /* The server's. */
    bool granted;         /* somebody has the file */
    uint32_t first, last; /* of the queue, or NOBODY */
    uint32_t next[];      /* by port: who comes after it in the queue */
};

static void start(struct process *p, void *state)
{
    if (process_number(p) != SERVER)
        client_think(p, state);
}

/* "Who wants to enter asks the server." */
static void request(struct process *p, struct state *s)
{
    (void)s;
    process_send(p, TO_SERVER, REQUEST, NULL);
}

/* "Who leaves says so." It has written its line. */
static void release(struct process *p, struct state *s)
{
    process_send(p, TO_SERVER, RELEASE, &(struct file){(uint64_t)process_parameter(p, FILE_SIZE), s->read + 1});
}

static void grant(struct process *p, struct state *s, uint32_t port)
{
    s->granted = true;
    process_send(p, port, GRANT, &(struct file){(uint64_t)process_parameter(p, FILE_SIZE), s->lines});
}

/* "Nobody is inside: the server grants. Else the request joins the queue." */
static void receive_request(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    if (!s->granted) {
        grant(p, s, m->port);
        return;
    }
    s->next[m->port] = NOBODY;
    if (s->first == NOBODY)
        s->first = m->port + 1;
    else
        s->next[s->last - 1] = m->port + 1;
    s->last = m->port + 1;
}

static void receive_grant(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct file *file = m->payload;
    s->read = file->lines;
    client_enter(p, s);
}

/* "Then it is the turn of the first of the queue." */
static void receive_release(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct file *file = m->payload;
    s->lines = file->lines;
    s->granted = false;
    if (s->first == NOBODY)
        return;
    uint32_t port = s->first - 1;
    s->first = s->next[port];
    grant(p, s, port);
}

static double three(const struct shape *shape)
{
    (void)shape;
    return 3;
}

const struct algorithm centralised_exclusion = {
    .name = "centralised-exclusion",
    .catalogue = "X1",
    .title_en = "mutual exclusion by a server",
    .title_fr = "exclusion mutuelle par un serveur",
    .source = "Tanenbaum & van Steen, Distributed Systems, 3rd ed., 2017, section 6.3",
    .idea = "Who wants the shared file asks the server, which lends it to one client at a time, in the order of the "
            "requests, and gets it back.",
    .assumes =
        "a star whose centre is the server and never crashes; nor do clients that are inside; reliable channels; "
        "order of delivery is free",
    .assumptions = {.topology = TOPOLOGY_STAR, .minimum_processes = 2},
    .promises = {"mutual-exclusion"},
    .costs = (const struct cost[]){{.measure = "messages_per_entry",
                                    .relation = COST_EXACTLY,
                                    .formula = "3",
                                    .value = three,
                                    .law = LAW_CONSTANT},
                                   {0}},
    .parameters = (const struct parameter[]){CLIENT_PARAMETERS,
                                             {"file", "size", 1000, 0, 1e15,
                                              "the shared file, which a grant and a release carry"},
                                             {0}},
    .messages =
        (const struct message_kind[]){
            [REQUEST] = {"request", 0, receive_request, "asks for the file"},
            [GRANT] = {"grant", sizeof(struct file), receive_grant, "lends the file: the client is inside"},
            [RELEASE] = {"release", sizeof(struct file), receive_release, "brings it back, with a line more"},
            {0}},
    .carriages =
        (const struct carriage[]){CARRIES("grant", struct file, bytes), CARRIES("release", struct file, bytes), {0}},
    .timers = (const struct timer_kind[]){CLIENT_TIMERS, {0}},
    .variables = (const struct variable[]){{"lines", FIELD(struct state, lines), .maximum = INT32_MAX,
                                            .meaning = "lines of the file on the server"},
                                           {0}},
    .random = true,
    .state_bytes = sizeof(struct state),
    .state_bytes_per_neighbour = sizeof(uint32_t),
    .start = start,
};
