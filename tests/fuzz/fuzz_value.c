/* fuzz_value.c: values, lists and sweeps of any text. */
#include "base/value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST = 1000 };

static void require(bool condition)
{
    if (!condition)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = strndup((const char *)data, size);
    if (text == NULL)
        return 0;
    for (enum dimension dimension = DIMENSION_NUMBER; dimension <= DIMENSION_WORK; dimension++) {
        struct error err = {0};
        double value;
        bool ok = value_parse(text, dimension, &value, &err);
        require(ok == (err.kind == ERROR_NONE));
        require(!ok || (isfinite(value) && (value >= 0 || dimension == DIMENSION_NUMBER)));
    }
    struct error err = {0};
    uint64_t number;
    if (value_parse_count(text, 3, 1000000, &number, &err))
        require(number >= 3 && number <= 1000000);
    err = (struct error){0};
    int64_t *list;
    size_t count;
    bool ok = value_parse_list(text, MOST, &list, &count, &err);
    require(ok == (err.kind == ERROR_NONE) && count <= MOST && (ok || list == NULL));
    free(list);
    err = (struct error){0};
    char **values;
    ok = value_expand_sweep(text, MOST, &values, &count, &err);
    require(ok == (err.kind == ERROR_NONE) && count <= MOST && ok == (count > 0));
    value_free_sweep(values, count);
    free(text);
    return 0;
}
