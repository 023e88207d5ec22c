#!/bin/bash
# onde mpi: programs that end well and badly, what it leaves, what it refuses. test_mpi.sh ONDE SOURCE
onde=$1 source=$2
. "$source/tests/scenario/expect.sh"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export ONDE_DATA=$source XDG_CACHE_HOME=$folder/cache
programs=$source/tests/data/mpi
cd "$folder" || exit 1

# Programs that end well, and what is counted of them.
expect 0 '3 rounds' "$onde" mpi "$programs/ping_pong.c" -n 2
expect 0 'point to point +6 messages, 6,000 bytes' cat results/mpi-ping_pong/latest/summary.txt
holds grep -q '^3 rounds$' results/mpi-ping_pong/latest/output.txt
holds grep -q '^0,MPI_Send,3,3,3000,' results/mpi-ping_pong/latest/calls.csv
holds grep -q '^1,MPI_Recv,3,0,0,' results/mpi-ping_pong/latest/calls.csv
expect 0 '^from,to,messages,bytes 0,1,3,3000 1,0,3,3000 $' tr '\n' ' ' < results/mpi-ping_pong/latest/matrix.csv
# The same bytes again, from the cache; as mpirun is asked.
cp results/mpi-ping_pong/latest/calls.csv before.csv
expect 0 '3 rounds' "$onde" mpi -np 2 "$programs/ping_pong.c"
holds cmp before.csv results/mpi-ping_pong/latest/calls.csv
holds [ "$(find results/mpi-ping_pong -name calls.csv | wc -l)" -eq 2 ]
holds [ "$(find cache/onde/mpi -name 'ping_pong-*.globals' | wc -l)" -eq 1 ]
# Each rank has its own copy of the program's variables.
expect 0 '^sum 28$' "$onde" mpi "$programs/ring.c" -n 8
expect 0 '^column 5 0$' "$onde" mpi "$programs/mixed.c" -n 6
for line in 'half 5' 'persistent 5' 'box 6'; do
    holds grep -q "^$line$" results/mpi-mixed/latest/output.txt
done
holds grep -q '^2,MPI_Startall,10,10,40,' results/mpi-mixed/latest/calls.csv
holds grep -q '^0,2,1,4$' results/mpi-mixed/latest/matrix.csv # a message of the half, by ranks of the whole
# What a rank hands over to each collective: 4 ranks, 8 bytes an element.
expect 0 'collectives +52 calls' "$onde" mpi "$programs/collectives.c"
for row in 0,MPI_Bcast,1,0,16 1,MPI_Bcast,1,0,0 1,MPI_Reduce,1,0,16 1,MPI_Allreduce,1,0,16 1,MPI_Scan,1,0,16 \
    0,MPI_Scatter,1,0,32 1,MPI_Scatter,1,0,0 0,MPI_Scatterv,1,0,32 1,MPI_Gather,1,0,8 1,MPI_Gatherv,1,0,8 \
    1,MPI_Allgather,1,0,8 1,MPI_Allgatherv,1,0,8 1,MPI_Alltoall,1,0,32 1,MPI_Alltoallv,1,0,32 \
    1,MPI_Reduce_scatter,1,0,32; do
    holds grep -q "^$row," results/mpi-collectives/latest/calls.csv
done
# A program that smpicc has made is taken as it is.
holds smpicc -O2 -o ready "$programs/ping_pong.c"
expect 0 'not counted' "$onde" mpi ./ready -n 2
holds [ ! -e results/mpi-ready/latest/calls.csv ]
# Arguments arrive as they are, spaces and dashes too.
cat > arguments.c << 'PROGRAM'
#include <mpi.h>
#include <stdio.h>
int main(int argc, char **argv)
{
    MPI_Init(&argc, &argv);
    for (int i = 1; i < argc; i++)
        printf("[%s]\n", argv[i]);
    return MPI_Finalize();
}
PROGRAM
expect 0 '^\[two words\]$' "$onde" mpi arguments.c -n 1 'two words'
expect 0 '^\[--platform\]$' "$onde" mpi arguments.c -n 1 -- --platform

# Placement: blocks.
expect 0 '^pi1 pi1 pi2 pi2 pi3 ' bash -c "'$onde' mpi '$programs/ring.c' -q -n 5 --per-node 2 > /dev/null &&
    tr '\n' ' ' < results/mpi-ring/latest/hosts.txt"
expect 0 '^pi1 pi1 pi1 pi1 pi2 ' bash -c "'$onde' mpi '$programs/ring.c' -q -n 17 --oversubscribe > /dev/null &&
    tr '\n' ' ' < results/mpi-ring/latest/hosts.txt"

# Programs that end badly; each says how.
end=("$onde" mpi "$programs/endings.c")
expect 1 'rank 0 waits in MPI_Recv for rank 1 \(tag 7\), which waits in MPI_Recv for rank 2 .*: a circle' "${end[@]}" receive
expect 1 'ending +deadlock' "${end[@]}" receive
expect 1 'rank 3 +waits in MPI_Recv for rank 0 \(tag 7\), at endings.c:[0-9]+' "${end[@]}" receive
expect 1 'rank 0 waits in MPI_Send for its message to be taken by rank 1 \(tag 7\), which waits in MPI_Send' "${end[@]}" send
expect 1 'rank 1, which waits in MPI_Wait for any rank \(any tag\)' "${end[@]}" wait
expect 1 'rank 0 waits in MPI_Barrier for rank 1, which waits in MPI_Recv for rank 0 \(tag 7\): a circle' "${end[@]}" barrier
expect 1 'rank 1 ended the program with MPI_Abort, code 42, at endings.c' "${end[@]}" abort
expect 1 'crashed: Segmentation fault' "${end[@]}" crash
expect 1 'it was rank 1 that ran, after its MPI_Barrier at endings.c' "${end[@]}" crash
expect 1 'ended with status 3' "${end[@]}" exit
expect 1 'ended without MPI_Finalize, the first of them rank 1' "${end[@]}" leave
expect 2 'stopped after 1 s' "${end[@]}" --timeout 1s spin
expect 2 'rank 1 +is in the program.s own code \(its last call: MPI_Barrier\)' "${end[@]}" --timeout 1s spin
expect 2 'interrupted' bash -c "'$onde' mpi '$programs/endings.c' spin & sleep 1; kill -INT \$!; wait \$!"
expect 0 'ending +ended' "${end[@]}" well

# --trace: who did what when, and its figures; nothing without it, and nothing is drawn where nothing takes time.
trace=("$onde" mpi --trace)
holds [ ! -e results/mpi-ring/latest/activity.csv ]
expect 0 'gantt.\{svg,pdf,png\}.*matrix-bytes.\{svg,pdf,png\}' bash -c "'$onde' mpi --trace '$programs/ping_pong.c' -n 2 | tr '\n' ' '"
for row in '0,0,[0-9.e-]+,send,MPI_Send to 1' '1,0,[0-9.e-]+,receive,MPI_Recv from 0'; do
    holds grep -qE "^$row$" results/mpi-ping_pong/latest/activity.csv
done
holds grep -q 'makespan' results/mpi-ping_pong/latest/gantt.svg
holds grep -q '2 ranks · 6 messages, 6 kB' results/mpi-ping_pong/latest/matrix-bytes.svg
expect 0 'ended' "${trace[@]}" "$programs/mixed.c" -n 6 --lang fr
holds grep -q 'appel collectif' results/mpi-mixed/latest/gantt.svg
holds grep -q ',wait,MPI_Waitall of 2 requests$' results/mpi-mixed/latest/activity.csv
cp results/mpi-mixed/latest/activity.csv before.csv
expect 0 'ended' "${trace[@]}" "$programs/mixed.c" -n 6
holds cmp before.csv results/mpi-mixed/latest/activity.csv
# They stand in the order of their ends, and one rank does one thing at a time, without a gap.
holds awk -F, 'NR > 1 { if ($3 < end || $2 != last[$1] + 0) exit 1; end = $3; last[$1] = $3 }' before.csv
# What ranks were in when it hung has no end.
expect 1 'deadlock' "${trace[@]}" "$programs/endings.c" receive
holds [ "$(grep -c ',,receive,MPI_Recv from [0-3]$' results/mpi-endings/latest/activity.csv)" -eq 4 ]
holds grep -q 'unfinished' results/mpi-endings/latest/gantt.svg
expect 1 'crashed' "${trace[@]}" "$programs/endings.c" crash
holds grep -q ',collective,MPI_Barrier$' results/mpi-endings/latest/activity.csv
expect 0 'ended' "${trace[@]}" arguments.c -n 2
holds [ ! -e results/mpi-arguments/latest/gantt.svg ]

# Computing that is measured takes simulated time.
expect 0 'simulated time +[0-9.]+ .?s$' "$onde" mpi "$programs/ring.c" --compute measured

# What is refused.
echo 'int main(void) { return x; }' > bad.c
expect 65 'error: .*undeclared' "$onde" mpi bad.c
expect 65 'bad.c: smpicc cannot compile this program' "$onde" mpi bad.c
expect 65 'smpicc is not installed' env PATH=/proc/no-programs-here "$onde" mpi "$programs/ring.c"
expect 65 'no such program' "$onde" mpi missing.c
expect 65 '17 ranks, but the machine has 16 cores' "$onde" mpi "$programs/ring.c" -n 17
expect 65 '5 ranks on each host, but pi1 has 4 cores' "$onde" mpi "$programs/ring.c" --per-node 5
expect 65 'did you mean "raspberry-pi-4"' "$onde" mpi "$programs/ring.c" --platform rasberry-pi-4
expect 64 'no algorithm of bcast "binomial_three"; did you mean "binomial_tree"' \
    "$onde" mpi "$programs/ring.c" --coll bcast=binomial_three
expect 64 'no collective "bcst"; did you mean "bcast"' "$onde" mpi "$programs/ring.c" --coll bcst=binomial_tree
expect 64 'did you mean "mpich"' "$onde" mpi "$programs/ring.c" --selector mpitch
expect 65 'SimGrid has no option "smpi/oss"; did you mean "smpi/o' "$onde" mpi "$programs/ring.c" --cfg smpi/oss=1
expect 64 'expected off or measured' "$onde" mpi "$programs/ring.c" --compute fast
expect 64 'which program' "$onde" mpi
# Nothing is left of what was refused.
holds [ ! -e results/mpi-bad ]

# Algorithms are those that were asked: a chain takes longer than a tree.
time_of() { sed -n 's/^ *MPI_Bcast.* \([0-9.]*\) µs *$/\1/p' results/mpi-collectives/latest/summary.txt; }
expect 0 'ended' "$onde" mpi "$programs/collectives.c" -n 16 --coll bcast=binomial_tree
tree=$(time_of)
expect 0 'ended' "$onde" mpi "$programs/collectives.c" -n 16 --coll bcast=flattree
holds [ "$tree" != "$(time_of)" ]
expect 0 'ended' "$onde" mpi "$programs/collectives.c" -n 16 --selector mpich

# An error in a call ends the program where it is not handled, as MPI_ERRORS_ARE_FATAL wants it: who, where, which.
cat > errors.c << 'PROGRAM'
#include <mpi.h>
#include <stdlib.h>
int main(int argc, char **argv)
{
    int rank, size, numbers[20000] = {0}, count = argc > 2 ? atoi(argv[2]) : 0;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    if (argv[1][0] == 'h')
        MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
    if (rank == 3 && argv[1][0] != 't')
        MPI_Send(numbers, 1, MPI_INT, size, 0, MPI_COMM_WORLD);
    if (rank == 0 && argv[1][0] == 't')
        MPI_Send(numbers, count, MPI_INT, 1, 0, MPI_COMM_WORLD);
    if (rank == 1 && argv[1][0] == 't')
        MPI_Recv(numbers, 1, MPI_INT, 0, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    MPI_Finalize();
    return 0;
}
PROGRAM
expect 1 'rank 3 called MPI_Send at errors.c:12, which failed: MPI_ERR_RANK' "$onde" mpi errors.c -n 4 send
holds grep -q 'ending *aborted' results/mpi-errors/latest/summary.txt
expect 0 'ended' "$onde" mpi errors.c -n 4 handled
for count in 100 20000; do # sent ahead; when the receiver waits
    expect 1 'rank 1 called MPI_Recv at errors.c:16, which failed: MPI_ERR_TRUNCATE' "$onde" mpi errors.c -n 4 t $count
done
expect 0 'ended' "$onde" mpi errors.c -n 4 --cfg smpi/errors-are-fatal=no t 100
# A crash inside of SimGrid is nobody's; its advice on options that onde sets is not passed on.
sed 's/MPI_Recv(numbers, 1,/MPI_Recv((void *)8, 100,/' errors.c > nowhere.c
expect 1 'crashed: Segmentation fault' "$onde" mpi nowhere.c -n 4 t 100
holds [ -z "$(grep -rE 'privatization|it was rank 0' results/mpi-nowhere/latest/)" ]
# One is not several; nothing is left of a log in which nothing was said.
expect 0 'point to point +1 message, 4 bytes$' "$onde" mpi errors.c -n 2 t 1
holds [ ! -e results/mpi-errors/latest/simgrid.log ]

echo "$checks checks, $failures failures"
[ "$failures" -eq 0 ]
