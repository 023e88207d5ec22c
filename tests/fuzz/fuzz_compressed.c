/* fuzz_compressed.c: any bytes in the place of compressed text end in an error or in text, never in a crash; and any text comes
 * back as it was. */
#include "base/compressed.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_READ = 1 << 20 }; /* a few bytes may stand for gigabytes */

static void require(bool condition)
{
    if (!condition)
        abort();
}

/* Reads what decompresses from the bytes; how much, and whether it came to its end. */
static size_t read_back(const void *bytes, size_t size, char *text, bool *whole)
{
    FILE *file = fmemopen((void *)(uintptr_t)bytes, size, "r");
    require(file != NULL);
    FILE *stream = compressed_reader(file);
    require(stream != NULL);
    size_t length = fread(text, 1, MOST_READ, stream);
    *whole = feof(stream) && !ferror(stream);
    fclose(stream);
    return length;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0 || size >= MOST_READ) /* fmemopen() refuses 0 */
        return 0;
    char *text = malloc(MOST_READ), *compressed;
    size_t compressed_size;
    bool whole;
    require(text != NULL);
    read_back(data, size, text, &whole);
    FILE *file = open_memstream(&compressed, &compressed_size);
    require(file != NULL);
    FILE *stream = compressed_writer(file);
    require(stream != NULL);
    fwrite(data, 1, size, stream);
    require(fclose(stream) == 0 && fclose(file) == 0);
    require(read_back(compressed, compressed_size, text, &whole) == size && whole);
    require(memcmp(text, data, size) == 0);
    free(compressed);
    free(text);
    return 0;
}
