/* probe.c: lets SimGrid try a platform in a child process, where it may abort or hang without harm. See platform.h. */
#include "platform/platform.h"

#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    PATIENCE = 60,      /* seconds, after which SimGrid is taken to hang */
    TRIED_HOSTS = 256,  /* of a large platform, this many are tried */
    LAST_WORDS = 65536, /* bytes of SimGrid's messages that are read */
};

/* Routes from the first host and back. One that is not there is for platform_route_cost to tell; here it is enough that
 * SimGrid survives the question. */
static bool try_routes(void *context, struct error *err)
{
    (void)context;
    (void)err;
    uint32_t count = platform_host_count();
    uint32_t step = count / TRIED_HOSTS + 1;
    for (uint32_t i = 0; i < count; i += step) {
        platform_route_links(0, i);
        platform_route_links(i, 0);
    }
    return true;
}

struct visitor {
    bool (*visit)(void *context, struct error *err);
    void *context;
    struct error *found; /* shared with the child */
};

static void __attribute__((noreturn)) probe_child(const char *path, const struct visitor *visitor, int output)
{
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    alarm(PATIENCE);
    struct error err = {0};
    if (!platform_load(path, &err)) {
        char text[sizeof err + 16];
        error_format(&err, text, sizeof text);
        dprintf(STDERR_FILENO, "[onde/ERROR] %s\n", text);
        _exit(EXIT_FAILURE);
    }
    visitor->visit(visitor->context, visitor->found);
    _exit(EXIT_SUCCESS);
}

/* Takes file and line out of "Parse error at FILE:LINE: TEXT"; returns where the text begins. */
static const char *parse_location(const char *message, const char *path, int *line)
{
    static const char prefix[] = "Parse error at ";
    const char *at = strstr(message, prefix);
    if (at == NULL || strncmp(at + sizeof prefix - 1, path, strlen(path)) != 0)
        return message;
    const char *colon = at + sizeof prefix - 1 + strlen(path);
    char *end;
    if (*colon != ':' || !isdigit((unsigned char)colon[1]))
        return message;
    *line = (int)strtol(colon + 1, &end, 10);
    return *end == ':' ? end + 1 + strspn(end + 1, " ") : message;
}

/* SimGrid says "[date] FILE:LINE: [category/ERROR] MESSAGE": the first message of that kind is the cause. */
static const char *first_complaint(char *words)
{
    for (char *line = strtok(words, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        char *mark = strstr(line, "/CRITICAL] ");
        if (mark == NULL)
            mark = strstr(line, "/ERROR] ");
        if (mark != NULL && strstr(mark, "Exiting now") == NULL)
            return strchr(mark, ' ') + 1;
    }
    return NULL;
}

static bool explain_failure(const char *path, int status, int output, struct error *err)
{
    char words[LAST_WORDS];
    ssize_t length = pread(output, words, sizeof words - 1, 0);
    words[length > 0 ? length : 0] = '\0';
    const char *complaint = first_complaint(words);
    int line = 0;
    if (complaint != NULL)
        complaint = parse_location(complaint, path, &line);
    if (complaint != NULL)
        return error_set(err, ERROR_INPUT, path, line, "SimGrid refuses this platform: %s", complaint);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
        return error_set(err, ERROR_INPUT, path, 0, "SimGrid is not done with this platform after %d seconds",
                         PATIENCE);
    if (WIFSIGNALED(status))
        return error_set(err, ERROR_INPUT, path, 0, "SimGrid crashes on this platform (%s)",
                         strsignal(WTERMSIG(status)));
    return error_set(err, ERROR_INPUT, path, 0, "SimGrid gives up on this platform (status %d)", WEXITSTATUS(status));
}

static bool run_child(const char *path, const struct visitor *visitor, struct error *err)
{
    int output = memfd_create("onde-probe", MFD_CLOEXEC);
    if (output < 0)
        return error_set(err, ERROR_INTERNAL, NULL, 0, "cannot make a file in memory: %s", strerror(errno));
    fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        probe_child(path, visitor, output);
    bool ok = child > 0;
    int status = 0;
    if (!ok)
        error_set(err, ERROR_INTERNAL, NULL, 0, "cannot fork: %s", strerror(errno));
    while (ok && waitpid(child, &status, 0) < 0)
        ok = errno == EINTR || error_set(err, ERROR_INTERNAL, NULL, 0, "cannot wait: %s", strerror(errno));
    if (ok && !(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS))
        ok = explain_failure(path, status, output, err);
    close(output);
    return ok;
}

bool platform_probe(const char *path, struct error *err)
{
    return run_child(path, &(struct visitor){.visit = try_routes}, err);
}

bool platform_visit(const char *path, bool (*visit)(void *context, struct error *err), void *context, struct error *err)
{
    if (!platform_check(path, err))
        return false;
    struct error *found = mmap(NULL, sizeof *found, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (found == MAP_FAILED)
        return error_set(err, ERROR_INTERNAL, NULL, 0, "cannot share memory: %s", strerror(errno));
    bool ok = run_child(path, &(struct visitor){visit, context, found}, err);
    if (ok && found->kind != ERROR_NONE) {
        ok = false;
        if (err != NULL && err->kind == ERROR_NONE)
            *err = *found;
    }
    munmap(found, sizeof *found);
    return ok;
}
