#!/usr/bin/env bash
# A sweep on Slurm gives the bytes of a local one: whole, with a task killed on the way and --resume, interrupted, submitted by
# hand. A Slurm of one machine is started for it (munged, slurmctld, slurmd) with everything in a temporary folder, listening
# on 127.0.0.1 only, and stopped at the end. That part needs root and Debian's slurm-wlm and munge, and is skipped without.
set -uo pipefail
onde=$1
work=$(mktemp -d)
cd "$work" || exit 1
daemons=()
stop() {
    [ "${#daemons[@]}" -gt 0 ] && timeout 10 scancel --full --user=root 2>/dev/null
    for ((i = ${#daemons[@]} - 1; i >= 0; i--)); do # in the other order than they were started
        kill "${daemons[i]}" 2>/dev/null
        wait "${daemons[i]}" 2>/dev/null
    done
    rm -rf "$work"
}
trap stop EXIT
trap 'exit 1' INT TERM
. "$2/tests/scenario/expect.sh"

# await SECONDS COMMAND...: until the command succeeds.
await() {
    local tenths=$((10 * $1))
    shift
    for ((i = 0; i < tenths; i++)); do
        "$@" >/dev/null 2>&1 && return 0
        sleep 0.1
    done
    return 1
}

finish() {
    echo "$checks checks, $failures failures"
    [ "$failures" -eq 0 ]
    exit
}

sweep() { # FILE PROCESSES
    cat >"$1" <<X
<?xml version="1.0" encoding="UTF-8"?>
<scenario name="sweep" seed="3" replications="40">
  <platform file="raspberry-pi-4"/>
  <network model="latency"/>
  <system name="ring" processes="$2">
    <algorithm name="chang-roberts"/>
    <topology kind="one-way-ring"/>
    <identities order="random"/>
    <initiators select="all"/>
  </system>
</scenario>
X
}
sweep long.xml 100000
sweep short.xml 64
"$onde" run short.xml --no-figures --quiet --trace 3,5 --results of-short >/dev/null
local=of-short/sweep/latest

# ---- without Slurm ----
mkdir nothing
expect 65 'no sbatch in PATH' env PATH="$work/nothing" "$onde" run short.xml --executor slurm
holds test ! -e results
expect 64 'expected local or slurm' "$onde" run short.xml --executor cloud
expect 64 '--partition is for --executor slurm' "$onde" run short.xml --partition main
expect 64 '--print is for --executor slurm' "$onde" run short.xml --print
expect 64 'expected a whole number from 1' "$onde" run short.xml --executor slurm --tasks 0

# ---- the script, which can be written without Slurm, whatever the folder is called ----
odd="it's \$HOME; 100%"
env PATH="$work/nothing" "$onde" run short.xml --executor slurm --print --tasks 3 --partition main --jobs 2 --quiet \
    --trace 3,5 --results "$odd" >script.sh
expect 0 '^#SBATCH --array=0-2$' cat script.sh
expect 0 '^#SBATCH --partition="main"$' cat script.sh
expect 0 '^#SBATCH --cpus-per-task=2$' cat script.sh
expect 65 'quotation mark' "$onde" run short.xml --executor slurm --print --results 'a"b'
# what the cluster would do: each task on its own, one of them twice, one of them never
for task in 0 2 0; do
    holds env SLURM_ARRAY_JOB_ID=1 SLURM_ARRAY_TASK_ID=$task sh script.sh
done
expect 0 '^1$' cat "$odd/sweep/latest/tasks/1.job"
rm "$odd/sweep/latest/tasks/1.job" # there is no such job to ask about
# an outcome that was cut short is none
truncate --size=-1 "$odd/sweep/latest/tasks/1-2.outcomes"
expect 0 'sweep' "$onde" run short.xml --no-figures --quiet --resume --results "$odd" --trace 3,5
holds diff -r --exclude=machine.csv $local/ "$odd/sweep/latest/"
rm -rf "$odd"

# ---- a Slurm of one machine ----
PATH=$PATH:/usr/sbin
for program in sbatch scontrol slurmctld slurmd munged; do
    command -v $program >/dev/null || { echo "skipped: the part with Slurm, for want of $program"; finish; }
done
[ "$(id -u)" -eq 0 ] || { echo "skipped: the part with Slurm, whose daemons need root"; finish; }

free_port() {
    local port
    while port=$((20000 + RANDOM % 10000)); (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
    echo "$port"
}
host=$(hostname -s)
mkdir -m 700 munge
mkdir state spool
(umask 077; head -c 128 /dev/urandom >munge/key)
cat >slurm.conf <<X
ClusterName=onde-test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmdPort=$(free_port)
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$work/munge/socket
CredType=cred/munge
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=batch_sched_delay=0,sched_interval=1
SlurmdParameters=config_overrides
KillWait=2
ReturnToService=2
NodeName=$host NodeAddr=127.0.0.1 CPUs=3
PartitionName=main Nodes=$host Default=YES MaxTime=INFINITE State=UP
X
export SLURM_CONF=$work/slurm.conf
expect 65 'no Slurm controller answers' "$onde" run short.xml --executor slurm
munged --foreground --force --key-file="$work/munge/key" --socket="$work/munge/socket" --pid-file="$work/munge/pid" \
    --log-file="$work/munge/log" --seed-file="$work/munge/seed" >munge/out 2>&1 &
daemons+=($!)
await 10 test -S munge/socket
slurmctld -D -i >/dev/null 2>&1 &
daemons+=($!)
await 10 scontrol ping
slurmd -D -N "$host" >/dev/null 2>&1 &
daemons+=($!)
if ! await 20 sh -c 'sinfo --noheader --format=%T | grep -qx idle'; then
    for log in munge/out ./*.log; do echo "$log:"; tail -n 20 "$log"; done
    echo "FAILED: this Slurm does not start"
    exit 1
fi

# ---- a whole sweep, with traces ----
expect 65 'Slurm does not take the job: .*partition' "$onde" run short.xml --executor slurm --partition nowhere
holds test ! -e results
expect 0 'results/sweep/' "$onde" run short.xml --executor slurm --no-figures --quiet --tasks 4 --partition main --trace 3,5
holds diff -r --exclude=machine.csv $local/ results/sweep/latest/

# ---- submitted by hand, in a folder with an odd name ----
"$onde" run short.xml --executor slurm --quiet --print --tasks 3 --trace 3,5 --results "$odd" | sbatch --parsable >job
job_is_over() {
    ! squeue --noheader --array --jobs="$(cat job)" | grep -q .
}
holds await 20 job_is_over
expect 0 "it's" "$onde" run short.xml --executor slurm --no-figures --quiet --resume --results "$odd"
holds diff -r --exclude=machine.csv $local/ "$odd/sweep/latest/"
expect 0 'JobId=[0-9]+' scontrol show job "$(cat job)"
holds test "$(scontrol --oneliner show jobs | grep -c "ArrayJobId=$(cat job) ")" -eq 3 # no task was submitted again

# ---- a task killed on the way: its runs are told, and --resume does them ----
rm -rf results
"$onde" run long.xml --no-figures --quiet --results of-long >/dev/null
local=of-long/sweep/latest
long=(run long.xml --executor slurm --no-figures --quiet)
first_outcome() { # of task 1
    test -s "$(echo results/sweep/2*/tasks/1-1.outcomes)"
}
"$onde" "${long[@]}" --tasks 2 >out 2>&1 &
pid=$!
holds await 20 first_outcome
kill -KILL "$(pgrep -of -- "--task=$work/results/.*/tasks/1-1\$")"
wait $pid
holds test $? -eq 2
expect 0 'Slurm lost [0-9]+ of 40 runs, with 1 of its tasks' cat out
expect 0 'go on with: onde run long.xml --executor slurm --resume=results/sweep/' cat out
holds test "$(wc -l <results/sweep/latest/runs.csv)" -lt 41
expect 0 'results/sweep/' "$onde" "${long[@]}" --resume
holds cmp $local/runs.csv results/sweep/latest/runs.csv
holds test ! -e results/sweep/latest/tasks
rm -rf results

# ---- who follows it goes away: nobody can run the sweep a second time, but anybody can follow it ----
"$onde" "${long[@]}" --tasks 2 >out 2>&1 &
pid=$!
holds await 20 first_outcome
kill -KILL $pid
wait $pid 2>/dev/null
folder=$(echo results/sweep/2*)
expect 65 'Slurm job [0-9]+ still works in this folder' "$onde" run long.xml --quiet --resume="$folder"
# ---- Ctrl-C cancels the job, and keeps what is finished ----
setsid "$onde" "${long[@]}" --resume="$folder" >out 2>&1 &
pid=$!
sleep 0.3
kill -INT $pid
wait $pid
holds test $? -eq 2
expect 0 'interrupted: [0-9]+ of 40 runs are kept' cat out
expect 0 '^0$' bash -c 'squeue --noheader | wc -l'
expect 0 'sweep' "$onde" run long.xml --no-figures --quiet --resume
holds cmp $local/runs.csv results/sweep/latest/runs.csv

finish
