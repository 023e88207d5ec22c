/* table.h: a table of texts, printed in columns that are as wide as their widest cell. */
#ifndef ONDE_FIGURE_TABLE_H
#define ONDE_FIGURE_TABLE_H

#include "base/error.h"

#include <stdio.h>

struct table;

/* One letter a column: 'l' for words, 'r' for numbers. NULL when there is no memory; the caller owns it. */
struct table *table_create(const char *alignment);
void table_free(struct table *table); /* NULL is allowed */
/* Cells from left to right, row after row; the first row is the heading, and has a rule under it. The text is copied. */
void table_add(struct table *table, const char *cell);
/* Each line begins with two spaces. false: there was no memory for a cell. */
bool table_print(const struct table *table, FILE *stream);

#endif
