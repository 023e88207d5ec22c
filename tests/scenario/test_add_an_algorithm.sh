#!/usr/bin/env bash
# Follows docs/add-an-algorithm.md to the letter in a copy of the source: its files, its list, its commands, its test.
set -euo pipefail
source=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$source"
tar cf - --exclude='./build*' --exclude='./.git' --exclude='./results/[!p]*' . | tar xf - -C "$work"
cd "$work"
# A block ```LANGUAGE WORD is a file to write (file=), lines to append (append=), or commands (run, test).
awk '
    /^```[a-z]+ (file|append)=/ { split($2, part, "="); target = part[2]; writing = 1; if (part[1] == "file") printf "" > target; next }
    /^```sh (run|test)$/        { target = "commands.sh"; writing = 1; next }
    /^```/                      { if (writing) close(target); writing = 0; next }
    writing                     { print >> target }
' docs/add-an-algorithm.md
export CMAKE_BUILD_PARALLEL_LEVEL=2
bash -euo pipefail commands.sh >output 2>&1 || { cat output; exit 1; }
grep -q '2.00 N' output || { cat output; exit 1; }
grep -Eq '^ +grid +9 +512 .* holds +holds ' output || { cat output; exit 1; }
grep -Eq '^ +one at a time +1 +0 +0 +0' output || { cat output; exit 1; }
grep -Eq '^ +token +1 +0 +0 +0' output || { cat output; exit 1; }
grep -Eq '^ +channels that reorder +0 +20 +0 +0 +violated, as expected' output || { cat output; exit 1; }
grep -q '100% tests passed' output || { cat output; exit 1; }
echo "the page builds, runs and passes"
