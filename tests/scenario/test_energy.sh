#!/bin/bash
# What runs cost, from the scenario to runs.csv, the summary and the figures: on both networks, with and without watts and prices.
# test_energy.sh ONDE SOURCE
onde=$1 source=$2
. "$source/tests/scenario/expect.sh"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export ONDE_DATA=$source
cd "$folder" || exit 1

# column NAME: the values of a column, a line each.
column() {
    awk -F, -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i; next } { print $c }' \
        results/costs/latest/runs.csv
}

# scenario PLATFORM ACCOUNTING: four tasks of 44.8 Gflop on four cores: a second.
scenario() {
    cat << EOF
<scenario name="costs" seed="1">
  <title xml:lang="en">Costs</title>
  <platform file="$1"/>
  <network model="latency"/>
  <work tasks="4" cost="constant" mean="44.8Gf"/>
  $2
  <system name="block" processes="2">
    <algorithm name="static-block"/>
    <topology kind="star"/>
    <placement rule="listed" hosts="d4s-0"/>
  </system>
  <sweep><vary path="network.model" values="latency,flow"/></sweep>
  <figures><figure name="price" kind="distribution" measure="price"/></figures>
</scenario>
EOF
}

scenario azure-d4s-v5 '' > costs.xml
expect 0 'Price \(USD\)' "$onde" run --lang en costs.xml
# A fraction of a second more than that, for messages: the host is at work for 1 s, 25.31 W, and paid for 2.
for energy in $(column energy); do
    holds awk -v e="$energy" 'BEGIN { exit !(e >= 25.31 && e < 25.32) }'
done
for co2 in $(column co2); do
    holds awk -v c="$co2" 'BEGIN { exit !(c >= 25.31 / 3.6e6 * 1.3 * 60 && c < 25.32 / 3.6e6 * 1.3 * 60) }'
done
holds [ "$(column price | uniq)" = 0.000105555555556 ]
holds [ "$(column currency | uniq)" = USD ]
holds [ "$(column verdict | uniq)" = holds ]
holds grep -q 'USD' results/costs/latest/price.svg

scenario azure-d4s-v5 '<accounting rounding="hour" carbon="0"/>' > costs.xml
expect 0 'holds' "$onde" run --no-figures costs.xml
holds [ "$(column price | uniq)" = 0.19 ]
holds [ "$(column co2 | uniq)" = 0 ]

# Without watts: no energy, and the summary says once why.
grep -v wattage_per_state "$source/platforms/azure-d4s-v5.xml" > dark.xml
scenario dark.xml '' > costs.xml
expect 0 'Runs whose energy is not known: 2 \(host d4s-0 has no wattage_per_state\)' "$onde" run --no-figures costs.xml
holds [ "$(grep -c wattage_per_state results/costs/latest/summary.txt)" -eq 1 ]
holds [ -z "$(column energy | tr -d '\n')" ]

# A price without currency, and two currencies.
sed 's/ USD"/"/' "$source/platforms/azure-d4s-v5.xml" > poor.xml
scenario poor.xml '' > costs.xml
expect 65 'poor.xml:[0-9]+: .*a price without currency' "$onde" run --no-figures costs.xml
scenario azure-d4s-v5 '<accounting electricity="0.25EUR"/>' > costs.xml
expect 65 'costs.xml:6: <accounting electricity="0.25EUR">: the hosts of the platform are priced in USD: expected one currency' \
    "$onde" run --no-figures costs.xml
echo "$checks checks, $failures failures"
[ "$failures" -eq 0 ]
