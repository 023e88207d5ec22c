#!/usr/bin/env bash
# Stamps from the command line: which runs are then traced, what is refused, and that stamps change nothing else: on latency and
# on flow, with and without faults, runs.csv has the same bytes, and so have the traces once the columns of stamps are cut off.
set -uo pipefail
onde=$1 source=$2
# shellcheck source=tests/scenario/expect.sh
. "$source/tests/scenario/expect.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

run() { "$onde" run --quiet --no-figures "$@"; }
header() { sed -n 1p "$1"; }
plain=number,time,event,process,peer,port,kind,bytes,chain,value

# ---- nothing else changes ----

systems() { # NETWORK FAULTS FIFO
    cat <<END
<scenario name="stamped" seed="5" replications="2">
  <platform file="raspberry-pi-4"/><network model="$1"/>
  <channels delay="exponential" mean="2ms" fifo="$3"/>
  <trace runs="all"/>
  $2
  <system name="chang-roberts" processes="8"><algorithm name="chang-roberts"/><topology kind="one-way-ring"/>
    <identities order="random"/><initiators select="all"/><budget time="5s"/></system>
  <system name="echo" processes="12"><algorithm name="echo"/><topology kind="erdos-renyi" average-degree="3"/>
    <initiators select="one" process="0"/><budget time="5s"/></system>
  <system name="bully" processes="5"><algorithm name="bully"/><topology kind="complete"/><initiators select="all"/>
    <budget time="5.5s"/></system>
  <system name="stealing" processes="4"><algorithm name="work-stealing"/><topology kind="complete"/>
    <initiators select="all"/><budget time="60s"/><work tasks="30" cost="exponential" mean="1Gf" input="1kB" output="1kB"/></system>
  <system name="k-state" processes="5"><algorithm name="dijkstra-k-state"/><topology kind="one-way-ring"/>
    <initiators select="all"/><budget time="2.05s"/></system>
</scenario>
END
}
faults='<faults><fault kind="crash" processes="1" at="300ms" for="1s"/><fault kind="suspend" processes="2" at="200ms" for="400ms"/>
  <fault kind="lose" probability="0.02"/><fault kind="duplicate" probability="0.1" by="5ms"/>
  <fault kind="reorder" probability="0.2" by="5ms"/></faults>'

same() { # NAME: of its folders
    local base=$1 kind trace name columns
    for kind in scalar vector; do
        holds cmp "$base-none/stamped/latest/runs.csv" "$base-$kind/stamped/latest/runs.csv"
        for trace in "$base-none"/stamped/latest/trace-*.csv; do
            name=$(basename "$trace")
            columns=",sent,scalar$([ $kind = vector ] && echo ,vector)"
            expect 0 "^$plain$columns\$" header "$base-$kind/stamped/latest/$name"
            holds cmp "$trace" <(cut -d, -f1-10 "$base-$kind/stamped/latest/$name")
        done
    done
}

for network in latency flow; do
    for fifo in yes no; do
        for with in faults none; do
            base=$network-$fifo-$with
            systems $network "$([ $with = faults ] && echo "$faults")" $fifo >"$base.xml"
            [ $fifo = no ] && sed -i '/name="chang-roberts"/,/<\/system>/d; /name="stealing"/,/<\/system>/d; /name="k-state"/,/<\/system>/d' "$base.xml"
            for kind in none scalar vector; do
                run "$base.xml" --set trace.stamps=$kind --results "$base-$kind" >output 2>&1
                status=$?
                [ $status -le 2 ] || cat output
                holds test $status -le 2
            done
            [ $with = none ] || holds grep -q ,duplicate, "$base-scalar"/stamped/latest/trace-*.csv
            [ $with = none ] || holds grep -q ,loss, "$base-scalar"/stamped/latest/trace-*.csv
            same "$base"
        done
    done
done

# ---- which runs are traced ----

cat >ring.xml <<'END'
<scenario name="ring" replications="2"><platform file="raspberry-pi-4"/><network model="latency"/>
  <system name="one" processes="4"><algorithm name="ring-wave"/><topology kind="one-way-ring"/></system>
  <system name="two" processes="5"><algorithm name="ring-wave"/><topology kind="one-way-ring"/></system>
</scenario>
END
traces() { (cd results/ring/latest && echo trace*); }
expect 0 ring run ring.xml --stamps scalar
expect 0 '^trace-0.csv trace-2.csv$' traces
expect 0 "^$plain,sent,scalar\$" header results/ring/latest/trace-2.csv
mkdir by-set
expect 0 ring run ring.xml --set trace.stamps=scalar --results by-set
holds cmp results/ring/latest/trace-2.csv by-set/ring/latest/trace-2.csv
expect 0 ring run ring.xml --stamps vector --set trace.runs=all --set trace.compression=zstd
expect 0 '^trace-0.csv.zst trace-1.csv.zst trace-2.csv.zst trace-3.csv.zst$' traces
expect 0 ring run ring.xml --stamps vector --set trace.runs=none
expect 0 '^trace-0.csv trace-2.csv$' traces
expect 0 'stamps="vector"' cat results/ring/latest/run.xml
expect 0 ring run ring.xml --stamps vector --set trace.runs=none --trace 3
expect 0 '^trace-3.csv$' traces
expect 0 ring run ring.xml --stamps vector --trace none
expect 0 '^trace\*$' traces
expect 0 ring run ring.xml --stamps none --trace 1
expect 0 "^$plain\$" header results/ring/latest/trace-1.csv

# ---- what is refused ----

expect 64 "stamps=lamport: expected none, scalar or vector" run ring.xml --stamps lamport
expect 64 "expected none, scalar or vector" run ring.xml --set trace.stamps=lamport
expect 64 "--stamps vector: expected scalar: vector stamps are for at most 1024 processes; found 2000" \
    run ring.xml --set system.processes=2000 --stamps vector
expect 0 ring run ring.xml --set system.processes=2000 --stamps scalar
for i in {0..1999}; do echo "$i $(((i + 1) % 2000))"; done >large.txt
cat >large.xml <<'END'
<scenario name="large"><platform file="raspberry-pi-4"/><network model="latency"/>
  <trace stamps="vector"/>
  <system name="one"><algorithm name="echo"/><topology kind="file" file="large.txt"/></system>
</scenario>
END
expect 65 'large.xml:2: <trace stamps="vector">: expected scalar: vector stamps are for at most 1024 processes; found 2000' \
    run large.xml
expect 0 '--stamps=' "$onde" --complete run
expect 0 "Lamport's clock" "$onde" run --help

echo "$checks checks, $failures failures"
[ "$failures" -eq 0 ]
