/* data_folder.h: where the files that come with the program are (platforms/, scenarios/, results/plots/): in the source
 * tree, or under share/onde once installed. */
#ifndef ONDE_BASE_DATA_FOLDER_H
#define ONDE_BASE_DATA_FOLDER_H

#include "base/error.h"

/* Finds a file or folder, such as "results/plots": in $ONDE_DATA if that is set, else in the folder of the program,
 * then share/onde in it, then both again in each folder above it, then in the folders that the build was told (the
 * source tree, the installed files). Errors (INPUT): it is in none of them. */
bool data_folder_find(const char *relative, char *path, size_t size, struct error *err);

#endif
