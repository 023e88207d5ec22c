/* gnuplot.c: see gnuplot.h. One gnuplot for each format, started without a shell and without the user's settings. */
#include "figure/gnuplot.h"

#include "base/data_folder.h"
#include "figure/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- variables ---- */

struct gnuplot_variables {
    FILE *stream;
    char *text; /* gnuplot statements, separated by ';' */
    size_t size;
};

struct gnuplot_variables *gnuplot_variables_create(enum language language)
{
    struct gnuplot_variables *variables = calloc(1, sizeof *variables);
    if (variables == NULL)
        return NULL;
    variables->stream = open_memstream(&variables->text, &variables->size);
    if (variables->stream == NULL) {
        free(variables);
        return NULL;
    }
    gnuplot_set_text(variables, "lang", language_code(language));
    return variables;
}

void gnuplot_variables_free(struct gnuplot_variables *variables)
{
    if (variables == NULL)
        return;
    fclose(variables->stream);
    free(variables->text);
    free(variables);
}

/* Bytes of the UTF-8 character at `text`; 0 when it is none. */
static size_t character_length(const unsigned char *text)
{
    size_t length = text[0] < 0x80 ? 1 : text[0] >= 0xc2 && text[0] < 0xe0 ? 2 : text[0] < 0xf0 ? 3 : 4;
    if ((text[0] >= 0x80 && text[0] < 0xc2) || text[0] > 0xf4)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    return length;
}

/* Within single quotes gnuplot takes every character as it is; a single quote stands in double ones, joined by dots. */
static void write_quoted(FILE *stream, const char *text)
{
    putc('\'', stream);
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0';) {
        size_t length = character_length(c);
        if (length == 0)
            putc('?', stream);
        else if (*c < ' ' || *c == 0x7f)
            putc(' ', stream);
        else if (*c == '\'')
            fputs("'.\"'\".'", stream);
        else
            fwrite(c, 1, length, stream);
        c += length == 0 ? 1 : length;
    }
    putc('\'', stream);
}

void gnuplot_set_text(struct gnuplot_variables *variables, const char *name, const char *text)
{
    fprintf(variables->stream, "%s=", name);
    write_quoted(variables->stream, text);
    putc(';', variables->stream);
}

static void write_number(FILE *stream, double value)
{
    if (isfinite(value))
        fprintf(stream, "%.12g;", value);
    else
        fputs("NaN;", stream);
}

void gnuplot_set_number(struct gnuplot_variables *variables, const char *name, double value)
{
    fprintf(variables->stream, "%s=", name);
    write_number(variables->stream, value);
}

void gnuplot_set_array(struct gnuplot_variables *variables, const char *name, size_t size)
{
    fprintf(variables->stream, "array %s[%zu];", name, size);
}

void gnuplot_set_text_at(struct gnuplot_variables *variables, const char *name, size_t index, const char *text)
{
    fprintf(variables->stream, "%s[%zu]=", name, index);
    write_quoted(variables->stream, text);
    putc(';', variables->stream);
}

void gnuplot_set_number_at(struct gnuplot_variables *variables, const char *name, size_t index, double value)
{
    fprintf(variables->stream, "%s[%zu]=", name, index);
    write_number(variables->stream, value);
}

/* ---- running ---- */

/* The formats, and what is found at the end of a file that was written to its end: gnuplot does not notice a full
 * disk. */
static const struct format {
    const char *name, *ending;
} formats[] = {{"svg", "</svg>"}, {"pdf", "%%EOF"}, {"png", "IEND"}};
enum { FORMATS = sizeof formats / sizeof formats[0] };

enum { MESSAGE_SIZE = 600 }; /* of what gnuplot says */

/* The environment of this process, with what makes figures the same everywhere: the time zone and the language. The
 * caller frees the array only. */
static char **make_environment(void)
{
    static char zone[] = "TZ=UTC", locale[] = "LC_ALL=C.UTF-8";
    size_t count = 0, kept = 0;
    while (environ[count] != NULL)
        count++;
    char **environment = calloc(count + 3, sizeof *environment);
    if (environment == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (strncmp(environ[i], "TZ=", 3) != 0 && strncmp(environ[i], "LC_ALL=", 7) != 0 &&
            strncmp(environ[i], "GNUPLOT", 7) != 0)
            environment[kept++] = environ[i];
    environment[kept++] = zone;
    environment[kept] = locale;
    return environment;
}

/* Reads all of a pipe, and keeps the last bytes, without runs of blanks: gnuplot repeats the line before it says what is
 * wrong with it. */
static void read_message(int pipe_end, char *message)
{
    size_t used = 0;
    char buffer[512];
    ssize_t got;
    while ((got = read(pipe_end, buffer, sizeof buffer)) > 0 || (got < 0 && errno == EINTR))
        for (ssize_t i = 0; i < got; i++) {
            bool blank = buffer[i] == '\n' || buffer[i] == '\t' || buffer[i] == ' ';
            if (blank && (used == 0 || message[used - 1] == ' '))
                continue;
            if (used + 1 == MESSAGE_SIZE) {
                used = MESSAGE_SIZE / 2;
                memmove(message, message + MESSAGE_SIZE - 1 - used, used);
            }
            message[used++] = blank ? ' ' : buffer[i];
        }
    message[used] = '\0';
}

static bool run_gnuplot(char *const *arguments, const char *stem, struct error *err)
{
    int ends[2];
    char **environment = make_environment();
    if (environment == NULL || pipe2(ends, O_CLOEXEC) != 0) {
        free(environment);
        return error_set(err, ERROR_INPUT, stem, 0, "cannot start gnuplot: %s", strerror(errno));
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
    pid_t child = 0;
    int failure = posix_spawnp(&child, arguments[0], &actions, NULL, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    free(environment);
    if (failure != 0) {
        close(ends[0]);
        if (failure == ENOENT)
            return error_set(err, ERROR_INPUT, NULL, 0,
                             "gnuplot is not installed, and figures need it: on Debian, apt install gnuplot-nox");
        return error_set(err, ERROR_INPUT, NULL, 0, "cannot start gnuplot: %s", strerror(failure));
    }
    char message[MESSAGE_SIZE];
    read_message(ends[0], message);
    close(ends[0]);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS)
        return true;
    if (WIFSIGNALED(status))
        return error_set(err, ERROR_INPUT, stem, 0, "gnuplot was ended by signal %d (%s): %s", WTERMSIG(status),
                         strsignal(WTERMSIG(status)), message);
    return error_set(err, ERROR_INPUT, stem, 0, "gnuplot failed: %s", message);
}

static bool is_whole(const char *path, const struct format *format)
{
    enum { TAIL = 16 };
    char tail[TAIL];
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return false;
    bool whole = fseek(file, -TAIL, SEEK_END) == 0 && fread(tail, 1, TAIL, file) == TAIL &&
                 memmem(tail, TAIL, format->ending, strlen(format->ending)) != NULL;
    fclose(file);
    return whole;
}

/* Cairo writes the date into a PDF, in 14 digits: a figure tells no time, so that the same data give the same bytes. */
static bool remove_date(const char *path, struct error *err)
{
    static const char key[] = "/CreationDate (D:", no_date[] = "19700101000000";
    FILE *file = fopen(path, "r+e");
    long length = file != NULL && fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    char *text = length >= 0 ? malloc((size_t)length + 1) : NULL;
    bool ok = text != NULL && fseek(file, 0, SEEK_SET) == 0 && fread(text, 1, (size_t)length, file) == (size_t)length;
    const char *found = ok ? memmem(text, (size_t)length, key, strlen(key)) : NULL;
    if (found != NULL) {
        long place = (long)(found - text) + (long)strlen(key);
        ok = place + (long)strlen(no_date) <= length && fseek(file, place, SEEK_SET) == 0 && fputs(no_date, file) >= 0;
    }
    free(text);
    if (file != NULL && fclose(file) != 0)
        ok = false;
    return ok || error_set(err, ERROR_INPUT, path, 0, "cannot be written: %s", strerror(errno));
}

static bool draw_format(const struct gnuplot_variables *variables, const char *script, const char *stem,
                        const struct format *format, const char *partial, struct error *err)
{
    char folder[PATH_MAX];
    if (!data_folder_find("results/plots", folder, sizeof folder, err))
        return false;
    char *settings = NULL, *load = NULL;
    size_t settings_size = 0, load_size = 0;
    FILE *stream = open_memstream(&settings, &settings_size);
    FILE *load_stream = open_memstream(&load, &load_size);
    bool ok = stream != NULL && load_stream != NULL;
    if (ok) {
        fprintf(stream, "%sformat='%s';data=", variables->text, format->name);
        char csv[PATH_MAX];
        snprintf(csv, sizeof csv, "%s.csv", stem);
        write_quoted(stream, csv);
        fputs(";output=", stream);
        write_quoted(stream, partial);
        fputs("set loadpath ", load_stream);
        write_quoted(load_stream, folder);
        fprintf(load_stream, ";load '%s.gp'", script);
    }
    if (stream != NULL)
        ok = fclose(stream) == 0 && ok;
    if (load_stream != NULL)
        ok = fclose(load_stream) == 0 && ok;
    if (ok) {
        char program[] = "gnuplot", no_user_settings[] = "-d", expression[] = "-e";
        char *arguments[] = {program, no_user_settings, expression, settings, expression, load, NULL};
        ok = run_gnuplot(arguments, stem, err);
        if (ok && !is_whole(partial, format))
            ok = error_set(err, ERROR_INPUT, stem, 0, "the %s file was not written to its end (is the disk full?)",
                           format->name);
        if (ok && strcmp(format->name, "pdf") == 0)
            ok = remove_date(partial, err);
    } else {
        error_set(err, ERROR_INPUT, stem, 0, "not enough memory to draw");
    }
    free(settings);
    free(load);
    return ok;
}

bool gnuplot_draw(const struct gnuplot_variables *variables, const char *script, const char *stem, struct error *err)
{
    char partial[FORMATS][PATH_MAX], path[PATH_MAX];
    fflush(variables->stream);
    if (variables->text == NULL || ferror(variables->stream))
        return error_set(err, ERROR_INPUT, stem, 0, "not enough memory to draw");
    int longest = snprintf(path, sizeof path, "%s.svg.partial", stem);
    if (longest < 0 || (size_t)longest >= sizeof path)
        return error_set(err, ERROR_INPUT, NULL, 0, "this path is too long: %.80s...", stem);
    bool ok = true;
    size_t drawn = 0;
    while (ok && drawn < FORMATS) {
        snprintf(partial[drawn], sizeof partial[drawn], "%s.%s.partial", stem, formats[drawn].name);
        ok = draw_format(variables, script, stem, &formats[drawn], partial[drawn], err);
        drawn++;
    }
    for (size_t i = 0; i < drawn; i++) {
        snprintf(path, sizeof path, "%s.%s", stem, formats[i].name);
        if (!ok)
            unlink(partial[i]);
        else if (rename(partial[i], path) != 0)
            ok = error_set(err, ERROR_INPUT, path, 0, "cannot be written: %s", strerror(errno));
    }
    return ok;
}
