# expect.sh: what the test scripts say of a command; sourced by them. Counts in $checks and $failures.
failures=0 checks=0

# expect STATUS PATTERN COMMAND...: the command ends with STATUS, and its output (both streams) has PATTERN.
expect() {
    local status=$1 pattern=$2 output got
    shift 2
    output=$("$@" 2>&1)
    got=$?
    checks=$((checks + 1))
    if [ "$got" -ne "$status" ] || ! grep -qE -- "$pattern" <<<"$output"; then
        failures=$((failures + 1))
        printf 'FAILED: %s\n  status %s, expected %s; expected /%s/ in:\n%s\n' "$*" "$got" "$status" "$pattern" "$output"
    fi
}

# holds COMMAND...: the command succeeds, whatever it prints.
holds() {
    checks=$((checks + 1))
    "$@" || { failures=$((failures + 1)); echo "FAILED: $*"; }
}
