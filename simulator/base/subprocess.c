/* subprocess.c: see subprocess.h. */
#include "base/subprocess.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SIGNAL_STATUS = 128 /* as shells do */ };

/* Reads to the end; what does not fit is thrown away, so that the writer is never blocked. */
static void read_all(int from, char *text, size_t size)
{
    size_t used = 0;
    char piece[4096];
    for (;;) {
        ssize_t got = read(from, piece, sizeof piece);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        size_t kept = (size_t)got < size - 1 - used ? (size_t)got : size - 1 - used;
        memcpy(text + used, piece, kept);
        used += kept;
    }
    text[used] = '\0';
}

int subprocess_run(char *const arguments[], char *said, size_t size)
{
    said[0] = '\0';
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return -errno;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    pid_t child = 0;
    int failure = posix_spawnp(&child, arguments[0], &actions, &attributes, arguments, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (failure == 0)
        read_all(ends[0], said, size);
    close(ends[0]);
    if (failure != 0)
        return -failure;
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFSIGNALED(status) ? SIGNAL_STATUS + WTERMSIG(status) : WEXITSTATUS(status);
}

static void keep_line(const char *text, size_t length, char *line, size_t size)
{
    if (strspn(text, " \t\r") < length)
        snprintf(line, size, "%.*s", (int)length, text);
}

void last_line_of_text(const char *text, char *line, size_t size)
{
    snprintf(line, size, "no message");
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        keep_line(text, length, line, size);
        text += length + (text[length] == '\n');
    }
}

void last_line_of_file(const char *path, char *line, size_t size)
{
    snprintf(line, size, "no message");
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return;
    char read[512];
    while (fgets(read, sizeof read, file) != NULL)
        keep_line(read, strcspn(read, "\n"), line, size);
    fclose(file);
}
