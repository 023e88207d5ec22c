/* lanes.h: the lanes of a Gantt chart: names, sorted as people sort them ("host 9" before "host 10"), each with its place. */
#ifndef ONDE_FIGURE_LANES_H
#define ONDE_FIGURE_LANES_H

#include <stdbool.h>
#include <stddef.h>

struct lanes;

/* NULL when there is no memory. The caller owns it; lanes_free(). */
struct lanes *lanes_create(void);
void lanes_free(struct lanes *lanes); /* NULL is allowed */
/* A name that is there already is not added again. The text is copied. false: there was no memory. */
bool lanes_add(struct lanes *lanes, const char *name);
/* Gives the lanes their places, from 0, and returns how many there are. No lane can be added afterwards. */
size_t lanes_sort(struct lanes *lanes);
/* Of a lane that was added. */
size_t lanes_place(const struct lanes *lanes, const char *name);
const char *lanes_name(const struct lanes *lanes, size_t place); /* borrowed */
bool lanes_are_numbers(const struct lanes *lanes);

#endif
