/* folder.h: the dated folders of results: <parent>/<date-time>/, and the link `latest` beside them. */
#ifndef ONDE_EXECUTE_FOLDER_H
#define ONDE_EXECUTE_FOLDER_H

#include "base/error.h"

#include <stdint.h>

/* Makes a folder and those above it that are missing. Errors (INPUT): one of them cannot be made. */
bool folder_make(const char *path, struct error *err);

/* Makes a new folder in `parent`, which is made too, named by the local date and time; of several that are made in the
 * same second, all but the first end in -2, -3, ... Its path goes to `folder`. Errors (INPUT): it cannot be made. */
bool folder_make_dated(const char *parent, char *folder, size_t size, struct error *err);

/* Makes <parent>/latest point to a folder in it, which may be one that ends while others do. Errors (INPUT): the link
 * cannot be made. */
bool folder_make_latest(const char *parent, const char *folder, struct error *err);

/* The path of a file of one run: "series.csv", or "series-3.csv" when there are several runs. Cut to `size`. */
void folder_name_file(const char *folder, const char *name, uint32_t runs, uint32_t run, char *path, size_t size);

#endif
