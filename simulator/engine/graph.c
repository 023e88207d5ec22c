/* graph.c: see graph.h. */
#include "engine/graph.h"

#include "base/random.h"
#include "engine/edge_list.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>

enum { MOST_DRAWS = 100, FEWEST_DRAWS = 3, DIMENSIONS_MOST = 8 };

/* Vertices and edges that may be drawn in search of a connected graph: some ten seconds. */
static const double draw_budget = 4e7;

/* A random graph in so many pieces will not be whole in a hundred draws: the pieces beside the large one are about
 * Poisson (Erdős & Rényi, Publ. Math. 6, 1959), so that none comes with probability exp(-their mean). */
enum { HOPELESS_COMPONENTS = 30 };

static bool input_error(struct error *err, const char *text)
{
    return error_set(err, ERROR_INPUT, NULL, 0, "%s", text);
}

/* Turns igraph's code into an error. */
static bool check(igraph_error_t code, uint32_t n, struct error *err)
{
    if (code == IGRAPH_SUCCESS)
        return true;
    return error_set(err, ERROR_INPUT, NULL, 0, "igraph cannot build this topology of %" PRIu32 " processes: %s", n,
                     igraph_strerror(code));
}

/* ---- grids ---- */

/* The dimensions of the settings, or the two that are nearest to a square. */
static bool choose_dimensions(const struct topology_settings *settings, uint32_t n,
                              uint32_t dimensions[DIMENSIONS_MOST], uint32_t *count, struct error *err)
{
    *count = settings->dimension_count;
    if (*count > DIMENSIONS_MOST)
        return error_set(err, ERROR_INPUT, NULL, 0, "%" PRIu32 " dimensions: expected at most %d", *count,
                         DIMENSIONS_MOST);
    if (*count == 0) {
        uint32_t side = (uint32_t)sqrt(n);
        while (n % side != 0)
            side--;
        dimensions[0] = side;
        dimensions[1] = n / side;
        *count = 2;
        return true;
    }
    uint64_t product = 1;
    for (uint32_t i = 0; i < *count; i++) {
        dimensions[i] = settings->dimensions[i];
        if (dimensions[i] == 0)
            return input_error(err, "a dimension of 0: expected 1 or more");
        product *= dimensions[i];
        if (product > n)
            product = (uint64_t)n + 1; /* too large, and no further overflow */
    }
    if (product == n)
        return true;
    return error_set(err, ERROR_INPUT, NULL, 0, "the product of the dimensions is %s than the %" PRIu32 " processes",
                     product > n ? "more" : "less", n);
}

/* A lattice; wrapped, it is a torus. A dimension of 2 is not wrapped: it would join the same two processes twice. */
static bool build_lattice(const uint32_t *dimensions, uint32_t count, bool wrapped, uint32_t n, igraph_t *out,
                          struct error *err)
{
    igraph_vector_int_t sizes;
    igraph_vector_bool_t circular;
    if (!check(igraph_vector_int_init(&sizes, count), n, err))
        return false;
    bool ok = check(igraph_vector_bool_init(&circular, count), n, err);
    if (ok) {
        for (uint32_t i = 0; i < count; i++) {
            igraph_vector_int_set(&sizes, i, dimensions[i]);
            igraph_vector_bool_set(&circular, i, wrapped && dimensions[i] > 2);
        }
        ok = check(igraph_square_lattice(out, &sizes, 1, IGRAPH_UNDIRECTED, false, &circular), n, err);
        igraph_vector_bool_destroy(&circular);
    }
    igraph_vector_int_destroy(&sizes);
    return ok;
}

static bool build_grid(const struct topology_settings *settings, uint32_t n, igraph_t *out, struct error *err)
{
    uint32_t dimensions[DIMENSIONS_MOST] = {0}, count = 0;
    return choose_dimensions(settings, n, dimensions, &count, err) &&
           build_lattice(dimensions, count, settings->kind == TOPOLOGY_KIND_TORUS, n, out, err);
}

/* A hypercube is the grid 2 x 2 x ... x 2: the neighbours of i differ from i in one bit. */
static bool build_hypercube(uint32_t n, igraph_t *out, struct error *err)
{
    static const uint32_t twos[32] = {2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
                                      2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2};
    if ((n & (n - 1)) != 0) {
        uint32_t below = UINT32_C(1) << (31 - __builtin_clz(n));
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "a hypercube of %" PRIu32 " processes: expected a power of two, such as %" PRIu32, n, below);
    }
    if (n == 1)
        return check(igraph_empty(out, 1, IGRAPH_UNDIRECTED), n, err);
    return build_lattice(twos, (uint32_t)__builtin_ctz(n), false, n, out, err);
}

/* igraph 0.10.2 makes a star of 1 vertex without any vertex. */
static bool build_star(uint32_t n, igraph_t *out, struct error *err)
{
    if (n == 1)
        return check(igraph_empty(out, 1, IGRAPH_UNDIRECTED), n, err);
    return check(igraph_star(out, n, IGRAPH_STAR_UNDIRECTED, 0), n, err);
}

/* ---- random graphs ---- */

/* The probability of an edge, or a negative number and an error. */
static double edge_probability(const struct topology_settings *settings, uint32_t n, struct error *err)
{
    double degree = settings->average_degree, p = settings->probability;
    if (degree != 0) {
        if (!(degree > 0 && degree <= (double)n - 1)) {
            error_set(err, ERROR_INPUT, NULL, 0,
                      "an average degree of %g among %" PRIu32 " processes: expected more than 0, and at most %" PRIu32,
                      degree, n, n - 1);
            return -1;
        }
        p = degree / ((double)n - 1);
    } else if (!(p >= 0 && p <= 1)) {
        error_set(err, ERROR_INPUT, NULL, 0, "an edge probability of %g: expected 0 to 1", p);
        return -1;
    }
    return p;
}

/* Every process has the same degree. Above half of n it is the complement that is drawn: igraph's method fills free
 * places at random, and would nearly always end with none that fit. */
static bool build_regular(uint32_t n, uint32_t degree, igraph_t *out, struct error *err)
{
    if (degree >= n)
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "a degree of %" PRIu32 " among %" PRIu32 " processes: expected at most %" PRIu32, degree, n,
                         n - 1);
    if (n % 2 == 1 && degree % 2 == 1)
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "%" PRIu32 " processes of degree %" PRIu32 ": one of the two must be even", n, degree);
    if (degree <= n / 2)
        return check(igraph_k_regular_game(out, n, degree, IGRAPH_UNDIRECTED, false), n, err);
    igraph_t sparse;
    if (!check(igraph_k_regular_game(&sparse, n, n - 1 - degree, IGRAPH_UNDIRECTED, false), n, err))
        return false;
    bool ok = check(igraph_complementer(out, &sparse, false), n, err);
    igraph_destroy(&sparse);
    return ok;
}

static bool build_small_world(const struct topology_settings *settings, uint32_t n, igraph_t *out, struct error *err)
{
    uint32_t side = settings->neighbours;
    if (side == 0 || side > (n - 1) / 2)
        return error_set(err, ERROR_INPUT, NULL, 0,
                         "%" PRIu32 " neighbours on each side among %" PRIu32 " processes: expected 1 to %" PRIu32,
                         side, n, (n - 1) / 2);
    if (!(settings->rewiring >= 0 && settings->rewiring <= 1))
        return error_set(err, ERROR_INPUT, NULL, 0, "a rewiring probability of %g: expected 0 to 1",
                         settings->rewiring);
    return check(igraph_watts_strogatz_game(out, 1, n, side, settings->rewiring, false, false), n, err);
}

/* ---- all kinds but files ---- */

static bool is_random(enum topology_kind kind)
{
    return kind == TOPOLOGY_KIND_RANDOM_TREE || kind == TOPOLOGY_KIND_ERDOS_RENYI || kind == TOPOLOGY_KIND_REGULAR ||
           kind == TOPOLOGY_KIND_SMALL_WORLD;
}

static bool build_once(const struct topology_settings *settings, uint32_t n, igraph_t *out, struct error *err)
{
    double p;
    switch (settings->kind) {
    case TOPOLOGY_KIND_PATH:
        return check(igraph_ring(out, n, IGRAPH_UNDIRECTED, false, false), n, err);
    case TOPOLOGY_KIND_STAR:
        return build_star(n, out, err);
    case TOPOLOGY_KIND_TREE:
        if (settings->arity == 0)
            return input_error(err, "a tree of arity 0: expected 1 or more");
        return check(igraph_kary_tree(out, n, settings->arity, IGRAPH_TREE_UNDIRECTED), n, err);
    case TOPOLOGY_KIND_RANDOM_TREE:
        return check(igraph_tree_game(out, n, IGRAPH_UNDIRECTED, IGRAPH_RANDOM_TREE_PRUFER), n, err);
    case TOPOLOGY_KIND_GRID:
    case TOPOLOGY_KIND_TORUS:
        return build_grid(settings, n, out, err);
    case TOPOLOGY_KIND_HYPERCUBE:
        return build_hypercube(n, out, err);
    case TOPOLOGY_KIND_ERDOS_RENYI:
        p = edge_probability(settings, n, err);
        return p >= 0 && check(igraph_erdos_renyi_game_gnp(out, n, p, IGRAPH_UNDIRECTED, false), n, err);
    case TOPOLOGY_KIND_REGULAR:
        return build_regular(n, settings->degree, out, err);
    case TOPOLOGY_KIND_SMALL_WORLD:
        return build_small_world(settings, n, out, err);
    case TOPOLOGY_KIND_ONE_WAY_RING:
    case TOPOLOGY_KIND_TWO_WAY_RING:
    case TOPOLOGY_KIND_COMPLETE:
    case TOPOLOGY_KIND_FILE:
        break;
    }
    assert(false && "a kind that is built by igraph");
    return false;
}

/* Counts the components (strong, when directed), and finds a process that is not in that of process 0. */
static bool count_components(const igraph_t *graph, igraph_integer_t *count, uint32_t *outside, struct error *err)
{
    igraph_vector_int_t component;
    uint32_t n = (uint32_t)igraph_vcount(graph);
    if (!check(igraph_vector_int_init(&component, 0), n, err))
        return false;
    bool ok = check(igraph_connected_components(graph, &component, NULL, count, IGRAPH_STRONG), n, err);
    *outside = 0;
    for (uint32_t i = 0; ok && *count > 1 && i < n && *outside == 0; i++)
        if (VECTOR(component)[i] != VECTOR(component)[0])
            *outside = i;
    igraph_vector_int_destroy(&component);
    return ok;
}

static const char *remedy(enum topology_kind kind)
{
    if (kind == TOPOLOGY_KIND_REGULAR)
        return "a degree of 3 or more is nearly always connected";
    if (kind == TOPOLOGY_KIND_SMALL_WORLD)
        return "more neighbours or less rewiring would help";
    return "a larger probability or average degree would help";
}

static bool refuse_disconnected(const struct topology_settings *settings, const igraph_t *graph, int draws,
                                igraph_integer_t components, uint32_t outside, struct error *err)
{
    double n = (double)igraph_vcount(graph), degree = 2 * (double)igraph_ecount(graph) / n;
    char threshold[120] = "";
    if (settings->kind == TOPOLOGY_KIND_ERDOS_RENYI)
        snprintf(threshold, sizeof threshold,
                 ": most are connected above an average degree of ln N = %.3g, a probability of %.3g", log(n),
                 log(n) / n);
    error_set(err, ERROR_INPUT, NULL, 0,
              "not connected after %d draw%s of a random graph: the last has an average degree of %.3g and %" PRId64
              " components (process %" PRIu32 " is in another than process 0); %s%s",
              draws, draws == 1 ? "" : "s", degree, (int64_t)components, outside, remedy(settings->kind), threshold);
    return error_blame(err, "seed");
}

/* Draws until the graph is connected: once, when there is no chance in it. */
static bool build_connected(const struct topology_settings *settings, uint32_t n, uint64_t seed, igraph_t *out,
                            struct error *err)
{
    int most_draws = MOST_DRAWS;
    for (int draw = 0;; draw++) {
        struct random_stream stream = random_stream(seed, RANDOM_TOPOLOGY, (uint64_t)draw);
        if (!check(igraph_rng_seed(igraph_rng_default(), random_bits(&stream)), n, err) ||
            !build_once(settings, n, out, err))
            return false;
        igraph_integer_t components = 1;
        uint32_t outside = 0;
        bool counted = !is_random(settings->kind) || count_components(out, &components, &outside, err);
        if (counted && components == 1)
            return true;
        double affordable = draw_budget / ((double)n + (double)igraph_ecount(out));
        if (affordable < most_draws)
            most_draws = affordable < FEWEST_DRAWS ? FEWEST_DRAWS : (int)affordable;
        bool last = draw + 1 >= most_draws || components > HOPELESS_COMPONENTS;
        if (counted && last)
            refuse_disconnected(settings, out, draw + 1, components, outside, err);
        igraph_destroy(out);
        if (!counted || last)
            return false;
    }
}

/* ---- files ---- */

static bool from_edges(const struct edge_list *list, igraph_t *out, struct error *err)
{
    igraph_vector_int_t ends;
    if (!check(igraph_vector_int_init(&ends, (igraph_integer_t)(2 * list->count)), list->vertices, err))
        return false;
    for (size_t i = 0; i < list->count; i++) {
        VECTOR(ends)[2 * i] = list->edges[i].from;
        VECTOR(ends)[2 * i + 1] = list->edges[i].to;
    }
    bool ok = check(igraph_create(out, &ends, list->vertices, list->directed), list->vertices, err);
    igraph_vector_int_destroy(&ends);
    return ok;
}

/* Forgets the directions when every edge has its opposite. Two processes that send to each other stay what a one-way
 * ring of two is. */
static bool make_undirected(igraph_t *graph, struct error *err)
{
    uint32_t n = (uint32_t)igraph_vcount(graph);
    if (!igraph_is_directed(graph) || n == 2)
        return true;
    igraph_real_t mutual = 1; /* the share of edges that have their opposite */
    if (igraph_ecount(graph) > 0 &&
        !check(igraph_reciprocity(graph, &mutual, true, IGRAPH_RECIPROCITY_DEFAULT), n, err))
        return false;
    return mutual < 1 || check(igraph_to_undirected(graph, IGRAPH_TO_UNDIRECTED_COLLAPSE, NULL), n, err);
}

static bool check_connected(const igraph_t *graph, struct error *err)
{
    igraph_integer_t components;
    uint32_t outside;
    if (!count_components(graph, &components, &outside, err))
        return false;
    if (components == 1)
        return true;
    return error_set(err, ERROR_INPUT, NULL, 0,
                     "the graph is not %sconnected: %" PRId64 " components (process %" PRIu32
                     " is in another than process 0)",
                     igraph_is_directed(graph) ? "strongly " : "", (int64_t)components, outside);
}

static bool build_from_file(const char *path, uint32_t n, igraph_t *out, struct error *err)
{
    struct edge_list list;
    bool made = false;
    if (!edge_list_load(path, &list, err))
        return false;
    bool ok = edge_list_check_simple(&list, path, err);
    if (ok && n != 0 && n != list.vertices)
        ok = error_set(err, ERROR_INPUT, path, 0, "%" PRIu32 " processes in it: expected %" PRIu32, list.vertices, n);
    if (ok)
        ok = made = from_edges(&list, out, err);
    edge_list_release(&list);
    ok = ok && make_undirected(out, err) && check_connected(out, err);
    if (!ok && made)
        igraph_destroy(out);
    if (!ok)
        error_locate(err, path, 0);
    return ok;
}

bool graph_build(const struct topology_settings *settings, uint32_t n, uint64_t seed, igraph_t *out, struct error *err)
{
    igraph_error_handler_t *error_handler = igraph_set_error_handler(igraph_error_handler_ignore);
    igraph_warning_handler_t *warning_handler = igraph_set_warning_handler(igraph_warning_handler_ignore);
    bool ok = settings->kind == TOPOLOGY_KIND_FILE ? build_from_file(settings->file, n, out, err)
                                                   : build_connected(settings, n, seed, out, err);
    igraph_set_warning_handler(warning_handler);
    igraph_set_error_handler(error_handler);
    return ok;
}
