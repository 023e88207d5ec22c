/* cost.h: how the costs that an algorithm declares are named, in files and in words. */
#ifndef ONDE_ENGINE_COST_H
#define ONDE_ENGINE_COST_H

#include "base/error.h"
#include "base/language.h"
#include "engine/process.h"

/* "exactly", "at_most", "at_least" or "on_average". */
const char *cost_relation_name(enum cost_relation relation);
/* "exactly", "at most", … / "exactement", "au plus", … */
const char *cost_relation_text(enum cost_relation relation, enum language language);

/* The column of runs.csv that has what the formula of a cost gives: cost.<measure>.<relation>, and for the second of an
 * algorithm's costs with the same measure and relation cost.<measure>.<relation>.2, for the third .3. `cost` is of the
 * algorithm's table. Cut to `size`, as snprintf does. */
void cost_column(const struct algorithm *algorithm, const struct cost *cost, char *buffer, size_t size);

/* Whether each cost is of something that is measured: "messages", "messages.KIND", a measure of a specification that the
 * algorithm promises. Errors (INPUT): one is not, with the nearest name. */
bool cost_check(const struct algorithm *algorithm, struct error *err);

#endif
