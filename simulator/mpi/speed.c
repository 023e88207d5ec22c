/* speed.c: see speed.h. */
#include "mpi/speed.h"

#include "base/clock.h"

#include <stddef.h>

enum { SIDE = 64 /* three matrices of doubles: 96 KiB, in the second cache */ };
static const double least_time = 0.1; /* seconds */

struct matrices {
    double a[SIDE][SIDE], b[SIDE][SIDE], c[SIDE][SIDE];
};

static void multiply(struct matrices *m)
{
    for (size_t i = 0; i < SIDE; i++)
        for (size_t k = 0; k < SIDE; k++)
            for (size_t j = 0; j < SIDE; j++)
                m->c[i][j] += m->a[i][k] * m->b[k][j];
}

double mpi_speed_here(void)
{
    struct matrices m;
    for (size_t i = 0; i < SIDE; i++)
        for (size_t j = 0; j < SIDE; j++) {
            m.a[i][j] = m.b[i][j] = 1.0 / SIDE;
            m.c[i][j] = 0;
        }
    double began = clock_seconds(), now, products = 0;
    volatile double seen = 0;
    do {
        multiply(&m);
        seen = m.c[0][0]; /* lest the products be left out */
        products++;
        now = clock_seconds();
    } while (now < began + least_time);
    (void)seen;
    return products * 2.0 * SIDE * SIDE * SIDE / (now - began);
}
