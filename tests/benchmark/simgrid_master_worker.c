/* simgrid_master_worker.c: a master that hands out tasks, and workers, written directly on SimGrid's C API, as well as we can: the
 * yardstick of work on the network flow. What makes it fast: permanent receivers; small stacks without guard pages; mailboxes
 * looked up once; detached sends, since SimGrid searches at each receive all that the receiver has ever sent otherwise; the
 * end is that of the master, and daemons.
 *
 * Usage: bench_simgrid_master_worker PLATFORM WORKERS TASKS */
#include "tests/benchmark/work.h"

#include <simgrid/actor.h>
#include <simgrid/comm.h>
#include <simgrid/engine.h>
#include <simgrid/host.h>
#include <simgrid/mailbox.h>
#include <xbt/config.h>

#include <unistd.h>

struct farm {
    const struct workload *tasks;
    sg_mailbox_t master;
    sg_mailbox_t *workers;
    uint32_t worker_count;
    uint64_t messages;
};

struct worker {
    struct farm *farm;
    uint32_t number;
};

struct letter {
    uint32_t worker;
    uint64_t task;
    bool is_result;
};

static void post(struct farm *farm, sg_mailbox_t mailbox, struct letter letter, double bytes)
{
    struct letter *posted = malloc(sizeof *posted);
    *posted = letter;
    farm->messages++;
    sg_comm_detach(sg_mailbox_put_init(mailbox, posted, (long)(WORK_HEADER_BYTES + bytes)), NULL);
}

static struct letter receive(sg_mailbox_t mailbox)
{
    void *received;
    sg_comm_wait(sg_mailbox_get_async(mailbox, &received));
    struct letter letter = *(struct letter *)received;
    free(received);
    return letter;
}

static void worker_main(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    const struct worker *self = sg_actor_self_get_data();
    struct farm *farm = self->farm;
    sg_mailbox_t mailbox = farm->workers[self->number];
    sg_mailbox_set_receiver(sg_mailbox_get_name(mailbox));
    post(farm, farm->master, (struct letter){.worker = self->number}, WORK_REQUEST_BYTES);
    for (;;) {
        struct letter letter = receive(mailbox);
        struct task task = workload_task(farm->tasks, letter.task);
        sg_actor_execute(task.cost);
        letter.is_result = true;
        post(farm, farm->master, letter, WORK_CHUNK_BYTES + task.output);
    }
}

static void master_main(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    struct farm *farm = sg_actor_self_get_data();
    uint64_t tasks = workload_count(farm->tasks), next = 0, done = 0;
    sg_mailbox_set_receiver(sg_mailbox_get_name(farm->master));
    while (done < tasks) {
        struct letter letter = receive(farm->master);
        done += letter.is_result;
        if (next == tasks)
            continue;
        letter.task = next++;
        letter.is_result = false;
        post(farm, farm->workers[letter.worker], letter,
             WORK_CHUNK_BYTES + workload_task(farm->tasks, letter.task).input);
    }
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "Usage: %s PLATFORM WORKERS TASKS\n", argv[0]);
        return 64;
    }
    struct stage_settings stage = work_stage(strtoull(argv[3], NULL, 10));
    struct farm farm = {.worker_count = (uint32_t)strtoul(argv[2], NULL, 10)};
    struct workload *tasks;
    struct error err = {0};
    if (!workload_create(&(struct work_settings){&stage, 1}, WORK_SEED, &tasks, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return 65;
    }
    farm.tasks = tasks;
    simgrid_init(&argc, argv);
    sg_cfg_set_int("contexts/stack-size", 16);
    sg_cfg_set_int("contexts/guard-size", 0);
    simgrid_load_platform(argv[1]);
    size_t hosts = sg_host_count();
    sg_host_t *host = sg_host_list();

    double begin = clock_seconds();
    farm.master = sg_mailbox_by_name("master");
    farm.workers = malloc(farm.worker_count * sizeof *farm.workers);
    struct worker *workers = malloc(farm.worker_count * sizeof *workers);
    sg_actor_t master = sg_actor_init("master", host[0]);
    sg_actor_set_data(master, &farm);
    sg_actor_start_(master, master_main, 0, NULL);
    for (uint32_t i = 0; i < farm.worker_count; i++) {
        char name[16];
        snprintf(name, sizeof name, "%x", i);
        farm.workers[i] = sg_mailbox_by_name(name);
        workers[i] = (struct worker){&farm, i};
        sg_actor_t actor = sg_actor_init("worker", host[(i + 1) % hosts]);
        sg_actor_set_data(actor, &workers[i]);
        sg_actor_start_(actor, worker_main, 0, NULL);
        sg_actor_daemonize(actor);
    }
    simgrid_run();
    work_report("simgrid", farm.worker_count, stage.tasks, simgrid_get_clock(), clock_seconds() - begin);
    _exit(0);
}
