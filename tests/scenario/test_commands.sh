#!/usr/bin/env bash
# The program as a user meets it: verdicts as exit status, typos answered with the nearest name, interruption and resumption,
# a full disk, an unwritable folder.
set -uo pipefail
onde=$1 source=$2
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work" || exit 1
. "$2/tests/scenario/expect.sh"

scenario() { # NAME, then what to put in place of what: SED EXPRESSIONS
    local name=$1
    shift
    cat >"$name.xml" <<'X'
<?xml version="1.0" encoding="UTF-8"?>
<scenario name="trial" seed="3" replications="2">
  <title xml:lang="en">A trial</title>
  <platform file="raspberry-pi-4"/>
  <network model="latency"/>
  <system name="ring" processes="8">
    <algorithm name="chang-roberts"/>
    <topology kind="one-way-ring"/>
    <identities order="random"/>
    <initiators select="all"/>
  </system>
</scenario>
X
    for expression in "$@"; do sed -i "$expression" "$name.xml"; done
}

# ---- the command line ----
expect 0 'Usage: onde' "$onde" --help
expect 64 'Usage: onde' "$onde"
expect 0 '^onde [0-9]' "$onde" --version
expect 64 'did you mean "run"' "$onde" rum
expect 64 'which scenario' "$onde" run
expect 65 'no scenario "complexity-tabel"; did you mean "complexity-table"' "$onde" run complexity-tabel
expect 64 'expected a whole number from 1' "$onde" run complexity-table --jobs=0
expect 64 'expected en or fr' "$onde" run complexity-table --lang=de
for command in run list explain check prove plot export platform; do
    expect 0 'Usage: onde' "$onde" "$command" --help
    for option in $("$onde" --complete "$command" | grep '^--' | tr -d =); do
        holds grep -qF -- "${option//-/\\-}" "$source/docs/onde.1"
    done
done

# ---- list, explain, check ----
expect 0 'chang-roberts' "$onde" list algorithms
expect 0 'election' "$onde" list specifications
expect 0 'raspberry-pi-4' "$onde" list platforms
expect 0 'complexity-table' "$onde" list scenarios
expect 64 'did you mean "algorithms"' "$onde" list algorithm
if [ -n "$(command -v smpicc)" ]; then
    expect 0 '^  bcast +default ' "$onde" list collectives
    expect 0 '^  ompi +selector: Open MPI$' "$onde" list collectives allreduce
    expect 64 'no collective "bcats"; did you mean "bcast"' "$onde" list collectives bcats
fi
expect 64 '"bcast" is a second one' "$onde" list figures bcast
expect 0 'CACM' "$onde" explain chang-roberts
expect 0 'Axioms' "$onde" explain wave
expect 64 'did you mean "chang-roberts"' "$onde" explain chang-robert
scenario good
expect 65 'no such file: god.xml; did you mean "good.xml"' "$onde" run god.xml
expect 65 'no such file: nowhere/god.xml' "$onde" run nowhere/god.xml
expect 0 'right' "$onde" check good.xml "$source/platforms/raspberry-pi-4.xml"
expect 0 "wave-ring.xml: a scenario of 1 run, right" "$onde" check "$source/scenarios/wave-ring.xml"
expect 0 "Print only the results folder, and no progress" "$onde" run --help

# ---- prove ----
expect 64 'prove which scenario' "$onde" prove
expect 0 'k-state  *5  *3125  *85  *holds  *holds  *24  *24' "$onde" prove stabilization-dijkstra --set system.processes=5
expect 1 'a cycle of 15 steps outside legitimacy' "$onde" prove stabilization-dijkstra --set system.processes=5 \
    --set 'system[k-state].algorithm.states=3'
expect 64 '387420489 configurations are too many' "$onde" prove stabilization-dijkstra --set system.processes=9
expect 0 'four-state  *4 .* 6$' "$onde" prove stabilization-dijkstra --set system.processes=4 --set network.daemon=central
expect 65 'not written as guarded rules' "$onde" prove good.xml

# ---- a run, its verdict, its folder ----
expect 0 'results/trial/' "$onde" run good.xml --quiet
for file in run.xml runs.csv machine.csv summary.txt; do holds test -s "results/trial/latest/$file"; done
expect 0 '^run,system,replication,seed' head -1 results/trial/latest/runs.csv
expect 0 'results/trial/' "$onde" run results/trial/latest/run.xml --quiet
expect 0 'results/trial/' "$onde" run good.xml --quiet --set system.processes=16 --only 1 --trace 1
expect 0 'receive' cat results/trial/latest/trace-1.csv
expect 0 'results/wave-echo/' "$onde" run wave-echo --quiet --set trace.compression=zstd --set trace.sample=5
holds test -s results/wave-echo/latest/trace.csv.zst
expect 0 'sample of 5 processes' cat results/wave-echo/latest/timeline.svg
expect 64 'numbered 0 to 1' "$onde" run good.xml --only 7
expect 0 'results/wave-echo/' "$onde" run wave-echo --quiet --set system.processes=32 --trace all # as docs/first-run.md has it
holds test -s results/wave-echo/latest/timeline.en.png -o -s results/wave-echo/latest/timeline.png
scenario short 's|<system|<budget events="20"/>\n  <system|'
expect 2 'results/trial/' "$onde" run short.xml --quiet
expect 2 'results/trial/' "$onde" run short.xml --quiet --resume

# ---- what a scenario expects ----
scenario lost 's|<system|<faults><fault kind="lose" name="loss" probability="1"/></faults>\n  <system|'
expect 1 'First violated: run 0' "$onde" run lost.xml
scenario lossy 's|<system|<faults><fault kind="lose" name="loss" probability="1"/></faults><expect verdict="violated"/>\n  <system|'
expect 0 'violated, as expected' "$onde" run lossy.xml
expect 0 '^1,ring,1,.*,violated,yes,' tail -1 results/trial/latest/runs.csv
expect 1 'First that holds, UNEXPECTED: run 0' "$onde" run lossy.xml --set faults.fault[loss].probability=0
expect 0 ',holds,no,' tail -1 results/trial/latest/runs.csv
expect 1 'violated, BUT NOT IN 1' "$onde" run lossy.xml --set faults.fault[loss].probability=0 --only 0
expect 1 'violated, BUT NOT IN 2' "$onde" run lossy.xml --set faults.fault[loss].probability=0 --resume
scenario some 's|<system|<faults><fault kind="lose" name="loss" probability="1"/></faults><expect verdict="violated" runs="some"/>\n  <system|' \
    's|</system>|</system>\n  <sweep><vary path="system.faults.fault[loss].probability" values="0,1"/></sweep>|'
expect 2 'violated in some runs$' "$onde" run some.xml --only 0
expect 0 'violated in some runs, as expected' "$onde" run some.xml --resume
expect 1 'violated in some runs, BUT IN NONE' "$onde" run some.xml --set system.faults.fault[loss].probability=0
expect 2 'results/trial/' "$onde" run short.xml --quiet --set expect.verdict=holds --set expect.runs=some --only 0
expect 1 'results/trial/' "$onde" run short.xml --quiet --set expect.verdict=holds
expect 0 'results/trial/' "$onde" run short.xml --quiet --set expect.verdict=undecided

# ---- bad input: each a clear error, with its line where there is one ----
rm -rf results
scenario bad 's|chang-roberts|chang-robert|'
expect 65 'bad.xml:7: .*did you mean "chang-roberts"' "$onde" run bad.xml
scenario bad 's|<network|<netwrok|'
expect 65 'bad.xml:5: .*network' "$onde" run bad.xml
scenario bad 's|processes="8"|processes="-3"|'
expect 65 'bad.xml:6: .*-3' "$onde" run bad.xml
scenario bad 's|<system|<budget time="3 parsecs"/>\n  <system|'
expect 65 'bad.xml:6: .*parsecs' "$onde" run bad.xml
scenario bad 's|file="raspberry-pi-4"|file="raspbery-pi-4"|'
expect 65 'bad.xml:4: .*did you mean "raspberry-pi-4"' "$onde" run bad.xml
scenario bad 's|<algorithm name="chang-roberts"/>|<algorithm name="chang-roberts"><parameter name="chunk" value="3"/></algorithm>|'
expect 65 'bad.xml:7: .*chunk' "$onde" run bad.xml
scenario bad 's|kind="one-way-ring"|kind="star"|'
expect 65 'bad.xml:8: .*assumes a ring' "$onde" run bad.xml
expect 65 'bad.xml:8: .*assumes a ring' "$onde" check bad.xml
expect 64 'set system.topology.kind=star: .*assumes a ring' "$onde" run good.xml --set system.topology.kind=star
scenario bad 's|</system>|</system><sweep><vary path="system.processes" values="8,12,16"/></sweep>|; s|chang-roberts|echo|; s|one-way-ring|hypercube|; s|select="all"|select="one"|'
expect 65 'bad.xml:8: .*hypercube of 12 .*at the point system.processes=12' "$onde" check bad.xml
scenario bad 's|<initiators|<placement rule="listed" hosts="pi1,po2"/><initiators|'
expect 65 'bad.xml:10: .*no host "po2" .*did you mean "pi2"' "$onde" check bad.xml
scenario bad 's|<system|<faults><fault kind="crash" host="po2"/></faults>\n  <system|'
expect 65 'bad.xml:6: <fault host="po2">: .*no host "po2" .*did you mean "pi2"' "$onde" check bad.xml
scenario bad 's|<system|<faults><fault kind="recover" processes="3" at="2s"/></faults>\n  <system|'
expect 65 'bad.xml:6: <fault at="2s">: process 3 is not crashed then' "$onde" check bad.xml
scenario bad 's|<system|<faults><fault kind="lose" probability="1.2"/></faults>\n  <system|'
expect 65 'bad.xml:6: <fault probability="1.2">: expected 0 to 1' "$onde" check bad.xml
scenario bad 's|<system|<faults><fault kind="crash" fraction="0.5" at="1s"/></faults>\n  <system|'
expect 64 'set faults.fault.fraction=1.5: .*expected 0 to 1' "$onde" run bad.xml --set faults.fault.fraction=1.5
expect 64 'set faults.fault.at=1e308s: .*expected at most 1e.09 seconds' "$onde" run bad.xml --set faults.fault.at=1e308s
scenario bad 's|<system|<faults><fault kind="corrupt" processes="all"/></faults>\n  <system|'
expect 65 'bad.xml:6: <fault kind="corrupt">: chang-roberts declares no variable' "$onde" check bad.xml
scenario bad 's|model="latency"|model="shared"|'
expect 65 'bad.xml:5: <network model="shared">: expected flow or latency: chang-roberts sends' "$onde" check bad.xml
scenario bad 's|</system>|<start spread="-5ms"/></system>|'
expect 65 'bad.xml:11: .*not a negative value' "$onde" check bad.xml
scenario bad 's|order="random"|order="listed" list="1,2,3,4,5,6,7,8,9"|'
expect 65 'bad.xml:9: .*expected 8 identities.*found 9' "$onde" run bad.xml
scenario bad 's|</scenario>|<figures><figure kind="complexity" measure="mesages"/></figures></scenario>|'
expect 65 'bad.xml:12: .*did you mean "messages"' "$onde" run bad.xml
expect 65 'bad.xml:12: .*did you mean "messages"' "$onde" check bad.xml
printf '0 1\n1 2\n2 0\n3 4\n' >pieces.txt
scenario bad 's|chang-roberts|echo|; s|kind="one-way-ring"|kind="file" file="pieces.txt"|; s|select="all"|select="one"|; s| processes="8"||'
expect 65 'not connected' "$onde" run bad.xml
scenario bad 's|kind="one-way-ring"|kind="file" file="nowhere.txt"|'
expect 65 'bad.xml:8: .*nowhere.txt' "$onde" run bad.xml
scenario bad 's|file="raspberry-pi-4"|file="./gone.xml"|'
expect 65 'bad.xml:4: .*gone.xml' "$onde" check bad.xml
cat >island.xml <<'X'
<?xml version='1.0'?>
<!DOCTYPE platform SYSTEM "https://simgrid.org/simgrid.dtd">
<platform version="4.1"><zone id="z" routing="Full"><host id="a" speed="1Gf"/><host id="b" speed="1Gf"/></zone></platform>
X
scenario bad 's|file="raspberry-pi-4"|file="island.xml"|'
expect 65 'no route' "$onde" run bad.xml
expect 65 'no route' "$onde" run bad.xml --set network.model=flow
sed 's|</zone>||' island.xml >broken.xml
scenario bad 's|file="raspberry-pi-4"|file="broken.xml"|'
expect 65 'broken.xml:3' "$onde" run bad.xml
printf '<!DOCTYPE scenario [<!ENTITY e SYSTEM "file:///etc/passwd">]>\n<scenario name="x">&e;</scenario>\n' >entity.xml
expect 65 'entity.xml:1' "$onde" run entity.xml
expect 65 'did you mean "processes"' bash -c '"$0" run good.xml --set system.procesess=4; s=$?; [ $s = 64 ] && exit 65; exit $s' "$onde"
holds test ! -e results
# as root nothing is unwritable: a file where the folder should be is
touch results
expect 65 'results' "$onde" run good.xml
rm -f results
# a disk that is full after 16 KiB: an error, and nothing that is named as if it were whole
scenario big 's|replications="2"|replications="2000"|'
expect 65 'File too large' bash -c 'trap "" XFSZ; ulimit -f 16; exec "$0" run big.xml --quiet --results full' "$onde"
holds bash -c '! ls full/trial/*/runs.csv 2>/dev/null || [ "$(tail -c 1 full/trial/*/runs.csv | wc -l)" = 1 ]'

# ---- what only the platform knows is refused by check as by run, before the first run, at its attribute ----
tasks() { # NAME, PLATFORM, WORK, ACCOUNTING
    printf '%s\n' '<?xml version="1.0" encoding="UTF-8"?>' '<scenario name="tasks">' "  <platform file=\"$2\"/>" "  $3" "  ${4:-}" \
        '  <system name="s" processes="4"><algorithm name="self-scheduling"/><topology kind="star"/></system>' \
        '</scenario>' >"$1.xml"
}
tasks hungry raspberry-pi-4 '<work tasks="9" mean="1Gf" memory="900GB"/>'
tasks silent docker-cluster '<work tasks="9" mean="1Gf" memory="1GB"/>'
tasks priced azure-d4s-v5 '<work tasks="9" mean="1Gf" memory="16GiB"/>' '<accounting electricity="0.25EUR"/>'
tasks huge raspberry-pi-4 '<work tasks="9" mean="1Gf" input="1e30B"/>'
tasks column raspberry-pi-4 '<work file="tasks.csv"/>'
printf 'cost,ouptut\n1e9,3\n' >tasks.csv
for command in check 'run --quiet --no-figures --results refused'; do
    # shellcheck disable=SC2086
    {
        expect 65 'hungry.xml:4: <work memory="900GB">: no host has as much: expected at most 4GB' "$onde" $command hungry.xml
        expect 65 'silent.xml:4: <work memory="1GB">: the platform does not say what memory its hosts have' "$onde" $command silent.xml
        expect 65 'priced.xml:5: <accounting electricity="0.25EUR">: the hosts of the platform are priced in USD' "$onde" $command priced.xml
        expect 65 'huge.xml:4: <work input="1e30B">: expected less than 2.63 bytes' "$onde" $command huge.xml
        expect 65 'column "ouptut": .* did you mean "output"' "$onde" $command column.xml
    }
done
holds test ! -e refused
sed 's/0.25EUR/0.25USD/' priced.xml >right.xml
expect 0 'right' "$onde" check right.xml
touch ring_mine.c
printf '<scenario name="m"><platform file="raspberry-pi-4"/><mpi name="a" program="ring_mien.c" ranks="4"/></scenario>' >beside.xml
expect 65 'did you mean "ring_mine.c"' "$onde" check beside.xml

# ---- Ctrl-C keeps what is finished, and --resume goes on to the same bytes ----
scenario long 's|replications="2"|replications="400"|; s|processes="8"|processes="20000"|'
setsid "$onde" run long.xml --quiet --no-figures --jobs 2 >out 2>&1 &
pid=$!
for _ in $(seq 100); do
    [ "$(cat results/trial/*/runs.csv.unsorted 2>/dev/null | wc -l)" -ge 5 ] && break
    sleep 0.1
done
kill -INT "$pid"
wait "$pid"
expect 0 'interrupted: [0-9]+ of 400 runs are kept' cat out
holds test -s results/trial/latest/runs.csv
expect 0 'results/trial/' "$onde" run long.xml --quiet --no-figures --resume
expect 0 '^401 ' wc -l results/trial/latest/runs.csv
cp results/trial/latest/runs.csv resumed.csv
expect 0 'results/trial/' "$onde" run long.xml --quiet --no-figures
holds cmp resumed.csv results/trial/latest/runs.csv
expect 65 'has changed' "$onde" run long.xml --resume --set seed=4

# ---- a run that nothing ends does not fill the disk: its trace has a limit; Ctrl-C says what becomes of it ----
scenario endless 's|name="trial"|name="endless"|; s|one-way-ring|two-way-ring|' \
    's|<algorithm.*|<algorithm name="token-ring"><parameter name="entries" value="100000000"/></algorithm>|' '/identities/d'
expect 2 'the trace reached its limit .the attribute limit of <trace>.' \
    "$onde" run endless.xml --only 0 --trace 0 --set trace.limit=100kB
expect 0 ',trace,undecided,' cat results/endless/latest/runs.csv
size=$(stat -c %s results/endless/latest/trace-0.csv)
holds test "$size" -ge 100000
holds test "$size" -lt 101000
setsid "$onde" run endless.xml --quiet --only 0 --trace 0 --set trace.limit=50GB >out 2>&1 &
pid=$!
for _ in $(seq 100); do
    [ "$(cat results/endless/2*/trace-0.csv.partial 2>/dev/null | wc -c)" -ge 1000000 ] && break
    sleep 0.1
done
kill -INT "$pid"
wait "$pid"
expect 0 'interrupted: 0 of 1 runs are kept' cat out
expect 0 'stopped on the way, and to be run again: 1 ' cat out
rm -r results/endless
printf '0 1\n1 2\n2 0\n' >graph.txt
scenario graph 's|chang-roberts|echo|; s|kind="one-way-ring"|kind="file" file="graph.txt"|; s|select="all"|select="one"|; s| processes="8"||'
expect 0 'results/trial/' "$onde" run graph.xml --quiet --no-figures --only 0
printf '2 3\n' >>graph.txt
expect 65 'has changed' "$onde" run graph.xml --quiet --no-figures --resume
# in another folder than results, whatever the systems are called
scenario elsewhere 's|system name="ring"|system name="stopped"|; s|replications="2"|replications="4"|'
expect 0 'elsewhere/trial/' "$onde" run elsewhere.xml --quiet --no-figures --results elsewhere --only 0-2
folder=$(readlink -f elsewhere/trial/latest)
cp "$folder/machine.csv" machine.csv
rm -rf results elsewhere/trial/latest
expect 0 'elsewhere/trial/' "$onde" run elsewhere.xml --quiet --no-figures --resume="$folder"
expect 0 '^5 ' wc -l "$folder/runs.csv"
holds test "$(head -4 machine.csv)" = "$(head -4 "$folder/machine.csv")"
holds test ! -e results -a "$(readlink -f elsewhere/trial/latest)" = "$folder"
# a row that was cut short does not spoil the next one
cut() { head -c -40 "$1" >"$1.unsorted" && rm "$1"; }
cp "$folder/runs.csv" whole.csv
cut "$folder/runs.csv"
expect 0 'elsewhere/trial/' "$onde" run elsewhere.xml --quiet --no-figures --resume="$folder" --only 0
holds cmp <(head -4 whole.csv) "$folder/runs.csv"
expect 0 'elsewhere/trial/' "$onde" run elsewhere.xml --quiet --no-figures --resume="$folder"
holds cmp whole.csv "$folder/runs.csv"
# the status is about the runs: a figure that they leave empty is a remark, to draw it again an error, and a gnuplot that fails one too
scenario empty 's|  </system>|  </system>\n  <budget events="3"/>\n  <figures><figure kind="complexity" measure="messages" name="none"/></figures>|'
expect 2 'figure none: not drawn: there is no complete run to draw' "$onde" run empty.xml --quiet
expect 65 'there is no complete run to draw' "$onde" plot results/trial
scenario full 's|  </system>|  </system>\n  <figures><figure kind="complexity" measure="messages" name="one"/></figures>|'
mkdir -p broken && printf '#!/bin/sh\necho no terminal here >&2\nexit 1\n' >broken/gnuplot && chmod +x broken/gnuplot
expect 65 'gnuplot failed' env PATH="$PWD/broken:$PATH" "$onde" run full.xml --quiet
# runs of one scenario that end at the same time leave a latest
for i in 1 2 3 4 5 6; do "$onde" run good.xml --quiet --no-figures >"out$i" 2>&1 || echo "status $?" >>"out$i" & done
wait
expect 1 '^$' grep -l 'cannot write' out1 out2 out3 out4 out5 out6
holds test -s results/trial/latest/runs.csv

echo "$checks checks, $failures failures"
[ "$failures" -eq 0 ]
