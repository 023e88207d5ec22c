/* transpose.c: transposes a matrix that is distributed by rows, in one collective call.
 *
 * Catalogue  K6.
 * Shows      MPI_Alltoallw with derived types: the types do all the moving, no number is copied by hand. Rank r sends rank q the
 *            part of its rows that is in q's columns, a vector of rows; q receives it as columns: its type has one column
 *            after the other, each resized so that the next one starts a number further.
 *            Usage: transpose [ROWS [COLUMNS]], 7 and 5 by default; blocks need not be equal, and may be empty.
 * Runs       any number of ranks.
 * Prints     the transpose, unless it is larger than 12 by 12; whether every number is where it belongs,
 *            which the status tells too.
 *
 *     mpicc transpose.c && mpirun -n 3 ./a.out */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { DEFAULT_ROWS = 7, DEFAULT_COLUMNS = 5, PRINTED = 12 };

/* `lines` lines (rows or columns) are shared out among the ranks in blocks, the first ones a line longer if need be. */
static int block_start(int lines, int rank, int ranks)
{
    int extra = lines % ranks;
    return lines / ranks * rank + (rank < extra ? rank : extra);
}

static int block_length(int lines, int rank, int ranks)
{
    return block_start(lines, rank + 1, ranks) - block_start(lines, rank, ranks);
}

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count > 0 ? count : 1, size);
    if (memory == NULL)
        MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
    return memory;
}

/* `high` rows of `wide` numbers, of a matrix whose rows are `stride` numbers long. */
static MPI_Datatype rows_type(int high, int wide, int stride)
{
    MPI_Datatype type;
    MPI_Type_vector(high, wide, stride, MPI_INT, &type);
    MPI_Type_commit(&type);
    return type;
}

/* The same numbers where they are in the transpose: `wide` columns of `high` numbers, one column after the other. */
static MPI_Datatype columns_type(int high, int wide, int stride)
{
    MPI_Datatype column, next, type;
    MPI_Type_vector(high, 1, stride, MPI_INT, &column);
    MPI_Type_create_resized(column, 0, sizeof(int), &next);
    MPI_Type_contiguous(wide, next, &type);
    MPI_Type_commit(&type);
    MPI_Type_free(&column);
    MPI_Type_free(&next);
    return type;
}

/* What MPI_Alltoallw is told of one direction. */
struct parts {
    int *counts; /* 1, or 0 where the part is empty */
    int *starts; /* bytes */
    MPI_Datatype *types;
};

static struct parts new_parts(int ranks)
{
    size_t count = (size_t)ranks;
    struct parts parts = {allocate(count, sizeof(int)), allocate(count, sizeof(int)),
                          allocate(count, sizeof(MPI_Datatype))};
    return parts;
}

static void set_part(struct parts *parts, int rank, int start, int numbers, MPI_Datatype type)
{
    parts->counts[rank] = numbers > 0;
    parts->starts[rank] = start * (int)sizeof(int);
    parts->types[rank] = type;
}

static void free_parts(struct parts *parts, int ranks)
{
    for (int i = 0; i < ranks; i++)
        MPI_Type_free(&parts->types[i]);
    free(parts->counts);
    free(parts->starts);
    free(parts->types);
}

/* `matrix` is this rank's block of rows, `transposed` its block of columns, as rows. */
static void transpose(const int *matrix, int *transposed, int rows, int columns, int rank, int ranks)
{
    struct parts out = new_parts(ranks), in = new_parts(ranks);
    int own_rows = block_length(rows, rank, ranks), own_columns = block_length(columns, rank, ranks);
    for (int i = 0; i < ranks; i++) {
        int wide = block_length(columns, i, ranks), high = block_length(rows, i, ranks);
        set_part(&out, i, block_start(columns, i, ranks), own_rows * wide, rows_type(own_rows, wide, columns));
        set_part(&in, i, block_start(rows, i, ranks), high * own_columns, columns_type(own_columns, high, rows));
    }
    MPI_Alltoallw(matrix, out.counts, out.starts, out.types, transposed, in.counts, in.starts, in.types,
                  MPI_COMM_WORLD);
    free_parts(&out, ranks);
    free_parts(&in, ranks);
}

/* Collects the transpose at rank 0, which prints it. */
static void print_transpose(const int *transposed, int rows, int columns, int rank, int ranks)
{
    int *counts = allocate((size_t)ranks, sizeof *counts), *starts = allocate((size_t)ranks, sizeof *starts);
    int *all = allocate((size_t)rows * (size_t)columns, sizeof *all);
    for (int i = 0; i < ranks; i++) {
        counts[i] = block_length(columns, i, ranks) * rows;
        starts[i] = block_start(columns, i, ranks) * rows;
    }
    MPI_Gatherv(transposed, counts[rank], MPI_INT, all, counts, starts, MPI_INT, 0, MPI_COMM_WORLD);
    for (int i = 0; rank == 0 && i < columns; i++)
        for (int j = 0; j < rows; j++)
            printf("%4d%s", all[i * rows + j], j + 1 < rows ? "" : "\n");
    free(counts);
    free(starts);
    free(all);
}

int main(int argc, char **argv)
{
    int rank, ranks;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    int rows = argc > 1 ? atoi(argv[1]) : DEFAULT_ROWS, columns = argc > 2 ? atoi(argv[2]) : DEFAULT_COLUMNS;
    if (rows < 1 || columns < 1) {
        if (rank == 0)
            fprintf(stderr, "transpose: expected [ROWS [COLUMNS]], each 1 or more\n");
        MPI_Finalize();
        return EXIT_FAILURE;
    }
    int first_row = block_start(rows, rank, ranks), own_rows = block_length(rows, rank, ranks);
    int first_column = block_start(columns, rank, ranks), own_columns = block_length(columns, rank, ranks);
    int *matrix = allocate((size_t)own_rows * (size_t)columns, sizeof *matrix);
    int *transposed = allocate((size_t)own_columns * (size_t)rows, sizeof *transposed);
    for (int i = 0; i < own_rows * columns; i++)
        matrix[i] = first_row * columns + i; /* so that number (i, j) is i columns + j */
    transpose(matrix, transposed, rows, columns, rank, ranks);

    int right = 1, all_right;
    for (int i = 0; i < own_columns; i++)
        for (int j = 0; j < rows; j++)
            right = right && transposed[i * rows + j] == j * columns + first_column + i;
    MPI_Reduce(&right, &all_right, 1, MPI_INT, MPI_MIN, 0, MPI_COMM_WORLD);
    if (rows <= PRINTED && columns <= PRINTED)
        print_transpose(transposed, rows, columns, rank, ranks);
    if (rank == 0)
        printf("%d by %d: %s\n", rows, columns,
               all_right ? "every number is where it belongs" : "NUMBERS ARE MISPLACED");
    free(matrix);
    free(transposed);
    MPI_Finalize();
    return right ? 0 : EXIT_FAILURE;
}
