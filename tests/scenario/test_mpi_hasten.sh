#!/bin/bash
# What hastens MPI runs (simulator/mpi/hasten.cpp) changes no result: the same output, calls and simulated times, to the byte, as with
# SimGrid as it is; selectors of collectives are of use on many ranks. test_mpi_hasten.sh ONDE SOURCE
onde=$1 source=$2
. "$source/tests/scenario/expect.sh"
if ! command -v smpicc > /dev/null || ! command -v c++ > /dev/null; then
    echo "smpicc or c++ is not installed: nothing was checked"
    exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export ONDE_DATA=$source XDG_CACHE_HOME=$folder/cache
unset ONDE_MPI_HASTEN
cd "$folder" || exit 1
programs=$source/algorithms/mpi data=$source/tests/data/mpi

# same ARGUMENTS OF onde mpi...: two runs, with and without, leave the same files.
same() {
    local file
    checks=$((checks + 1))
    rm -rf as-it-is hastened
    ONDE_MPI_HASTEN=no "$onde" mpi -q --results=as-it-is "$@" > /dev/null 2>&1
    "$onde" mpi -q --results=hastened "$@" > /dev/null 2>&1
    for file in output.txt summary.txt calls.csv; do
        if ! cmp -s as-it-is/*/latest/$file hastened/*/latest/$file; then
            failures=$((failures + 1))
            echo "FAILED: $*: another $file"
            diff as-it-is/*/latest/$file hastened/*/latest/$file | head -5
            return
        fi
    done
}

# Messages of all kinds and sizes, below and above 64 KiB; one-sided; persistent; of any source; a deadlock, an abort, a crash.
same -n 4 "$data/mixed.c"
same -n 8 --platform jean-zay "$data/collectives.c"
same -n 13 --platform azure-hbv3 "$data/collectives.c"
same -n 2 --per-node 1 "$programs/osu_latency.c"
same -n 2 --per-node 1 "$programs/osu_bidirectional.c"
same -n 8 --platform jean-zay "$programs/master_worker.c"
same -n 5 --platform jean-zay "$programs/irregular_maximum.c"
same -n 4 "$programs/relay_get_put.c"
same -n 4 "$programs/token_ring_one_sided.c"
same -n 2 "$programs/pairwise_deadlock.c"
for ending in receive send wait abort crash; do
    same -n 4 "$data/endings.c" $ending
done
for bytes in 8 4096 262144; do
    same -n 24 --platform docker-cluster --oversubscribe "$programs/collective_laboratory.c" allreduce $bytes
    same -n 24 --platform docker-cluster --oversubscribe --coll allreduce=rdb "$programs/collective_laboratory.c" allreduce $bytes
    same -n 24 --platform docker-cluster --oversubscribe "$programs/collective_laboratory.c" alltoall $bytes
done
same -n 600 --platform jean-zay --oversubscribe "$programs/collective_laboratory.c" reduce 8

# Selectors: only the first collective of a communicator, in which SMPI finds out who shares a host, is another.
for selector in ompi mpich; do
    holds [ "$(ONDE_MPI_HASTEN=no "$onde" mpi -n 48 --platform jean-zay --selector $selector "$programs/collective_laboratory.c" \
        bcast 4096 | head -1)" = "$("$onde" mpi -n 48 --platform jean-zay --selector $selector \
        "$programs/collective_laboratory.c" bcast 4096 | head -1)" ]
done
# There SMPI sends P(P-1) messages, here about P log2 P (twice that with the second exchange), besides the collectives' own.
expect 0 'on the network  [0-9]{2},[0-9]{3} messages' "$onde" mpi -n 1024 --platform el-capitan --selector mpich --wire \
    "$programs/collective_laboratory.c" allreduce 8 1 0

echo "$checks checks, $failures failures"
[ "$failures" -eq 0 ]
