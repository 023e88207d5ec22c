#!/bin/bash
# onde mpi --wire, --energy: the messages of collectives, written by hand and MPI's own, against their formulas; times against
# those of the alpha-beta model; energy against a calculation by hand. test_mpi_formulas.sh ONDE SOURCE
onde=$1 source=$2
. "$source/tests/scenario/expect.sh"
for tool in smpicc c++; do
    command -v "$tool" > /dev/null || { echo "$tool is not installed: nothing was tested"; exit 0; }
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export ONDE_DATA=$source XDG_CACHE_HOME=$folder/cache
programs=$source/algorithms/mpi data=$source/tests/data/mpi
platform=$data/crossbar.xml
cd "$folder" || exit 1

# Powers of two, their neighbours, and others.
ranks_of_all="2 3 4 5 7 8 16 17 33 64 128 257"

# run RANKS PROGRAM ARGUMENT...: to be asked for what follows.
run() {
    local ranks=$1 program=$2
    shift 2
    "$onde" mpi "$program" -q -n "$ranks" --per-node 1 --platform "$platform" --wire "$@" > said 2>&1 || cat said
    summary=results/mpi-$(basename "$program" .c)/latest/summary.txt
}
# What the summary says: messages on the network; simulated time, in microseconds.
messages() { sed -n 's/^  on the network  \([0-9,]*\) messages*.*/\1/p' "$summary" | tr -d ,; }
microseconds() {
    awk '/^  simulated time/ { print $3 * ($4 ~ /^ms/ ? 1e3 : $4 ~ /^ns/ ? 1e-3 : $4 ~ /^s/ ? 1e6 : 1) }' "$summary"
}

# The platform: alpha = 10 us, 1/beta = 1,000 bytes per us. To each message SMPI adds 16 bytes, an envelope that is not part of
# the model (0.016 us here; the sizes below are such that it does not matter), and nothing else: a sender waits until its
# message has arrived (no message is sent ahead), so that whoever sends to several sends to one after the other.
model='
function cost(m) { return 10 + m / 1000 }
function log2(p,   k) { for (k = 0; 2^k < p; k++); return k }
# Scatters of blocks of m bytes among p ranks, by hand: of the two parts into which they divide the ranks, one goes on
# as soon as it has its blocks, the other after the next message.
function larger(a, b) { return a > b ? a : b }
function binomial(p, m,   half) {
    if (p < 2) return 0
    half = 2^(log2(p) - 1)
    return cost((p - half) * m) + larger(binomial(half, m), binomial(p - half, m))
}
function binary(p, m,   first, second) {
    if (p < 2) return 0
    first = int(p / 2); second = p - 1 - first
    return cost(first * m) + larger(binary(first, m), second > 0 ? cost(second * m) + binary(second, m) : 0)
}
'
# formula EXPRESSION P M: its value.
formula() { awk -v p="$2" -v m="$3" "$model BEGIN { printf \"%.9g\", $1 }"; }

# is WHAT FOUND EXPECTED: equal. near: within 2 %.
is() {
    checks=$((checks + 1))
    [ "$2" = "$3" ] || { failures=$((failures + 1)); echo "FAILED: $1: found $2, expected $3"; }
}
near() {
    checks=$((checks + 1))
    awk -v found="$2" -v expected="$3" 'BEGIN { exit !(found >= 0.98 * expected && found <= 1.02 * expected) }' ||
        { failures=$((failures + 1)); echo "FAILED: $1: found $2 us, expected $3 us"; }
}

# law MESSAGES TIME M RANKS PROGRAM ARGUMENT...: the formulas of both, in p and m; '-' for one that is not checked.
law() {
    local of_messages=$1 of_time=$2 m=$3 ranks=$4
    shift 3
    run "$@"
    shift
    [ "$of_messages" = - ] || is "messages, $ranks ranks, $*" "$(messages)" "$(formula "$of_messages" "$ranks" "$m")"
    [ "$of_time" = - ] || near "time, $ranks ranks, $*" "$(microseconds)" "$(formula "$of_time" "$ranks" "$m")"
}

# It is compiled when it is first asked for, where no warning would be seen.
holds c++ -fsyntax-only -Wall -Wextra -Wshadow -Wconversion -Werror "$source/simulator/mpi/watch.cpp"

# ---- written by hand ----

bytes=20000 numbers=5000 # of 4 bytes
for ranks in $ranks_of_all; do
    law 'p - 1' '(p - 1) * cost(m)' $bytes "$ranks" "$programs/broadcast_by_hand.c" star $bytes
    law 'p - 1' 'log2(p) * cost(m)' $bytes "$ranks" "$programs/broadcast_by_hand.c" binomial $bytes
    law 'p - 1' '(p - 1) * cost(m)' $bytes "$ranks" "$programs/scatter_by_hand.c" linear $numbers
    law 'p - 1' 'binomial(p, m)' $bytes "$ranks" "$programs/scatter_by_hand.c" binomial $numbers
    law 'p - 1' 'binary(p, m)' $bytes "$ranks" "$programs/scatter_by_hand.c" binary $numbers
    # All at once: the messages of a rank share what it can send, and what it can receive.
    [ "$ranks" -gt 64 ] ||
        law 'p * (p - 1)' '10 + (p - 1) * m / 1000' $bytes "$ranks" "$programs/alltoall_by_hand.c" hand $numbers
    # Rounds, as the program counts them.
    [ "$ranks" -gt 33 ] || expect 0 "^binomial +$((ranks - 1)) messages in +$(formula 'log2(p)' "$ranks" 0) rounds" \
        "$onde" mpi "$programs/broadcast_by_hand.c" -n "$ranks" --per-node 1 --platform "$platform"
done
# When the number of ranks is a power of two, the scatter in a binomial tree is log2 P latencies, and each byte leaves the root once.
is 'binomial scatter' "$(formula 'binomial(p, m)' 64 $bytes)" "$(formula '10 * log2(p) + (p - 1) * m / 1000' 64 $bytes)"

# A ping-pong: each size by itself.
for bytes in 1000 10000 1000000; do
    run 2 "$programs/ping_pong.c" blocking $bytes
    near "ping-pong of $bytes bytes" "$(sed -n 's/.* take \([0-9.e+-]*\) s.*/\1/p' "${summary%summary.txt}output.txt" |
        awk '{ print $1 * 1e6 }')" "$(formula 'cost(m)' 2 $bytes)"
done

# The column of a matrix, number by number or as one strided message: as many bytes in as many messages, or in one each way.
volume() { sed -n 's/^  point to point  \(.*\) messages*, \(.*\) bytes*/\1 \2/p' "$summary" | tr -d ,; }
for rows in 10 1000; do
    law '2 * m' 'm * cost(8)' $rows 2 "$programs/column_exchange.c" elements $rows
    is "volume of $rows elements" "$(volume)" "$((2 * rows)) $((2 * rows * 8))"
    law 2 'cost(8 * m)' $rows 2 "$programs/column_exchange.c" strided $rows
    is "volume of $rows strided" "$(volume)" "2 $((2 * rows * 8))"
done

# ---- MPI's own: nothing but the network shows what is in them ----

# own COLLECTIVE=ALGORITHM MESSAGES TIME RANKS
own() { law "$2" "$3" 80000 "$4" "$data/one_collective.c" --coll "$1" "${1%=*}" 80000; }
for ranks in 2 5 8 33 64; do
    own bcast=binomial_tree 'p - 1' 'log2(p) * cost(m)' $ranks
    own bcast=flattree 'p - 1' '10 + (p - 1) * m / 1000' $ranks # sent all at once
    own reduce=flat_tree 'p - 1' '(p - 1) * cost(m)' $ranks
    own scatter=ompi_basic_linear 'p - 1' '(p - 1) * cost(m)' $ranks
    own gather=ompi_binomial 'p - 1' - $ranks
    own allgather=ring 'p * (p - 1)' '(p - 1) * cost(m)' $ranks
    own alltoall=basic_linear 'p * (p - 1)' '10 + (p - 1) * m / 1000' $ranks
    own alltoall=bruck 'p * log2(p)' - $ranks
    own barrier=ompi_bruck 'p * log2(p)' 'log2(p) * cost(0)' $ranks
done
for ranks in 2 8 64; do
    own allreduce=rdb 'p * log2(p)' 'log2(p) * cost(m)' $ranks
    own allgather=rdb 'p * log2(p)' '10 * log2(p) + (p - 1) * m / 1000' $ranks
    own alltoall=pair 'p * (p - 1)' '(p - 1) * cost(m)' $ranks
    own gather=ompi_binomial 'p - 1' '10 * log2(p) + (p - 1) * m / 1000' $ranks
done
# Those beyond the power of two give theirs to a neighbour first, and have the result from it at the end.
for ranks in 5 33; do
    own allreduce=rdb '2 * (p - 2^(log2(p) - 1)) + 2^(log2(p) - 1) * (log2(p) - 1)' '(log2(p) + 1) * cost(m)' $ranks
done

# ---- what else the network carries ----

# One-sided: each Put is a message, and so is what synchronises; a message of a rank to itself is none of another's, but a message.
cat > puts.c << 'PROGRAM'
#include <mpi.h>
#include <stdlib.h>
#include <string.h>
int main(int argc, char **argv)
{
    int rank, ranks, own = 1, window = 0;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    MPI_Win win;
    MPI_Win_create(&window, sizeof window, sizeof window, MPI_INFO_NULL, MPI_COMM_WORLD, &win);
    MPI_Win_fence(0, win);
    for (int i = 0; argc > 1 && i < atoi(argv[1]); i++)
        MPI_Put(&own, 1, MPI_INT, (rank + 1) % ranks, 0, 1, MPI_INT, win);
    MPI_Win_fence(0, win);
    MPI_Win_free(&win);
    return MPI_Finalize();
}
PROGRAM
run 4 puts.c 0
without=$(messages)
run 4 puts.c 3
is 'messages of 3 puts of each of 4 ranks' "$(($(messages) - without))" 12

# A program that smpicc has made, and one that ends in a deadlock, are watched as well.
holds smpicc -O2 -o ready "$data/one_collective.c"
run 8 ./ready --coll allgather=ring allgather 1000
is 'messages of a ready program' "$(messages)" 56
run 2 "$programs/pairwise_deadlock.c" no-receive > /dev/null
is 'messages of a deadlock' "$(messages)" 0
# Without --wire it is not said.
expect 0 'ended' "$onde" mpi "$data/one_collective.c" -n 2
holds [ "$(grep -c 'on the network' results/mpi-one_collective/latest/summary.txt)" -eq 0 ]

# ---- energy ----

# Rank 0 computes 2 Gflop on one of two cores of 1 Gf; the others wait.
cat > work.c << 'PROGRAM'
#include <mpi.h>
int main(int argc, char **argv)
{
    int rank;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    if (rank == 0)
        smpi_execute_flops(2e9);
    MPI_Barrier(MPI_COMM_WORLD);
    return MPI_Finalize();
}
PROGRAM
joules() { "$onde" mpi work.c --platform "$platform" --energy "$@" | sed -n 's/^  energy *\(.*\), of the hosts that have ranks/\1/p'; }
# 2 s at 50 W idle; with one core of two busy, half of the way from 100 to 180 W. Hosts without a rank do not count.
is 'energy of 1 host' "$(joules -n 1 --per-node 1)" '280 J'
is 'energy of 3 hosts' "$(joules -n 3 --per-node 1)" '480.0 J'
is 'energy of 2 ranks on a host' "$(joules -n 2 --per-node 2)" '280.0 J'
is 'energy of the same again' "$(joules -n 2 --per-node 2)" "$(joules -n 2 --per-node 2)"
# A platform that says no watts is refused by the name of the host; the energy of a run without end is not known.
grep -v wattage "$platform" > powerless.xml
expect 65 'powerless.xml: the energy of host node-0 is not known: it has no <prop id="wattage_per_state"/>' \
    "$onde" mpi work.c -n 2 --platform ./powerless.xml --energy
holds [ "$(find results/mpi-work -newer powerless.xml -name summary.txt | wc -l)" -eq 0 ]
expect 0 'ended' "$onde" mpi work.c -n 2 --platform ./powerless.xml
expect 2 'energy +not known' "$onde" mpi "$data/endings.c" --platform "$platform" --energy --timeout 1s spin
# A path with a space and a colon, which separate libraries in LD_PRELOAD.
expect 0 'on the network +6 messages' env XDG_CACHE_HOME="$folder/a b:c" "$onde" mpi "$data/one_collective.c" -n 4 --wire
echo "$checks checks, $failures failures"
[ "$failures" -eq 0 ]
