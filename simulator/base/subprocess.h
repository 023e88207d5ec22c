/* subprocess.h: another program, run to its end for what it says. No shell is involved: arguments need no quoting. */
#ifndef ONDE_BASE_SUBPROCESS_H
#define ONDE_BASE_SUBPROCESS_H

#include <stddef.h>

/* Runs the program arguments[0], found in PATH, in a process group of its own (Ctrl-C does not reach it) and with an empty
 * input. What it says on both streams goes to `said`, cut to its size. Returns its exit status; 128 and more: the signal
 * that ended it plus 128; negative: -errno, it could not be started (-ENOENT: there is no such program). */
int subprocess_run(char *const arguments[], char *said, size_t size);

/* The last line of a text that is not blank, without its newline, cut to `size`; "no message" when there is none. */
void last_line_of_text(const char *text, char *line, size_t size);
/* The same of a file; one that cannot be read has none. */
void last_line_of_file(const char *path, char *line, size_t size);

#endif
