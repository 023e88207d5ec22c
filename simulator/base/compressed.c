/* compressed.c: see compressed.h. Both streams are custom streams of the C library (fopencookie(3)). */
#include "base/compressed.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <zstd.h>

bool compressed_name(const char *path)
{
    size_t length = strlen(path), suffix = strlen(COMPRESSED_SUFFIX);
    return length > suffix && strcmp(path + length - suffix, COMPRESSED_SUFFIX) == 0;
}

/* ---- writing ---- */

struct writer {
    FILE *file; /* borrowed */
    ZSTD_CCtx *context;
    char *block; /* compressed, on its way to the file */
    size_t block_size;
};

/* false: errno says why. */
static bool compress(struct writer *writer, ZSTD_inBuffer *in, ZSTD_EndDirective directive)
{
    size_t left;
    do {
        ZSTD_outBuffer out = {writer->block, writer->block_size, 0};
        left = ZSTD_compressStream2(writer->context, &out, in, directive);
        if (ZSTD_isError(left)) {
            errno = ENOMEM; /* what else can fail here */
            return false;
        }
        if (out.pos > 0 && fwrite(writer->block, 1, out.pos, writer->file) != out.pos)
            return false;
    } while (directive == ZSTD_e_end ? left > 0 : in->pos < in->size);
    return true;
}

/* A custom stream tells a failed write by 0. */
static ssize_t writer_write(void *cookie, const char *text, size_t size)
{
    ZSTD_inBuffer in = {text, size, 0};
    return compress(cookie, &in, ZSTD_e_continue) ? (ssize_t)size : 0;
}

static void writer_free(struct writer *writer)
{
    ZSTD_freeCCtx(writer->context);
    free(writer->block);
    free(writer);
}

static int writer_close(void *cookie)
{
    ZSTD_inBuffer nothing = {NULL, 0, 0};
    bool ok = compress(cookie, &nothing, ZSTD_e_end);
    int cause = errno;
    writer_free(cookie);
    errno = cause;
    return ok ? 0 : EOF;
}

FILE *compressed_writer(FILE *file)
{
    struct writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL)
        return NULL;
    writer->file = file;
    writer->context = ZSTD_createCCtx();
    writer->block_size = ZSTD_CStreamOutSize();
    writer->block = malloc(writer->block_size);
    FILE *stream = NULL;
    if (writer->context != NULL && writer->block != NULL &&
        !ZSTD_isError(ZSTD_CCtx_setParameter(writer->context, ZSTD_c_compressionLevel, COMPRESSED_LEVEL)) &&
        !ZSTD_isError(ZSTD_CCtx_setParameter(writer->context, ZSTD_c_checksumFlag, 1)))
        stream = fopencookie(writer, "w", (cookie_io_functions_t){.write = writer_write, .close = writer_close});
    if (stream == NULL)
        writer_free(writer);
    return stream;
}

/* ---- reading ---- */

struct reader {
    FILE *file; /* owned */
    ZSTD_DCtx *context;
    char *block; /* compressed, as read from the file */
    ZSTD_inBuffer in;
    bool whole; /* a frame has come to its end, and no other has begun */
};

static ssize_t reader_read(void *cookie, char *text, size_t size)
{
    struct reader *reader = cookie;
    ZSTD_outBuffer out = {text, size, 0};
    for (;;) {
        bool pending = !reader->whole; /* the decoder may hold text that had no room */
        if (reader->in.pos == reader->in.size) {
            reader->in.pos = 0;
            reader->in.size = fread(reader->block, 1, ZSTD_DStreamInSize(), reader->file);
            if (reader->in.size == 0 && ferror(reader->file))
                return -1;
            if (reader->in.size == 0 && !pending)
                return 0;
        }
        bool at_end = reader->in.size == 0;
        size_t left = ZSTD_decompressStream(reader->context, &out, &reader->in);
        if (ZSTD_isError(left) || (at_end && out.pos == 0 && left > 0)) {
            errno = EBADMSG;
            return -1;
        }
        reader->whole = left == 0;
        if (out.pos > 0)
            return (ssize_t)out.pos;
    }
}

static void reader_free(struct reader *reader)
{
    ZSTD_freeDCtx(reader->context);
    free(reader->block);
    free(reader);
}

static int reader_close(void *cookie)
{
    struct reader *reader = cookie;
    int result = fclose(reader->file);
    reader_free(reader);
    return result;
}

FILE *compressed_reader(FILE *file)
{
    struct reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL)
        return NULL;
    reader->file = file;
    reader->context = ZSTD_createDCtx();
    reader->block = malloc(ZSTD_DStreamInSize());
    reader->in.src = reader->block;
    FILE *stream = NULL;
    if (reader->context != NULL && reader->block != NULL)
        stream = fopencookie(reader, "r", (cookie_io_functions_t){.read = reader_read, .close = reader_close});
    if (stream == NULL) {
        reader_free(reader);
        return NULL;
    }
    setvbuf(stream, NULL, _IOFBF, ZSTD_DStreamOutSize());
    return stream;
}
