# style.gp: what the figures have in common: formats, sizes, colours, numbers. Loaded by the scripts of this folder, which
# are run with these variables set:
#   data      the CSV file to draw, and nothing else is read
#   output    the file to write
#   format    svg, pdf or png
#   lang      en or fr
#   title     may be long: it is broken into lines

set encoding utf8
set datafile separator comma
set datafile columnheaders
set decimalsign (lang eq 'fr' ? ',' : '.')
separator = lang eq 'fr' ? "\u00a0" : ','

# A sheet of 16:9 whose letters are a 36th of its height, so that the last row of a lecture room reads them.
if (format eq 'svg') {
    set terminal svg size 1280,720 dynamic noenhanced font 'DejaVu Sans,20' linewidth 1.6 background rgb 'white'
}
if (format eq 'pdf') {
    set terminal pdfcairo size 10in,5.625in noenhanced font 'DejaVu Sans,15' linewidth 1.6 background rgb 'white'
}
if (format eq 'png') {
    set terminal pngcairo size 1920,1080 noenhanced font 'DejaVu Sans,22' linewidth 2.4 background rgb 'white'
}
set output output

# Okabe and Ito's colours, which the colour-blind tell apart; grey stands for their yellow, which a projector loses. Shapes
# and dashes say the same in black and white.
COLOURS = '0x0072B2 0xD55E00 0x009E73 0xCC79A7 0xE69F00 0x56B4E9 0x000000 0x808080'
DARKER  = '0x00395A 0x6B2F00 0x004F3A 0x663D54 0x735000 0x2B5A75 0x000000 0x404040'
SHAPES  = '7 5 9 13 11 6 4 8 12 10 3 2'
colour(i) = int(word(COLOURS, (int(i) - 1) % words(COLOURS) + 1))
darker(i) = int(word(DARKER, (int(i) - 1) % words(DARKER) + 1))
shape(i) = int(word(SHAPES, (int(i) - 1) % words(SHAPES) + 1))
array DASHES[6] = ['1', "'-'", "'_ '", "'-.'", "'_.'", "'-..'"]
dashes(i) = DASHES[(int(i) - 1) % 6 + 1]

set border 3 linecolor rgb '#404040'
set grid linetype 1 linecolor rgb '#D8D8D8' linewidth 0.6
set tics nomirror textcolor rgb '#000000'

# ---- numbers ----

grouped(s) = strlen(s) <= 3 ? s : grouped(s[1:strlen(s)-3]) . separator . s[strlen(s)-2:strlen(s)]
SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹'
superscript(n) = n < 0 ? '⁻' . superscript(-n) : \
    n > 9 ? superscript(n / 10) . superscript(n % 10) : SUPERSCRIPTS[n+1:n+1]
# 4096 is "4,096" in English and "4 096" in French; 0.05 is "0.05" and "0,05".
number(x) = x < 0 ? '−' . number(-x) : \
    x >= 1e15 ? gprintf('%.0t', x) . ' · 10' . superscript(int(floor(log10(x) + 1e-9))) : \
    (x >= 1000 || (x >= 1 && abs(x - floor(x + 0.5)) < 1e-9)) ? grouped(sprintf('%d', int(floor(x + 0.5)))) : \
    gprintf('%g', x)

# ---- axes: each function sets the ticks of axis 'x' or 'y' from `low` to `high` ----

# Powers of two, thinned until their labels have room: about `room` characters on the axis.
AXIS_POWERS_OF_TWO = "eval sprintf('set %stics out ()', axis); \
    first_power = int(floor(log(low) / log(2) + 1e-6)); last_power = int(ceil(log(high) / log(2) - 1e-6)); \
    label_length = strlen(number(2.0**last_power)) + 2; \
    power_step = int(ceil((last_power - first_power + 1) * label_length / (1.0 * room))); \
    do for [power = first_power : last_power : (power_step < 1 ? 1 : power_step)] { \
        eval sprintf('set %stics add (\"%s\" %.17g)', axis, number(2.0**power), 2.0**power); \
    }"

# Powers of ten; with fewer than three, 2 and 5 times them too. From 10 millions they are written 10⁷.
AXIS_LOG = "eval sprintf('set %stics out ()', axis); \
    first_power = int(floor(log10(low) + 1e-6)); last_power = int(ceil(log10(high) - 1e-6)); \
    few = last_power - first_power < 4; \
    power_step = int(ceil((last_power - first_power) / 9.0)); power_step = power_step < 1 ? 1 : power_step; \
    do for [power = first_power - 1 : last_power] { \
        do for [digit = 1 : 9] { \
            tick = digit * 10.0**power; \
            labelled = digit == 1 ? (power - first_power) % power_step == 0 : (few && (digit == 2 || digit == 5)); \
            text = last_power >= 7 && digit == 1 ? '10' . superscript(power) : number(tick); \
            if (tick >= low * 0.999 && tick <= high * 1.001) { \
                eval sprintf('set %stics add (\"%s\" %.17g %d)', axis, labelled ? text : '', tick, labelled ? 0 : 1); \
            } \
        } \
    }"

# 1, 2 or 5 times a power of ten apart, about `wanted` of them.
AXIS_LINEAR = "eval sprintf('set %stics out ()', axis); \
    raw = (high - low) / wanted; raw = raw > 0 ? raw : 1.0; \
    magnitude = 10.0**floor(log10(raw)); \
    spacing = raw <= magnitude ? magnitude : raw <= 2 * magnitude ? 2 * magnitude : \
        raw <= 5 * magnitude ? 5 * magnitude : 10 * magnitude; \
    spacing = exists('whole_numbers') && spacing < 1 ? 1.0 : spacing; \
    first_tick = int(ceil(low / spacing - 1e-9)); last_tick = int(floor(high / spacing + 1e-9)); \
    do for [tick_number = first_tick : last_tick] { \
        tick = tick_number * spacing; \
        eval sprintf('set %stics add (\"%s\" %.17g)', axis, number(abs(tick) < spacing / 1e6 ? 0 : tick), tick); \
    }"

# ---- long texts ----

# Breaks `long_text` at spaces into lines of at most `line_length` characters: the result is in `wrapped`.
WRAP = "wrapped = ''; rest = long_text; \
    while (strlen(rest) > line_length) { \
        cut = 0; \
        do for [position = line_length + 1 : 1 : -1] { \
            if (cut == 0 && rest[position:position] eq ' ') { cut = position } \
        } \
        if (cut < 2) { cut = line_length + 1; wrapped = wrapped . rest[1:line_length] . \"\\n\"; rest = rest[line_length+1:*] } \
        else { wrapped = wrapped . rest[1:cut-1] . \"\\n\"; rest = rest[cut+1:*] } \
    } \
    wrapped = wrapped . rest"
