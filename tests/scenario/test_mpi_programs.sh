#!/bin/bash
# The course's MPI programs, each compiled and run with SimGrid's MPI and with a real one: the same output, byte by byte, on
# several numbers of ranks; hand-written collectives against their formulas; deadlocks found. test_mpi_programs.sh ONDE SOURCE
onde=$1 source=$2
. "$source/tests/scenario/expect.sh"
for tool in smpicc smpirun mpicc mpirun; do
    command -v "$tool" > /dev/null || { echo "$tool is not installed: nothing was tested"; exit 0; }
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
mkdir simulated real
export TMPDIR=$folder programs=$source/algorithms/mpi platform=$source/platforms/raspberry-pi-4.xml
# More ranks than cores, as root too, several runs at the same time, on one machine, which may be a container.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1
export OMPI_MCA_hwloc_base_binding_policy=none OMPI_MCA_btl=self,vader OMPI_MCA_btl_vader_single_copy_mechanism=emulated
for i in {1..257}; do echo "pi$((1 + (i - 1) % 4))"; done > hosts

compile() {
    local flags=(-O2 -Wall -Wextra -Wshadow -Wconversion -Werror)
    smpicc "${flags[@]}" -o "simulated/$1" "$programs/$1.c"
    mpicc "${flags[@]}" -o "real/$1" "$programs/$1.c"
}

# simulate RANKS PROGRAM ARGUMENT...
simulate() {
    timeout 60 smpirun -np "$1" -hostfile hosts -platform "$platform" --log=root.t:error \
        --cfg=smpi/simulate-computation:no "simulated/$2" "${@:3}"
}

# As `simulate`, and no message is sent before somebody receives it: nobody may rely on MPI to keep it meanwhile.
simulate_unbuffered() {
    timeout 60 smpirun -np "$1" -hostfile hosts -platform "$platform" --log=root.t:error \
        --cfg=smpi/simulate-computation:no --cfg=smpi/send-is-detached-thresh:0 "simulated/$2" "${@:3}"
}

# run RANKS PROGRAM: all three. A host's name depends on the machine.
run() {
    local name=$2-$1
    mkdir "$name.folder" # mpirun's own: others may be starting, or removing theirs
    {
        simulate "$1" "$2" | sed 's/ on .*//' > "$name.simulated"
        simulate_unbuffered "$1" "$2" | sed 's/ on .*//' > "$name.unbuffered"
        TMPDIR=$TMPDIR/$name.folder timeout 60 mpirun -n "$1" "real/$2" | sed 's/ on .*//' > "$name.real"
    } 2> "$name.errors"
}
export -f compile simulate simulate_unbuffered run

# Those that print times, and the one that should hang, are not compared: nor is the laboratory, which measures.
least=(
    hello:1 exchange:1 token_ring:1 derived_types:1 matrix_vector:1 broadcast_value:1 reduce_maximum:1 scatter_gather:1
    broadcast_by_hand:1 scatter_by_hand:1 alltoall_by_hand:1 normalise_matrix:1 transpose:1 shared_randomness:1
    irregular_maximum:1 ping_pong:2 column_exchange:2 master_worker:2 token_ring_one_sided:2 relay_get_put:3
)
basename -s .c "$programs"/*.c | xargs -P 2 -I{} bash -c 'compile {}' > compilers 2>&1
for file in "$programs"/*.c; do
    holds [ -x "simulated/$(basename "$file" .c)" ]
    holds [ -x "real/$(basename "$file" .c)" ]
done
holds [ "$(basename -s .c "$programs"/*.c | grep -vc -e '^osu_' -e '^pairwise_deadlock$' -e '^collective_laboratory$')" -eq "${#least[@]}" ]
cat compilers

for entry in "${least[@]}"; do
    for ranks in 2 3 5 8; do
        [ "$ranks" -lt "${entry#*:}" ] || echo "$ranks ${entry%:*}"
    done
done > runs
xargs -P 3 -L 1 bash -c 'run $0 $1' < runs
while read -r ranks program; do
    name=$program-$ranks before=$failures
    holds [ -s "$name.real" ]
    holds cmp -s "$name.simulated" "$name.real"
    holds cmp -s "$name.unbuffered" "$name.real"
    holds [ "$(grep -c '[A-Z] [A-Z]' "$name.real")" -eq 0 ] # DOES NOT AGREE
    [ "$failures" -eq "$before" ] || head -20 "$name".{errors,simulated,unbuffered,real}
done < runs

# What it prints is right, too.
expect 0 '^rank 4 of 5 on pi1$' simulate 5 hello
expect 0 'comes back with 24' cat token_ring-8.real
expect 0 '^rank 0 received 49 by MPI_Sendrecv, 49 by' cat exchange-8.real
expect 0 '^elements +128 messages +1024 bytes' cat column_exchange-2.real
expect 0 '^strided +2 messages +1024 bytes' cat column_exchange-2.real
expect 0 '^dynamic +9592 primes' cat master_worker-8.real
expect 0 '^lock +the token comes back with 8' cat token_ring_one_sided-8.real
expect 0 '^passive relay: rank 2 has 0 10 40 90 160' cat relay_get_put-3.real
expect 0 '^13 by 29: every number is where it belongs' simulate 5 transpose 13 29
expect 0 '^2 by 3: every number is where it belongs' simulate 8 transpose 2 3 # empty blocks
expect 0 '^n = 300: .*y\(n-1\) = 22544900' simulate 3 matrix_vector 299 2

# Formulas: P-1 messages, in P-1 rounds or as many as P can be halved; P(P-1). A binomial scatter of 2^k moves 2^(k-1) k blocks.
for ranks in 2 3 4 7 8 16 33 64 257; do
    halvings=0
    while [ $((1 << halvings)) -lt "$ranks" ]; do halvings=$((halvings + 1)); done
    one=$((ranks - 1))
    simulate "$ranks" broadcast_by_hand > broadcast 2> errors
    simulate "$ranks" scatter_by_hand > scatter 2>> errors
    holds grep -qE "^star +$one messages in +$one rounds, agrees with MPI_Bcast" broadcast
    holds grep -qE "^binomial +$one messages in +$halvings rounds, agrees with MPI_Bcast" broadcast
    holds grep -qE "^linear +$one messages, +$one blocks, in +$one rounds, agrees with MPI_Scatter" scatter
    holds grep -qE "^binomial +$one messages, .* in +$halvings rounds, agrees with MPI_Scatter" scatter
    holds grep -qE "^binary +$one messages, .* agrees with MPI_Scatter" scatter
    [ $((1 << halvings)) -ne "$ranks" ] ||
        holds grep -qE "^binomial .* $((ranks / 2 * halvings)) blocks" scatter
    [ "$ranks" -gt 64 ] || expect 0 "^$((ranks * one)) messages, agrees with MPI_Alltoall" simulate "$ranks" alltoall_by_hand
done

# The scenario of the textbook's model: a star of P ranks takes (P-1)(a + b m), a binomial tree ceil(log2 P) times (a + b m),
# where a is the latency of Jean Zay, 1 us, and 1/b its bandwidth, 12.38 GB/s. Here 32 and 6 times.
expect 0 Verdicts "$onde" run "$source/scenarios/mpi-broadcast-size.xml" --set mpi.ranks=33 --no-figures --results formulas
expect 0 '^0 of 20 are off' awk -F, '
    NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i }
    $column["system"] == "star" || $column["system"] == "binomial" {
        formula = ($column["system"] == "star" ? 32 : 6) * (1e-6 + $column["mpi.argument[bytes]"] / 12.38e9)
        off += ($column["simulated_time"] / formula - 1)^2 > 0.02^2
        all++
    }
    END { printf "%d of %d are off\n", off, all }' formulas/mpi-broadcast-size/latest/runs.csv

# One way alone, to be measured.
for way in star binomial mpi; do expect 0 "^$way: 9 bytes to 5 ranks" simulate 5 broadcast_by_hand "$way" 9; done
for way in linear binomial binary mpi; do expect 0 "^$way: 9 numbers" simulate 5 scatter_by_hand "$way" 9; done
for way in hand mpi; do expect 0 "^$way: 9 numbers" simulate 5 alltoall_by_hand "$way" 9; done
for way in blocking non-blocking; do expect 0 "^$way: 1000 bytes take 3" simulate 5 ping_pong "$way" 1000; done
expect 0 '^elements +20 messages +160 bytes' simulate 2 column_exchange elements 10

# When they are asked, they say what it took.
expect 0 '^ +4096 +[0-9.]+$' simulate 2 osu_latency 4096
expect 0 's, [0-9.]+ times as fast as a rank alone$' simulate 4 matrix_vector 64 1 timed
expect 0 '^[0-9.e-]+ s$' simulate 4 normalise_matrix 2 4 timed
expect 0 "^accumulate +[0-9]+ is the greatest of" simulate 4 irregular_maximum accumulate 100
expect 0 '^static +303 primes below 2000$' simulate 5 master_worker static 1999

# Times differ; results are right, or the status is 1. A broken algorithm is found out.
for collective in allgather allgatherv allreduce alltoall alltoallv barrier bcast gather reduce reduce_scatter scatter; do
    expect 0 "^$collective 240 bytes: [0-9.]+e-[0-9]+ s \(mean over 5 ranks" simulate 5 collective_laboratory $collective 240
    expect 0 "^$collective 240 bytes: [0-9.]+e-[0-9]+ s \(mean over 5 ranks" timeout 60 mpirun -n 5 real/collective_laboratory $collective 240 2
done
broken() { timeout 60 smpirun -np "$1" -hostfile hosts -platform "$platform" --log=root.t:error "--cfg=smpi/$2:$3" simulated/collective_laboratory "$2" 8; }
expect 1 '^bcast 8 bytes: WRONG RESULT' broken 8 bcast mvapich2_inter_node
expect 1 '^alltoall 8 bytes: WRONG RESULT' broken 8 alltoall pair_rma
expect 1 'expected COLLECTIVE \[BYTES' simulate 2 collective_laboratory bcats
expect 1 '6 bytes: what is added are numbers of 4 bytes' simulate 2 collective_laboratory reduce 6

# A wrong argument, or too few ranks: said once, by rank 0.
expect 1 'expected \[star\|binomial\|mpi\|all \[BYTES\]\]' simulate 4 broadcast_by_hand stars
expect 1 'expected \[ROWS \[COLUMNS\]\], each 1 or more' simulate 4 transpose 3 0
expect 1 'expected 3 ranks or more' simulate 2 relay_get_put
expect 1 'BYTES\], 1 to 4194304' simulate 2 osu_bandwidth 4194305
holds [ "$(simulate 8 token_ring none 2>&1 | grep -c 'expected \[ROUNDS\]')" -eq 1 ]

# The mistakes of pairwise_deadlock: found, but for those that short messages hide from an MPI that keeps them. The last of
# three ranks has no partner.
for mistake in no-receive receive-first send-first; do
    expect 0 'Deadlock detected' simulate 3 pairwise_deadlock "$mistake"
    expect 0 'Deadlock detected' simulate_unbuffered 2 pairwise_deadlock "$mistake" 8
done
expect 0 'Deadlock detected' simulate 2 pairwise_deadlock receive-first 8
expect 0 'nobody noticed' simulate 2 pairwise_deadlock no-receive 8
expect 0 'nobody noticed' simulate 2 pairwise_deadlock send-first 8
# A real MPI hangs; what mpirun says of being stopped is its own affair.
hangs() {
    local said status
    said=$(timeout 2 "$@" 2>&1)
    status=$?
    [ "$status" -eq 124 ] && ! grep -q 'nobody noticed' <<<"$said"
}
holds hangs mpirun -n 2 real/pairwise_deadlock
echo "$checks checks, $failures failures"
[ "$failures" -eq 0 ]
