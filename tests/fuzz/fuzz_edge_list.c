/* fuzz_edge_list.c: edge lists of any bytes. */
#include "engine/edge_list.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {0};
    struct edge_list list;
    if (!edge_list_parse((const char *)data, size, "fuzz", &list, &err)) {
        require(err.kind == ERROR_INPUT && err.text[0] != '\0');
        return 0;
    }
    require(list.count > 0 && list.vertices <= list.count + 1);
    bool simple = edge_list_check_simple(&list, "fuzz", &err);
    require(simple == (err.kind == ERROR_NONE) && (simple || err.line > 0));
    for (size_t i = 0; i < list.count; i++)
        require(list.edges[i].from < list.vertices && list.edges[i].to < list.vertices && list.edges[i].line > 0);
    edge_list_release(&list);
    return 0;
}
