/* What a history is exported to, parsed back: ShiViz's log, whose clocks must tell the order; Paje's trace, whose links and states
 * must be whole. */
#include "history_world.h"

#include "causality/order.h"
#include "causality/paje.h"
#include "causality/shiviz.h"

/* Process 0 and 1 ask for the critical section, 0 has it twice, and 1 crashes in it, recovers and leaves nothing. */
static const char exclusion[] = HEADER "1,0,start,0,,,,,0,,,1\n"
                                       "2,0,output,0,,,request,,0,0,,2\n"
                                       "3,0,output,0,,,enter,,0,0,,3\n"
                                       "4,1,output,1,,,request,,0,0,,1\n"
                                       "5,2,output,0,,,leave,,0,0,,4\n"
                                       "6,2,send,0,1,0,token,8,0,,,5\n"
                                       "7,3,receive,1,0,0,token,8,1,,6,6\n"
                                       "8,3,output,1,,,enter,,1,0,,7\n"
                                       "9,4,fault,1,,,crash,,1,0,,8\n"
                                       "10,5,fault-end,1,,,crash,,1,0,,9\n"
                                       "11,5,timeout,1,,,\"odd \"\"name\"\"\nof a timer\",,1,,,10\n"
                                       "12,6,fault,,,,cut,,1,1,,\n"
                                       "13,6,output,0,,,enter,,0,1,,6\n";

typedef bool writer(const struct history *history, const char *path, FILE *out, struct error *err);

/* The caller frees the text. */
static char *export(struct world *w, writer *write)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    w->err = (struct error){0};
    bool ok = write(&w->history, w->path, out, &w->err);
    fclose(out);
    if (!ok)
        fail_msg("%s", w->err.text);
    return text;
}

/* ---- ShiViz ---- */

enum { MOST_HOSTS = 4 };
struct logged {
    uint64_t number;
    uint32_t host;
    uint32_t clock[MOST_HOSTS];
};

/* Reads an event of two lines at *text, and moves it behind them; false at the end. */
static bool next_logged(char **text, struct logged *out)
{
    char time[32], words[256];
    int used = 0;
    if (**text == '\0')
        return false;
    *out = (struct logged){0};
    assert_int_equal(
        sscanf(*text, "%" SCNu64 " %31s %255[^\n]\np%" SCNu32 " %n", &out->number, time, words, &out->host, &used), 4);
    *text += used;
    assert_int_equal(**text, '{');
    do {
        uint32_t host, count;
        (*text)++;
        assert_int_equal(sscanf(*text, "\"p%" SCNu32 "\":%" SCNu32 "%n", &host, &count, &used), 2);
        assert_in_range(host, 0, MOST_HOSTS - 1);
        assert_int_equal(out->clock[host], 0); /* once */
        assert_true(count > 0);                /* else left out */
        out->clock[host] = count;
        *text += used;
    } while (**text == ',');
    assert_memory_equal(*text, "}\n", 2);
    *text += 2;
    return true;
}

static bool clock_before(const struct logged *a, const struct logged *b)
{
    bool less = false;
    for (size_t i = 0; i < MOST_HOSTS; i++) {
        if (a->clock[i] > b->clock[i])
            return false;
        less = less || a->clock[i] < b->clock[i];
    }
    return less;
}

/* Each host counts its events from 1, and two clocks stand to each other as their events. */
static void check_log(struct world *w)
{
    char *text = export(w, shiviz_write), *at = text;
    static const char head[] = SHIVIZ_EXPRESSION "\n\n";
    assert_memory_equal(at, head, strlen(head));
    at += strlen(head);
    struct logged logged[MOST_EVENTS];
    uint32_t count = 0, own[MOST_HOSTS] = {0};
    while (next_logged(&at, &logged[count])) {
        assert_int_equal(logged[count].clock[logged[count].host], ++own[logged[count].host]);
        count++;
    }
    uint32_t expected = 0;
    for (uint32_t place = 0; place < w->history.count; place++)
        if (happening_is_of_process(&w->history.events[place]))
            assert_int_equal(logged[expected++].number, w->history.events[place].number);
    assert_int_equal(count, expected);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = 0; j < count; j++)
            assert_int_equal(clock_before(&logged[i], &logged[j]),
                             order_relate(&w->history, history_find(&w->history, logged[i].number),
                                          history_find(&w->history, logged[j].number)) == ORDER_BEFORE);
    free(text);
}

static void the_clocks_of_the_log_tell_the_order(void **state)
{
    struct world *w = *state;
    assert_loads(w, three);
    check_log(w);
    assert_loads(w, exclusion);
    check_log(w);
}

static void an_event_takes_one_line_whatever_it_is_called(void **state)
{
    struct world *w = *state;
    assert_loads(w, exclusion);
    char *text = export(w, shiviz_write);
    assert_non_null(strstr(text, "\n11 5 timer odd \"name\" of a timer of process 1 goes off\np1 {"));
    free(text);
}

static void more_processes_than_columns_are_refused(void **state)
{
    struct world *w = *state;
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    fputs(HEADER, out);
    for (unsigned i = 0; i <= SHIVIZ_MOST_PROCESSES; i++)
        fprintf(out, "%u,0,start,%u,,,,,0,,,1\n", i + 1, 3 * i);
    fclose(out);
    assert_loads(w, text);
    free(text);
    out = open_memstream(&text, &size);
    assert_false(shiviz_write(&w->history, w->path, out, &w->err));
    fclose(out);
    assert_int_equal(size, 0);
    assert_non_null(strstr(w->err.text, "257 processes"));
    free(text);
}

/* ---- Paje ---- */

enum { MOST_LINES = 32, MOST_FIELDS = 8, MOST_OPEN = 64, FIELD = 64 };

/* The kinds of lines, as the head defines them. */
struct heads {
    char name[MOST_LINES][FIELD];
    size_t fields[MOST_LINES];
    size_t count;
};

static char *read_heads(char *text, struct heads *heads)
{
    *heads = (struct heads){0};
    while (*text == '%') {
        unsigned number;
        char name[FIELD], type[FIELD];
        char *end = strchr(text, '\n');
        *end = '\0';
        if (sscanf(text, "%%EventDef %63s %u", name, &number) == 2) {
            assert_int_equal(number, heads->count);
            assert_true(number < MOST_LINES);
            memcpy(heads->name[heads->count++], name, sizeof name);
        } else if (strcmp(text, "%EndEventDef") != 0) {
            assert_int_equal(sscanf(text, "%% %63s %63s", name, type), 2);
            assert_true(strcmp(type, "string") == 0 || strcmp(type, "date") == 0 || strcmp(type, "color") == 0);
            heads->fields[heads->count - 1]++;
        }
        text = end + 1;
    }
    return text;
}

/* Splits a line at its blanks, but for those in quotes. */
static size_t split(char *line, char *fields[MOST_FIELDS])
{
    size_t count = 0;
    while (*line != '\0') {
        bool quoted = *line == '"';
        assert_true(count < MOST_FIELDS);
        fields[count++] = line += quoted;
        line += strcspn(line, quoted ? "\"" : " ");
        if (*line == '\0')
            break;
        *line++ = '\0';
        if (quoted && *line == ' ')
            line++;
    }
    return count;
}

/* What a trace has been seen to do. */
struct seen {
    size_t links, events, states, processes;
    char open[MOST_OPEN][FIELD]; /* keys of links without an end */
    size_t open_count;
    int depth[MOST_OPEN]; /* of the states of a process */
    char values[MOST_OPEN][FIELD];
    size_t value_count;
    double time;
};

static bool is_value(const struct seen *seen, const char *alias)
{
    for (size_t i = 0; i < seen->value_count; i++)
        if (strcmp(seen->values[i], alias) == 0)
            return true;
    return false;
}

static void see(struct seen *seen, const char *kind, char **fields)
{
    if (strcmp(kind, "PajeDefineEntityValue") == 0) {
        assert_false(is_value(seen, fields[1])); /* once */
        assert_true(seen->value_count < MOST_OPEN);
        snprintf(seen->values[seen->value_count++], FIELD, "%s", fields[1]);
    }
    if (strstr(kind, "Define") != NULL)
        return;
    double time = strtod(fields[1], NULL);
    assert_true(time >= seen->time);
    seen->time = time;
    unsigned process = fields[3][0] == 'p' ? (unsigned)strtoul(fields[3] + 1, NULL, 10) : 0;
    assert_true(process < MOST_OPEN);
    if (strcmp(kind, "PajeCreateContainer") == 0)
        seen->processes += strcmp(fields[3], "P") == 0;
    if (strcmp(kind, "PajeNewEvent") == 0) {
        assert_true(is_value(seen, fields[4]));
        seen->events++;
    }
    if (strcmp(kind, "PajePushState") == 0) {
        assert_true(is_value(seen, fields[4]));
        seen->depth[process]++;
        seen->states++;
    }
    if (strcmp(kind, "PajePopState") == 0)
        assert_true(--seen->depth[process] >= 0);
    if (strcmp(kind, "PajeStartLink") == 0) {
        assert_true(is_value(seen, fields[5]) && seen->open_count < MOST_OPEN);
        snprintf(seen->open[seen->open_count++], FIELD, "%s", fields[6]);
        seen->links++;
    }
    if (strcmp(kind, "PajeEndLink") == 0) {
        size_t i = 0;
        while (i < seen->open_count && strcmp(seen->open[i], fields[6]) != 0)
            i++;
        assert_true(i < seen->open_count);
        memmove(seen->open[i], seen->open[--seen->open_count], FIELD);
    }
}

static struct seen read_paje(struct world *w)
{
    struct heads heads;
    struct seen seen = {0};
    char *text = export(w, paje_write), *fields[MOST_FIELDS];
    for (char *line = read_heads(text, &heads), *end; *line != '\0'; line = end + 1) {
        end = strchr(line, '\n');
        *end = '\0';
        size_t count = split(line, fields);
        unsigned kind = (unsigned)strtoul(fields[0], NULL, 10);
        assert_true(kind < heads.count);
        assert_int_equal(count, heads.fields[kind] + 1);
        see(&seen, heads.name[kind], fields);
    }
    assert_int_equal(seen.open_count, 0); /* links are balanced, and states */
    for (size_t i = 0; i < MOST_OPEN; i++)
        assert_int_equal(seen.depth[i], 0);
    free(text);
    return seen;
}

static void a_message_is_a_link_for_each_time_that_it_arrives(void **state)
{
    struct world *w = *state;
    assert_loads(w, three);
    struct seen seen = read_paje(w);
    assert_int_equal(seen.processes, 3);
    assert_int_equal(seen.links, 4);  /* a, b, and c twice; d is lost */
    assert_int_equal(seen.events, 6); /* start, duplicate, decide, loss, two faults */
    assert_int_equal(seen.states, 1); /* down */
}

static void a_critical_section_is_a_state_and_so_is_a_crash(void **state)
{
    struct world *w = *state;
    assert_loads(w, exclusion);
    struct seen seen = read_paje(w);
    assert_int_equal(seen.states, 6); /* waits, is in, is in again; waits, is in, is down */
    char *text = export(w, paje_write);
    assert_non_null(strstr(text, "\n7 0 S p0 S1\n"));
    assert_non_null(strstr(text, "\n8 0 S p0\n7 0 S p0 S2\n"));
    assert_non_null(strstr(text, "\n8 2 S p0\n"));
    assert_non_null(strstr(text, "\n8 4 S p1\n7 4 S p1 S3\n"));
    assert_non_null(strstr(text, " \"timeout odd 'name' of a timer\" "));
    free(text);
}

static void dates_that_go_back_are_refused(void **state)
{
    struct world *w = *state;
    assert_loads(w, HEADER "1,1,start,0,,,,,0,,,1\n2,0.5,start,1,,,,,0,,,1\n");
    FILE *out = fopen("/dev/null", "w");
    assert_false(paje_write(&w->history, w->path, out, &w->err));
    fclose(out);
    assert_non_null(strstr(w->err.text, "event 2 is dated before event 1"));
    assert_int_equal(w->err.kind, ERROR_INPUT);
}

static void a_trace_without_events_is_refused(void **state)
{
    struct world *w = *state;
    assert_loads(w, HEADER);
    FILE *out = fopen("/dev/null", "w");
    assert_false(shiviz_write(&w->history, w->path, out, &w->err));
    w->err = (struct error){0};
    assert_false(paje_write(&w->history, w->path, out, &w->err));
    fclose(out);
    assert_int_equal(w->err.kind, ERROR_INPUT);
}

static void random_histories_are_exported_whole(void **state)
{
    struct world *w = *state;
    struct random_stream random = {.state = 11};
    static char text[MOST_TEXT];
    for (int trial = 0; trial < 300; trial++) {
        make_random(&random, text, sizeof text, 2 + (uint32_t)random_below(&random, MOST_EVENTS - 2));
        assert_loads(w, text);
        uint32_t of_processes = 0, receives = 0;
        for (uint32_t place = 0; place < w->history.count; place++) {
            of_processes += happening_is_of_process(&w->history.events[place]);
            receives += w->history.events[place].event == HAPPENING_RECEIVE;
        }
        if (of_processes > 0)
            check_log(w);
        assert_int_equal(read_paje(w).links, receives);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(the_clocks_of_the_log_tell_the_order),
        IN_WORLD(an_event_takes_one_line_whatever_it_is_called),
        IN_WORLD(more_processes_than_columns_are_refused),
        IN_WORLD(a_message_is_a_link_for_each_time_that_it_arrives),
        IN_WORLD(a_critical_section_is_a_state_and_so_is_a_crash),
        IN_WORLD(dates_that_go_back_are_refused),
        IN_WORLD(a_trace_without_events_is_refused),
        IN_WORLD(random_histories_are_exported_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
