#!/usr/bin/env bash
# Every committed scenario, run twice with 1 and with 2 jobs, gives the same bytes: runs.csv, traces, laws, the summary.
# What depends on the machine stands apart in machine.csv. ONDE_SKIP: names of scenarios that this build cannot run. ONDE_ONCE: one
# run is enough (a build that looks for other faults).
# Of those that take a minute or more a part is enough.
set -euo pipefail
onde=$1 source=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
runs="1 2"
[ -z "${ONDE_ONCE:-}" ] || runs=2
for scenario in "$source"/scenarios/*.xml; do
    name=$(basename "$scenario" .xml)
    case " ${ONDE_SKIP:-} " in *" $name "*) echo "skipped: $name"; continue ;; esac
    less=()
    case $name in
    el-capitan-every-core) less=(--only 0-2) ;; # a quarter of the machine
    exclusion-scale) less=(--only 3,8) ;;
    million-tasks) less=(--only 4) ;;
    collective-laboratory) less=(--set mpi.ranks=16) ;;
    mpi-el-capitan) less=(--set mpi.ranks=512) ;;
    esac
    for jobs in $runs; do
        status=0
        "$onde" run "$scenario" --jobs "$jobs" --results "$work/$jobs" --no-figures --quiet "${less[@]}" >"$work/out" 2>&1 || status=$?
        if [ "$status" -ge 64 ]; then
            echo "FAILED $name with $jobs jobs: status $status"; cat "$work/out"; failed=1
        fi
    done
    if [ -n "${ONDE_ONCE:-}" ]; then
        echo "runs: $name"
    elif diff -r --exclude=machine.csv --exclude=simgrid.log "$work/1/$name/latest/" "$work/2/$name/latest/"; then
        echo "same bytes: $name"
    else
        echo "DIFFERENT $name"; failed=1
    fi
    rm -rf "${work:?}/1" "${work:?}/2"
done
exit $failed
