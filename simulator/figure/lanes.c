/* lanes.c: see lanes.h. */
#include "figure/lanes.h"

#include <assert.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

struct lane {
    const char *name; /* behind the struct */
    size_t place;
};

struct lanes {
    struct lane **lane; /* in the order of their places, once they are sorted */
    size_t count, capacity;
    void *tree; /* tsearch of struct lane */
};

static int compare_names(const void *a, const void *b)
{
    const struct lane *first = a, *second = b;
    return strcmp(first->name, second->name);
}

static int compare_places(const void *a, const void *b)
{
    const struct lane *const *first = a, *const *second = b;
    return strverscmp((*first)->name, (*second)->name);
}

struct lanes *lanes_create(void)
{
    return calloc(1, sizeof(struct lanes));
}

static void keep(void *lane)
{
    (void)lane; /* the array frees it */
}

void lanes_free(struct lanes *lanes)
{
    if (lanes == NULL)
        return;
    if (lanes->tree != NULL)
        tdestroy(lanes->tree, keep);
    for (size_t i = 0; i < lanes->count; i++)
        free(lanes->lane[i]);
    free(lanes->lane);
    free(lanes);
}

static bool make_room(struct lanes *lanes)
{
    if (lanes->count < lanes->capacity)
        return true;
    size_t capacity = lanes->capacity == 0 ? 64 : 2 * lanes->capacity;
    struct lane **grown = reallocarray(lanes->lane, capacity, sizeof *grown);
    if (grown == NULL)
        return false;
    lanes->lane = grown;
    lanes->capacity = capacity;
    return true;
}

static struct lane *find(const struct lanes *lanes, const char *name)
{
    struct lane key = {.name = name};
    void *const *found = tfind(&key, &lanes->tree, compare_names);
    return found != NULL ? *found : NULL;
}

bool lanes_add(struct lanes *lanes, const char *name)
{
    size_t size = strlen(name) + 1;
    if (find(lanes, name) != NULL)
        return true;
    struct lane *lane = make_room(lanes) ? malloc(sizeof *lane + size) : NULL;
    if (lane == NULL)
        return false;
    lane->name = memcpy(lane + 1, name, size);
    if (tsearch(lane, &lanes->tree, compare_names) == NULL) {
        free(lane);
        return false;
    }
    lanes->lane[lanes->count++] = lane;
    return true;
}

size_t lanes_sort(struct lanes *lanes)
{
    if (lanes->count > 0)
        qsort(lanes->lane, lanes->count, sizeof(struct lane *), compare_places);
    for (size_t i = 0; i < lanes->count; i++)
        lanes->lane[i]->place = i;
    return lanes->count;
}

size_t lanes_place(const struct lanes *lanes, const char *name)
{
    const struct lane *lane = find(lanes, name);
    assert(lane != NULL);
    return lane->place;
}

const char *lanes_name(const struct lanes *lanes, size_t place)
{
    return lanes->lane[place]->name;
}

bool lanes_are_numbers(const struct lanes *lanes)
{
    for (size_t i = 0; i < lanes->count; i++)
        if (lanes->lane[i]->name[strspn(lanes->lane[i]->name, "0123456789")] != '\0')
            return false;
    return true;
}
