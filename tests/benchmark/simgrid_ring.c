/* simgrid_ring.c: Chang and Roberts written directly on SimGrid's C API, as well as we can: the yardstick of the flow network.
 *
 * What makes it fast: permanent receivers; small stacks without guard pages; mailboxes looked up once; the receiver releases
 * the sender's communication, which carries no list of sends to reap and no call into the kernel (detached sends are
 * quadratic in what is in transit, and no faster where little is); the end is a semaphore and daemons.
 *
 * Usage: bench_simgrid_ring PLATFORM PROCESSES */
#include "base/random.h"
#include "tests/benchmark/ring.h"

#include <simgrid/actor.h>
#include <simgrid/comm.h>
#include <simgrid/engine.h>
#include <simgrid/host.h>
#include <simgrid/mailbox.h>
#include <simgrid/semaphore.h>
#include <xbt/config.h>

#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

struct token {
    sg_comm_t comm;
    uint32_t identity;
    bool elected;
};

struct ring {
    uint32_t processes;
    sg_mailbox_t *mailboxes;
    uint32_t *identities;
    uint64_t messages;
    uint32_t informed;
    sg_sem_t end;
};

struct member {
    struct ring *ring;
    uint32_t number;
};

static void pass(struct ring *ring, uint32_t from, uint32_t identity, bool elected)
{
    struct token *token = malloc(sizeof *token);
    token->identity = identity;
    token->elected = elected;
    ring->messages++;
    token->comm = sg_mailbox_put_async(ring->mailboxes[(from + 1) % ring->processes], token, RING_MESSAGE_BYTES);
}

static void member_main(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    struct member *member = sg_actor_self_get_data();
    struct ring *ring = member->ring;
    uint32_t own = ring->identities[member->number];
    sg_mailbox_t mailbox = ring->mailboxes[member->number];
    sg_mailbox_set_receiver(sg_mailbox_get_name(mailbox));
    pass(ring, member->number, own, false);
    for (;;) {
        void *received;
        sg_comm_wait(sg_mailbox_get_async(mailbox, &received));
        struct token token = *(struct token *)received;
        sg_comm_unref(token.comm);
        free(received);
        if (token.elected) {
            if (token.identity != own)
                pass(ring, member->number, token.identity, true);
            if (++ring->informed == ring->processes)
                sg_sem_release(ring->end);
        } else if (token.identity < own) {
            pass(ring, member->number, token.identity, false);
        } else if (token.identity == own) {
            pass(ring, member->number, own, true);
        }
    }
}

static void conductor_main(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    struct ring *ring = sg_actor_self_get_data();
    sg_sem_acquire(ring->end);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "Usage: %s PLATFORM PROCESSES\n", argv[0]);
        return 64;
    }
    struct ring ring = {.processes = (uint32_t)strtoul(argv[2], NULL, 10)};
    simgrid_init(&argc, argv);
    sg_cfg_set_int("contexts/stack-size", 16);
    sg_cfg_set_int("contexts/guard-size", 0);
    simgrid_load_platform(argv[1]);
    size_t hosts = sg_host_count();
    sg_host_t *host = sg_host_list();

    double begin = clock_seconds();
    ring.mailboxes = malloc(ring.processes * sizeof *ring.mailboxes);
    ring.identities = malloc(ring.processes * sizeof *ring.identities);
    struct member *members = malloc(ring.processes * sizeof *members);
    struct random_stream stream = random_stream(RING_SEED, RANDOM_IDENTITIES, 0);
    for (uint32_t i = 0; i < ring.processes; i++) {
        uint32_t j = (uint32_t)random_below(&stream, (uint64_t)i + 1);
        ring.identities[i] = ring.identities[j];
        ring.identities[j] = i;
        char name[16];
        snprintf(name, sizeof name, "%x", i);
        ring.mailboxes[i] = sg_mailbox_by_name(name);
    }
    ring.end = sg_sem_init(0);
    sg_actor_t conductor = sg_actor_init("conductor", host[0]);
    sg_actor_set_data(conductor, &ring);
    sg_actor_start_(conductor, conductor_main, 0, NULL);
    for (uint32_t i = 0; i < ring.processes; i++) {
        members[i] = (struct member){&ring, i};
        sg_actor_t actor = sg_actor_init("member", host[i % hosts]);
        sg_actor_set_data(actor, &members[i]);
        sg_actor_start_(actor, member_main, 0, NULL);
        sg_actor_daemonize(actor);
    }
    simgrid_run();
    ring_report("simgrid", ring.processes, ring.messages, simgrid_get_clock(), clock_seconds() - begin);
    _exit(0);
}
