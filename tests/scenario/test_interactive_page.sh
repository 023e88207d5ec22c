#!/bin/bash
# The interactive page of a space-time diagram, in a browser without a window: what it lights is what the trace says.
# test_interactive_page.sh ONDE SOURCE
onde=$1 source=$2
. "$source/tests/scenario/expect.sh"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export ONDE_DATA=$source
cd "$folder" || exit 1

# scenario NAME PROCESSES MORE FIGURES
scenario() {
    cat > "$1.xml" <<END
<?xml version="1.0" encoding="UTF-8"?>
<scenario name="$1" seed="3">
  <title xml:lang="en">Who knows &lt;what&gt; when</title>
  <title xml:lang="fr">Qui sait &lt;quoi&gt; quand</title>
  <platform file="raspberry-pi-4"/>
  <network model="latency"/>
  <trace runs="first" stamps="scalar"/>
  <system name="ring" processes="$2">
    <algorithm name="chang-roberts"/>
    <topology kind="one-way-ring"/>
    $3
    <initiators select="all"/>
    <channels delay="uniform" low="0s" high="1ms"/>
  </system>
  <figures><figure kind="spacetime" name="page"/>$4</figures>
</scenario>
END
}
scenario small 5
scenario large 201 '<identities order="increasing"/>' '<figure kind="spacetime" name="late" event="30000"/>'
expect 0 'page.svg, .pdf, .png, .csv, .tex, .html' "$onde" run small.xml
page=$folder/results/small/latest/page.html
trace=$folder/results/small/latest/trace.csv
# The page needs nothing from elsewhere, and may not ask for it.
holds [ -s "$page" ]
holds [ "$(grep -cE 'https?:|ftp:|src=|@import|url\(|//[a-z]+\.' "$page")" -eq 0 ]
holds grep -q "content=\"default-src 'none'" "$page"
holds grep -q '<title>Who knows &#60;what&#62; when</title>' "$page"

if ! command -v chromium > /dev/null; then
    echo "SKIPPED: chromium is not installed (Debian: chromium); the page is not tried in a browser"
    echo "$checks checks, $failures failures"
    [ "$failures" -eq 0 ]
    exit
fi

# browse PAGE FRAGMENT OPTION...: what the page has become; what it complains of is in console.txt.
browse() {
    local address="file://$1#$2"
    shift 2
    chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$folder/profile" --window-size=1400,900 \
        --virtual-time-budget=5000 --enable-logging=stderr "$@" "$address" 2> log.txt
    grep CONSOLE log.txt >> console.txt
}
# said DOM ATTRIBUTE: what an element says in it.
said() {
    grep -oE " $2=\"[^\"]*\"" "$1" | head -1 | sed -E 's/^[^"]*"(.*)"$/\1/'
}
# causes EVENT past|future: from the trace alone, the numbers of the events before or after one: "1-4 7".
causes() {
    awk -F, -v of="$1" -v way="$2" '
        NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
        { number[NR] = $column["number"]; cause = $column["event"] == "receive" ? $column["sent"] : ""
          if ($column["scalar"] == "") next
          process = $column["process"]; before[number[NR]] = last[process]; sent[number[NR]] = cause; last[process] = number[NR] }
        END {
            in_set[of] = 1
            if (way == "past")
                for (i = NR; i > 1; i--) { n = number[i]; if (n in in_set) { if (before[n] != "") in_set[before[n]] = 1; if (sent[n] != "") in_set[sent[n]] = 1 } }
            else
                for (i = 2; i <= NR; i++) { n = number[i]; if (((before[n] != "") && (before[n] in in_set)) || ((sent[n] != "") && (sent[n] in in_set))) in_set[n] = 1 }
            delete in_set[of]
            for (i = 2; i <= NR + 1; i++) {
                n = i <= NR ? number[i] : 0
                if (n in in_set && n > 0 && first != "" && n == end + 1) { end = n; continue }
                if (!(n in in_set) && i <= NR) continue
                if (first != "") text = text (text == "" ? "" : " ") (first == end ? first : first "-" end)
                first = end = n
            }
            print text
        }' "$trace"
}

# The past and the future of events, by a link to each; as the trace says, and as `onde explain` counts.
: > console.txt
for event in 1 9 14 23; do
    browse "$page" "event=$event" --dump-dom > dom.html
    holds [ "$(said dom.html data-event)" = "$event" ]
    holds [ "$(said dom.html data-past)" = "$(causes $event past)" ]
    holds [ "$(said dom.html data-future)" = "$(causes $event future)" ]
    counts=$("$onde" explain results/small --event "$event" | sed -nE 's/.*, ([0-9]+) came before it, ([0-9]+) after it, and ([0-9]+) .*/\1 \2 \3/p')
    holds [ -n "$counts" ]
    holds [ "$(grep -oE '<summary>.*' dom.html | grep -oE '<strong>[0-9]+' | grep -oE '[0-9]+' | head -3 | paste -sd' ')" = "$counts" ]
done

# Two events: how they stand to each other, and the way from one to the other.
browse "$page" 'event=1&with=23' --dump-dom > dom.html
holds [ "$(said dom.html data-second)" = 23 ]
expect 0 'before|concurrent' said dom.html data-relation
last=$(tail -1 "$trace" | cut -d, -f1)
browse "$page" "event=$last&with=1" --dump-dom > dom.html
relation=concurrent
[[ " $(causes "$last" past | sed -E 's/^1-/1 /') " == *" 1 "* ]] && relation=after
holds [ "$(said dom.html data-relation)" = "$relation" ]

# The axis, filters, processes; an event that is not there; both languages.
browse "$page" 'axis=logical' --dump-dom > dom.html
holds [ "$(said dom.html data-axis)" = logical ]
all=$(said dom.html data-shown)
holds [ "$all" -eq "$(($(wc -l < "$trace") - 1))" ]
browse "$page" 'hide=message:election' --dump-dom > dom.html
holds [ "$(said dom.html data-shown)" -eq "$((all - $(grep -cE '^[^,]*,[^,]*,(send|receive),[^,]*,[^,]*,[^,]*,election,' "$trace")))" ]
browse "$page" 'processes=1-2' --dump-dom > dom.html
holds [ "$(said dom.html data-shown)" -eq "$(awk -F, '$4 == 1 || $4 == 2' "$trace" | wc -l)" ]
browse "$page" 'event=4711' --dump-dom > dom.html
holds grep -q 'There is no event 4711 in this page' dom.html
holds grep -q 'Keyboard and mouse' dom.html
expect 0 "svg,pdf,png,tex,html" "$onde" plot --lang fr results/small/latest
browse "$page" 'event=2' --dump-dom > dom.html
holds grep -q 'Événement 2 ·' dom.html
holds grep -q 'Clavier et souris' dom.html
holds grep -q "connaît l'élu (leader)" dom.html
expect 0 "svg,pdf,png,tex,html" "$onde" plot results/small/latest

# The keyboard: forward twice, the next of the process, pinned and compared, unpinned, the end, back home.
sed 's#</body>#<script>setTimeout(() => { const said = [], box = document.getElementById("box");\
for (const key of ["ArrowRight", "ArrowRight", "Enter", "ArrowRight", "Escape", "End", "Home", "+", "0"]) {\
document.getElementById("picture").dispatchEvent(new KeyboardEvent("keydown", {key, cancelable: true}));\
said.push(`${key}:${box.dataset.event}/${box.dataset.second || ""}`); }\
document.body.dataset.keys = said.join(" "); }, 100);</script></body>#' "$page" > keys.html
browse "$folder/keys.html" '' --dump-dom > dom.html
holds [ "$(said dom.html data-keys)" = "ArrowRight:1/ ArrowRight:2/ Enter:2/ ArrowRight:2/3 Escape:3/ End:$last/ Home:1/ +:1/ 0:1/" ]

# The mouse: over an event it lights, beside all it does not; the wheel zooms, and the address tells where one is.
sed 's#</body>#<script>setTimeout(() => { const box = document.getElementById("box"), canvas = document.getElementById("picture");\
const frame = canvas.getBoundingClientRect(), at = (type, x, y) => new PointerEvent(type, {clientX: frame.left + x, clientY: frame.top + y});\
for (let y = 30; y < frame.height \&\& !box.dataset.event; y += 6) for (let x = 70; x < frame.width \&\& !box.dataset.event; x += 6)\
canvas.dispatchEvent(at("pointermove", x, y));\
const said = [box.dataset.event, canvas.className]; canvas.dispatchEvent(at("pointerleave", 0, 0)); said.push(box.dataset.event || "none");\
canvas.dispatchEvent(new WheelEvent("wheel", {deltaY: -100, clientX: frame.left + 400, clientY: frame.top + 100, cancelable: true}));\
setTimeout(() => { said.push(/from=.*to=/.test(location.hash)); document.body.dataset.mouse = said.join(" "); }, 500); }, 100);</script></body>#' "$page" > mouse.html
browse "$folder/mouse.html" '' --dump-dom > dom.html
expect 0 '^[0-9]+ over none true$' said dom.html data-mouse
# An address that nobody meant.
browse "$page" 'event=%zz&hide=%E0%A4%A&from=x&processes=%%&axis=&theme=__proto__&with=' --dump-dom > dom.html
holds [ "$(said dom.html data-shown)" = "$all" ]

# It draws: a picture that is not of one colour, another one in the dark and with an event chosen.
for look in theme=light theme=dark 'theme=light&event=14'; do
    browse "$page" "$look" --screenshot="$folder/$look.png"
    holds [ "$(stat -c %s "$folder/$look.png")" -gt 30000 ]
done
holds [ "$(sha256sum ./*.png | cut -d' ' -f1 | sort -u | wc -l)" -eq 3 ]

# Of a run that is too long for a page, the first events, and the page says so.
expect 0 '.html' "$onde" run large.xml
events=$(($(wc -l < results/large/latest/trace.csv) - 1))
holds [ "$events" -gt 20000 ]
browse "$folder/results/large/latest/page.html" 'event=9000' --dump-dom > dom.html
holds grep -q "This page has the first 20,000 of $(printf "%'d" "$events" | tr -d "'" | sed -E ':a;s/([0-9])([0-9]{3})($|,)/\1,\2\3/;ta') events" dom.html
holds [ "$(said dom.html data-shown)" -eq 20000 ]
trace=$folder/results/large/latest/trace.csv
holds [ "$(said dom.html data-past)" = "$(causes 9000 past)" ]

# Of the part that a figure asks for, those around it.
browse "$folder/results/large/latest/late.html" '' --dump-dom > dom.html
holds grep -q "This page has 20,000 of .* events: from event $(printf '%s' $((30000 - 9999)) | sed -E 's/(...)$/,\1/') to event 40,000\." dom.html
holds [ "$(said dom.html data-event)" = 30000 ]
holds [ "$(said dom.html data-shown)" -eq 20000 ]
# Events of one date stand before what comes next, though that is behind the page.
for part in page late; do
    sed 's#^})();$#document.body.dataset.spread = (() => { const lay = lays.time, room = new Map(run.rooms); let most = 0;\
for (let i = 0; i < eventCount; i++) { const next = order.after[i] < 0 ? room.get(i) : events.time[order.after[i]] - events.time[i];\
if (next > 0) most = Math.max(most, (xOf(i) - xOfValue(events.time[i])) / scale() / next); } return `${room.size > 0} ${most <= 1}`; })();\
})();#' "$folder/results/large/latest/$part.html" > spread.html
    browse "$folder/spread.html" '' --dump-dom > dom.html
    holds [ "$(said dom.html data-spread)" = 'true true' ]
done

# What the algorithm's own clock shows, and of a process where it shows nothing at the event itself.
cp "$source"/scenarios/{clocks-vector,snapshot-chandy-lamport,exclusion-faults}.xml .
expect 0 '.html' "$onde" run clocks-vector.xml
for event in 18 19 20; do
    browse "$folder/results/clocks-vector/latest/spacetime.html" "event=$event" --dump-dom > dom.html
    shown=$(awk -F, -v event="$event" '$7 == "stamp" { value[$4] = $10; number[$4] = $1 } $1 == event { process = $4; began = $2; begins = $3 == "receive" }
        $1 > event && $7 == "stamp" && begins && $4 == process && $2 == began { print $10; exit } $1 == event && !begins { print value[process]; exit }' \
        results/clocks-vector/latest/trace.csv)
    holds [ -n "$shown" ]
    holds [ "$(said dom.html data-clock)" = "$shown" ]
done

# All messages that a cut cannot have, and the event that violates the specification.
expect 0 '.html' "$onde" run snapshot-chandy-lamport.xml
holds grep -q '"origin":"wished","number":0,"consistent":false,"breaks":\[80,85\]' results/snapshot-chandy-lamport/latest/two-cuts.html
expect 0 '.html' "$onde" run exclusion-faults.xml
violation=$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next } $column["system"] == "ring" { print $column["event"]; exit }' \
    results/exclusion-faults/latest/runs.csv)
browse "$folder/results/exclusion-faults/latest/spacetime-ring.html" '' --dump-dom > dom.html
holds grep -q "<button type=\"button\">violation ($violation)" dom.html
browse "$folder/results/exclusion-faults/latest/spacetime-ring.html" "event=$violation" --dump-dom > dom.html
holds grep -q 'Here the specification is violated' dom.html

# Nowhere an error, nor anything that the page may not do.
holds [ ! -s console.txt ]
echo "$checks checks, $failures failures"
[ "$failures" -eq 0 ]
