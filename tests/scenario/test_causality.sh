#!/usr/bin/env bash
# What happened before what, as a user asks for it: onde explain RESULT, onde export.
set -uo pipefail
onde=$1 source=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
. "$2/tests/scenario/expect.sh"
three=$source/tests/fuzz/corpus/history/three.csv # three processes, a doubled message, a lost one, a crash
sample=$source/tests/fuzz/corpus/history/sample.csv

# says PATTERN COMMAND...: the command succeeds, and its output, its lines joined by |, has PATTERN.
says() {
    local pattern=$1
    shift
    checks=$((checks + 1))
    if ! output=$("$@" 2>&1) || ! tr '\n' '|' <<<"$output" | grep -qE -- "$pattern"; then
        failures=$((failures + 1))
        printf 'FAILED: %s\n  expected /%s/ in:\n%s\n' "$*" "$pattern" "$output"
    fi
}

# ---- why an event happened ----
says '^process 2 announces decide -7 \(event 9, at 3 ms\)\|Stamps: scalar 6; vector 3 2 3\|' "$onde" explain "$three" --event 9
says 'Of the 10 other events of processes, 7 came before it, 2 after it, and 1 is concurrent' "$onde" explain "$three" --event 9
says 'goes back to event 1 by 2 messages, .*:\|  process 0 starts \(event 1, at 0 s\)\|  process 1 receives a from 0 \(event 3, at 1 ms\)\|  process 2 receives b from 1 \(event 8, at 3 ms\)\|  process 2 announces' \
    "$onde" explain "$three" --event 9
says 'shortest way from there has 1 message:\|  process 0 starts .*\|  process 2 receives c from 0 \(event 7, at 2 ms\)\|' "$onde" explain "$three" --event 9
says 'Why: it starts by itself' "$onde" explain "$three" --event 1
says 'd from 2 to 0 is lost .*neither before nor after .*The message: process 2 sends d to 0 \(event 10' "$onde" explain "$three" --event 11
says 'fault cut of channels strikes .*neither before nor after' "$onde" explain "$three" --event 13
says 'vector as far as the trace goes, process by process: 2: 2, 5: 1 \(2 of 100 .*of some processes only' "$onde" explain "$sample" --event 12
says 'by 1 message, .*  process 2 receives a from 4 \(event 7, at 0 s\)\|  process 5 receives' "$onde" explain "$sample" --event 12

# A process acts because its timer has gone off, too.
cat >timer.csv <<'X'
number,time,event,process,peer,port,kind,bytes,chain,value,sent,scalar
1,0,start,0,,,,,0,,,1
2,1,timeout,0,,,patience,,0,,,2
3,1,send,0,1,0,ask,64,0,,,3
4,1.5,receive,1,0,0,ask,64,1,,3,4
X
says 'starts \(event 1, at 0 s\)\|  timer patience of process 0 goes off \(event 2, at 1 s\)\|  process 1 receives' "$onde" explain ./timer.csv --event 4

# On the network of shared states nothing is sent.
holds "$onde" run stabilization-dijkstra --only 0 --no-figures -q --stamps scalar >/dev/null
says 'without a message:.*\|  process [0-9]+ applies rule .*Nothing is sent in this run' "$onde" explain results/stabilization-dijkstra/latest/trace-0.csv --event 1261

# ---- how two stand to each other ----
says 'Event 1 happened before event 9: there is a way of 1 message' "$onde" explain "$three" --event 9 --event 1
says 'Event 2 happened before event 5: process 0 itself goes on' "$onde" explain "$three" --event 2 --event 5
says 'Events 4 and 5 are concurrent.*Of process 0, event 4 knows what happened up to event 2; event 5 comes later\.\|  Of process 1, event 5 knows nothing' \
    "$onde" explain "$three" --event 4 --event 5
says 'the same event' "$onde" explain "$three" --event 4 --event 4
says 'Event 11 is of no process' "$onde" explain "$three" --event 4 --event 11

# ---- the whole run ----
says '^11 events of 3 processes: 4 sends, 4 receives; besides, 3 of no process' "$onde" explain "$three"
says 'longest chain has 2 messages and 8 events:.*The width is 2:' "$onde" explain "$three"

# ---- what cannot be ----
expect 65 'no event 99: the events are numbered 1 to 14' "$onde" explain "$three" --event 99
expect 65 'no event 10 in this trace of some processes: the nearest are 9 and 12' "$onde" explain "$sample" --event 10
expect 64 'expected the number of an event' "$onde" explain "$three" --event none
expect 64 'is a third one' "$onde" explain "$three" --event 1 --event 2 --event 3
expect 64 'is one trace; --run is for a folder' "$onde" explain "$three" --run 0
expect 64 'echo is no result' "$onde" explain echo --event 3
expect 65 'nowhere/: no results here' "$onde" explain nowhere/
expect 65 'no column "number"' "$onde" explain "$source/docs/performance.csv"
cut -d, -f1-10 "$three" >bare.csv
expect 65 'bare.csv:1: this trace has no stamps, .*--stamps scalar' "$onde" explain ./bare.csv
sed 's/^8,\(.*\),4,5,/8,\1,5,5,/' "$three" >wrong.csv
expect 65 'event 8: sent="5": expected the number of a send from the one process to the other' "$onde" explain wrong.csv
zstd -q "$three" -o three.csv.zst 2>/dev/null || "$onde" export "$three" --as paje -o three.csv.zst
[ -z "$(command -v zstd)" ] || says 'The width is 2' "$onde" explain ./three.csv.zst

# ---- folders of results ----
holds "$onde" run wave-ring --trace 0 --no-figures -q >/dev/null
expect 65 'no stamps, .*--stamps scalar' "$onde" explain results/wave-ring
holds "$onde" run wave-echo --trace 0 --no-figures -q --stamps vector >/dev/null
says '^[0-9]+ events of 12 processes' "$onde" explain results/wave-echo
says '^[0-9]+ events of 12 processes' "$onde" explain results/wave-echo/latest/
expect 65 'no trace of run 7: there is one run, 0' "$onde" explain results/wave-echo --run 7
# Stamps and longest chain of every event are those that the run counted.
trace=results/wave-echo/latest/trace.csv
while IFS=, read -r number _ _ _ _ _ _ _ chain _ _ scalar vector; do
    says "Stamps: scalar $scalar; vector $vector\|" "$onde" explain "$trace" --event "$number"
    messages=$chain
done < <(sed 1d "$trace")
says "longest chain has $messages messages" "$onde" explain "$trace"
cat >several.xml <<'X'
<?xml version="1.0" encoding="UTF-8"?>
<scenario name="several" seed="3" replications="3">
  <title xml:lang="en">Three runs</title>
  <platform file="raspberry-pi-4"/>
  <network model="latency"/>
  <system name="ring" processes="4">
    <algorithm name="chang-roberts"/>
    <topology kind="one-way-ring"/>
    <initiators select="all"/>
  </system>
</scenario>
X
holds "$onde" run several.xml --trace 0,2 --no-figures -q --stamps scalar >/dev/null
expect 65 'traces of several runs: 0, 2; choose one with --run' "$onde" explain results/several
expect 65 'no trace of run 1; there are those of: 0, 2' "$onde" explain results/several --run 1
says '^[0-9]+ events of 4 processes' "$onde" explain results/several --run 2
holds "$onde" run several.xml --no-figures -q >/dev/null
expect 65 'no trace; run the scenario again with --stamps scalar' "$onde" explain results/several

# ---- export ----
says '^\(\?<number>.*\|\|1 0 process 0 starts\|p0 \{"p0":1\}\|.*\|9 0.003 process 2 announces decide -7\|p2 \{"p0":3,"p1":2,"p2":3\}\|' "$onde" export "$three" --as shiviz
says '%EventDef PajeDefineContainerType 0\|.*"critical section".*m12\|' "$onde" export "$three" --as paje
holds "$onde" export results/wave-echo --as=paje -o echo.paje
holds test -s echo.paje
[ -z "$(command -v pj_dump)" ] || expect 0 '^Link, run, message' pj_dump echo.paje
expect 64 'did you mean "shiviz"' "$onde" export "$three" --as shivis
expect 64 'in which format' "$onde" export "$three"
expect 64 'which result' "$onde" export --as paje
expect 65 'no stamps' "$onde" export ./bare.csv --as paje
expect 65 'nowhere/log: ' "$onde" export "$three" --as shiviz -o nowhere/log
expect 65 'standard output cannot be written' bash -c "'$onde' export '$three' --as paje >/dev/full"

echo "$checks checks, $failures failures"
[ "$failures" -eq 0 ]
