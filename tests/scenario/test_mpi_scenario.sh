#!/bin/bash
# MPI programs as systems of a scenario: sweeps, measures, what is kept of a run, endings and what is expected of them, what is
# refused before the first run, --only, --resume, Ctrl-C. test_mpi_scenario.sh ONDE SOURCE
onde=$1 source=$2
. "$source/tests/scenario/expect.sh"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export ONDE_DATA=$source XDG_CACHE_HOME=$folder/cache
cd "$folder" || exit 1
cp "$source"/tests/data/mpi/{ring,endings,ping_pong}.c .

# column FILE NAME: a column, its values on one line.
column() {
    awk -F, -v name="$2" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i; next } { printf "%s ", $at }' "$1"
}
# scenario NAME INSIDE: writes NAME.xml. Its first <mpi> is on line 3.
scenario() {
    printf '<scenario name="%s" seed="3"><platform file="raspberry-pi-4"/>\n%s\n%s</scenario>\n' "$1" "<!-- -->" "$2" > "$1.xml"
}

# A sweep of two programs: one beside the scenario, one of those that come with onde. Ranks, an argument, a measure.
cat > echo.c << 'PROGRAM'
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
int main(int argc, char **argv)
{
    MPI_Init(&argc, &argv);
    int rank, ranks, bytes = atoi(argv[2]);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    char *data = calloc((size_t)bytes, 1);
    double begin = MPI_Wtime();
    for (int to = 1; to < ranks; to++) {
        if (rank == 0)
            MPI_Send(data, bytes, MPI_CHAR, to, 0, MPI_COMM_WORLD);
        if (rank == to)
            MPI_Recv(data, bytes, MPI_CHAR, 0, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    }
    MPI_Barrier(MPI_COMM_WORLD);
    if (rank == 0)
        printf("%s: took 0 us\n%s: took %.3f us\n", argv[1], argv[1], 1e6 * (MPI_Wtime() - begin));
    free(data);
    return MPI_Finalize();
}
PROGRAM
scenario sweep '<trace runs="first"/>
<mpi name="star" program="echo.c" ranks="2"><argument name="word" value="two words"/><argument name="bytes" value="64"/>
<measure name="walk_time" pattern="took ([0-9.e+-]+) us" unit="us"/><measure name="nothing" pattern="no ([0-9]+)"/></mpi>
<mpi name="tree" program="broadcast_by_hand" ranks="2"><argument name="way" value="binomial"/><argument name="bytes" value="64"/>
</mpi>
<sweep><vary path="mpi.ranks" values="2,4"/><vary path="mpi.argument[bytes]" values="64,65536"/></sweep>
<figures><figure kind="complexity" measure="walk_time" x="mpi.argument[bytes]"/></figures>'
expect 0 'scenario of 8 runs, right' "$onde" check sweep.xml
expect 0 'Walk time' "$onde" run sweep.xml --jobs 2
runs=results/sweep/latest/runs.csv
expect 0 '^star star star star tree tree tree tree $' column "$runs" system
expect 0 '^mpi mpi mpi mpi mpi mpi mpi mpi $' column "$runs" network
expect 0 '^2 2 4 4 2 2 4 4 $' column "$runs" processes
expect 0 '^64 65536 64 65536 64 65536 64 65536 $' column "$runs" 'mpi.argument[bytes]'
expect 0 '^ended ended ended ended ended ended ended ended $' column "$runs" ending
expect 0 '^1 1 3 3 1 1 3 3 $' column "$runs" messages
expect 0 '^64 65536 192 196608 64 65536 192 196608 $' column "$runs" bytes
expect 0 '^2 2 4 4 0 0 0 0 $' column "$runs" collective_calls
expect 0 '^[0-9.]+e-0[0-9] [0-9.]+e-05 [0-9.]+e-0[0-9] [0-9.e-]+ +$' column "$runs" walk_time # seconds, the last match
expect 0 '^ +$' column "$runs" nothing
holds grep -q '^two words: took ' results/sweep/latest/output-3.txt
for file in activity-0.csv activity-4.csv matrix-0.csv calls-4.csv complexity-walk_time.svg; do
    holds [ -s "results/sweep/latest/$file" ]
done
holds [ ! -e results/sweep/latest/activity-1.csv ]
holds [ ! -e results/sweep/latest/explanation-0.txt ]
expect 0 '^0$' bash -c 'ls -d results/sweep/latest/*partial* 2> /dev/null | wc -l'
# A measure that finds nothing says so, once, and why.
expect 0 '^onde: measure nothing of star: no line of the output matches its pattern in 4 of 4 runs$' \
    "$onde" run sweep.xml --quiet --no-figures --results told
sed 's/no (\[0-9\]+)/words: (t[a-z]+)/' sweep.xml > words.xml
expect 0 '^onde: measure nothing of star: its pattern found "took", no number, in 4 of 4 runs$' \
    "$onde" run words.xml --quiet --no-figures --results told
# The same bytes again, whatever the jobs; --only and --trace.
expect 0 '' "$onde" run sweep.xml --jobs 1 --quiet --results again
holds diff -r --exclude=machine.csv --exclude='*.png' --exclude='*.pdf' again/sweep/latest/ results/sweep/latest/
expect 0 '' "$onde" run sweep.xml --quiet --no-figures --results only --only 3,5 --trace 5
holds cmp only/sweep/latest/output-3.txt again/sweep/latest/output-3.txt
holds [ "$(sed -n 2p only/sweep/latest/runs.csv)" = "$(sed -n 5p again/sweep/latest/runs.csv)" ]
holds [ -s only/sweep/latest/activity-5.csv ]
# --resume does what is left, and notices a program that has changed.
expect 0 '' "$onde" run sweep.xml --quiet --no-figures --results only --resume
holds cmp only/sweep/latest/runs.csv again/sweep/latest/runs.csv
echo '/* changed */' >> echo.c
expect 65 'an MPI program.* has changed since' "$onde" run sweep.xml --quiet --no-figures --results only --resume
# A results folder's run.xml finds its programs again.
expect 0 '' "$onde" run again/sweep/latest/run.xml --quiet --no-figures --results elsewhere
holds cmp elsewhere/sweep/latest/runs.csv again/sweep/latest/runs.csv

# One run: names without numbers. Beside a system of processes.
scenario mixed '<network model="latency"/><trace runs="all"/>
<mpi name="ring" program="ring.c" ranks="3"><placement rule="round-robin"/></mpi>
<system name="token" processes="4"><algorithm name="ring-wave"/><topology kind="one-way-ring"/></system>'
expect 0 '' "$onde" run mixed.xml --no-figures --quiet
expect 0 '^mpi latency $' column results/mixed/latest/runs.csv network
expect 0 '^ended quiescent $' column results/mixed/latest/runs.csv ending
expect 0 '^3 4 $' column results/mixed/latest/runs.csv processes
holds [ -s results/mixed/latest/activity-0.csv ]
holds [ -s results/mixed/latest/trace-1.csv ]
holds [ -s results/mixed/latest/output-0.txt ]

# Endings.
ending() { # NAME WAY MORE
    scenario "$1" "<mpi name=\"e\" program=\"endings.c\" ranks=\"4\" $3><argument name=\"way\" value=\"$2\"/>$4</mpi>"
}
ending deadlock receive
expect 1 'deadlock: rank 0 waits in MPI_Recv for rank 1 \(tag 7\), .* a circle' "$onde" run deadlock.xml --no-figures
expect 0 '^deadlock $' column results/deadlock/latest/runs.csv ending
holds grep -q 'at endings.c:[0-9]' results/deadlock/latest/explanation.txt
holds grep -q '^3,.*,,receive,' results/deadlock/latest/activity.csv # the first violated run is traced without asking
ending expected receive '' '<expect verdict="violated"/>'
expect 0 'violated, as expected' "$onde" run expected.xml --no-figures
ending well well '' '<expect verdict="violated"/>'
expect 1 'violated, BUT NOT IN 1' "$onde" run well.xml --no-figures
ending abort abort
expect 1 'ended the program with MPI_Abort, code 42' "$onde" run abort.xml --no-figures
ending crash crash
expect 1 'crashed: Segmentation fault' "$onde" run crash.xml --no-figures
ending status exit
expect 1 'ended with status 3' "$onde" run status.xml --no-figures
expect 0 '^violated $' column results/status/latest/runs.csv verdict
expect 1 '' "$onde" run status.xml --no-figures --quiet --resume # it has run
ending spin spin 'timeout="1s"'
expect 2 'undecided' "$onde" run spin.xml --no-figures
expect 0 '^timed out $' column results/spin/latest/runs.csv ending

# Ctrl-C stops a program that would run for ever; the row says so, and --resume runs it again.
ending stop spin
sed -i 's/<argument name="way" value="spin"\/>/<argument name="way" value="spin"\/><expect verdict="holds"\/>/' stop.xml
"$onde" run stop.xml --no-figures --quiet > said 2>&1 &
pid=$!
children() { pgrep -f "$folder/cache/onde/mpi/endings-" | wc -l; }
for _ in {1..100}; do [ "$(children)" -ge 1 ] && break; sleep 0.1; done
sleep 0.3
holds [ "$(children)" -ge 1 ]
kill -INT "$pid"
wait "$pid"
holds [ $? -eq 2 ]
expect 0 '^stopped $' column results/stop/latest/runs.csv ending
sleep 0.2
holds [ "$(children)" -eq 0 ]
expect 0 '^0$' bash -c 'ls -d results/stop/latest/*partial* 2> /dev/null | wc -l'

# Nor does one outlive onde when that is killed.
"$onde" run stop.xml --no-figures --quiet --results killed > said 2>&1 &
pid=$!
for _ in {1..100}; do [ "$(children)" -ge 1 ] && break; sleep 0.1; done
holds [ "$(children)" -ge 1 ]
kill -KILL "$pid"
wait "$pid" 2> /dev/null
sleep 0.5
holds [ "$(children)" -eq 0 ]

# What is refused before the first run, at every point of the sweep, with its line.
echo 'int main(void) { return x; }' > bad.c
scenario bad '<mpi name="b" program="bad.c" ranks="2"/>'
expect 65 'error: .*undeclared' "$onde" run bad.xml
expect 65 '^bad.xml:3: <mpi program="bad.c">: .*bad.c: smpicc cannot compile this program' "$onde" run bad.xml
scenario missing '<mpi name="b" program="brodcast_by_hand" ranks="2"/>'
expect 65 '^missing.xml:3: <mpi program=.*no such program; did you mean "broadcast_by_hand"' "$onde" run missing.xml
scenario many '<mpi name="m" program="ring.c" ranks="2"/>
<sweep><vary path="mpi.ranks" values="4,16,17"/></sweep>'
expect 65 '^many.xml:4: <mpi ranks="17">: .*17 ranks, but the machine has 16 cores' "$onde" run many.xml
expect 65 '^many.xml:4: ' "$onde" check many.xml
expect 0 '' "$onde" run many.xml --quiet --no-figures --set mpi.oversubscribe=yes
scenario nodes '<mpi name="m" program="ring.c" ranks="8" per-node="5"/>'
expect 65 '^nodes.xml:3: <mpi per-node="5">: .*pi1 has 4 cores' "$onde" run nodes.xml
scenario listed '<mpi name="m" program="ring.c" ranks="8"><placement rule="listed" hosts="pi1,pi7"/></mpi>'
expect 65 '^listed.xml:3: <placement hosts="pi1,pi7">: .*"pi7"' "$onde" run listed.xml
scenario collective '<mpi name="m" program="ring.c" ranks="2"><collective name="bcast" algorithm="binomial_three"/></mpi>'
expect 65 '^collective.xml:3: <collective algorithm=.*did you mean "binomial_tree"' "$onde" run collective.xml
scenario collectives '<mpi name="m" program="ring.c" ranks="2"><collective name="bcst" algorithm="binomial_tree"/></mpi>'
expect 65 '^collectives.xml:3: <collective .*no collective "bcst"; did you mean "bcast"' "$onde" run collectives.xml
scenario option '<mpi name="m" program="ring.c" ranks="2"><option name="smpi/os" value="0"/>
<option name="smpi/simulate-computatoin" value="no"/></mpi>'
expect 65 '^option.xml:4: <option .*no option .*did you mean "smpi/simulate-computation"' "$onde" run option.xml
scenario taken '<mpi name="m" program="ring.c" ranks="2"><measure name="bytes" pattern="(1)"/></mpi>'
expect 65 '^taken.xml:3: <measure name="bytes">: runs.csv has a column of this name already' "$onde" run taken.xml
scenario figure '<mpi name="m" program="ring.c" ranks="2"/>
<figures><figure kind="complexity" measure="walk_tim"/></figures>'
expect 65 '^figure.xml:4: .*runs.csv has no column "walk_tim"' "$onde" run figure.xml
holds [ ! -e results/bad ]
holds [ ! -e results/many/latest/runs.csv.unsorted ]
expect 65 'smpicc is not installed' env PATH=/proc/no-programs-here "$onde" run deadlock.xml

# Energy, and all messages on the network, when they are asked for.
scenario energy '<measures energy="yes" wire="yes"/>
<mpi name="m" program="ring.c" ranks="8"/>'
expect 0 '' "$onde" run energy.xml --quiet
expect 0 '^[0-9]+ $' column results/energy/latest/runs.csv wire_messages
expect 0 '^[0-9.]+ $' column results/energy/latest/runs.csv energy
grep -v wattage_per_state "$source/tests/data/mpi/crossbar.xml" > powerless.xml
expect 65 '^energy.xml:3: <measures energy="yes">: .*wattage_per_state' \
    "$onde" run energy.xml --set platform.file=./powerless.xml
expect 0 '' "$onde" run energy.xml --quiet --set measures.energy=no
expect 0 '^ $' column results/energy/latest/runs.csv energy

# As tasks of a cluster: the same bytes.
"$onde" run sweep.xml --executor slurm --print --tasks 2 --quiet --results tasks > script.sh
for task in 0 1; do
    holds env SLURM_ARRAY_JOB_ID=1 SLURM_ARRAY_TASK_ID=$task sh script.sh
done
expect 0 '' "$onde" run sweep.xml --no-figures --quiet --resume --results tasks
for file in runs.csv output-3.txt activity-4.csv matrix-0.csv; do
    holds cmp "tasks/sweep/latest/$file" "results/sweep/latest/$file"
done

# Collectives are those that are asked for; options reach SimGrid.
scenario ways '<mpi name="m" program="broadcast_by_hand" ranks="16"><argument name="way" value="mpi"/>
<argument name="bytes" value="1024"/></mpi>
<sweep><vary path="mpi.collective[bcast]" values="binomial_tree,flattree"/>
<vary path="mpi.option[smpi/os]" values="0:0:0,0:1e-3:0"/></sweep>'
expect 0 '' "$onde" run ways.xml --no-figures --quiet
holds [ "$(column results/ways/latest/runs.csv simulated_time | tr ' ' '\n' | sort -u | grep -c .)" -ge 3 ]
echo "$checks checks, $failures failures"
[ "$failures" -eq 0 ]
