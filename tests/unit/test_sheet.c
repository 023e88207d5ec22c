/* Space-time diagrams laid out: labels, legends, and their files. */
#include "tale.h"

#include "engine/process.h"

/* ---- labels ---- */

static size_t items_of(const struct sheet *sheet, enum sheet_series series)
{
    size_t count = 0;
    for (size_t i = 0; i < sheet->item_count; i++)
        count += sheet->items[i].series == series;
    return count;
}

static size_t entries_of(const struct sheet *sheet, enum sheet_series series)
{
    size_t count = 0;
    for (size_t i = 0; i < sheet->legend_count; i++)
        count += sheet->legend[i].series == series;
    return count;
}

static void sheet_of(const struct history *history, struct diagram *diagram, struct sheet *sheet)
{
    struct diagram_wishes wishes = no_wishes();
    struct error err = {0};
    must_create(history, &wishes, diagram);
    assert_true(sheet_create(diagram, LANGUAGE_EN, sheet, &err));
}

static void kinds_stand_on_few_messages_and_in_the_legend_of_many(void **state)
{
    for (unsigned messages = 2; messages <= 60; messages += 58) {
        struct tale *t = begin_tale(*state);
        for (unsigned i = 0; i < messages; i++)
            receives(t, 0.001 * i + 0.0009, sends(t, 0.001 * i, i % 2, 1 - i % 2, i % 2 == 0 ? "ping" : "pong"));
        end_tale(t);
        struct history history = history_of(*state);
        struct diagram diagram;
        struct sheet sheet;
        sheet_of(&history, &diagram, &sheet);
        assert_int_equal(items_of(&sheet, SHEET_MESSAGE), messages);
        assert_int_equal(items_of(&sheet, SHEET_LABEL), messages == 2 ? 2 : 0);
        assert_int_equal(entries_of(&sheet, SHEET_MESSAGE), messages == 2 ? 0 : 2);
        sheet_release(&sheet);
        diagram_release(&diagram);
        history_release(&history);
    }
}

static void what_a_clock_shows_stands_beside_its_event_or_is_said_to_be_missing(void **state)
{
    for (unsigned stamps = 5; stamps <= 500; stamps += 495) {
        struct tale *t = begin_tale(*state);
        for (unsigned i = 0; i < stamps; i++)
            outputs(t, 0.001 * i, 0, "stamp", i + 1);
        end_tale(t);
        struct history history = history_of(*state);
        struct diagram diagram;
        struct sheet sheet;
        sheet_of(&history, &diagram, &sheet);
        assert_int_equal(items_of(&sheet, SHEET_STAMP), stamps == 5 ? 5 : 0);
        assert_int_equal(sheet.stamps_hidden, stamps != 5);
        for (size_t i = 0; i < sheet.item_count; i++)
            assert_true(sheet.items[i].series != SHEET_STAMP || sheet.items[i].place != sheet.items[i].row);
        sheet_release(&sheet);
        diagram_release(&diagram);
        history_release(&history);
    }
}

static unsigned stamps(struct tale *t, double time, uint32_t process, const char *clock)
{
    fprintf(t->file, "%u,%.9g,output,%u,,,stamp,,0,%s,,%u\n", ++t->number, time, process, clock, ++t->clock[process]);
    return t->number;
}

static const struct sheet_item *item_of(const struct sheet *sheet, enum sheet_series series, unsigned event)
{
    for (size_t i = 0; i < sheet->item_count; i++)
        if (sheet->items[i].series == series && sheet->items[i].event == event)
            return &sheet->items[i];
    fail_msg("no %s of event %u", sheet_series_name(series), event);
    return NULL;
}

static void of_a_clock_one_sees_the_vector_the_own_row_or_the_own_entry(void **state)
{
    struct tale *t = begin_tale(*state);
    const struct {
        unsigned event;
        const char *text;
    } clocks[] = {{stamps(t, 0, 1, "7"), "7"},
                  {stamps(t, 0.1, 1, "0 12 3 4"), "0 12 3 4"},
                  {stamps(t, 0.2, 2, "1 2 3 4 5 6"), "1 2 3 4 5 6"},
                  {stamps(t, 0.3, 2, "1 2 33 4 5 6 7"), "33"},
                  {stamps(t, 0.4, 1, "1 2; 3 4"), "3 4"},
                  {stamps(t, 0.5, 1, "1 2 3 4 5 6 7; 8 9 10 11 12 13 14; 15 16 17 18 19 20 21"), "9"}};
    end_tale(t);
    struct history history = history_of(*state);
    struct diagram diagram;
    struct sheet sheet;
    sheet_of(&history, &diagram, &sheet);
    assert_false(sheet.stamps_hidden || sheet.entries_only);
    for (size_t i = 0; i < sizeof clocks / sizeof clocks[0]; i++)
        assert_string_equal(item_of(&sheet, SHEET_STAMP, clocks[i].event)->text, clocks[i].text);
    sheet_release(&sheet);
    diagram_release(&diagram);
    history_release(&history);
}

static void where_vectors_have_no_room_the_own_entries_stand(void **state)
{
    struct tale *t = begin_tale(*state);
    enum { EVENTS = 20 };
    for (unsigned i = 0; i < EVENTS; i++)
        stamps(t, 0.001 * i, 1, "1000 2000 3000 4000 5000 6000");
    end_tale(t);
    struct history history = history_of(*state);
    struct diagram diagram;
    struct sheet sheet;
    sheet_of(&history, &diagram, &sheet);
    assert_true(sheet.entries_only && !sheet.stamps_hidden);
    assert_int_equal(items_of(&sheet, SHEET_STAMP), EVENTS);
    assert_string_equal(item_of(&sheet, SHEET_STAMP, 1)->text, "2000");
    sheet_release(&sheet);
    diagram_release(&diagram);
    history_release(&history);
}

/* Above a line, and below it, texts are in the order of their events. */
static void stamps_of_events_close_together_keep_their_order(void **state)
{
    struct tale *t = begin_tale(*state);
    for (unsigned i = 0; i < 4; i++)
        outputs(t, 0.001 * i, 0, "stamp", i + 1);
    outputs(t, 1, 0, "stamp", 9);
    end_tale(t);
    struct history history = history_of(*state);
    struct diagram diagram;
    struct sheet sheet;
    sheet_of(&history, &diagram, &sheet);
    assert_int_equal(items_of(&sheet, SHEET_STAMP), 5);
    for (unsigned a = 1; a <= 5; a++)
        for (unsigned b = a + 1; b <= 5; b++) {
            const struct sheet_item *first = item_of(&sheet, SHEET_STAMP, a), *second = item_of(&sheet, SHEET_STAMP, b);
            assert_true((first->place > 0) != (second->place > 0) || first->at <= second->at);
        }
    sheet_release(&sheet);
    diagram_release(&diagram);
    history_release(&history);
}

static void a_post_and_its_deliveries_say_which_mail(void **state)
{
    struct tale *t = begin_tale(*state);
    unsigned post = outputs(t, 0, 0, "post", 3);
    outputs(t, 0, 0, "deliver", 3);
    unsigned late = outputs(t, 1, 1, "deliver", 3);
    outputs(t, 1, 1, "deliver", 7);
    end_tale(t);
    struct history history = history_of(*state);
    struct diagram diagram;
    struct sheet sheet;
    sheet_of(&history, &diagram, &sheet);
    assert_int_equal(items_of(&sheet, SHEET_MAIL), 2);
    assert_string_equal(item_of(&sheet, SHEET_MAIL, post)->text, "#3");
    assert_string_equal(item_of(&sheet, SHEET_MAIL, late)->text, "#3 #7");
    assert_int_equal(items_of(&sheet, SHEET_OUTPUT), 4);
    sheet_release(&sheet);
    diagram_release(&diagram);
    history_release(&history);
}

static void messages_that_lie_on_one_another_share_a_label(void **state)
{
    struct tale *t = begin_tale(*state);
    unsigned first = sends(t, 0, 0, 1, "submit"), second = sends(t, 0, 0, 1, "submit"),
             third = sends(t, 0.5, 1, 0, "ack");
    receives(t, 0.6, first);
    receives(t, 0.6, second);
    receives(t, 1, third);
    end_tale(t);
    struct history history = history_of(*state);
    struct diagram diagram;
    struct sheet sheet;
    sheet_of(&history, &diagram, &sheet);
    assert_int_equal(items_of(&sheet, SHEET_MESSAGE), 3);
    assert_int_equal(items_of(&sheet, SHEET_LABEL), 2);
    assert_string_equal(item_of(&sheet, SHEET_LABEL, first)->text, "submit × 2");
    sheet_release(&sheet);
    diagram_release(&diagram);
    history_release(&history);
}

static void the_legend_shows_a_copy_in_the_look_of_its_kind(void **state)
{
    struct tale *t = begin_tale(*state);
    receives(t, 0.1, sends(t, 0, 0, 1, "other"));
    unsigned doubled = sends(t, 0.2, 0, 1, "token");
    receives(t, 0.3, doubled);
    receives(t, 0.4, doubled);
    end_tale(t);
    struct history history = history_of(*state);
    struct diagram diagram;
    struct sheet sheet;
    sheet_of(&history, &diagram, &sheet);
    assert_int_equal(entries_of(&sheet, SHEET_COPY), 1);
    for (size_t i = 0; i < sheet.legend_count; i++)
        assert_true(sheet.legend[i].series != SHEET_COPY || sheet.legend[i].style == 1);
    sheet_release(&sheet);
    diagram_release(&diagram);
    history_release(&history);
}

/* ---- the files ---- */

static void write_one_run(const struct world *w)
{
    FILE *file = fopen(path_in(w, "runs.csv"), "w");
    assert_non_null(file);
    fputs("run,system,network,processes,ending,verdict,reason,event,messages,simulated_time\n"
          "0,ring,latency,3,quiescent,holds,,,2,0.01\n",
          file);
    fclose(file);
}

static void write_much(const struct world *w)
{
    struct tale *t = begin_tale(w);
    starts(t, 0, 0);
    outputs(t, 0, 0, "request", 1);
    unsigned first = sends(t, 0, 0, 1, "a_b&c"), second = sends(t, 0.001, 0, 2, "reply");
    receives(t, 0.002, first);
    outputs(t, 0.002, 1, "enter", 1);
    outputs(t, 0.003, 1, "leave", 1);
    is_lost(t, 0.004, second);
    outputs(t, 0.004, 0, "checkpoint", 0);
    does(t, 0.005, "fault", 0, "crash", 0);
    does(t, 0.006, "fault-end", 0, "crash", 0);
    outputs(t, 0.006, 0, "rollback", 0);
    for (uint32_t process = 0; process < 3; process++)
        outputs(t, 0.007, process, "record", 0);
    outputs(t, 0.009, 2, "decide", 1);
    end_tale(t);
}

static void the_files_of_a_diagram_have_all_that_it_shows(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("spacetime");
    write_one_run(w);
    write_much(w);
    must_draw(w, &figure, LANGUAGE_FR);
    expect_in(w, "f.csv", "series,kind,part,event,end_event,process,place,time,end_place,end,cut_off,value\n");
    expect_in(w, "f.csv", "message,a_b&c,,3,5,0,0,0,1,0.002,,\n");
    expect_in(w, "f.csv", "lost,reply,,4,8,0,0,0.001,1.5,0.00325,,\n");
    expect_in(w, "f.csv", "critical,,,,,1,1,0.002,1,0.003,,\n");
    expect_in(w, "f.csv", "rollback,rollback,,12,,0,0,0.006,0,0.004,,\n");
    expect_in(w, "f.csv", "crashed,,,,,0,0,0.005,0,0.006,,\n");
    expect_in(w, "f.csv", "output,decide,,16,,2,2,0.009,2,0.009,,1\n");
    expect_in(w, "f.csv", "cut,consistent,");
    expect_in(w, "f.csv", "cut,recovery-line,");
    expect_in(w, "f.csv", "fault,,,,,,,0.005,,,,panne\n");
    expect_in(w, "f.svg", "Temps simulé (ms)");
    expect_in(w, "f.svg", "coupure cohérente");
    expect_in(w, "f.svg", "section critique");
    expect_in(w, "f.svg", "N = 3");
    expect_in(w, "f.pdf", "%PDF");
    expect_in(w, "f.png", "PNG");
}

/* Braces and environments that match are what a TeX that is not there would check first. */
static void the_tikz_file_is_a_document_of_its_own(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("spacetime");
    write_one_run(w);
    write_much(w);
    must_draw(w, &figure, LANGUAGE_FR);
    expect_in(w, "f.tex", "\\documentclass[tikz");
    expect_in(w, "f.tex", "a\\_b\\&c");
    expect_in(w, "f.tex", "coupure cohérente");
    expect_in(w, "f.tex", "{Temps simulé (ms)}");
    expect_in(w, "f.tex", "\\end{tikzpicture}\n\\end{document}\n");
    size_t size;
    char *text = read_file(w, "f.tex", &size);
    int depth = 0;
    for (const char *c = text; *c != '\0'; c++) {
        bool escaped = c > text && c[-1] == '\\';
        depth += *c == '{' && !escaped ? 1 : *c == '}' && !escaped ? -1 : 0;
        assert_true(depth >= 0);
    }
    assert_int_equal(depth, 0);
    free(text);
    char command[512];
    snprintf(command, sizeof command,
             "command -v pdflatex >/dev/null && kpsewhich standalone.cls >/dev/null || exit 0; cd %s && "
             "pdflatex -halt-on-error -interaction=nonstopmode f.tex >/dev/null",
             w->folder);
    assert_int_equal(system(command), 0);
}

static void a_chosen_event_a_window_and_the_logical_axis_are_drawn(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("spacetime");
    write_one_run(w);
    write_much(w);
    figure.event = 5;
    figure.logical = true;
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.csv", "chosen,receive,chosen,5,");
    expect_in(w, "f.csv", "event,output,future,6,");
    expect_in(w, "f.svg", "Logical time (Lamport)");
    expect_in(w, "f.svg", "event 5");
    figure = request("spacetime");
    figure.has_from = figure.has_to = true;
    figure.from = 0.0015;
    figure.to = 0.0035;
    snprintf(figure.processes, sizeof figure.processes, "0-1");
    snprintf(figure.cut, sizeof figure.cut, "2 5");
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.csv", "cut,inconsistent,,5,");
    expect_in(w, "f.csv", "breaks,a_b&c,,3,5,");
    expect_in(w, "f.svg", "inconsistent cut");
    expect_in(w, "f.svg", "N = 3 · 2 shown");
}

static void a_run_that_is_too_long_is_said_to_be_cut_short(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("spacetime");
    struct tale *t = begin_tale(w);
    for (unsigned i = 0; i <= 3000; i++)
        does(t, 1e-5 * i, "timeout", i % 3, "tick", 0);
    end_tale(t);
    write_one_run(w);
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.svg", "first 1.59 ms of 30 ms: from= and to= choose another part");
    must_draw(w, &figure, LANGUAGE_FR);
    expect_in(w, "f.svg", "les premières 1,59 ms sur 30 ms (from=");
    figure.event = 2001;
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.svg", " of 30 ms, around event 2001");
    expect_in(w, "f.csv", "chosen,timeout,chosen,2001,");
    figure.has_from = figure.has_to = true;
    figure.to = 0.001;
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.svg", "without event 2001 at 20 ms (process 2)");
}

static void the_event_that_violates_the_specification_is_marked(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("spacetime");
    FILE *file = fopen(path_in(w, "runs.csv"), "w");
    assert_non_null(file);
    fputs("run,system,network,processes,ending,verdict,reason,event,messages,simulated_time\n"
          "0,ring,latency,3,quiescent,violated,safety: two are inside,6,2,0.01\n",
          file);
    fclose(file);
    write_much(w);
    must_draw(w, &figure, LANGUAGE_EN);
    expect_in(w, "f.csv", "violation,output,,6,,1,1,0.002,1,0.002,,1\n");
    expect_in(w, "f.svg", "violates the specification");
    expect_in(w, "f.tex", "\\node[violation] at");
    figure.has_from = true;
    figure.from = 0.0025;
    must_draw(w, &figure, LANGUAGE_FR);
    expect_in(w, "f.svg", "violation ailleurs : événement 6 à 2 ms (processus 1)");
    write_one_run(w); /* it holds: its event is none of a violation */
    figure = request("spacetime");
    must_draw(w, &figure, LANGUAGE_EN);
    assert_false(file_has(w, "f.csv", "violation"));
}

static void the_tikz_file_has_a_style_for_every_mark(void **state)
{
    static const char *const names[] = {
#define OUTPUT_NAME(id, name, ...) name,
        OUTPUTS(OUTPUT_NAME)
#undef OUTPUT_NAME
    };
    struct world *w = *state;
    struct figure_request figure = request("spacetime");
    struct tale *t = begin_tale(w);
    for (size_t i = 0; i < OUTPUT_KINDS; i++)
        outputs(t, 0.001 * (double)i, 0, names[i], 0);
    end_tale(t);
    write_one_run(w);
    must_draw(w, &figure, LANGUAGE_EN);
    for (size_t i = 0; i < OUTPUT_KINDS; i++) {
        char node[64], style[64];
        snprintf(node, sizeof node, "\\node[output %s]", names[i]);
        snprintf(style, sizeof style, "output %s/.style", names[i]);
        assert_true(!file_has(w, "f.tex", node) || file_has(w, "f.tex", style));
    }
    expect_in(w, "f.tex", "\\node[output decide]");
}

static void ticks_of_the_tikz_file_have_no_superfluous_decimals(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("spacetime");
    struct tale *t = begin_tale(w);
    for (unsigned i = 0; i <= 7; i++)
        does(t, 0.0005 * i, "timeout", 0, "tick", 0);
    end_tale(t);
    write_one_run(w);
    must_draw(w, &figure, LANGUAGE_FR);
    expect_in(w, "f.tex", "node[below] {1,5}");
    expect_in(w, "f.tex", "node[below] {1}");
    assert_false(file_has(w, "f.tex", "1,50"));
}

static void what_the_run_does_not_have_is_a_remark(void **state)
{
    struct world *w = *state;
    struct figure_request figure = request("spacetime");
    write_one_run(w);
    write_much(w);
    figure.event = 900;
    expect_nothing(w, &figure, "event=\"900\": the trace has no event of this number");
    figure = request("spacetime");
    snprintf(figure.processes, sizeof figure.processes, "7");
    expect_nothing(w, &figure, "there is no process 7: this run has 0 to 2");
    figure = request("spacetime");
    snprintf(figure.cut, sizeof figure.cut, "1,2");
    expect_nothing(w, &figure, "are both of process 0");
    FILE *file = fopen(path_in(w, "trace.csv"), "w");
    fputs("number,time,event,process,peer,port,kind,bytes,chain,value\n1,0,start,0,,,,,0,\n", file);
    fclose(file);
    figure = request("spacetime");
    expect_refusal(w, &figure, "stamps");
}

/* ---- the scenario ---- */

static const char around[] =
    "<scenario name='test' seed='1'><title xml:lang='en'>Before</title><platform file='p'/>%s"
    "<system name='ring' processes='4'><algorithm name='line'/><topology kind='one-way-ring'/></system>\n"
    "<figures>\n<figure kind='%s' %s/></figures></scenario>";

static void expect_error(const char *trace, const char *kind, const char *attributes, const char *expected)
{
    char text[2048], message[2048] = "";
    struct error err = {0};
    struct scenario *scenario;
    struct columns *columns = NULL;
    snprintf(text, sizeof text, around, trace, kind, attributes);
    bool ok = scenario_read_memory(text, strlen(text), "dir/test.xml", NULL, 0, &world, &scenario, &err);
    if (ok)
        ok = columns_create(scenario, &columns, &err) && columns_check_figures(columns, &err);
    columns_free(columns);
    scenario_free(scenario);
    if (!ok)
        error_format(&err, message, sizeof message);
    if (strstr(message, expected) == NULL || (expected[0] == '\0' && !ok))
        assert_string_equal(message, expected);
}

#define STAMPED "<trace runs='first' stamps='scalar'/>"

static void bad_wishes_are_refused_with_their_line(void **state)
{
    (void)state;
    expect_error(STAMPED, "spacetime", "event='3' from='1ms' to='2ms' processes='0-3' axis='logical' cut='1 2,3'", "");
    expect_error(STAMPED, "spacetime", "event='0'", "dir/test.xml:3: <figure event=\"0\">: expected 1 or more");
    expect_error(STAMPED, "spacetime", "from='2ms' to='1ms'",
                 "dir/test.xml:3: <figure to=\"1ms\">: expected 2ms, the value of from, or later");
    expect_error(STAMPED, "spacetime", "processes='0-4'",
                 "dir/test.xml:3: <figure processes=\"0-4\">: there is no process 4: no system has more than 4");
    expect_error(STAMPED, "spacetime", "processes='-1'", "expected numbers of processes, from 0");
    expect_error(STAMPED, "spacetime", "axis='logic'", "did you mean \"logical\"?");
    expect_error(STAMPED, "spacetime", "cut='1 0'", "\"0\": expected numbers of events, 1 or more each");
    expect_error(STAMPED, "spacetime", "cut=' '", "expected one number or more");
    expect_error(STAMPED, "timeline", "event='3'",
                 "dir/test.xml:3: <figure event=\"3\">: a figure of the kind \"timeline\" has no such attribute");
}

static void a_diagram_without_stamps_is_refused_with_what_to_write(void **state)
{
    (void)state;
    expect_error(
        "<trace runs='first'/>", "spacetime", "",
        "dir/test.xml:3: <figure kind=\"spacetime\">: it is drawn from a trace with stamps, and the scenario asks for "
        "none: add <trace runs=\"first\" stamps=\"scalar\"/>");
    expect_error("", "spacetime", "", "add <trace runs=\"first\" stamps=\"scalar\"/>");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ONE(kinds_stand_on_few_messages_and_in_the_legend_of_many),
        IN_ONE(what_a_clock_shows_stands_beside_its_event_or_is_said_to_be_missing),
        IN_ONE(the_files_of_a_diagram_have_all_that_it_shows),
        IN_ONE(the_tikz_file_is_a_document_of_its_own),
        IN_ONE(a_chosen_event_a_window_and_the_logical_axis_are_drawn),
        IN_ONE(a_run_that_is_too_long_is_said_to_be_cut_short),
        IN_ONE(of_a_clock_one_sees_the_vector_the_own_row_or_the_own_entry),
        IN_ONE(where_vectors_have_no_room_the_own_entries_stand),
        IN_ONE(stamps_of_events_close_together_keep_their_order),
        IN_ONE(a_post_and_its_deliveries_say_which_mail),
        IN_ONE(messages_that_lie_on_one_another_share_a_label),
        IN_ONE(the_legend_shows_a_copy_in_the_look_of_its_kind),
        IN_ONE(the_event_that_violates_the_specification_is_marked),
        IN_ONE(the_tikz_file_has_a_style_for_every_mark),
        IN_ONE(ticks_of_the_tikz_file_have_no_superfluous_decimals),
        IN_ONE(what_the_run_does_not_have_is_a_remark),
        cmocka_unit_test(bad_wishes_are_refused_with_their_line),
        cmocka_unit_test(a_diagram_without_stamps_is_refused_with_what_to_write),
    };
    return cmocka_run_group_tests_name("spacetime", tests, NULL, NULL);
}
