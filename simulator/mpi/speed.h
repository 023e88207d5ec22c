/* speed.h: how fast this machine computes, for programs whose computing is measured. */
#ifndef ONDE_MPI_SPEED_H
#define ONDE_MPI_SPEED_H

/* Flop per second of one core in a plain product of matrices, as a C compiler makes it: what a program that was not tuned gets.
 * Takes about a tenth of a second. */
double mpi_speed_here(void);

#endif
