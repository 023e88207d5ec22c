/* The interactive page: its data are JSON whatever the texts hold, its cuts, its limits; and, where Chromium is there, that the
 * events it lights are those that order.h says. */
#include "causality/order.h"
#include "figure/page.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "strict_json.h" /* needs cmocka.h */

/* ---- histories by hand ---- */

enum { MOST_EVENTS = 2 * PAGE_MOST_EVENTS, MOST_PROCESSES = 16 };

struct world {
    char folder[64];
    struct history history;
    uint32_t last[MOST_PROCESSES];
    char *names[8];
    char *page;
};

static int begin(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    setenv("ONDE_DATA", SOURCE_DIR, 1);
    snprintf(w->folder, sizeof w->folder, "/tmp/onde-page-XXXXXX");
    if (mkdtemp(w->folder) == NULL)
        return 1;
    w->history.events = calloc(MOST_EVENTS, sizeof *w->history.events);
    w->history.names = w->names;
    for (uint32_t process = 0; process < MOST_PROCESSES; process++)
        w->last[process] = HISTORY_NO_EVENT;
    *state = w;
    return 0;
}

static int finish(void **state)
{
    struct world *w = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", w->folder);
    int status = system(command);
    free(w->history.events);
    free(w->page);
    free(w);
    return status;
}

#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, begin, finish)

static const char *kind(struct world *w, const char *name)
{
    for (size_t i = 0; i < w->history.name_count; i++)
        if (strcmp(w->names[i], name) == 0)
            return w->names[i];
    w->names[w->history.name_count] = (char *)(uintptr_t)name;
    return w->names[w->history.name_count++];
}

/* Its place. `sent`: of a receive, the place of the send. */
static uint32_t add(struct world *w, enum happening_kind event, uint32_t process, const char *name, uint32_t sent)
{
    struct history *h = &w->history;
    uint32_t place = h->count++, before = w->last[process];
    uint64_t cause = sent != HISTORY_NO_EVENT ? h->events[sent].scalar : 0;
    uint64_t own = before != HISTORY_NO_EVENT ? h->events[before].scalar : 0;
    assert_true(place < MOST_EVENTS);
    h->events[place] = (struct happening){.number = place + 1,
                                          .time = place * 1e-3,
                                          .event = event,
                                          .process = process,
                                          .peer = HISTORY_NO_PROCESS,
                                          .kind = name[0] != '\0' ? kind(w, name) : name,
                                          .text = "",
                                          .before = before,
                                          .after = HISTORY_NO_EVENT,
                                          .sent = sent,
                                          .reply = HISTORY_NO_EVENT,
                                          .scalar = (cause > own ? cause : own) + 1};
    if (before != HISTORY_NO_EVENT)
        h->events[before].after = place;
    if (sent != HISTORY_NO_EVENT)
        h->events[sent].reply = place;
    w->last[process] = place;
    h->processes = process + 1 > h->processes ? process + 1 : h->processes;
    return place;
}

static uint32_t output(struct world *w, uint32_t process, const char *name)
{
    return add(w, HAPPENING_OUTPUT, process, name, HISTORY_NO_EVENT);
}

static uint32_t send(struct world *w, uint32_t process)
{
    return add(w, HAPPENING_SEND, process, "token", HISTORY_NO_EVENT);
}

/* ---- reading the page ---- */

static const char *path_in(const struct world *w, const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", w->folder, name);
    return path;
}

static char *read_text(FILE *file)
{
    char *text = NULL;
    size_t size = 0;
    assert_true(getdelim(&text, &size, '\0', file) > 0);
    return text;
}

static const char *written(struct world *w, const struct page_settings *settings)
{
    struct error err = {0};
    if (!page_write(path_in(w, "page.html"), &w->history, settings, &err))
        fail_msg("%s: %s", err.file, err.text);
    FILE *file = fopen(path_in(w, "page.html"), "r");
    assert_non_null(file);
    free(w->page);
    w->page = read_text(file);
    fclose(file);
    return w->page;
}

/* ---- the data ---- */

#define NASTY "</script><!--<script> \"q\" \\n & 'a' \t\n\x01\x7f é 🜁 \xe2\x80\xa8"

static void texts_come_back_as_they_were_and_end_no_script(void **state)
{
    struct world *w = *state;
    add(w, HAPPENING_SEND, 0, NASTY, HISTORY_NO_EVENT);
    add(w, HAPPENING_TIMEOUT, 1, "plain", HISTORY_NO_EVENT);
    const char *data = data_of(written(w, &(struct page_settings){.title = NASTY, .subtitle = NASTY}));
    assert_text(member(data, "title"), NASTY);
    assert_text(member(data, "subtitle"), NASTY);
    assert_text(element(member(data, "kinds"), 0), NASTY);
    assert_text(element(member(data, "kinds"), 1), "plain");
    assert_value(element(member(member(data, "columns"), "kind"), 0), "0");
    assert_value(element(member(member(data, "columns"), "kind"), 1), "1");
    assert_non_null(strstr(w->page, "<title>&#60;/script&#62;&#60;!--"));
}

static void bytes_that_are_not_text_become_replacement_characters(void **state)
{
    struct world *w = *state;
    /* A lone continuation, a long form of "/", half a surrogate pair, beyond U+10FFFF, a character cut short. */
    static const char wrong[] = "a\x80"
                                "b\xc0\xaf"
                                "c\xed\xa0\x80"
                                "d\xf5\x80\x80\x80"
                                "e\xe2\x82";
    add(w, HAPPENING_START, 0, "", HISTORY_NO_EVENT);
    const char *data = data_of(written(w, &(struct page_settings){.title = wrong}));
    assert_text(member(data, "title"), "a\ufffdb\ufffd\ufffdc\ufffd\ufffd\ufffdd\ufffd\ufffd\ufffd\ufffde\ufffd\ufffd");
    assert_non_null(strstr(w->page, "<title>a&#65533;b"));
}

static void whole_numbers_that_a_double_cannot_hold_are_texts(void **state)
{
    struct world *w = *state;
    static const int64_t values[] = {INT64_MIN, INT64_MAX, INT64_C(1) << 53, -5, (INT64_C(1) << 53) + 1};
    static const char *const expected[] = {"\"-9223372036854775808\"", "\"9223372036854775807\"", "9007199254740992",
                                           "-5", "\"9007199254740993\""};
    for (size_t i = 0; i < 5; i++) {
        uint32_t place = output(w, 0, "decide");
        w->history.events[place].value = values[i];
        w->history.events[place].has_value = true;
    }
    output(w, 0, "decide");
    w->history.events[0].bytes = UINT64_MAX;
    const char *columns = member(data_of(written(w, &(struct page_settings){0})), "columns");
    for (size_t i = 0; i < 5; i++)
        assert_value(element(member(columns, "value"), i), expected[i]);
    assert_value(element(member(columns, "value"), 5), "null");
    assert_value(element(member(columns, "bytes"), 0), "\"18446744073709551615\"");
}

static void an_event_has_its_row_in_every_column(void **state)
{
    struct world *w = *state;
    uint32_t sent = send(w, 2);
    w->history.events[sent].peer = 1;
    w->history.events[sent].bytes = 24;
    add(w, HAPPENING_RECEIVE, 1, "token", sent);
    w->history.events[1].time = 1.0 / 3;
    const char *data = data_of(written(w, &(struct page_settings){.language = LANGUAGE_FR}));
    static const char *const expected[][3] = {{"number", "1", "2"},     {"time", "0", "0.333333333333"},
                                              {"process", "2", "1"},    {"peer", "1", "-1"},
                                              {"kind", "0", "0"},       {"bytes", "24", "0"},
                                              {"sent", "-1", "0"},      {"scalar", "1", "2"},
                                              {"value", "null", "null"}};
    const char *columns = member(data, "columns");
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        assert_int_equal(length_of(member(columns, expected[i][0])), 2);
        assert_value(element(member(columns, expected[i][0]), 0), expected[i][1]);
        assert_value(element(member(columns, expected[i][0]), 1), expected[i][2]);
    }
    assert_value(member(data, "processes"), "3");
    assert_text(element(member(data, "happenings"), HAPPENING_GIVEN_UP), "given-up");
    assert_text(member(data, "language"), "fr");
    assert_text(member(member(data, "outputs"), "decide"), "décide");
    assert_text(member(member(data, "faults"), "crash"), "panne");
    assert_non_null(strstr(w->page, "<html lang=\"fr\">"));
}

/* Numbers with a space or "; " between two. */
static char *long_clock(uint32_t rows, uint32_t columns)
{
    char *text = calloc((size_t)rows * columns, 12);
    size_t used = 0;
    for (uint32_t row = 0; row < rows; row++)
        for (uint32_t column = 0; column < columns; column++)
            used += (size_t)sprintf(text + used, "%s%u", column > 0 ? " " : row > 0 ? "; " : "", row * 1000 + column);
    return text;
}

static void a_clock_is_shown_whole_or_by_the_own_row_or_entry(void **state)
{
    struct world *w = *state;
    char *vector = long_clock(1, 300), *matrix = long_clock(12, 12), *large = long_clock(300, 300);
    const char *const texts[] = {"3 0 2", "1 0; 2 2", vector, matrix, large};
    for (size_t i = 0; i < 5; i++)
        w->history.events[output(w, 11, "stamp")].text = texts[i];
    /* As a history does, which keeps texts and kinds together. */
    w->names[w->history.name_count++] = vector;
    const char *data = data_of(written(w, &(struct page_settings){0}));
    const char *values = member(member(data, "columns"), "value");
    static const char *const expected[] = {
        "3 0 2", "1 0; 2 2", "… 11 …", "…; 11000 11001 11002 11003 11004 11005 11006 11007 11008 11009 11010 11011; …",
        "… 11011 …"};
    for (size_t i = 0; i < 5; i++)
        assert_text(element(values, i), expected[i]);
    assert_int_equal(length_of(member(data, "kinds")), 1);
    free(vector);
    free(matrix);
    free(large);
}

static void an_empty_history_is_a_page_too(void **state)
{
    struct world *w = *state;
    const char *data = data_of(written(w, &(struct page_settings){0}));
    assert_int_equal(length_of(member(member(data, "columns"), "number")), 0);
    assert_text(member(data, "title"), "");
}

static void of_a_long_run_the_first_events_are_there_and_the_page_knows(void **state)
{
    struct world *w = *state;
    for (uint32_t i = 0; i < MOST_EVENTS; i++)
        add(w, HAPPENING_TIMEOUT, i % MOST_PROCESSES, "tick", HISTORY_NO_EVENT);
    const char *data = data_of(written(w, &(struct page_settings){0}));
    const char *numbers = member(member(data, "columns"), "number");
    char total[16];
    snprintf(total, sizeof total, "%d", MOST_EVENTS);
    assert_value(member(data, "total"), total);
    assert_int_equal(length_of(numbers), PAGE_MOST_EVENTS);
    assert_value(element(numbers, PAGE_MOST_EVENTS - 1), "20000");
}

enum { LATE = PAGE_MOST_EVENTS + 50, LONG = 2 * PAGE_MOST_EVENTS };

/* Process 1 waits; ticks of process 0 until the room of a page is filled; then of both. */
static void make_long(struct world *w)
{
    output(w, 1, "request");
    send(w, 2);
    while (w->history.count < LONG)
        output(w, w->history.count > LATE ? w->history.count % 2 : 0, "tick");
}

static void expect_events(struct world *w, const struct page_settings *settings, uint32_t begin)
{
    const char *data = data_of(written(w, settings));
    const char *numbers = member(member(data, "columns"), "number");
    assert_int_equal(atoi(member(data, "begin")), begin);
    assert_int_equal(length_of(numbers), PAGE_MOST_EVENTS);
    assert_int_equal(atoi(element(numbers, 0)), begin + 1);
}

static void a_page_of_a_long_run_has_the_events_that_are_asked_for(void **state)
{
    struct world *w = *state;
    make_long(w);
    const uint64_t cut[] = {LONG / 2 + 6001, LONG / 2 + 5001};
    /* Events are a millisecond apart. What the first events have is shown with them. */
    expect_events(w, &(struct page_settings){.from = 1, .to = 19.9}, 0);
    expect_events(w, &(struct page_settings){.event = 300, .from = NAN, .to = NAN}, 0);
    /* One half of the room comes before: 19,000 events beside 1,000 and one. */
    expect_events(w, &(struct page_settings){.from = 25, .to = 26}, 25000 - 9499);
    expect_events(w, &(struct page_settings){.from = 26, .to = NAN}, LONG - PAGE_MOST_EVENTS);
    expect_events(w, &(struct page_settings){.event = 29001, .from = NAN, .to = NAN}, 29000 - 9999);
    expect_events(w, &(struct page_settings){.cut = cut, .cut_size = 2}, LONG / 2 + 5000 - 9499);
    expect_events(w, &(struct page_settings){.violation = LONG}, LONG - PAGE_MOST_EVENTS);
    /* A window longer than the room: its first events. Of what is not there: the first of all. */
    expect_events(w, &(struct page_settings){.from = 10, .to = 39}, 10000);
    expect_events(w, &(struct page_settings){.from = 1000, .to = 2000}, 0);
}

static void a_page_that_begins_late_knows_what_went_on(void **state)
{
    struct world *w = *state;
    make_long(w);
    /* Process 2 has a message of before the page, and one that it gets behind it. */
    w->history.events[30000].event = HAPPENING_RECEIVE;
    w->history.events[30000].sent = 1;
    const char *data = data_of(written(w, &(struct page_settings){.event = 30001}));
    assert_value(element(member(data, "open"), 0), "[1,\"waiting\"]");
    assert_int_equal(length_of(member(data, "open")), 1);
    assert_value(element(member(member(data, "columns"), "sent"), 10000), "-1");
    assert_value(member(data, "messages"), "[\"token\",\"tick\"]");
    assert_value(member(data, "end"), "39.999");
    data = data_of(written(w, &(struct page_settings){0}));
    assert_int_equal(length_of(member(data, "open")), 0);
}

/* So that the page draws the events of a handler apart, but not beyond what comes then. */
static void a_page_knows_when_what_is_behind_it_comes(void **state)
{
    struct world *w = *state;
    uint32_t sent = send(w, 3), lost = send(w, 4), last = output(w, 5, "tick");
    output(w, 6, "tick");
    while (w->history.count < PAGE_MOST_EVENTS)
        output(w, 0, "tick");
    output(w, 5, "tick");
    add(w, HAPPENING_RECEIVE, 7, "token", sent);
    add(w, HAPPENING_RECEIVE, 8, "token", sent);
    w->history.events[output(w, 9, "token")] = (struct happening){.number = w->history.count,
                                                                  .time = 50,
                                                                  .event = HAPPENING_LOSS,
                                                                  .kind = "token",
                                                                  .text = "",
                                                                  .sent = lost,
                                                                  .process = 9,
                                                                  .peer = 4,
                                                                  .after = HISTORY_NO_EVENT,
                                                                  .before = HISTORY_NO_EVENT};
    const char *rooms = member(data_of(written(w, &(struct page_settings){0})), "rooms");
    assert_int_equal(length_of(rooms), 3);
    assert_int_equal(last, 2);
    assert_value(element(rooms, 0), "[0,20.001]");
    assert_value(element(rooms, 1), "[1,49.999]");
    assert_value(element(rooms, 2), "[2,19.998]");
}

static void what_the_figure_asks_for_is_what_the_page_shows_first(void **state)
{
    struct world *w = *state;
    static const uint32_t processes[] = {0, 1, 2, 5, 7, 8};
    for (uint32_t process = 0; process < 10; process++)
        add(w, HAPPENING_START, process, "", HISTORY_NO_EVENT);
    struct page_settings settings = {
        .event = 7, .logical = true, .from = NAN, .to = 0.5, .processes = processes, .process_count = 6};
    const char *first = member(data_of(written(w, &settings)), "first");
    assert_value(member(first, "event"), "7");
    assert_text(member(first, "axis"), "logical");
    assert_value(member(first, "from"), "null");
    assert_value(member(first, "to"), "0.5");
    assert_text(member(first, "processes"), "0-2 5 7-8");
    first = member(data_of(written(w, &(struct page_settings){0})), "first");
    assert_value(member(first, "to"), "null");
    assert_text(member(first, "processes"), "");
}

/* ---- cuts ---- */

static void a_snapshot_that_a_message_crosses_backwards_is_inconsistent(void **state)
{
    struct world *w = *state;
    output(w, 0, "record");
    uint32_t sent = send(w, 0), receive = add(w, HAPPENING_RECEIVE, 1, "token", sent);
    add(w, HAPPENING_TIMEOUT, 1, "late", HISTORY_NO_EVENT);
    output(w, 1, "record");
    const char *cuts = member(data_of(written(w, &(struct page_settings){0})), "cuts");
    assert_int_equal(length_of(cuts), 1);
    assert_text(member(element(cuts, 0), "origin"), "snapshot");
    assert_value(member(element(cuts, 0), "consistent"), "false");
    assert_int_equal(length_of(member(element(cuts, 0), "breaks")), 1);
    assert_int_equal(atoi(element(member(element(cuts, 0), "breaks"), 0)), receive);
}

static void all_messages_that_break_a_cut_are_told(void **state)
{
    struct world *w = *state;
    add(w, HAPPENING_START, 1, "", HISTORY_NO_EVENT);
    uint32_t sent = send(w, 1), other = send(w, 1);
    add(w, HAPPENING_RECEIVE, 0, "token", sent);
    add(w, HAPPENING_RECEIVE, 2, "token", other);
    add(w, HAPPENING_RECEIVE, 0, "token", other); /* a second time, and after the cut */
    static const uint64_t wish[] = {1, 4, 5};
    const struct page_settings settings = {.cut = wish, .cut_size = 3};
    assert_value(member(element(member(data_of(written(w, &settings)), "cuts"), 0), "breaks"), "[3,4]");
}

static void a_process_that_records_on_a_marker_does_so_before_the_marker_counts(void **state)
{
    struct world *w = *state;
    add(w, HAPPENING_START, 1, "", HISTORY_NO_EVENT);
    uint32_t first = output(w, 0, "record"), sent = add(w, HAPPENING_SEND, 0, "marker", HISTORY_NO_EVENT);
    uint32_t receive = add(w, HAPPENING_RECEIVE, 1, "marker", sent), second = output(w, 1, "record");
    w->history.events[second].time = w->history.events[receive].time; /* in one handler */
    const char *cut = element(member(data_of(written(w, &(struct page_settings){0})), "cuts"), 0);
    char line[64];
    assert_value(member(cut, "consistent"), "true");
    assert_value(member(cut, "breaks"), "[]");
    snprintf(line, sizeof line, "[0,%u,%u]", first, first);
    assert_value(element(member(cut, "lines"), 0), line);
    snprintf(line, sizeof line, "[1,0,%u]", second);
    assert_value(element(member(cut, "lines"), 1), line);
}

static void a_snapshot_that_a_process_has_not_recorded_is_not_judged(void **state)
{
    struct world *w = *state;
    add(w, HAPPENING_START, 1, "", HISTORY_NO_EVENT);
    output(w, 0, "record");
    output(w, 1, "record");
    output(w, 0, "record");
    const char *cuts = member(data_of(written(w, &(struct page_settings){0})), "cuts");
    assert_int_equal(length_of(cuts), 2);
    assert_value(member(element(cuts, 0), "consistent"), "true");
    assert_value(member(element(cuts, 1), "consistent"), "null");
    assert_value(member(element(cuts, 1), "number"), "2");
    assert_int_equal(length_of(member(element(cuts, 1), "lines")), 1);
}

static void a_recovery_joins_the_checkpoints_that_processes_go_back_to(void **state)
{
    struct world *w = *state;
    uint32_t saved = output(w, 0, "checkpoint"), other = add(w, HAPPENING_START, 1, "", HISTORY_NO_EVENT);
    uint32_t sent = send(w, 0), receive = add(w, HAPPENING_RECEIVE, 1, "token", sent);
    add(w, HAPPENING_FAULT, 0, "crash", HISTORY_NO_EVENT);
    output(w, 0, "rollback");
    const char *cut = element(member(data_of(written(w, &(struct page_settings){0})), "cuts"), 0);
    char line[64];
    assert_text(member(cut, "origin"), "recovery");
    assert_value(member(cut, "consistent"), "false"); /* an orphan: process 1 has received what was not sent */
    assert_int_equal(length_of(member(cut, "breaks")), 1);
    assert_int_equal(atoi(element(member(cut, "breaks"), 0)), receive);
    snprintf(line, sizeof line, "[0,%u,%u]", saved, saved);
    assert_value(element(member(cut, "lines"), 0), line);
    assert_int_equal(other, 1);
}

static void a_wished_cut_is_judged(void **state)
{
    struct world *w = *state;
    uint32_t sent = send(w, 0);
    add(w, HAPPENING_RECEIVE, 1, "token", sent);
    static const uint64_t only_receive[] = {2}, both[] = {1, 2};
    struct page_settings settings = {.cut = only_receive, .cut_size = 1};
    const char *cut = element(member(data_of(written(w, &settings)), "cuts"), 0);
    assert_text(member(cut, "origin"), "wished");
    assert_value(member(cut, "consistent"), "false");
    settings = (struct page_settings){.cut = both, .cut_size = 2};
    cut = element(member(data_of(written(w, &settings)), "cuts"), 0);
    assert_value(member(cut, "consistent"), "true");
}

static void more_snapshots_than_a_page_has_are_counted(void **state)
{
    struct world *w = *state;
    for (uint32_t i = 0; i < PAGE_MOST_CUTS + 7; i++)
        output(w, 0, "record");
    const char *data = data_of(written(w, &(struct page_settings){0}));
    assert_int_equal(length_of(member(data, "cuts")), PAGE_MOST_CUTS);
    assert_value(member(data, "cutsLeftOut"), "7");
}

/* The rest of it is known all the same, and says what it is. */
static void a_cut_that_ends_behind_the_page_is_judged_as_a_whole(void **state)
{
    struct world *w = *state;
    output(w, 0, "record");
    uint32_t sent = send(w, 0);
    while (w->history.count <= PAGE_MOST_EVENTS)
        output(w, 0, "tick");
    uint32_t receive = add(w, HAPPENING_RECEIVE, 1, "token", sent);
    add(w, HAPPENING_TIMEOUT, 1, "late", HISTORY_NO_EVENT);
    output(w, 1, "record");
    const uint64_t wish[] = {sent + 1, receive + 1};
    const struct page_settings settings = {.cut = wish, .cut_size = 2};
    const char *cuts = member(data_of(written(w, &settings)), "cuts");
    assert_int_equal(length_of(cuts), 2);
    assert_text(member(element(cuts, 0), "origin"), "wished");
    assert_value(member(element(cuts, 0), "consistent"), "true");
    assert_value(element(member(element(cuts, 0), "lines"), 1), "[1,-1,-1]");
    assert_text(member(element(cuts, 1), "origin"), "snapshot");
    assert_value(member(element(cuts, 1), "consistent"), "false");
    assert_value(member(element(cuts, 1), "breaks"), "[]");
}

/* ---- files ---- */

static void a_page_names_no_other_place(void **state)
{
    static const char *const outside[] = {"http:", "https:", "ftp:", "@import", "src=", "url(", "fetch(", "XMLHttp"};
    struct world *w = *state;
    add(w, HAPPENING_START, 0, "", HISTORY_NO_EVENT);
    written(w, &(struct page_settings){.title = "t"});
    for (size_t i = 0; i < sizeof outside / sizeof outside[0]; i++)
        assert_null(strstr(w->page, outside[i]));
    assert_non_null(strstr(w->page, "default-src 'none'"));
}

static void expect_refusal(const struct world *w, const char *path, const char *expected)
{
    struct error err = {0};
    assert_false(page_write(path, &w->history, &(struct page_settings){0}, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    if (strstr(err.text, expected) == NULL)
        assert_string_equal(err.text, expected);
}

static void what_cannot_be_written_or_found_is_an_error_and_leaves_no_page(void **state)
{
    struct world *w = *state;
    char plots[128], command[512];
    expect_refusal(w, "/proc/no-such-folder/page.html", "cannot be written");
    setenv("ONDE_DATA", w->folder, 1);
    expect_refusal(w, path_in(w, "page.html"), "there is no results/plots/spacetime.html");
    snprintf(plots, sizeof plots, "%s/results/plots", w->folder);
    snprintf(command, sizeof command, "mkdir -p %s && echo '<p>{{nonsense}}</p>' > %s/spacetime.html", plots, plots);
    assert_int_equal(system(command), 0);
    expect_refusal(w, path_in(w, "page.html"), "{{nonsense}}: expected {{language}}");
    snprintf(command, sizeof command, "echo '{{include gone.js}}' > %s/spacetime.html", plots);
    assert_int_equal(system(command), 0);
    expect_refusal(w, path_in(w, "page.html"), "there is no results/plots/gone.js");
    assert_int_not_equal(access(path_in(w, "page.html"), F_OK), 0);
    assert_int_not_equal(access(path_in(w, "page.html.partial"), F_OK), 0);
}

/* ---- in a browser ---- */

/* "1-4 7": the numbers of the marked events of processes, but for one. */
static void write_ranges(const struct history *h, const bool *in, uint32_t without, char *text)
{
    uint64_t first = 0, last = 0;
    *text = '\0';
    for (uint32_t i = 0; i <= h->count; i++) {
        bool marked = i < h->count && in[i] && i != without && h->events[i].scalar > 0;
        if (marked && first != 0 && h->events[i].number == last + 1) {
            last++;
            continue;
        }
        if (!marked && i < h->count)
            continue;
        if (first != 0)
            text += sprintf(text, first == last ? "%s%lu" : "%s%lu-%lu", text[-1] == ':' ? "" : " ",
                            (unsigned long)first, (unsigned long)last);
        first = last = i < h->count ? h->events[i].number : 0;
    }
}

static void make_random_history(struct world *w, uint32_t events)
{
    uint32_t sent[512], waiting = 0;
    uint64_t random = 7;
    while (w->history.count < events) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        uint32_t draw = (uint32_t)(random >> 33), process = draw % 6, what = draw / 6 % 4;
        if (what == 0 || waiting == 0) {
            sent[waiting++] = send(w, process);
        } else if (what < 3) {
            uint32_t which = draw / 24 % waiting;
            uint32_t receive = add(w, HAPPENING_RECEIVE, process, "token", sent[which]);
            if (draw / 1000 % 5 == 0)
                continue; /* it may come once more */
            assert_true(receive > sent[which]);
            sent[which] = sent[--waiting];
        } else {
            uint32_t place = add(w, HAPPENING_TIMEOUT, process, "tick", HISTORY_NO_EVENT);
            if (draw / 1000 % 4 != 0)
                continue;
            /* A loss is of no process. */
            struct happening *event = &w->history.events[place];
            w->last[process] = event->before;
            if (event->before != HISTORY_NO_EVENT)
                w->history.events[event->before].after = HISTORY_NO_EVENT;
            event->event = HAPPENING_LOSS;
            event->before = HISTORY_NO_EVENT;
            event->scalar = 0;
        }
    }
}

/* Goes through all events by the address of the page, and writes what it says of each into an attribute. */
static const char visit_all[] =
    "<script>(async () => { const all = []; const box = document.getElementById('box');"
    "for (const n of JSON.parse(document.getElementById('run').textContent).columns.number) {"
    "const changed = new Promise((done) => addEventListener('hashchange', done, {once: true}));"
    "location.hash = 'event=' + n; await changed;"
    "all.push(n + '<:' + (box.dataset.past || '') + '>:' + (box.dataset.future || '') + ';'); }"
    "const out = document.createElement('pre'); out.id = 'all'; out.textContent = all.join(''); "
    "document.body.append(out);"
    "})();</script>";

static void the_page_lights_the_past_and_the_future_that_order_says(void **state)
{
    struct world *w = *state;
    char command[512];
    if (system("command -v chromium > /dev/null") != 0) {
        fputs("chromium is not installed (Debian: chromium): the page is not tried in a browser\n", stderr);
        skip();
    }
    make_random_history(w, 160);
    written(w, &(struct page_settings){.title = "Random"});
    FILE *page = fopen(path_in(w, "page.html"), "a");
    assert_non_null(page);
    fputs(visit_all, page);
    fclose(page);
    snprintf(command, sizeof command,
             "chromium --headless --no-sandbox --disable-gpu --user-data-dir=%s/profile --virtual-time-budget=60000 "
             "--dump-dom file://%s/page.html 2> /dev/null",
             w->folder, w->folder);
    FILE *browser = popen(command, "r");
    assert_non_null(browser);
    char *dom = read_text(browser);
    pclose(browser);
    bool *in = calloc(w->history.count, sizeof *in);
    char expected[8192];
    for (uint32_t i = 0; i < w->history.count; i++) {
        int used = sprintf(expected, "%lu&lt;:", (unsigned long)w->history.events[i].number);
        if (w->history.events[i].scalar > 0) {
            order_past(&w->history, i, in);
            write_ranges(&w->history, in, i, expected + used);
        }
        used = (int)strlen(expected);
        used += sprintf(expected + used, "&gt;:");
        if (w->history.events[i].scalar > 0) {
            order_future(&w->history, i, in);
            write_ranges(&w->history, in, i, expected + used);
        }
        strcat(expected, ";");
        if (strstr(dom, expected) == NULL)
            fail_msg("the page does not say %s", expected);
    }
    free(in);
    free(dom);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(texts_come_back_as_they_were_and_end_no_script),
        IN_WORLD(bytes_that_are_not_text_become_replacement_characters),
        IN_WORLD(whole_numbers_that_a_double_cannot_hold_are_texts),
        IN_WORLD(an_event_has_its_row_in_every_column),
        IN_WORLD(a_clock_is_shown_whole_or_by_the_own_row_or_entry),
        IN_WORLD(an_empty_history_is_a_page_too),
        IN_WORLD(of_a_long_run_the_first_events_are_there_and_the_page_knows),
        IN_WORLD(a_page_of_a_long_run_has_the_events_that_are_asked_for),
        IN_WORLD(a_page_that_begins_late_knows_what_went_on),
        IN_WORLD(a_page_knows_when_what_is_behind_it_comes),
        IN_WORLD(what_the_figure_asks_for_is_what_the_page_shows_first),
        IN_WORLD(a_snapshot_that_a_message_crosses_backwards_is_inconsistent),
        IN_WORLD(all_messages_that_break_a_cut_are_told),
        IN_WORLD(a_process_that_records_on_a_marker_does_so_before_the_marker_counts),
        IN_WORLD(a_snapshot_that_a_process_has_not_recorded_is_not_judged),
        IN_WORLD(a_recovery_joins_the_checkpoints_that_processes_go_back_to),
        IN_WORLD(a_wished_cut_is_judged),
        IN_WORLD(a_cut_that_ends_behind_the_page_is_judged_as_a_whole),
        IN_WORLD(more_snapshots_than_a_page_has_are_counted),
        IN_WORLD(a_page_names_no_other_place),
        IN_WORLD(what_cannot_be_written_or_found_is_an_error_and_leaves_no_page),
        IN_WORLD(the_page_lights_the_past_and_the_future_that_order_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
