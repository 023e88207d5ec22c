/* preload.c: see preload.h. */
#include "mpi/preload.h"

#include "mpi/compile.h"
#include "mpi/launch.h"
#include "platform/platform.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What hasten.cpp replaces is SimGrid 3.32's. */
static bool is_known_version(void)
{
    return platform_simgrid_is(3, 32);
}

int mpi_hasten_begin(void)
{
    char path[PATH_MAX];
    struct error err;
    const char *wanted = getenv(HASTEN_VARIABLE);
    if (!is_known_version() || (wanted != NULL && strcmp(wanted, "no") == 0) ||
        !mpi_compile_preload("hasten", path, sizeof path, &err))
        return -1;
    return open(path, O_RDONLY | O_CLOEXEC);
}

/* The path of jemalloc beside SimGrid's library, if it is there and can stand in LD_PRELOAD. */
static bool find_allocator(char *path, size_t size)
{
    char library[PATH_MAX];
    struct error err;
    if (!mpi_find_library(library, &err))
        return false;
    const char *slash = strrchr(library, '/');
    int folder = slash != NULL ? (int)(slash - library) : 0;
    int length = snprintf(path, size, "%.*s/libjemalloc.so.2", folder, library);
    return length > 0 && (size_t)length < size && strpbrk(path, " :") == NULL && access(path, R_OK) == 0;
}

struct list {
    char *text;
    size_t size, used, count;
};

static void __attribute__((format(printf, 2, 3))) add(struct list *list, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (list->used < list->size && list->count++ > 0)
        list->used += (size_t)snprintf(list->text + list->used, list->size - list->used, ":");
    if (list->used < list->size)
        list->used += (size_t)vsnprintf(list->text + list->used, list->size - list->used, format, arguments);
    va_end(arguments);
}

void mpi_preload_variable(int watch, int hasten, char *text, size_t size)
{
    char allocator[PATH_MAX];
    const char *before = getenv("LD_PRELOAD");
    struct list list = {.text = text, .size = size, .used = (size_t)snprintf(text, size, "LD_PRELOAD=")};
    if (watch >= 0)
        add(&list, "/proc/self/fd/%d", watch);
    if (hasten >= 0)
        add(&list, "/proc/self/fd/%d", hasten);
    if (hasten >= 0 && find_allocator(allocator, sizeof allocator))
        add(&list, "%s", allocator);
    if (before != NULL && before[0] != '\0')
        add(&list, "%s", before);
}
