/* fuzz_graphml.c: GraphML documents of any bytes. */
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
    if (!edge_list_parse_graphml((const char *)data, size, "fuzz", &list, &err)) {
        require(err.kind == ERROR_INPUT && err.text[0] != '\0');
        return 0;
    }
    require(list.vertices > 0);
    for (size_t i = 0; i < list.count; i++)
        require(list.edges[i].from < list.vertices && list.edges[i].to < list.vertices && list.edges[i].line > 0);
    edge_list_release(&list);
    return 0;
}
