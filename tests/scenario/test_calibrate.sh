#!/bin/bash
# onde platform calibrate: its table, its files, its exit status. test_calibrate.sh ONDE SOURCE
onde=$1 source=$2
. "$source/tests/scenario/expect.sh"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export ONDE_DATA=$source TMPDIR=$folder
cd "$folder" || exit 1

expect 64 'expected one NAME' "$onde" platform calibrate
expect 65 'did you mean "raspberry-pi-4"' "$onde" platform calibrate rasberry-pi-4
expect 65 'smpicc is not installed' env PATH=/proc/no-programs-here "$onde" platform calibrate raspberry-pi-4

if command -v smpicc > /dev/null; then
    expect 0 'bandwidth +near +117.6 MB/s +117.6 MB/s +1.000 +ok' "$onde" platform calibrate raspberry-pi-4
    holds [ -s results/calibration-raspberry-pi-4/calibration.svg ]
    holds grep -q '^near,latency,pi1,pi2,2,8,' results/calibration-raspberry-pi-4/calibration.csv
    holds [ "$(grep -c '^far,bidirectional,' results/calibration-raspberry-pi-4/calibration.csv)" -eq 23 ]

    # The same bytes again, in French too.
    cp results/calibration-raspberry-pi-4/calibration.csv before.csv
    expect 0 'demi-aller-retour +proche' "$onde" platform calibrate --lang fr -o french raspberry-pi-4
    holds cmp before.csv french/calibration.csv
    holds grep -q 'taille du message' french/calibration.svg

    # A machine that is not as fast as was published.
    sed 's/id="published_latency" value="26us"/id="published_latency" value="40us"/' \
        "$source/platforms/raspberry-pi-4.xml" > slow.xml
    expect 1 'outside 10 %' "$onde" platform calibrate ./slow.xml
    expect 0 'no published figure' "$onde" platform calibrate docker-cluster
    # Programs and host files are gone.
    holds [ -z "$(find "$folder" -maxdepth 1 -name 'onde-mpi-*')" ]
fi
echo "$checks checks, $failures failures"
[ "$failures" -eq 0 ]
