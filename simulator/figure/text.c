/* text.c: see text.h. */
#include "figure/text.h"

#include "observe/specification.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

const char *language_code(enum language language)
{
    return language == LANGUAGE_FR ? "fr" : "en";
}

/* ---- measures ---- */

struct measure_text {
    const char *column;
    const char *unit;
    const char *text[LANGUAGES];
};

static const struct measure_text measures[] = {
    {"messages", "", {"Messages", "Messages"}},
    {"bytes", "B", {"Bytes sent", "Octets envoyés"}},
    {"simulated_time", "s", {"Simulated time", "Temps simulé"}},
    {"ideal_time", "", {"Ideal time (1 per message)", "Temps idéal (1 par message)"}},
    {"chain", "", {"Longest causal chain (messages)", "Plus longue chaîne causale (messages)"}},
    {"events", "", {"Events", "Événements"}},
    {"processes", "", {"Processes N", "Processus N"}},
    {"edges", "", {"Edges E", "Arêtes E"}},
    {"initiators", "", {"Initiators k", "Initiateurs k"}},
    {"faults", "", {"Faults that struck", "Fautes survenues"}},
    {"lost", "", {"Messages lost", "Messages perdus"}},
    {"duplicated", "", {"Messages doubled", "Messages dupliqués"}},
    {"makespan", "s", {"Makespan", "Durée totale"}},
    {"lower_bound", "s", {"Lower bound of the makespan", "Borne inférieure de la durée totale"}},
    {"energy", "J", {"Energy of the hosts", "Énergie des machines"}},
    {"co2", "gCO₂e", {"Emissions", "Émissions"}},
    {"price", "", {"Price", "Prix"}},
    {"wasted", "", {"Wasted work (part of all)", "Travail perdu (part du tout)"}},
    {"ratio", "", {"Makespan / lower bound", "Durée totale / borne inférieure"}},
    {"collective_calls", "", {"Calls of collectives", "Appels de collectives"}},
    {"collective_bytes", "B", {"Bytes handed to collectives", "Octets confiés aux collectives"}},
    {"wire_messages", "", {"Messages on the network", "Messages sur le réseau"}},
    {"computing_time", "s", {"Time computing, mean over ranks", "Temps de calcul, moyenne des rangs"}},
    {"point_time", "s", {"Time in point-to-point calls, mean over ranks", "Temps point à point, moyenne des rangs"}},
    {"collective_time", "s", {"Time in collectives, mean over ranks", "Temps en collectives, moyenne des rangs"}},
    {"mpi.ranks", "", {"Ranks P", "Rangs P"}},
    {"work.tasks", "", {"Tasks", "Tâches"}},
    {"system.faults.fault[stragglers].count", "", {"Stragglers", "Machines lentes"}},
    {"mpi.argument[bytes]", "B", {"Message size (bytes)", "Taille du message (octets)"}},
    {"mpi.argument[numbers]", "", {"Numbers", "Nombres"}},
    {"mpi.argument[rows]", "", {"Rows", "Lignes"}},
    {"message_time", "s", {"Time of a message", "Durée d'un message"}},
    {"normalisation_time", "s", {"Time of a normalisation", "Durée d'une normalisation"}},
    {"bandwidth", "", {"Bandwidth (bytes/s)", "Débit (octets/s)"}},
    {"speed_up", "", {"Speed-up", "Accélération"}},
};

/* Of what varies by the end of its path: attributes of faults and of work, parameters of algorithms. */
static const struct {
    const char *of, *end;
    const char *text[LANGUAGES];
} varied_texts[] = {
    {"faults.fault", "mean", {"Mean time between failures", "Temps moyen entre pannes"}},
    {"faults.fault", "for", {"How long a failure lasts", "Durée d'une panne"}},
    {"faults.fault", "probability", {"Probability of the fault", "Probabilité de la faute"}},
    {"faults.fault", "by", {"Delay added, on average", "Retard ajouté, en moyenne"}},
    {"faults.fault", "count", {"Processes struck", "Processus touchés"}},
    {"faults.fault", "fraction", {"Part of the processes struck", "Part des processus touchés"}},
    {"faults.fault", "drift", {"Drift of the clocks", "Dérive des horloges"}},
    {"faults.fault", "at", {"Date of the fault", "Date de la faute"}},
    {"work.", "tasks", {"Tasks", "Tâches"}},
    {"work.", "mean", {"Mean cost of a task", "Coût moyen d'une tâche"}},
    {"work.", "variation", {"Variation of the costs", "Variation des coûts"}},
    {"work.", "input", {"Input of a task", "Entrée d'une tâche"}},
    {"system.algorithm.", "chunk", {"Tasks in a chunk", "Tâches par bloc"}},
    {"system.algorithm.", "threshold", {"Threshold", "Seuil"}},
    {"system.algorithm.", "boot", {"Time to boot", "Temps de démarrage"}},
    {"system.algorithm.", "think", {"Mean time before a request", "Temps moyen avant une demande"}},
    {"system.algorithm.", "hold", {"Time in the critical section", "Durée de la section critique"}},
    {"system.algorithm.", "entries", {"Entries of each process", "Entrées de chaque processus"}},
    {"system.algorithm.", "servers", {"Servers", "Serveurs"}},
    {"system.algorithm.", "clients", {"Clients", "Clients"}},
    {"system.algorithm.", "interval", {"Time between two checkpoints", "Temps entre deux points de reprise"}},
    {"system.algorithm.", "every", {"Time between two snapshots", "Temps entre deux instantanés"}},
    {"system.algorithm.", "patience", {"Patience", "Patience"}},
    {"system.algorithm.", "pause", {"Pause", "Pause"}},
    {"system.algorithm.", "period", {"Period", "Période"}},
    {"system.algorithm.", "timeout", {"Time-out", "Délai de garde"}},
    {"system.algorithm.", "steps", {"Steps of each process", "Pas de chaque processus"}},
    {"system.algorithm.", "posts", {"Posts of each process", "Dépôts de chaque processus"}},
    {"system.algorithm.", "questions", {"Questions of each process", "Questions de chaque processus"}},
    {"channels", "mean", {"Mean delay of a message", "Retard moyen d'un message"}},
    {"channels", "high", {"Longest delay of a message", "Plus long retard d'un message"}},
    {"channels", "header", {"Header of a message", "En-tête d'un message"}},
};

/* NULL: it has no words of its own. */
static const char *varied_text(const char *path, enum language language)
{
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot != NULL && i < sizeof varied_texts / sizeof varied_texts[0]; i++)
        if (strcmp(dot + 1, varied_texts[i].end) == 0 && strstr(path, varied_texts[i].of) != NULL)
            return varied_texts[i].text[language];
    return NULL;
}

static const struct measure_text *find_measure(const char *column)
{
    for (size_t i = 0; i < sizeof measures / sizeof measures[0]; i++)
        if (strcmp(measures[i].column, column) == 0)
            return &measures[i];
    return NULL;
}

/* The measure of this name that some specification has; NULL: none has. */
static const struct specified_measure *find_specified(const char *column)
{
    const struct specification *specification;
    for (size_t i = 0; (specification = specification_at(i)) != NULL; i++)
        for (const struct specified_measure *m = specification->measures; m != NULL && m->name != NULL; m++)
            if (strcmp(m->name, column) == 0)
                return m;
    return NULL;
}

void text_begin(const char *title, char *buffer, size_t size)
{
    snprintf(buffer, size, "%s", title);
    if (size > 0)
        buffer[0] = (char)toupper((unsigned char)buffer[0]);
}

static bool ends_in(const char *text, const char *end)
{
    size_t length = strlen(text), of_end = strlen(end);
    return length >= of_end && strcmp(text + length - of_end, end) == 0;
}

const char *text_short_column(const char *path)
{
    static const char system[] = "system.", parameter[] = "system.algorithm.", name[] = "system.algorithm.name";
    static const char mpi[] = "mpi.";
    const char *of_fault = strstr(path, "faults.fault[");
    if (of_fault != NULL && strstr(of_fault, "].") != NULL)
        return strstr(of_fault, "].") + strlen("].");
    if (strncmp(path, parameter, strlen(parameter)) == 0 && strcmp(path, name) != 0)
        return path + strlen(parameter);
    if (strncmp(path, mpi, strlen(mpi)) == 0)
        return path + strlen(mpi);
    return strncmp(path, system, strlen(system)) == 0 ? path + strlen(system) : path;
}

/* "Broadcast time" of the measure "broadcast_time", "Rows" of the argument "mpi.argument[rows]"; a single letter is as the
 * program has it: an argument n is not the N of a formula. */
static void name_in_words(const char *column, char *buffer, size_t size)
{
    char name[TEXT_SIZE];
    const char *shown = text_short_column(column), *inside = strchr(shown, '[');
    if (inside != NULL && ends_in(shown, "]"))
        snprintf(name, sizeof name, "%.*s", (int)strcspn(inside + 1, "]"), inside + 1);
    else
        snprintf(name, sizeof name, "%s", shown);
    for (char *c = name; strchr(name, '.') == NULL && *c != '\0'; c++)
        *c = *c == '_' ? ' ' : *c;
    if (strcmp(name, column) == 0 || name[1] == '\0')
        snprintf(buffer, size, "%s", name);
    else
        text_begin(name, buffer, size);
}

void text_measure(const char *column, enum language language, char *buffer, size_t size)
{
    static const char by_kind[] = "messages.";
    const struct measure_text *measure = find_measure(column);
    const struct specified_measure *specified = find_specified(column);
    if (measure != NULL)
        snprintf(buffer, size, "%s", measure->text[language]);
    else if (specified != NULL)
        text_begin(language == LANGUAGE_FR ? specified->title_fr : specified->title_en, buffer, size);
    else if (varied_text(column, language) != NULL)
        snprintf(buffer, size, "%s", varied_text(column, language));
    else if (strncmp(column, by_kind, strlen(by_kind)) == 0)
        snprintf(buffer, size, "Messages ⟨%s⟩", column + strlen(by_kind));
    else
        name_in_words(column, buffer, size);
}

const char *text_unit(const char *column)
{
    const struct measure_text *measure = find_measure(column);
    if (measure != NULL)
        return measure->unit;
    if (ends_in(column, "bytes") || ends_in(column, "bytes]"))
        return "B";
    return ends_in(column, "_time") || ends_in(column, "_duration") ? "s" : "";
}

struct text_scale text_scale_for(const char *column, double typical)
{
    enum { MOST_SCALES = 4 };
    static const struct {
        const char *unit;
        struct text_scale scales[MOST_SCALES]; /* the largest unit first */
    } all[] = {
        {"s", {{1, "s"}, {1e3, "ms"}, {1e6, "µs"}, {1e9, "ns"}}},
        {"J", {{1 / 3.6e6, "kWh"}, {1e-3, "kJ"}, {1, "J"}, {1e3, "mJ"}}},
        {"gCO₂e", {{1e-6, "tCO₂e"}, {1e-3, "kgCO₂e"}, {1, "gCO₂e"}, {1e3, "mgCO₂e"}}},
    };
    const char *unit = text_unit(column);
    for (size_t u = 0; u < sizeof all / sizeof all[0]; u++) {
        if (strcmp(all[u].unit, unit) != 0)
            continue;
        size_t i = 0;
        while (i + 1 < MOST_SCALES && typical > 0 && typical * all[u].scales[i].factor < 1)
            i++;
        return typical > 0 ? all[u].scales[i] : (struct text_scale){1, unit};
    }
    return (struct text_scale){1, unit};
}

struct text_scale text_time_scale(double end, enum language language)
{
    static const struct {
        double length; /* seconds */
        const char *name[LANGUAGES];
        double least; /* of the axis, in this unit */
    } units[] = {{86400, {"days", "jours"}, 3}, {3600, {"h", "h"}, 3},   {60, {"min", "min"}, 5}, {1, {"s", "s"}, 1},
                 {1e-3, {"ms", "ms"}, 1},       {1e-6, {"µs", "µs"}, 1}, {1e-9, {"ns", "ns"}, 0}};
    size_t i = 0;
    while (end < units[i].least * units[i].length)
        i++;
    return (struct text_scale){1 / units[i].length, units[i].name[language]};
}

/* ---- numbers and formulas ---- */

#define NO_BREAK_SPACE "\xc2\xa0"

/* A text under construction, cut to its size. */
struct builder {
    char *buffer;
    size_t size, used;
};

static void append(struct builder *b, const char *text)
{
    size_t length = strlen(text);
    if (b->used + length < b->size) {
        memcpy(b->buffer + b->used, text, length + 1);
        b->used += length;
    }
}

static void append_character(struct builder *b, char c)
{
    const char text[] = {c, '\0'};
    append(b, text);
}

static struct builder begin(char *buffer, size_t size)
{
    if (size > 0)
        buffer[0] = '\0';
    return (struct builder){buffer, size, 0};
}

/* Beyond, a double has no digit for the units, and a table no room. */
static const double longest_whole = 1e15;

void text_number(double value, int digits, enum language language, char *buffer, size_t size)
{
    char plain[64];
    double magnitude = fabs(value);
    double threshold = pow(10, digits - 1);
    if (magnitude < longest_whole && (value == floor(value) || magnitude >= threshold))
        snprintf(plain, sizeof plain, "%.0f", value);
    else if (magnitude >= longest_whole || magnitude < 1e-4)
        snprintf(plain, sizeof plain, "%.*e", digits - 1, value);
    else
        snprintf(plain, sizeof plain, "%.*f", digits - 1 - (int)floor(log10(magnitude)), value);
    struct builder b = begin(buffer, size);
    const char *c = plain;
    if (*c == '-') {
        append(&b, "−");
        c++;
    }
    size_t whole = strspn(c, "0123456789");
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0)
            append(&b, language == LANGUAGE_FR ? NO_BREAK_SPACE : ",");
        append_character(&b, c[i]);
    }
    for (c += whole; *c != '\0'; c++)
        append_character(&b, *c == '.' && language == LANGUAGE_FR ? ',' : *c);
}

static void append_superscript(struct builder *b, char c)
{
    static const char *const digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    if (c >= '0' && c <= '9')
        append(b, digits[c - '0']);
    else
        append(b, c == '.' ? "·" : "⁻");
}

static void append_plain(struct builder *b, const char *c, const char *start, enum language language)
{
    bool inside_number = c > start && isdigit((unsigned char)c[-1]) && isdigit((unsigned char)c[1]);
    if (*c == '.' && inside_number && language == LANGUAGE_FR)
        append(b, ",");
    else if (*c == '-')
        append(b, "−");
    else if (*c == '*')
        append(b, "·");
    else
        append(b, (char[]){*c, '\0'});
}

void text_formula(const char *formula, enum language language, char *buffer, size_t size)
{
    struct builder b = begin(buffer, size);
    const char *c = formula;
    int depth = 0, floor_depth = -1; /* of parentheses; that of a floor( still open */
    while (*c != '\0') {
        if (strncmp(c, "floor(", 6) == 0 && floor_depth < 0) {
            append(&b, "⌊");
            floor_depth = depth++;
            c += 6;
        } else if (*c == ')' && --depth == floor_depth) {
            append(&b, "⌋");
            floor_depth = -1;
            c++;
        } else if (strncmp(c, "log2", 4) == 0) {
            append(&b, "log₂");
            c += 4;
        } else if (strncmp(c, "<=", 2) == 0) {
            append(&b, "≤");
            c += 2;
        } else if (c[0] == '^' && (isdigit((unsigned char)c[1]) || c[1] == '-')) {
            for (c++; isdigit((unsigned char)*c) || *c == '-' || (*c == '.' && isdigit((unsigned char)c[1])); c++)
                append_superscript(&b, *c);
        } else if (c > formula && isdigit((unsigned char)c[-1]) && c[0] == 'e' && (c[1] == '-' || c[1] == '+')) {
            append(&b, "·10");
            append(&b, c[1] == '-' ? "⁻" : "");
            for (c += 2; c[0] == '0' && isdigit((unsigned char)c[1]); c++)
                ;
            for (; isdigit((unsigned char)*c); c++)
                append_superscript(&b, *c);
        } else if (((unsigned char)*c & 0x80) != 0) {
            /* A character of several bytes is never cut. */
            char whole[5] = {*c++};
            for (size_t i = 1; i < 4 && ((unsigned char)*c & 0xc0) == 0x80; i++)
                whole[i] = *c++;
            append(&b, whole);
        } else {
            depth += *c == '(';
            append_plain(&b, c++, formula, language);
        }
    }
}

/* ---- relations ---- */

int relation_number(enum cost_relation relation)
{
    switch (relation) {
    case COST_EXACTLY:
        return 1;
    case COST_AT_MOST:
        return 2;
    case COST_AT_LEAST:
        return 3;
    case COST_ON_AVERAGE:
        return 4;
    }
    return 1;
}

/* ---- tables ---- */

size_t text_width(const char *text)
{
    size_t width = 0;
    for (; *text != '\0'; text++)
        width += ((unsigned char)*text & 0xc0) != 0x80;
    return width;
}

void text_pad(FILE *stream, const char *text, int width)
{
    int missing = (width < 0 ? -width : width) - (int)text_width(text);
    if (width < 0 && missing > 0)
        fprintf(stream, "%*s", missing, "");
    fputs(text, stream);
    if (width > 0 && missing > 0)
        fprintf(stream, "%*s", missing, "");
}
