/* marks.h: faults on the time axis of a figure, named above its plot so that no name covers another (results/plots/faults.gp
 * draws them). Few of them carry their names as flags; more are numbered, and a line below the axis says what the numbers
 * mean; of very many there are ticks, and that line counts them. Times are seconds. */
#ifndef ONDE_FIGURE_MARKS_H
#define ONDE_FIGURE_MARKS_H

#include "base/csv.h"
#include "figure/kind.h"

enum { MARK_TEXT_SIZE = 96 };

struct mark {
    double time;
    char text[MARK_TEXT_SIZE]; /* the scenario's name of the fault, or what its kind is called */
    bool ends;                 /* the fault ends here */
    bool has_process;
    uint32_t process; /* that it strikes, when it is one */
    size_t times;     /* how many processes it strikes at this date */
};
struct marks {
    struct mark *mark;
    size_t count, capacity;
};

/* What a figure calls a fault of this name: a kind ("crash") in the language of the figure; another name as it is, with
 * spaces for dashes, since a name in a scenario has none. */
void fault_text(const char *name, enum language language, char *buffer, size_t size);

/* Marks come in the order of time; what strikes several processes at once, under one name, is one mark. false: there was
 * no memory. `marks` begins as zeros; release it with marks_release(). */
bool marks_add(struct marks *marks, const struct mark *mark);
void marks_release(struct marks *marks);

/* Chooses one way to name the marks of all panels of a figure between `low` and `high`, and sets the variables that faults.gp
 * lists. A panel that has the marks of the one above it does not name them again. */
void marks_set(const struct marks *panels, size_t count, const struct drawing *drawing, double low, double high);

/* For tables that hold marks: whether this one is drawn as a line from the bottom of the plot to its top; a tick else. */
bool marks_are_lines(const struct marks *panels, size_t count);

#endif
