/* fuzz_platform.c: any bytes given as a platform file are either right or an error of the input, and never more. Start
 * from tests/data/platforms/ and platforms/ as a corpus. */
#include "platform/platform.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {0};
    bool right = platform_check_buffer("input.xml", (const char *)data, size, &err);
    assert(right == (err.kind == ERROR_NONE));
    assert(right || (err.kind == ERROR_INPUT && err.text[0] != '\0' && err.line >= 0));
    return 0;
}
