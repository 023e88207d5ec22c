/* The history of a stamped trace and the order of its events, from traces written by hand, and against brute force on random
 * ones. */
#include "history_world.h"

#include "causality/order.h"

/* The text is refused at this line, with these words. */
static void assert_refused(struct world *w, const char *text, int line, const char *words)
{
    assert_false(load(w, text));
    assert_int_equal(w->err.kind, ERROR_INPUT);
    assert_string_equal(w->err.file, w->path);
    assert_int_equal(w->err.line, line);
    if (strstr(w->err.text, words) == NULL)
        fail_msg("\"%s\" is not in: %s", words, w->err.text);
    assert_null(w->history.events);
}

/* The place of an event by its number. */
#define AT(number) history_find(&w->history, number)

static void history_keeps_what_the_trace_says(void **state)
{
    struct world *w = *state;
    assert_loads(w, three);
    const struct history *h = &w->history;
    assert_int_equal(h->count, 14);
    assert_int_equal(h->processes, 3);
    assert_false(h->sampled);
    const struct happening *e = h->events;
    assert_int_equal(e[2].event, HAPPENING_RECEIVE);
    assert_int_equal(e[2].process, 1);
    assert_int_equal(e[2].peer, 0);
    assert_string_equal(e[2].kind, "a");
    assert_int_equal(e[2].bytes, 64);
    assert_int_equal(e[2].scalar, 3);
    assert_false(e[2].has_value);
    assert_true(e[8].has_value);
    assert_int_equal(e[8].value, -7);
    assert_int_equal(e[8].peer, HISTORY_NO_PROCESS);
    assert_string_equal(e[0].kind, "");
    assert_ptr_equal(e[1].kind, e[2].kind);
    assert_int_equal(h->name_count, 8); /* "", a, b, c, decide, d, cut, crash */
    assert_int_equal(e[12].process, HISTORY_NO_PROCESS);
}

static void what_a_clock_shows_is_kept_whole(void **state)
{
    struct world *w = *state;
    assert_loads(w, HEADER "1,0,output,0,,,stamp,,0,4,,1\n"
                           "2,0,output,1,,,stamp,,0,0 1,,1\n"
                           "3,0,output,1,,,stamp,,0,1 2; 0 3,,2\n"
                           "4,0,output,1,,,stamp,,0,0 1,,3\n");
    const struct happening *e = w->history.events;
    assert_true(e[0].has_value);
    assert_string_equal(e[0].text, "");
    assert_false(e[1].has_value);
    assert_string_equal(e[1].text, "0 1");
    assert_string_equal(e[2].text, "1 2; 0 3");
    assert_ptr_equal(e[1].text, e[3].text);
    assert_loads(w, three);
    assert_string_equal(w->history.events[0].text, "");
}

static void events_of_a_process_are_linked_without_losses_and_duplicates(void **state)
{
    struct world *w = *state;
    assert_loads(w, three);
    const struct happening *e = w->history.events;
    assert_int_equal(e[0].before, HISTORY_NO_EVENT);
    assert_int_equal(e[0].after, 1);
    assert_int_equal(e[4].before, 1);
    assert_int_equal(e[4].after, HISTORY_NO_EVENT); /* neither the duplicate nor the loss */
    assert_int_equal(e[5].before, HISTORY_NO_EVENT);
    assert_int_equal(e[13].before, 3); /* a crash is an event of its process */
    assert_int_equal(e[5].scalar, 0);
}

static void a_send_knows_its_receives_and_each_of_them_the_send(void **state)
{
    struct world *w = *state;
    assert_loads(w, three);
    const struct happening *e = w->history.events;
    assert_int_equal(e[1].reply, 2);
    assert_int_equal(e[2].sent, 1);
    assert_int_equal(e[2].reply, HISTORY_NO_EVENT);
    assert_int_equal(e[4].reply, 6); /* doubled: received twice */
    assert_int_equal(e[6].reply, 11);
    assert_int_equal(e[11].reply, HISTORY_NO_EVENT);
    assert_int_equal(e[5].sent, 4);
    assert_int_equal(e[10].sent, 9);
    assert_int_equal(e[9].reply, HISTORY_NO_EVENT); /* lost */
}

static void a_compressed_trace_is_read_alike(void **state)
{
    struct world *w = *state;
    snprintf(w->path, sizeof w->path, "%s/trace.csv.zst", w->folder);
    assert_loads(w, three);
    assert_int_equal(w->history.count, 14);
}

static void columns_may_stand_in_any_order_and_others_beside_them(void **state)
{
    struct world *w = *state;
    assert_loads(w, "scalar,vector,sent,value,bytes,kind,peer,process,event,time,number\n1,1 0,,,,,,0,start,0,1\n");
    assert_int_equal(w->history.events[0].scalar, 1);
}

static void a_sample_says_how_many_processes_there_are_and_lacks_sends(void **state)
{
    struct world *w = *state;
    assert_loads(w,
                 HEADER "0,0,sample,2,,,,,0,100,,\n0,0,sample,5,,,,,0,100,,\n"
                        "7,0,receive,2,4,0,a,64,0,,3,2\n9,0,send,2,5,0,a,64,0,,,3\n12,1,receive,5,2,0,a,64,0,,9,4\n");
    assert_true(w->history.sampled);
    assert_int_equal(w->history.processes, 100);
    assert_int_equal(w->history.events[0].sent, HISTORY_NO_EVENT);
    assert_int_equal(w->history.events[2].sent, 1);
    assert_int_equal(AT(12), 2);
    assert_int_equal(AT(10), HISTORY_NO_EVENT);
    assert_refused(w, HEADER "0,0,sample,2,,,,,0,3,,\n1,0,start,3,,,,,0,,,1\n", 3, "process=\"3\"");
    assert_refused(w, HEADER "0,0,sample,7,,,,,0,3,,\n", 2, "process=\"7\"");
    assert_refused(w, HEADER "0,0,sample,27,,,,,0,3,,\n", 2, "process=\"27\"");
    assert_refused(w, HEADER "0,0,sample,2,,,,,0,3,,\n0,0,sample,1,,,,,0,4,,\n", 3, "as many processes");
    assert_refused(w, HEADER "1,0,start,0,,,,,0,,,1\n0,0,sample,1,,,,,0,4,,\n", 3, "before all others");
}

static void a_trace_without_stamps_is_refused_with_how_to_have_them(void **state)
{
    struct world *w = *state;
    assert_refused(w, "number,time,event,process,peer,port,kind,bytes,chain,value\n1,0,start,0,,,,,0,\n", 1,
                   "--stamps scalar");
}

static void malformed_rows_are_refused_with_their_line(void **state)
{
    struct world *w = *state;
    assert_refused(w, "number,time\n1,0\n", 1, "no column \"event\"");
    assert_refused(w, HEADER "1,0,start,0,,,,,0,,,1\n1,0,start,1,,,,,0,,,1\n", 3, "number=\"1\": expected");
    assert_refused(w, HEADER "0,0,start,0,,,,,0,,,1\n", 2, "from 1");
    assert_refused(w, HEADER "1,soon,start,0,,,,,0,,,1\n", 2, "time=\"soon\"");
    assert_refused(w, HEADER "1,-1,start,0,,,,,0,,,1\n", 2, "time=\"-1\"");
    assert_refused(w, HEADER "1,0,recieve,0,,,,,0,,,1\n", 2, "did you mean \"receive\"");
    assert_refused(w, HEADER "1,0,start,,,,,,0,,,1\n", 2, "process=\"\"");
    assert_refused(w, HEADER "1,0,start,99999999999,,,,,0,,,1\n", 2, "process=");
    assert_refused(w, HEADER "1,0,start,-1,,,,,0,,,1\n", 2, "process=\"-1\"");
    assert_refused(w, HEADER "1,0,send,0,,0,a,1,0,,,1\n", 2, "peer=\"\"");
    assert_refused(w, HEADER "1,0,send,0,1,0,a,much,0,,,1\n", 2, "bytes=\"much\"");
    assert_refused(w, HEADER "1,0,start,0,,,,,0,,,\n", 2, "scalar=\"\"");
    assert_refused(w, HEADER "1,0,start,0,,,,,0,,,0\n", 2, "scalar=\"0\"");
    assert_refused(w, HEADER "1,0,loss,0,1,,,,0,1,,5\n", 2, "scalar=\"5\"");
    assert_refused(w, HEADER "1,0,output,0,,,a,,0,9223372036854775808,,1\n", 2, "value=");
    assert_refused(w, HEADER "1,0,output,0,,,a,,0,1.5,,1\n", 2, "value=\"1.5\"");
    assert_refused(w, HEADER "1,0,output,0,,,a,,0,1 2x,,1\n", 2, "value=\"1 2x\"");
    assert_refused(w, HEADER "1,0,send,0,1,,a,1,0,,,1\n2,1,receive,1,0,,a,1,0,,x,1\n", 3, "sent=\"x\"");
}

static void a_receive_whose_send_is_not_its_own_is_refused(void **state)
{
    struct world *w = *state;
    static const char send[] = HEADER "1,0,send,0,1,,a,1,0,,,1\n";
    char text[512];
    snprintf(text, sizeof text, "%s2,1,receive,1,0,,a,1,0,,7,2\n", send);
    assert_refused(w, text, 0, "event 2: sent=\"7\": expected the number of a send of this trace");
    snprintf(text, sizeof text, "%s2,1,receive,2,0,,a,1,0,,1,2\n", send);
    assert_refused(w, text, 0, "from the one process to the other");
    snprintf(text, sizeof text, "%s2,1,start,1,,,,,0,,1,2\n", send);
    assert_refused(w, text, 0, "only a receive");
    assert_refused(w, HEADER "1,1,receive,1,0,,a,1,0,,2,2\n2,0,send,0,1,,a,1,0,,,1\n", 0, "comes before");
    assert_refused(w, HEADER "1,1,receive,1,0,,a,1,0,,2,2\n2,0,start,0,,,,,0,,,1\n", 0, "send");
}

static void a_file_that_is_missing_is_an_error(void **state)
{
    struct world *w = *state;
    assert_false(history_load("/nonexistent/trace.csv", &w->history, &w->err));
    assert_int_equal(w->err.kind, ERROR_INPUT);
}

/* ---- the order of the three processes ---- */

static void past_follows_processes_and_messages(void **state)
{
    struct world *w = *state;
    assert_loads(w, three);
    bool in[14];
    assert_int_equal(order_past(&w->history, AT(9), in), 8); /* 1 2 3 4 5 7 8 9 */
    static const bool expected[14] = {true, true, true, true, true, false, true, true, true};
    assert_memory_equal(in, expected, sizeof in);
    assert_int_equal(order_past(&w->history, AT(14), in), 5);
    assert_int_equal(order_future(&w->history, AT(5), in), 6); /* 5 7 8 9 10 12 */
    assert_true(in[AT(12)]);
    assert_false(in[AT(6)]);
    assert_int_equal(order_past(&w->history, AT(11), in), 1); /* a loss: in no relation */
    assert_int_equal(order_future(&w->history, AT(13), in), 1);
}

static void two_events_stand_to_each_other_as_messages_say(void **state)
{
    struct world *w = *state;
    assert_loads(w, three);
    assert_int_equal(order_relate(&w->history, AT(2), AT(9)), ORDER_BEFORE);
    assert_int_equal(order_relate(&w->history, AT(9), AT(2)), ORDER_AFTER);
    assert_int_equal(order_relate(&w->history, AT(4), AT(5)), ORDER_CONCURRENT);
    assert_int_equal(order_relate(&w->history, AT(5), AT(4)), ORDER_CONCURRENT);
    assert_int_equal(order_relate(&w->history, AT(5), AT(5)), ORDER_SAME);
    assert_int_equal(order_relate(&w->history, AT(10), AT(11)), ORDER_CONCURRENT);
}

static void assert_path(struct world *w, const uint32_t *path, size_t length, const char *expected)
{
    char text[256] = "";
    for (size_t i = 0; i < length; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%" PRIu64, i > 0 ? " " : "",
                 w->history.events[path[i]].number);
    assert_string_equal(text, expected);
}

static void the_path_has_fewest_messages_and_the_chain_has_most(void **state)
{
    struct world *w = *state;
    uint32_t *path;
    size_t length;
    assert_loads(w, three);
    assert_true(order_path(&w->history, AT(1), AT(9), &path, &length));
    assert_path(w, path, length, "1 2 5 7 8 9");
    free(path);
    assert_true(order_path(&w->history, AT(9), AT(9), &path, &length));
    assert_path(w, path, length, "9");
    free(path);
    assert_false(order_path(&w->history, AT(9), AT(1), &path, &length));
    assert_false(order_path(&w->history, AT(4), AT(5), &path, &length));
    assert_null(path);
    order_longest(&w->history, HISTORY_NO_EVENT, &path, &length);
    assert_path(w, path, length, "1 2 3 4 8 9 10 12");
    free(path);
    order_longest(&w->history, AT(7), &path, &length);
    assert_path(w, path, length, "1 2 5 7");
    free(path);
}

static void width_is_that_of_the_most_concurrent_events(void **state)
{
    struct world *w = *state;
    uint32_t *antichain;
    assert_loads(w, three);
    /* All of process 0 is before all of 2; 14 is concurrent with both. */
    assert_int_equal(order_width(&w->history, &antichain), 2);
    assert_int_equal(order_relate(&w->history, antichain[0], antichain[1]), ORDER_CONCURRENT);
    free(antichain);
    assert_loads(w, HEADER
                 "1,0,start,0,,,,,0,,,1\n2,0,start,4,,,,,0,,,1\n3,0,start,7,,,,,0,,,1\n4,0,fault,,,,cut,,0,,,\n");
    assert_int_equal(order_width(&w->history, &antichain), 3); /* an event of no process does not count */
    free(antichain);
    assert_loads(w, HEADER);
    assert_int_equal(order_width(&w->history, &antichain), 0);
    free(antichain);
}

static void a_cut_is_consistent_when_what_is_received_was_sent(void **state)
{
    struct world *w = *state;
    assert_loads(w, three);
    uint32_t receive;
    const uint32_t none = HISTORY_NO_EVENT;
    assert_true(order_cut_is_consistent(&w->history, (uint32_t[]){none, none, none}, &receive));
    assert_true(order_cut_is_consistent(&w->history, (uint32_t[]){AT(2), AT(4), none}, &receive));
    assert_true(order_cut_is_consistent(&w->history, (uint32_t[]){AT(5), none, AT(7)}, &receive));
    assert_false(order_cut_is_consistent(&w->history, (uint32_t[]){AT(2), none, AT(7)}, &receive));
    assert_int_equal(receive, AT(7));
    assert_false(order_cut_is_consistent(&w->history, (uint32_t[]){AT(5), AT(3), AT(9)}, &receive));
    assert_int_equal(receive, AT(8));
    assert_false(order_cut_is_consistent(&w->history, (uint32_t[]){none, AT(3), none}, &receive));
    assert_true(order_cut_is_consistent(&w->history, (uint32_t[]){AT(5), AT(14), AT(12)}, &receive));
}

/* ---- against brute force ---- */

enum { SMALL = 13, TRIALS = 3000 };

/* The order as its definition has it. */
struct closure {
    uint32_t count;
    bool before[MOST_EVENTS][MOST_EVENTS];
    uint32_t messages[MOST_EVENTS][MOST_EVENTS]; /* the fewest, of related events */
    uint32_t most[MOST_EVENTS];                  /* messages of a chain that ends here */
};

static bool is_message(const struct history *h, uint32_t i, uint32_t j)
{
    return h->events[j].event == HAPPENING_RECEIVE && h->events[j].sent == i;
}

static void make_closure(const struct history *h, struct closure *c)
{
    *c = (struct closure){.count = h->count};
    for (uint32_t i = 0; i < h->count; i++)
        for (uint32_t j = i + 1; j < h->count; j++) {
            bool along = h->events[i].process == h->events[j].process && happening_is_of_process(&h->events[i]) &&
                         happening_is_of_process(&h->events[j]);
            c->before[i][j] = along || is_message(h, i, j);
            c->messages[i][j] = along ? 0 : 1;
        }
    for (uint32_t k = 0; k < h->count; k++)
        for (uint32_t i = 0; i < k; i++)
            for (uint32_t j = k + 1; j < h->count; j++) {
                if (!c->before[i][k] || !c->before[k][j])
                    continue;
                uint32_t through = c->messages[i][k] + c->messages[k][j];
                if (!c->before[i][j] || through < c->messages[i][j])
                    c->messages[i][j] = through;
                c->before[i][j] = true;
            }
    for (uint32_t j = 0; j < h->count; j++)
        for (uint32_t i = 0; i < j; i++)
            if (c->before[i][j]) {
                uint32_t with = c->most[i] + is_message(h, i, j);
                c->most[j] = with > c->most[j] ? with : c->most[j];
            }
}

/* The messages on a path, each step of which must be one of a process or a message. Of a step that is both (a message to
 * itself, received at once) `both` says which. */
static uint32_t count_messages(const struct history *h, const uint32_t *path, size_t length, bool both)
{
    uint32_t messages = 0;
    for (size_t i = 1; i < length; i++) {
        if (h->events[path[i]].before == path[i - 1] && !(both && is_message(h, path[i - 1], path[i])))
            continue;
        assert_true(is_message(h, path[i - 1], path[i]));
        messages++;
    }
    return messages;
}

static void check_relations(const struct history *h, const struct closure *c)
{
    bool past[MOST_EVENTS], future[MOST_EVENTS];
    uint32_t longest = 0;
    uint32_t *path;
    size_t length;
    for (uint32_t i = 0; i < h->count; i++) {
        uint32_t before = order_past(h, i, past), after = order_future(h, i, future);
        for (uint32_t j = 0; j < h->count; j++) {
            assert_int_equal(past[j], i == j || c->before[j][i]);
            assert_int_equal(future[j], i == j || c->before[i][j]);
            before -= past[j];
            after -= future[j];
            enum order_relation expected = i == j            ? ORDER_SAME
                                           : c->before[i][j] ? ORDER_BEFORE
                                           : c->before[j][i] ? ORDER_AFTER
                                                             : ORDER_CONCURRENT;
            assert_int_equal(order_relate(h, i, j), expected);
            bool found = order_path(h, i, j, &path, &length);
            assert_int_equal(found, i == j || c->before[i][j]);
            if (found) {
                assert_int_equal(path[0], i);
                assert_int_equal(path[length - 1], j);
                assert_int_equal(count_messages(h, path, length, false), c->messages[i][j]);
            }
            free(path);
        }
        assert_int_equal(before, 0);
        assert_int_equal(after, 0);
        order_longest(h, i, &path, &length);
        assert_int_equal(path[length - 1], i);
        assert_int_equal(count_messages(h, path, length, true), c->most[i]);
        free(path);
        longest = c->most[i] > longest ? c->most[i] : longest;
    }
    order_longest(h, HISTORY_NO_EVENT, &path, &length);
    assert_int_equal(h->count > 0 && length > 0 ? count_messages(h, path, length, true) : 0, longest);
    free(path);
}

/* A chain cover of as few chains as there can be, by matchings in the closure (Fulkerson 1956): Kuhn's search. */
static bool match(const struct closure *c, uint32_t i, bool *tried, uint32_t *partner)
{
    for (uint32_t j = 0; j < c->count; j++) {
        if (!c->before[i][j] || tried[j])
            continue;
        tried[j] = true;
        if (partner[j] == UINT32_MAX || match(c, partner[j], tried, partner)) {
            partner[j] = i;
            return true;
        }
    }
    return false;
}

static uint32_t width_by_matching(const struct history *h, const struct closure *c)
{
    uint32_t partner[MOST_EVENTS], chains = 0;
    memset(partner, 0xff, sizeof partner);
    for (uint32_t i = 0; i < c->count; i++) {
        bool tried[MOST_EVENTS] = {false};
        if (happening_is_of_process(&h->events[i]))
            chains += !match(c, i, tried, partner);
    }
    return chains;
}

/* Every set of events, of a small history. */
static uint32_t width_by_sets(const struct history *h, const struct closure *c)
{
    uint32_t best = 0, related[SMALL] = {0};
    for (uint32_t i = 0; i < c->count; i++)
        for (uint32_t j = 0; j < c->count; j++)
            if (c->before[i][j] || c->before[j][i])
                related[i] |= 1u << j;
    for (uint32_t set = 0; set < 1u << c->count; set++) {
        bool antichain = (uint32_t)__builtin_popcount(set) > best;
        for (uint32_t i = 0; antichain && i < c->count; i++)
            if ((set >> i & 1) != 0)
                antichain = (related[i] & set) == 0 && happening_is_of_process(&h->events[i]);
        if (antichain)
            best = (uint32_t)__builtin_popcount(set);
    }
    return best;
}

static void check_width(const struct history *h, const struct closure *c)
{
    uint32_t *antichain;
    uint32_t width = order_width(h, &antichain);
    assert_int_equal(width, width_by_matching(h, c));
    if (h->count <= SMALL)
        assert_int_equal(width, width_by_sets(h, c));
    for (uint32_t i = 0; i < width; i++) {
        assert_true(happening_is_of_process(&h->events[antichain[i]]));
        for (uint32_t j = 0; j < width; j++)
            assert_false(c->before[antichain[i]][antichain[j]] || (i != j && antichain[i] == antichain[j]));
    }
    free(antichain);
}

/* A cut is consistent when with each event all that is before it is in. */
static void check_cut(const struct history *h, const struct closure *c, struct random_stream *random)
{
    uint32_t last[4] = {HISTORY_NO_EVENT, HISTORY_NO_EVENT, HISTORY_NO_EVENT, HISTORY_NO_EVENT}, receive;
    for (uint32_t i = 0; i < h->count; i++)
        if (happening_is_of_process(&h->events[i]) && random_below(random, 3) > 0)
            last[h->events[i].process] = i;
    bool in[MOST_EVENTS], expected = true;
    for (uint32_t i = 0; i < h->count; i++)
        in[i] = happening_is_of_process(&h->events[i]) && last[h->events[i].process] != HISTORY_NO_EVENT &&
                i <= last[h->events[i].process];
    for (uint32_t i = 0; i < h->count; i++)
        for (uint32_t j = 0; j < h->count; j++)
            expected = expected && !(in[j] && c->before[i][j] && !in[i]);
    assert_int_equal(order_cut_is_consistent(h, last, &receive), expected);
    assert_int_equal(receive == HISTORY_NO_EVENT, expected);
    if (!expected)
        assert_true(in[receive] && !in[h->events[receive].sent]);
}

static void random_histories_agree_with_brute_force(void **state)
{
    struct world *w = *state;
    struct random_stream random = {.state = 7};
    static char text[MOST_TEXT];
    static struct closure closure;
    for (int trial = 0; trial < TRIALS; trial++) {
        uint32_t most = trial % 2 == 0 ? SMALL : MOST_EVENTS;
        make_random(&random, text, sizeof text, 1 + (uint32_t)random_below(&random, most));
        assert_loads(w, text);
        make_closure(&w->history, &closure);
        check_relations(&w->history, &closure);
        check_width(&w->history, &closure);
        check_cut(&w->history, &closure, &random);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(history_keeps_what_the_trace_says),
        IN_WORLD(what_a_clock_shows_is_kept_whole),
        IN_WORLD(events_of_a_process_are_linked_without_losses_and_duplicates),
        IN_WORLD(a_send_knows_its_receives_and_each_of_them_the_send),
        IN_WORLD(a_compressed_trace_is_read_alike),
        IN_WORLD(columns_may_stand_in_any_order_and_others_beside_them),
        IN_WORLD(a_sample_says_how_many_processes_there_are_and_lacks_sends),
        IN_WORLD(a_trace_without_stamps_is_refused_with_how_to_have_them),
        IN_WORLD(malformed_rows_are_refused_with_their_line),
        IN_WORLD(a_receive_whose_send_is_not_its_own_is_refused),
        IN_WORLD(a_file_that_is_missing_is_an_error),
        IN_WORLD(past_follows_processes_and_messages),
        IN_WORLD(two_events_stand_to_each_other_as_messages_say),
        IN_WORLD(the_path_has_fewest_messages_and_the_chain_has_most),
        IN_WORLD(width_is_that_of_the_most_concurrent_events),
        IN_WORLD(a_cut_is_consistent_when_what_is_received_was_sent),
        IN_WORLD(random_histories_agree_with_brute_force),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
