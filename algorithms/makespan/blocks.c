/* blocks.c: see blocks.h. */
#include "algorithms/makespan/blocks.h"

void blocks_send(struct process *p, void *state, double (*weight)(struct host_facts host))
{
    struct state *s = state;
    double total = 0, before = 0;
    for (uint32_t worker = 0; worker < process_out_degree(p); worker++) {
        struct host_facts host = process_neighbour_host(p, worker);
        for (uint32_t slot = 0; slot < slots_of(p, host); slot++)
            total += weight(host);
    }
    for (uint32_t worker = 0; worker < process_out_degree(p); worker++) {
        struct host_facts host = process_neighbour_host(p, worker);
        for (uint32_t slot = 0; slot < slots_of(p, host); slot++) {
            before += weight(host);
            uint32_t end = before < total ? (uint32_t)(ledger_tasks(p) * before / total) : ledger_tasks(p);
            struct range block = {s->ledger.dealt, end - s->ledger.dealt};
            ledger_deal(p, &s->ledger, block);
            if (block.count > 0)
                process_send(p, worker, CHUNK, &(struct chunk){range_input(p, block), block, 0});
        }
    }
}

void blocks_receive_result(struct process *p, void *state, const struct message *m)
{
    struct state *s = state;
    const struct chunk *result = m->payload;
    ledger_settle(p, &s->ledger, result->tasks);
}
