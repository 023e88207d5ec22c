/* test_topology.c: every kind of topology, its ports and its properties, and the graphs of files. */
#include "engine/edge_list.h"
#include "engine/topology.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

enum { SEED = 2024 };
static const unsigned undirected = TOPOLOGY_CONNECTED | TOPOLOGY_UNDIRECTED;

/* ---- helpers ---- */

static bool is_target(const struct topology *t, uint32_t process, uint32_t port, uint32_t other, uint32_t other_port)
{
    struct channel_end end = topology_target(t, process, port);
    return end.process == other && end.port == other_port;
}

/* What topology.h promises of every topology: target and source are inverse, channels are numbered one to one, ports
 * of an undirected topology come in pairs, neighbours are sorted but on rings. */
static void assert_consistent(const struct topology *t)
{
    uint64_t channels = topology_channels(t), seen_count = 0;
    bool both = topology_properties(t) & TOPOLOGY_UNDIRECTED, ring = topology_properties(t) & TOPOLOGY_RING;
    bool *seen = calloc(channels + 1, sizeof *seen);
    for (uint32_t p = 0; p < topology_processes(t); p++) {
        if (both)
            assert_int_equal(topology_out_degree(t, p), topology_in_degree(t, p));
        for (uint32_t i = 0; i < topology_out_degree(t, p); i++, seen_count++) {
            struct channel_end to = topology_target(t, p, i);
            assert_true(to.process < topology_processes(t));
            assert_true(to.port < topology_in_degree(t, to.process));
            struct channel_end from = topology_source(t, to.process, to.port);
            assert_int_equal(from.process, p);
            assert_int_equal(from.port, i);
            uint64_t number = topology_channel(t, to.process, to.port);
            assert_true(number < channels);
            assert_false(seen[number]);
            seen[number] = true;
            if (both)
                assert_int_equal(topology_source(t, p, i).process, to.process);
            if (!ring && i > 0)
                assert_true(topology_target(t, p, i - 1).process < to.process);
        }
    }
    assert_true(seen_count == channels);
    assert_true(topology_edges(t) == (both ? channels / 2 : channels));
    free(seen);
}

static struct topology *create(struct topology_settings settings, uint32_t n)
{
    struct error err = {0};
    struct topology *t = NULL;
    if (!topology_create(&settings, n, SEED, &t, &err))
        fail_msg("%s of %u: %s", topology_kind_name(settings.kind), n, err.text);
    assert_consistent(t);
    if (n != 0)
        assert_int_equal(topology_processes(t), n);
    return t;
}

/* Checks all, and frees. */
static void assert_topology(struct topology_settings settings, uint32_t n, uint64_t edges, unsigned properties)
{
    struct topology *t = create(settings, n);
    assert_int_equal(topology_edges(t), edges);
    assert_int_equal(topology_properties(t), properties);
    topology_free(t);
}

static struct error assert_fails(struct topology_settings settings, uint32_t n, const char *part_of_message)
{
    struct error err = {0};
    struct topology *t = (struct topology *)1;
    assert_false(topology_create(&settings, n, SEED, &t, &err));
    assert_null(t);
    assert_int_equal(err.kind, ERROR_INPUT);
    if (strstr(err.text, part_of_message) == NULL)
        fail_msg("\"%s\" does not contain \"%s\"", err.text, part_of_message);
    return err;
}

/* Settings that read `text`, written to a temporary file of that suffix; unlink settings.file afterwards. */
static struct topology_settings file_with(const char *text, const char *suffix)
{
    struct topology_settings settings = {.kind = TOPOLOGY_KIND_FILE};
    snprintf(settings.file, sizeof settings.file, "/tmp/onde-topology-XXXXXX%s", suffix);
    int descriptor = mkstemps(settings.file, (int)strlen(suffix));
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, text, strlen(text)), strlen(text));
    close(descriptor);
    return settings;
}

static void assert_text(const char *text, uint32_t n, uint64_t edges, unsigned properties)
{
    struct topology_settings settings = file_with(text, ".txt");
    struct topology *t = create(settings, 0);
    unlink(settings.file);
    assert_int_equal(topology_processes(t), n);
    assert_int_equal(topology_edges(t), edges);
    assert_int_equal(topology_properties(t), properties);
    topology_free(t);
}

static void assert_bad_file(const char *text, const char *suffix, int line, const char *part_of_message)
{
    struct topology_settings settings = file_with(text, suffix);
    struct error err = assert_fails(settings, 0, part_of_message);
    unlink(settings.file);
    assert_string_equal(err.file, settings.file);
    assert_int_equal(err.line, line);
}

/* ---- computed topologies ---- */

static void one_way_ring_leads_to_the_successor(void **state)
{
    (void)state;
    struct topology *t = create((struct topology_settings){.kind = TOPOLOGY_KIND_ONE_WAY_RING}, 5);
    assert_int_equal(topology_properties(t), TOPOLOGY_CONNECTED | TOPOLOGY_RING);
    assert_int_equal(topology_edges(t), 5);
    assert_true(is_target(t, 2, 0, 3, 0));
    assert_true(is_target(t, 4, 0, 0, 0));
    assert_int_equal(topology_source(t, 0, 0).process, 4);
    topology_free(t);
}

static void one_way_ring_of_one_is_its_own_successor(void **state)
{
    (void)state;
    struct topology *t = create((struct topology_settings){.kind = TOPOLOGY_KIND_ONE_WAY_RING}, 1);
    assert_true(is_target(t, 0, 0, 0, 0));
    assert_int_equal(topology_channels(t), 1);
    topology_free(t);
    assert_topology((struct topology_settings){.kind = TOPOLOGY_KIND_ONE_WAY_RING}, 2, 2,
                    TOPOLOGY_CONNECTED | TOPOLOGY_RING);
}

static void two_way_ring_has_next_on_port_0_and_previous_on_port_1(void **state)
{
    (void)state;
    struct topology *t = create((struct topology_settings){.kind = TOPOLOGY_KIND_TWO_WAY_RING}, 4);
    assert_int_equal(topology_properties(t), undirected | TOPOLOGY_RING);
    assert_int_equal(topology_edges(t), 4);
    assert_true(is_target(t, 3, 0, 0, 1));
    assert_true(is_target(t, 0, 1, 3, 0));
    topology_free(t);
}

static void two_way_ring_needs_three_processes(void **state)
{
    (void)state;
    struct topology_settings ring = {.kind = TOPOLOGY_KIND_TWO_WAY_RING};
    assert_fails(ring, 1, "a two-way ring of 1 process: expected 3 or more");
    assert_fails(ring, 2, "a two-way ring of 2 processes: expected 3 or more");
    assert_topology(ring, 3, 3, undirected | TOPOLOGY_RING | TOPOLOGY_COMPLETE);
}

static void complete_graph_leaves_out_the_process_itself(void **state)
{
    (void)state;
    struct topology *t = create((struct topology_settings){.kind = TOPOLOGY_KIND_COMPLETE}, 5);
    assert_int_equal(topology_properties(t), undirected | TOPOLOGY_COMPLETE);
    assert_int_equal(topology_edges(t), 10);
    assert_true(is_target(t, 2, 1, 1, 1));
    assert_true(is_target(t, 2, 2, 3, 2));
    topology_free(t);
    /* its port 0 does not go round, whatever its edges do */
    assert_topology((struct topology_settings){.kind = TOPOLOGY_KIND_COMPLETE}, 3, 3, undirected | TOPOLOGY_COMPLETE);
}

static void ring_of_eleven_million_costs_no_memory_for_each_process(void **state)
{
    (void)state;
    static const enum topology_kind kinds[] = {TOPOLOGY_KIND_ONE_WAY_RING, TOPOLOGY_KIND_TWO_WAY_RING,
                                               TOPOLOGY_KIND_COMPLETE};
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct topology_settings settings = {.kind = kinds[i]};
        struct topology *t = NULL;
        assert_true(topology_create(&settings, 11000000, SEED, &t, NULL));
        assert_int_equal(topology_target(t, 10999999, 0).process, 0);
        topology_free(t);
    }
    getrusage(RUSAGE_SELF, &after);
    assert_true(after.ru_maxrss - before.ru_maxrss < 8192); /* KiB; one byte a process would be more */
}

/* ---- deterministic graphs ---- */

static void path_joins_neighbours_in_order(void **state)
{
    (void)state;
    struct topology *t = create((struct topology_settings){.kind = TOPOLOGY_KIND_PATH}, 4);
    assert_int_equal(topology_properties(t), undirected | TOPOLOGY_TREE | TOPOLOGY_PATH);
    assert_int_equal(topology_edges(t), 3);
    assert_int_equal(topology_out_degree(t, 0), 1);
    assert_true(is_target(t, 2, 0, 1, 1));
    assert_true(is_target(t, 2, 1, 3, 0));
    topology_free(t);
}

static void star_has_process_0_in_the_middle(void **state)
{
    (void)state;
    struct topology *t = create((struct topology_settings){.kind = TOPOLOGY_KIND_STAR}, 6);
    assert_int_equal(topology_properties(t), undirected | TOPOLOGY_TREE | TOPOLOGY_STAR);
    assert_int_equal(topology_out_degree(t, 0), 5);
    assert_true(is_target(t, 5, 0, 0, 4));
    topology_free(t);
}

static void binary_tree_has_the_children_of_a_heap(void **state)
{
    (void)state;
    struct topology_settings tree = {.kind = TOPOLOGY_KIND_TREE, .arity = 2};
    struct topology *t = create(tree, 7);
    assert_int_equal(topology_properties(t), undirected | TOPOLOGY_TREE);
    assert_int_equal(topology_target(t, 1, 0).process, 0);
    assert_int_equal(topology_target(t, 1, 1).process, 3);
    assert_int_equal(topology_target(t, 1, 2).process, 4);
    assert_int_equal(topology_out_degree(t, 6), 1);
    topology_free(t);
    tree.arity = 0;
    assert_fails(tree, 7, "a tree of arity 0: expected 1 or more");
}

static void one_process_alone_is_a_path_a_star_a_tree_and_complete(void **state)
{
    (void)state;
    static const struct topology_settings alone[] = {
        {.kind = TOPOLOGY_KIND_PATH},        {.kind = TOPOLOGY_KIND_STAR},
        {.kind = TOPOLOGY_KIND_COMPLETE},    {.kind = TOPOLOGY_KIND_TREE, .arity = 3},
        {.kind = TOPOLOGY_KIND_RANDOM_TREE}, {.kind = TOPOLOGY_KIND_GRID},
        {.kind = TOPOLOGY_KIND_TORUS},       {.kind = TOPOLOGY_KIND_HYPERCUBE},
        {.kind = TOPOLOGY_KIND_ERDOS_RENYI}, {.kind = TOPOLOGY_KIND_REGULAR},
    };
    for (size_t i = 0; i < sizeof alone / sizeof *alone; i++)
        assert_topology(alone[i], 1, 0, undirected | TOPOLOGY_TREE | TOPOLOGY_STAR | TOPOLOGY_COMPLETE | TOPOLOGY_PATH);
}

static void two_processes_are_a_path_and_no_ring(void **state)
{
    (void)state;
    static const enum topology_kind kinds[] = {TOPOLOGY_KIND_PATH,        TOPOLOGY_KIND_STAR, TOPOLOGY_KIND_COMPLETE,
                                               TOPOLOGY_KIND_RANDOM_TREE, TOPOLOGY_KIND_GRID, TOPOLOGY_KIND_TORUS,
                                               TOPOLOGY_KIND_HYPERCUBE};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        assert_topology((struct topology_settings){.kind = kinds[i]}, 2, 1,
                        undirected | TOPOLOGY_TREE | TOPOLOGY_STAR | TOPOLOGY_COMPLETE | TOPOLOGY_PATH);
}

static void grid_has_corners_and_torus_has_none(void **state)
{
    (void)state;
    struct topology_settings grid = {.kind = TOPOLOGY_KIND_GRID, .dimensions = {3, 4}, .dimension_count = 2};
    struct topology *t = create(grid, 12);
    assert_int_equal(topology_edges(t), 2 * 4 + 3 * 3);
    assert_int_equal(topology_properties(t), undirected);
    assert_int_equal(topology_out_degree(t, 0), 2);
    assert_int_equal(topology_out_degree(t, 4), 4); /* column 1, row 1 */
    topology_free(t);
    struct topology_settings torus = {.kind = TOPOLOGY_KIND_TORUS, .dimensions = {3, 4, 5}, .dimension_count = 3};
    t = create(torus, 60);
    assert_int_equal(topology_edges(t), 3 * 60);
    for (uint32_t p = 0; p < 60; p++)
        assert_int_equal(topology_out_degree(t, p), 6);
    topology_free(t);
}

static void grid_without_dimensions_is_as_square_as_possible(void **state)
{
    (void)state;
    struct topology_settings grid = {.kind = TOPOLOGY_KIND_GRID};
    assert_topology(grid, 12, 2 * 4 + 3 * 3, undirected);
    assert_topology(grid, 7, 6, undirected | TOPOLOGY_TREE | TOPOLOGY_PATH); /* 1 x 7: a path */
    struct topology_settings torus = {.kind = TOPOLOGY_KIND_TORUS};
    assert_topology(torus, 4, 4, undirected | TOPOLOGY_RING); /* 2 x 2 has each edge once */
    assert_topology(torus, 8, 4 + 8, undirected);             /* 2 x 4 */
}

static void dimensions_must_make_up_the_processes(void **state)
{
    (void)state;
    struct topology_settings grid = {.kind = TOPOLOGY_KIND_GRID, .dimensions = {3, 4}, .dimension_count = 2};
    assert_fails(grid, 13, "the product of the dimensions is less than the 13 processes");
    assert_fails(grid, 11, "is more than the 11 processes");
    grid.dimensions[1] = 0;
    assert_fails(grid, 12, "a dimension of 0");
    struct topology_settings huge = {.kind = TOPOLOGY_KIND_GRID, .dimension_count = 8};
    for (size_t i = 0; i < 8; i++)
        huge.dimensions[i] = UINT32_MAX;
    assert_fails(huge, 12, "is more than the 12 processes");
}

static void torus_of_one_dimension_is_a_two_way_ring(void **state)
{
    (void)state;
    struct topology *t =
        create((struct topology_settings){.kind = TOPOLOGY_KIND_TORUS, .dimensions = {6}, .dimension_count = 1}, 6);
    assert_int_equal(topology_properties(t), undirected | TOPOLOGY_RING);
    for (uint32_t p = 0; p < 6; p++) {
        assert_true(is_target(t, p, 0, (p + 1) % 6, 1));
        assert_true(is_target(t, p, 1, (p + 5) % 6, 0));
    }
    topology_free(t);
}

static void hypercube_joins_numbers_that_differ_in_one_bit(void **state)
{
    (void)state;
    struct topology *t = create((struct topology_settings){.kind = TOPOLOGY_KIND_HYPERCUBE}, 16);
    assert_int_equal(topology_edges(t), 32);
    for (uint32_t p = 0; p < 16; p++) {
        assert_int_equal(topology_out_degree(t, p), 4);
        for (uint32_t i = 0; i < 4; i++)
            assert_int_equal(__builtin_popcount(p ^ topology_target(t, p, i).process), 1);
    }
    topology_free(t);
    assert_fails((struct topology_settings){.kind = TOPOLOGY_KIND_HYPERCUBE}, 12,
                 "a hypercube of 12 processes: expected a power of two, such as 8");
}

/* ---- random graphs ---- */

static void random_tree_is_a_tree_and_uniform(void **state)
{
    (void)state;
    struct topology_settings settings = {.kind = TOPOLOGY_KIND_RANDOM_TREE};
    assert_topology(settings, 1000, 999, undirected | TOPOLOGY_TREE);
    /* Of the 16 labelled trees of 4 vertices 4 are stars, one of them around process 0. 1,600 draws give 100 of them,
     * with a standard deviation of 9.7. */
    unsigned stars = 0;
    for (uint64_t seed = 0; seed < 1600; seed++) {
        struct topology *t = NULL;
        assert_true(topology_create(&settings, 4, seed, &t, NULL));
        stars += (topology_properties(t) & TOPOLOGY_STAR) != 0;
        topology_free(t);
    }
    assert_in_range(stars, 60, 140);
}

static void erdos_renyi_has_about_the_edges_asked_for(void **state)
{
    (void)state;
    struct topology *t =
        create((struct topology_settings){.kind = TOPOLOGY_KIND_ERDOS_RENYI, .probability = 0.05}, 400);
    assert_in_range(topology_edges(t), 3990 - 310, 3990 + 310); /* five standard deviations of 61.6 */
    topology_free(t);
    t = create((struct topology_settings){.kind = TOPOLOGY_KIND_ERDOS_RENYI, .average_degree = 20}, 401);
    assert_in_range(topology_edges(t), 4010 - 310, 4010 + 310);
    topology_free(t);
    assert_topology((struct topology_settings){.kind = TOPOLOGY_KIND_ERDOS_RENYI, .probability = 1}, 10, 45,
                    undirected | TOPOLOGY_COMPLETE);
}

static void erdos_renyi_is_drawn_again_until_connected(void **state)
{
    (void)state;
    /* about one draw in nine is connected: ln N = 5.3, exp(-200 exp(-4.5)) */
    for (uint64_t seed = 0; seed < 10; seed++) {
        struct topology_settings settings = {.kind = TOPOLOGY_KIND_ERDOS_RENYI, .average_degree = 4.5};
        struct topology *t = NULL;
        assert_true(topology_create(&settings, 200, seed, &t, NULL));
        assert_consistent(t);
        topology_free(t);
    }
}

static void erdos_renyi_too_sparse_says_what_would_do(void **state)
{
    (void)state;
    struct topology_settings sparse = {.kind = TOPOLOGY_KIND_ERDOS_RENYI, .average_degree = 2};
    assert_fails(sparse, 1000, "a larger probability or average degree would help");
    assert_fails(sparse, 1000, "ln N = 6.91");
    assert_fails(sparse, 1000, "components");
    /* some ten processes without a neighbour are expected, so that no draw is connected but one in 20,000 */
    sparse.average_degree = 1.8;
    assert_fails(sparse, 60, "after 100 draws of a random graph");
}

static void erdos_renyi_refuses_impossible_densities(void **state)
{
    (void)state;
    assert_fails((struct topology_settings){.kind = TOPOLOGY_KIND_ERDOS_RENYI, .probability = 1.5}, 10,
                 "an edge probability of 1.5: expected 0 to 1");
    assert_fails((struct topology_settings){.kind = TOPOLOGY_KIND_ERDOS_RENYI, .average_degree = 10}, 10,
                 "an average degree of 10 among 10 processes: expected more than 0, and at most 9");
    assert_fails((struct topology_settings){.kind = TOPOLOGY_KIND_ERDOS_RENYI, .average_degree = -1}, 10,
                 "an average degree of -1");
    assert_fails((struct topology_settings){.kind = TOPOLOGY_KIND_ERDOS_RENYI, .average_degree = 1}, 1, "at most 0");
}

static void regular_graph_has_one_degree(void **state)
{
    (void)state;
    for (uint32_t n = 4; n <= 40; n += 4)
        for (uint32_t degree = 3; degree < n; degree++) {
            struct topology *t = create((struct topology_settings){.kind = TOPOLOGY_KIND_REGULAR, .degree = degree}, n);
            for (uint32_t p = 0; p < n; p++)
                assert_int_equal(topology_out_degree(t, p), degree);
            topology_free(t);
        }
}

static void regular_graph_of_degree_2_is_a_ring_in_random_order(void **state)
{
    (void)state;
    struct topology *t = create((struct topology_settings){.kind = TOPOLOGY_KIND_REGULAR, .degree = 2}, 12);
    assert_int_equal(topology_properties(t), undirected | TOPOLOGY_RING);
    uint32_t here = 0, steps = 0;
    do {
        struct channel_end next = topology_target(t, here, 0);
        assert_int_equal(next.port, 1);
        here = next.process;
        steps++;
    } while (here != 0);
    assert_int_equal(steps, 12);
    topology_free(t);
}

static void regular_graph_refuses_impossible_degrees(void **state)
{
    (void)state;
    assert_fails((struct topology_settings){.kind = TOPOLOGY_KIND_REGULAR, .degree = 3}, 7,
                 "7 processes of degree 3: one of the two must be even");
    assert_fails((struct topology_settings){.kind = TOPOLOGY_KIND_REGULAR, .degree = 8}, 8,
                 "a degree of 8 among 8 processes: expected at most 7");
    assert_fails((struct topology_settings){.kind = TOPOLOGY_KIND_REGULAR, .degree = 1}, 8,
                 "a degree of 3 or more is nearly always connected");
}

static void small_world_keeps_the_edges_of_its_lattice(void **state)
{
    (void)state;
    struct topology_settings settings = {.kind = TOPOLOGY_KIND_SMALL_WORLD, .neighbours = 2};
    struct topology *t = create(settings, 20); /* no rewiring */
    for (uint32_t p = 0; p < 20; p++)
        assert_int_equal(topology_out_degree(t, p), 4);
    assert_int_equal(topology_target(t, 10, 0).process, 8);
    topology_free(t);
    settings.rewiring = 0.3;
    assert_topology(settings, 200, 400, undirected);
    settings.rewiring = 1;
    assert_topology(settings, 5, 10, undirected | TOPOLOGY_COMPLETE);
}

static void small_world_refuses_what_does_not_fit(void **state)
{
    (void)state;
    struct topology_settings settings = {.kind = TOPOLOGY_KIND_SMALL_WORLD, .neighbours = 3};
    assert_fails(settings, 6, "3 neighbours on each side among 6 processes: expected 1 to 2");
    settings.rewiring = 1.1;
    assert_fails(settings, 10, "a rewiring probability of 1.1");
}

static bool same(const struct topology *a, const struct topology *b)
{
    if (topology_channels(a) != topology_channels(b))
        return false;
    for (uint32_t p = 0; p < topology_processes(a); p++) {
        if (topology_out_degree(a, p) != topology_out_degree(b, p))
            return false;
        for (uint32_t i = 0; i < topology_out_degree(a, p); i++)
            if (topology_target(a, p, i).process != topology_target(b, p, i).process)
                return false;
    }
    return true;
}

static void same_seed_gives_the_same_graph_and_another_seed_another(void **state)
{
    (void)state;
    static const struct topology_settings kinds[] = {
        {.kind = TOPOLOGY_KIND_RANDOM_TREE},
        {.kind = TOPOLOGY_KIND_ERDOS_RENYI, .average_degree = 8},
        {.kind = TOPOLOGY_KIND_REGULAR, .degree = 4},
        {.kind = TOPOLOGY_KIND_SMALL_WORLD, .neighbours = 2, .rewiring = 0.2},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct topology *first, *again, *other;
        assert_true(topology_create(&kinds[i], 100, 1, &first, NULL));
        assert_true(topology_create(&kinds[i], 100, 2, &other, NULL));
        assert_true(topology_create(&kinds[i], 100, 1, &again, NULL));
        assert_true(same(first, again));
        assert_false(same(first, other));
        topology_free(first);
        topology_free(again);
        topology_free(other);
    }
}

/* ---- files ---- */

static void edge_list_is_recognised_by_its_shape(void **state)
{
    (void)state;
    assert_text("0 1\n1 2\n2 3\n", 4, 3, undirected | TOPOLOGY_TREE | TOPOLOGY_PATH);
    assert_text("# a star\nundirected\n\n 0\t2 # spoke\r\n1 0\n3 0", 4, 3, undirected | TOPOLOGY_TREE | TOPOLOGY_STAR);
    assert_text("1 0\n1 2\n", 3, 2, undirected | TOPOLOGY_TREE | TOPOLOGY_PATH);
    assert_text("directed\n0 2\n2 1\n1 0\n", 3, 3, TOPOLOGY_CONNECTED | TOPOLOGY_RING);
    assert_text("directed\n0 1\n1 0\n", 2, 2, TOPOLOGY_CONNECTED | TOPOLOGY_RING);
    assert_text("directed\n0 1\n1 2\n2 0\n0 2\n", 3, 4, TOPOLOGY_CONNECTED);
    assert_text("0 1\n0 2\n0 3\n1 2\n1 3\n2 3\n", 4, 6, undirected | TOPOLOGY_COMPLETE);
    assert_text("0 1\n1 2\n2 0\n", 3, 3, undirected | TOPOLOGY_COMPLETE | TOPOLOGY_RING);
}

static void directed_file_with_every_opposite_is_undirected(void **state)
{
    (void)state;
    assert_text("directed\n0 1\n1 0\n1 2\n2 1\n", 3, 2, undirected | TOPOLOGY_TREE | TOPOLOGY_PATH);
}

static void cycle_in_a_file_gets_the_ports_of_a_ring(void **state)
{
    (void)state;
    struct topology_settings settings = file_with("0 4\n4 2\n2 3\n3 1\n1 0\n", ".txt");
    struct topology *t = create(settings, 5);
    unlink(settings.file);
    static const uint32_t order[] = {0, 1, 3, 2, 4}; /* from 0 to its smaller neighbour */
    assert_int_equal(topology_properties(t), undirected | TOPOLOGY_RING);
    for (size_t i = 0; i < 5; i++) {
        assert_true(is_target(t, order[i], 0, order[(i + 1) % 5], 1));
        assert_true(is_target(t, order[i], 1, order[(i + 4) % 5], 0));
    }
    topology_free(t);
}

static void directed_file_keeps_its_directions(void **state)
{
    (void)state;
    struct topology_settings settings = file_with("directed\n0 1\n1 2\n2 0\n0 2\n", ".txt");
    struct topology *t = create(settings, 3);
    unlink(settings.file);
    assert_int_equal(topology_out_degree(t, 0), 2);
    assert_int_equal(topology_in_degree(t, 0), 1);
    assert_int_equal(topology_in_degree(t, 2), 2);
    assert_true(is_target(t, 0, 1, 2, 0));
    assert_int_equal(topology_source(t, 2, 1).process, 1);
    topology_free(t);
}

static void bad_line_of_an_edge_list_is_named(void **state)
{
    (void)state;
    assert_bad_file("0 1\n# fine\n1 two\n", ".txt", 3, "\"1 two\": expected two process numbers");
    assert_bad_file("0 1\n1\n", ".txt", 2, "\"1\": expected two process numbers");
    assert_bad_file("0 1 0.5\n", ".txt", 1, "\"0 1 0.5\": expected two process numbers");
    assert_bad_file("0,1\n", ".txt", 1, "expected two process numbers");
    assert_bad_file("0 1\n1 -2\n", ".txt", 2, "expected two process numbers");
    assert_bad_file("0 1\ndirected\n", ".txt", 2, "\"directed\": expected two process numbers, such as 0 1");
    assert_bad_file("direct\n0 1\n", ".txt", 1, "or the word directed");
    assert_bad_file("0 1\n1 4294967295\n", ".txt", 2, "expected two process numbers");
    assert_bad_file("# nothing\n\n", ".txt", 0, "no edge: expected lines of two process numbers");
    assert_bad_file("", ".txt", 0, "no edge");
}

static void edge_list_refuses_loops_repeats_and_gaps(void **state)
{
    (void)state;
    assert_bad_file("0 1\n1 2\n2 2\n", ".txt", 3, "a channel from process 2 to itself");
    assert_bad_file("0 1\n1 2\n2 0\n1 0\n0 1\n", ".txt", 4, "the edge 0 1 again, first on line 1");
    assert_bad_file("directed\n0 1\n1 0\n0 1\n", ".txt", 4, "the edge 0 1 again, first on line 2");
    assert_bad_file("0 1\n1 4000000000\n", ".txt", 2, "process 4000000000: 2 edges cannot connect");
}

static void disconnected_file_says_how_many_components(void **state)
{
    (void)state;
    assert_bad_file("0 1\n1 2\n2 0\n3 4\n", ".txt", 0,
                    "the graph is not connected: 2 components (process 3 is in another than process 0)");
    assert_bad_file("directed\n0 1\n1 2\n", ".txt", 0, "the graph is not strongly connected: 3 components");
}

static void file_of_another_size_or_missing_is_refused(void **state)
{
    (void)state;
    struct topology_settings settings = file_with("0 1\n1 2\n", ".txt");
    assert_fails(settings, 4, "3 processes in it: expected 4");
    unlink(settings.file);
    assert_fails(settings, 0, "cannot open it: No such file");
    snprintf(settings.file, sizeof settings.file, "/tmp");
    assert_fails(settings, 0, "cannot read it: Is a directory");
}

#define GRAPHML(direction, body)                                                                                       \
    "<?xml version=\"1.0\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n<graph "                      \
    "edgedefault=\"" direction "\">\n" body "</graph>\n</graphml>\n"

static void graphml_is_read(void **state)
{
    (void)state;
    static const char body[] =
        GRAPHML("undirected", "<desc>a path</desc><node id=\"b\"><data key=\"k\"><node id=\"not one\"/></data></node>"
                              "<node id=\"a\"/>\n<edge source=\"a\" target=\"c&amp;d\" directed=\"false\"/>"
                              "<node id=\"c&amp;d\"/><edge source=\"a\" target=\"b\"/>\n");
    struct topology_settings settings = file_with(body, ".graphml");
    struct topology *t = create(settings, 3);
    unlink(settings.file);
    assert_int_equal(topology_properties(t), undirected | TOPOLOGY_TREE | TOPOLOGY_PATH);
    assert_int_equal(topology_out_degree(t, 1), 2); /* "a", declared second */
    topology_free(t);
    settings = file_with(GRAPHML("directed", "<node id=\"0\"/><node id=\"1\"/><edge source=\"0\" target=\"1\"/>"
                                             "<edge source=\"1\" target=\"0\"/>"),
                         ".graphml");
    assert_topology(settings, 2, 2, TOPOLOGY_CONNECTED | TOPOLOGY_RING);
    unlink(settings.file);
    settings = file_with(GRAPHML("directed", "<node id=\"alone\"/>"), ".graphml");
    assert_topology(settings, 1, 0, undirected | TOPOLOGY_TREE | TOPOLOGY_STAR | TOPOLOGY_COMPLETE | TOPOLOGY_PATH);
    unlink(settings.file);
}

static void bad_line_of_graphml_is_named(void **state)
{
    (void)state;
    static const char ab[] = GRAPHML("undirected", "<node id=\"a\"/>\n<node id=\"b\"/>\n<edge source=\"a\"/>\n");
    assert_bad_file(ab, ".graphml", 6, "<edge> without a target");
    assert_bad_file(GRAPHML("undirected", "<node id=\"a\"/>\n<edge source=\"a\"\n target=\"c\"/>\n"), ".graphml", 6,
                    "names a node that no <node> declares");
    assert_bad_file(GRAPHML("undirected", "<node id=\"a\"/>\n<node id=\"a\"/>\n"), ".graphml", 5,
                    "<node id=\"a\"> again");
    assert_bad_file(GRAPHML("undirected", "<node/>\n"), ".graphml", 4, "<node> without an id");
    assert_bad_file(GRAPHML("undirected", "<node id=\"a\"/><edge source=\"a\" target=\"a\"/>\n"), ".graphml", 4,
                    "to itself");
    assert_bad_file(GRAPHML("undirected", "<node id=\"a\"/><node id=\"b\"/>\n<edge source=\"a\" target=\"b\"/>\n"
                                          "<edge source=\"b\" target=\"a\"/>\n"),
                    ".graphml", 6, "first on line 5");
    assert_bad_file(GRAPHML("undirected", "<node id=\"a\"/>\n<edge source=\"a\" target=\"b\" directed=\"true\"/>\n"),
                    ".graphml", 5, "<edge directed=\"true\"> in an undirected graph");
    assert_bad_file(GRAPHML("undirected", "<hyperedge/>"), ".graphml", 4, "<hyperedge>");
    assert_bad_file(GRAPHML("undirected", "<node id=\"a\"><graph edgedefault=\"directed\"/></node>"), ".graphml", 4,
                    "a <graph> inside another element");
    assert_bad_file(GRAPHML("sideways", ""), ".graphml", 3, "<graph edgedefault=\"sideways\">");
    assert_bad_file(GRAPHML("undirected", ""), ".graphml", 0, "no <node>");
    assert_bad_file("<graphml/>", ".graphml", 0, "no <graph>");
    assert_bad_file("<graphml><graph edgedefault=\"directed\"/>\n<graph/></graphml>", ".graphml", 2,
                    "a second <graph>");
    assert_bad_file("<svg/>", ".graphml", 1, "<svg>: expected <graphml>");
}

static void malformed_graphml_is_refused(void **state)
{
    (void)state;
    assert_bad_file("<graphml>\n<graph edgedefault=\"directed\">\n</graphml>", ".graphml", 3, "not well-formed XML");
    assert_bad_file("", ".graphml", 1, "not well-formed XML");
    assert_bad_file("0 1\n", ".graphml", 1, "not well-formed XML");
    assert_bad_file("<graphml>\n", ".graphml", 1, "not well-formed XML: ");
    assert_bad_file("<?xml version=\"1.0\" encoding=\"UTF-8\"<?xml ver?>\ns<!\n", ".graphml", 1, "not well-formed XML");
}

static void graphml_opens_no_other_file(void **state)
{
    (void)state;
    assert_bad_file("<?xml version=\"1.0\"?>\n<!DOCTYPE graphml SYSTEM \"http://localhost/x.dtd\">\n<graphml/>",
                    ".graphml", 2, "a document type (<!DOCTYPE>): expected none");
    assert_bad_file("<!DOCTYPE g [<!ENTITY x SYSTEM \"/etc/passwd\">]>\n<graphml>&x;</graphml>", ".graphml", 1,
                    "a document type (<!DOCTYPE>)");
    assert_bad_file(GRAPHML("undirected", "<node id=\"&x;\"/>"), ".graphml", 4, "not well-formed XML: Entity 'x'");
}

/* ---- the rest ---- */

static void kinds_have_the_names_of_the_scenario(void **state)
{
    (void)state;
    assert_string_equal(topology_kind_name(TOPOLOGY_KIND_ONE_WAY_RING), "one-way-ring");
    assert_string_equal(topology_kind_name(TOPOLOGY_KIND_ERDOS_RENYI), "erdos-renyi");
    for (size_t kind = 0; kind <= TOPOLOGY_KIND_FILE; kind++)
        assert_non_null(topology_kind_name(kind));
    assert_null(topology_kind_name(TOPOLOGY_KIND_FILE + 1));
}

static void number_of_processes_is_needed_without_a_file(void **state)
{
    (void)state;
    for (size_t kind = 0; kind < TOPOLOGY_KIND_FILE; kind++)
        assert_fails((struct topology_settings){.kind = (enum topology_kind)kind}, 0, "the number of processes");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        /* first, while the peak of memory is low */
        cmocka_unit_test(ring_of_eleven_million_costs_no_memory_for_each_process),
        cmocka_unit_test(one_way_ring_leads_to_the_successor),
        cmocka_unit_test(one_way_ring_of_one_is_its_own_successor),
        cmocka_unit_test(two_way_ring_has_next_on_port_0_and_previous_on_port_1),
        cmocka_unit_test(two_way_ring_needs_three_processes),
        cmocka_unit_test(complete_graph_leaves_out_the_process_itself),
        cmocka_unit_test(path_joins_neighbours_in_order),
        cmocka_unit_test(star_has_process_0_in_the_middle),
        cmocka_unit_test(binary_tree_has_the_children_of_a_heap),
        cmocka_unit_test(one_process_alone_is_a_path_a_star_a_tree_and_complete),
        cmocka_unit_test(two_processes_are_a_path_and_no_ring),
        cmocka_unit_test(grid_has_corners_and_torus_has_none),
        cmocka_unit_test(grid_without_dimensions_is_as_square_as_possible),
        cmocka_unit_test(dimensions_must_make_up_the_processes),
        cmocka_unit_test(torus_of_one_dimension_is_a_two_way_ring),
        cmocka_unit_test(hypercube_joins_numbers_that_differ_in_one_bit),
        cmocka_unit_test(random_tree_is_a_tree_and_uniform),
        cmocka_unit_test(erdos_renyi_has_about_the_edges_asked_for),
        cmocka_unit_test(erdos_renyi_is_drawn_again_until_connected),
        cmocka_unit_test(erdos_renyi_too_sparse_says_what_would_do),
        cmocka_unit_test(erdos_renyi_refuses_impossible_densities),
        cmocka_unit_test(regular_graph_has_one_degree),
        cmocka_unit_test(regular_graph_of_degree_2_is_a_ring_in_random_order),
        cmocka_unit_test(regular_graph_refuses_impossible_degrees),
        cmocka_unit_test(small_world_keeps_the_edges_of_its_lattice),
        cmocka_unit_test(small_world_refuses_what_does_not_fit),
        cmocka_unit_test(same_seed_gives_the_same_graph_and_another_seed_another),
        cmocka_unit_test(edge_list_is_recognised_by_its_shape),
        cmocka_unit_test(directed_file_with_every_opposite_is_undirected),
        cmocka_unit_test(cycle_in_a_file_gets_the_ports_of_a_ring),
        cmocka_unit_test(directed_file_keeps_its_directions),
        cmocka_unit_test(bad_line_of_an_edge_list_is_named),
        cmocka_unit_test(edge_list_refuses_loops_repeats_and_gaps),
        cmocka_unit_test(disconnected_file_says_how_many_components),
        cmocka_unit_test(file_of_another_size_or_missing_is_refused),
        cmocka_unit_test(graphml_is_read),
        cmocka_unit_test(bad_line_of_graphml_is_named),
        cmocka_unit_test(malformed_graphml_is_refused),
        cmocka_unit_test(graphml_opens_no_other_file),
        cmocka_unit_test(kinds_have_the_names_of_the_scenario),
        cmocka_unit_test(number_of_processes_is_needed_without_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
