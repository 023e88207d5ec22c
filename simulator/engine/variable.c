/* variable.c: see variable.h. */
#include "engine/variable.h"

#include <string.h>

size_t variable_bytes(const struct variable *variable)
{
    static const size_t bytes[] = {
        [VARIABLE_BOOL] = sizeof(bool),   [VARIABLE_U8] = sizeof(uint8_t),   [VARIABLE_U32] = sizeof(uint32_t),
        [VARIABLE_I32] = sizeof(int32_t), [VARIABLE_U64] = sizeof(uint64_t), [VARIABLE_I64] = sizeof(int64_t)};
    return bytes[variable->type];
}

int64_t variable_get(const struct variable *variable, const void *base)
{
    const void *at = (const char *)base + variable->offset;
    switch (variable->type) {
    case VARIABLE_BOOL:
        return *(const bool *)at;
    case VARIABLE_U8:
        return *(const uint8_t *)at;
    case VARIABLE_U32:
        return *(const uint32_t *)at;
    case VARIABLE_I32:
        return *(const int32_t *)at;
    case VARIABLE_U64:
        return (int64_t) * (const uint64_t *)at;
    case VARIABLE_I64:
        return *(const int64_t *)at;
    }
    return 0;
}

void variable_set(const struct variable *variable, void *base, int64_t value)
{
    void *at = (char *)base + variable->offset;
    switch (variable->type) {
    case VARIABLE_BOOL:
        *(bool *)at = value != 0;
        break;
    case VARIABLE_U8:
        *(uint8_t *)at = (uint8_t)value;
        break;
    case VARIABLE_U32:
        *(uint32_t *)at = (uint32_t)value;
        break;
    case VARIABLE_I32:
        *(int32_t *)at = (int32_t)value;
        break;
    case VARIABLE_U64:
        *(uint64_t *)at = (uint64_t)value;
        break;
    case VARIABLE_I64:
        *(int64_t *)at = value;
        break;
    }
}

void variable_range(const struct variable *variable, const struct process *p, int64_t *minimum, int64_t *maximum)
{
    *minimum = variable->minimum;
    *maximum = variable->type == VARIABLE_BOOL ? 1 : variable->maximum;
    if (variable->range != NULL)
        variable->range(p, minimum, maximum);
}

bool variable_is_shown(const struct variable *variable)
{
    return !variable->hidden && !variable->each_neighbour;
}
