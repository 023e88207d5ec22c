/* output_file.c: see output_file.h. */
#include "base/output_file.h"
#include "base/compressed.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct output_file {
    FILE *stream;
    FILE *compressor; /* what is written to, when the text goes compressed to the stream; else NULL */
    char path[PATH_MAX];
    char partial[PATH_MAX];
};

bool output_file_create(const char *path, struct output_file **out, struct error *err)
{
    *out = NULL;
    struct stat there;
    if (stat(path, &there) == 0 && !S_ISREG(there.st_mode))
        return error_set(err, ERROR_INPUT, path, 0, "this is not a regular file; nothing else is written over");
    struct output_file *file = calloc(1, sizeof *file);
    if (file == NULL)
        return error_set(err, ERROR_INPUT, path, 0, "not enough memory to write this file");
    int length = snprintf(file->path, sizeof file->path, "%s", path);
    int partial_length = snprintf(file->partial, sizeof file->partial, "%s.partial", path);
    if (length < 0 || partial_length < 0 || (size_t)partial_length >= sizeof file->partial) {
        free(file);
        return error_set(err, ERROR_INPUT, NULL, 0, "this path is too long: %.80s...", path);
    }
    file->stream = fopen(file->partial, "we");
    if (file->stream == NULL) {
        error_set(err, ERROR_INPUT, path, 0, "cannot be written: %s", strerror(errno));
        free(file);
        return false;
    }
    if (compressed_name(path) && (file->compressor = compressed_writer(file->stream)) == NULL) {
        output_file_abandon(file);
        return error_set(err, ERROR_INPUT, path, 0, "not enough memory to write this file");
    }
    *out = file;
    return true;
}

FILE *output_file_stream(struct output_file *file)
{
    return file->compressor != NULL ? file->compressor : file->stream;
}

bool output_file_commit(struct output_file *file, struct error *err)
{
    /* A write may have failed long ago, and its errno is gone; flushing what is left most often fails the same way. */
    errno = 0;
    bool failed = ferror(output_file_stream(file)) != 0;
    if (file->compressor != NULL)
        failed = fclose(file->compressor) != 0 || failed;
    failed = ferror(file->stream) != 0 || failed;
    failed = fflush(file->stream) != 0 || failed;
    int cause = errno;
    if (fclose(file->stream) != 0 && !failed) {
        failed = true;
        cause = errno;
    }
    bool ok = !failed;
    if (failed)
        error_set(err, ERROR_INPUT, file->path, 0, "cannot be written: %s",
                  cause != 0 ? strerror(cause) : "a write failed (is the disk full?)");
    else if (rename(file->partial, file->path) != 0)
        ok = error_set(err, ERROR_INPUT, file->path, 0, "cannot be written: %s", strerror(errno));
    if (!ok)
        unlink(file->partial);
    free(file);
    return ok;
}

void output_file_abandon(struct output_file *file)
{
    if (file == NULL)
        return;
    if (file->compressor != NULL)
        fclose(file->compressor);
    fclose(file->stream);
    unlink(file->partial);
    free(file);
}
