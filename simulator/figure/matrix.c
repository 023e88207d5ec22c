/* matrix.c: the data of a communication matrix: what each rank sent to each other, from matrix.csv of one run. Columns of its
 * CSV file: from, to (ranks; the first of a block), ranks (that a block is wide), blocks (neighbours in a line that look alike
 * are one rectangle: how many), value, shade (from 0, light, to 1, dark), text (of a cell that has room for it).
 *
 * Up to MOST_CELLS ranks each has its row and its column; of more, as many as make at most MOST_BLOCKS rows share one, and the
 * value of a block is their sum. Where the values span more than linear_span the shades are logarithmic. The table is read
 * twice and never held. */
#include "figure/traced.h"

#include "base/csv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_CELLS = 64,
    MOST_BLOCKS = 128,
    MOST_RANKS = 1 << 24,
    MOST_TEXTS = 16, /* ranks of a matrix in whose cells the values have room */
    SHADES = 64,     /* that an eye tells apart */
    MOST_TICKS = 24, /* of the scale */
    TICKS = 5,       /* about, of a linear one */
};
/* Between the least and the greatest value. */
static const double linear_span = 30;
/* As a uint64_t has. */
static const double most_counted = 1.8e19;

struct matrix {
    const struct drawing *drawing;
    struct traced traced;
    bool bytes;                /* is the measure */
    size_t ranks, block, size; /* size: rows of blocks, and columns */
    double *value;             /* [from * size + to] */
    double messages, sum;      /* of all */
    size_t pairs;
    double least, greatest; /* of the values that are not 0 */
    bool logarithmic;
    struct csv_writer *writer;
};

/* ---- reading ---- */

struct matrix_table {
    struct csv_reader *reader;
    size_t from, to, messages, measure;
};

struct matrix_row {
    uint32_t from, to;
    double messages, value;
};

static bool open_table(const struct matrix *m, struct matrix_table *table, struct error *err)
{
    if (!csv_open(m->traced.path, &table->reader, err))
        return false;
    bool ok = csv_find_column(table->reader, "from", &table->from, err) &&
              csv_find_column(table->reader, "to", &table->to, err) &&
              csv_find_column(table->reader, "messages", &table->messages, err) &&
              csv_find_column(table->reader, m->drawing->request->measure, &table->measure, err);
    if (!ok)
        csv_close(table->reader);
    return ok;
}

static bool read_rank(const struct csv_reader *reader, size_t column, uint32_t *rank, struct error *err)
{
    double number;
    if (!csv_number(reader, column, &number, err))
        return false;
    if (number < 0 || number >= MOST_RANKS || number != floor(number))
        return error_set(err, ERROR_INPUT, csv_name(reader), csv_line(reader), "%s=\"%.40s\": expected a rank, from 0",
                         csv_column_name(reader, column), csv_field(reader, column));
    *rank = (uint32_t)number;
    return true;
}

static bool read_amount(const struct csv_reader *reader, size_t column, double *amount, struct error *err)
{
    if (!csv_number(reader, column, amount, err))
        return false;
    if (*amount < 0 || *amount > most_counted || *amount != floor(*amount))
        return error_set(err, ERROR_INPUT, csv_name(reader), csv_line(reader),
                         "%s=\"%.40s\": expected a count, 0 or more", csv_column_name(reader, column),
                         csv_field(reader, column));
    return true;
}

static enum csv_status next_pair(const struct matrix_table *table, struct matrix_row *row, struct error *err)
{
    enum csv_status status = csv_next(table->reader, err);
    if (status != CSV_ROW)
        return status;
    bool ok = read_rank(table->reader, table->from, &row->from, err) &&
              read_rank(table->reader, table->to, &row->to, err) &&
              read_amount(table->reader, table->messages, &row->messages, err) &&
              read_amount(table->reader, table->measure, &row->value, err);
    return ok ? CSV_ROW : CSV_ERROR;
}

static bool count_ranks(struct matrix *m, struct error *err)
{
    struct matrix_table table;
    struct matrix_row row;
    enum csv_status status;
    m->ranks = m->traced.processes;
    if (!open_table(m, &table, err))
        return false;
    while ((status = next_pair(&table, &row, err)) == CSV_ROW) {
        uint32_t last = row.from > row.to ? row.from : row.to;
        m->ranks = m->ranks > last ? m->ranks : (size_t)last + 1;
        m->messages += row.messages;
        m->sum += row.value;
        m->pairs += row.messages > 0;
    }
    csv_close(table.reader);
    if (status == CSV_END && m->pairs == 0)
        return error_set(err, ERROR_NOTHING, m->traced.path, 0,
                         "no rank sends another a message in this run: there is nothing to draw");
    return status == CSV_END;
}

static bool fill(struct matrix *m, struct error *err)
{
    struct matrix_table table;
    struct matrix_row row;
    enum csv_status status;
    m->block = m->ranks <= MOST_CELLS ? 1 : (m->ranks + MOST_BLOCKS - 1) / MOST_BLOCKS;
    m->size = (m->ranks + m->block - 1) / m->block;
    m->value = calloc(m->size * m->size, sizeof *m->value);
    if (m->value == NULL)
        return error_set(err, ERROR_INPUT, m->traced.path, 0, "not enough memory to draw this matrix");
    if (!open_table(m, &table, err))
        return false;
    while ((status = next_pair(&table, &row, err)) == CSV_ROW)
        if (row.from < m->ranks && row.to < m->ranks)
            m->value[row.from / m->block * m->size + row.to / m->block] += row.value;
    csv_close(table.reader);
    m->least = INFINITY;
    for (size_t i = 0; i < m->size * m->size; i++) {
        m->greatest = fmax(m->greatest, m->value[i]);
        m->least = m->value[i] > 0 ? fmin(m->least, m->value[i]) : m->least;
    }
    m->logarithmic = m->greatest > linear_span * m->least;
    return status == CSV_END;
}

/* ---- rectangles ---- */

/* From 0 to 1; of 0: below 0. */
static double shade_of(const struct matrix *m, double value)
{
    if (value <= 0)
        return -1;
    if (m->logarithmic)
        return log(value / m->least) / log(m->greatest / m->least);
    return value / m->greatest;
}

static double rounded_shade(const struct matrix *m, double value)
{
    double shade = shade_of(m, value);
    return m->block == 1 ? shade : round(shade * SHADES) / SHADES;
}

/* "1.5 M", "12"; `unit` follows the prefix. */
static void write_amount(double value, const char *unit, enum language language, char *text, size_t size)
{
    static const char *const prefixes[] = {"", "k", "M", "G", "T", "P"};
    enum { PREFIXES = sizeof prefixes / sizeof prefixes[0] };
    char number[64];
    size_t prefix = 0;
    while (value >= 999.5 && prefix + 1 < PREFIXES) {
        value /= 1000;
        prefix++;
    }
    snprintf(number, sizeof number, "%.3g", value);
    char *point = strchr(number, '.');
    if (point != NULL && language == LANGUAGE_FR)
        *point = ',';
    snprintf(text, size, "%s%s%s%s", number, prefixes[prefix][0] != '\0' || unit[0] != '\0' ? " " : "",
             prefixes[prefix], unit);
}

static void add_rectangle(const struct matrix *m, size_t from, size_t to, size_t blocks)
{
    double value = m->value[from * m->size + to];
    char text[TEXT_SIZE] = "";
    if (m->ranks <= MOST_TEXTS)
        write_amount(value, "", LANGUAGE_EN, text, sizeof text); /* the script puts it into its language */
    csv_add_integer(m->writer, from * m->block);
    csv_add_integer(m->writer, to * m->block);
    csv_add_integer(m->writer, m->block);
    csv_add_integer(m->writer, blocks);
    csv_add_number(m->writer, value);
    csv_add_number(m->writer, rounded_shade(m, value));
    csv_add_text(m->writer, text);
    csv_end_row(m->writer);
}

static bool write_data(struct matrix *m, struct error *err)
{
    static const char *const columns[] = {"from", "to", "ranks", "blocks", "value", "shade", "text"};
    if (!csv_create(m->drawing->data, &m->writer, err))
        return false;
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        csv_add_text(m->writer, columns[i]);
    csv_end_row(m->writer);
    for (size_t from = 0; from < m->size; from++)
        for (size_t first = 0, next; first < m->size; first = next) {
            const double *values = &m->value[from * m->size];
            double shade = rounded_shade(m, values[first]);
            for (next = first + 1; m->block > 1 && next < m->size && rounded_shade(m, values[next]) == shade;)
                next++;
            if (values[first] > 0)
                add_rectangle(m, from, first, next - first);
        }
    return csv_commit(m->writer, err);
}

/* ---- the script's variables ---- */

/* Powers of ten, and with few of them 2 and 5 times as well. */
static size_t logarithmic_ticks(const struct matrix *m, double ticks[MOST_TICKS])
{
    static const double digits[] = {1, 2, 5};
    size_t count = 0, each = log10(m->greatest / m->least) > 3 ? 1 : 3;
    int first = (int)floor(log10(m->least)), last = (int)floor(log10(m->greatest));
    for (int power = first; power <= last; power++)
        for (size_t i = 0; i < each && count < MOST_TICKS; i++) {
            double tick = digits[i] * pow(10, power);
            if (tick >= m->least && tick <= m->greatest)
                ticks[count++] = tick;
        }
    return count;
}

/* 1, 2 or 5 times a power of ten apart; what is counted is whole. */
static size_t linear_ticks(const struct matrix *m, double ticks[MOST_TICKS])
{
    double raw = fmax(m->greatest / TICKS, 1), power = pow(10, floor(log10(raw)));
    double step = raw <= power ? power : raw <= 2 * power ? 2 * power : raw <= 5 * power ? 5 * power : 10 * power;
    size_t count = 0;
    while (count < MOST_TICKS && (double)count * step <= m->greatest) {
        ticks[count] = (double)count * step;
        count++;
    }
    return count;
}

static void set_scale(const struct matrix *m, const char *unit)
{
    struct gnuplot_variables *variables = m->drawing->variables;
    double ticks[MOST_TICKS];
    size_t count = m->logarithmic ? logarithmic_ticks(m, ticks) : linear_ticks(m, ticks);
    gnuplot_set_number(variables, "ticks", (double)count);
    gnuplot_set_array(variables, "tick_shade", count + 1);
    gnuplot_set_array(variables, "tick_text", count + 1);
    for (size_t i = 0; i < count; i++) {
        char text[TEXT_SIZE];
        write_amount(ticks[i], unit, m->drawing->language, text, sizeof text);
        gnuplot_set_number_at(variables, "tick_shade", i + 1, fmax(shade_of(m, ticks[i]), 0));
        gnuplot_set_text_at(variables, "tick_text", i + 1, text);
    }
}

static void set_variables(const struct matrix *m)
{
    struct gnuplot_variables *variables = m->drawing->variables;
    enum language language = m->drawing->language;
    bool french = language == LANGUAGE_FR;
    const char *unit = !m->bytes ? "" : french ? "o" : "B";
    char text[4 * TEXT_SIZE], who[TEXT_SIZE], ranks[64], messages[64], sum[64], block[64], blocks[TEXT_SIZE] = "";
    traced_describe(&m->traced, m->drawing, who, sizeof who);
    text_number((double)m->ranks, 12, language, ranks, sizeof ranks);
    text_number(m->messages, 12, language, messages, sizeof messages);
    text_number((double)m->block, 12, language, block, sizeof block);
    write_amount(m->sum, unit, language, sum, sizeof sum);
    if (m->block > 1)
        snprintf(blocks, sizeof blocks, french ? " · une case : %s rangs vers %s" : " · a cell is %s ranks to %s",
                 block, block);
    snprintf(text, sizeof text, "%s%s%s %s · %s messages%s%s%s", who, who[0] != '\0' ? " · " : "", ranks,
             french ? "rangs" : "ranks", messages, m->bytes ? ", " : "", m->bytes ? sum : "", blocks);
    gnuplot_set_text(variables, "subtitle", text);
    gnuplot_set_number(variables, "ranks", (double)m->ranks);
    gnuplot_set_number(variables, "rank_block", (double)m->block);
    gnuplot_set_text(variables, "x_label", french ? "au rang" : "to rank");
    gnuplot_set_text(variables, "y_label", french ? "du rang" : "from rank");
    gnuplot_set_text(variables, "scale_label", !m->bytes ? "Messages" : french ? "Octets" : "Bytes");
    gnuplot_set_text(variables, "nothing_label", french ? "blanc : rien" : "white: nothing");
    set_scale(m, unit);
}

bool matrix_write(const struct drawing *drawing, struct error *err)
{
    static const char *const measures[] = {"bytes", "messages", NULL};
    struct matrix m = {.drawing = drawing, .bytes = strcmp(drawing->request->measure, "bytes") == 0};
    struct traced *traced;
    size_t count;
    if (!m.bytes && strcmp(drawing->request->measure, "messages") != 0) {
        const char *near = nearest_in_list(drawing->request->measure, measures);
        return error_set(err, ERROR_INPUT, NULL, 0, "a matrix has no measure \"%s\"; expected bytes or messages%s%s%s",
                         drawing->request->measure, near != NULL ? "; did you mean \"" : "", near != NULL ? near : "",
                         near != NULL ? "\"?" : "");
    }
    if (!traced_find(drawing, "matrix", &traced, &count, err))
        return false;
    m.traced = traced[0];
    free(traced);
    bool ok = count_ranks(&m, err) && fill(&m, err) && write_data(&m, err);
    if (ok)
        set_variables(&m);
    free(m.value);
    return ok;
}
