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
separator = lang eq 'fr' ? ' ' : ','  # in French a no-break space

# A sheet of 16:9 whose letters are about a 38th of its height, so that the last row of a lecture room reads them. The
# formats differ in what they take for the size of a point, of a tick and of a line of text.
if (format eq 'svg') {
    set terminal svg size 1440,810 dynamic noenhanced font 'DejaVu Sans,21' linewidth 1.8 dashlength 0.6 background rgb 'white'
    full_size = 21; point_scale = 0.5; tick_scale = 0.55; line_spacing = 1.0
}
if (format eq 'pdf') {
    set terminal pdfcairo size 10in,5.625in noenhanced font 'DejaVu Sans,15' linewidth 1.6 background rgb 'white'
    full_size = 15; point_scale = 0.7; tick_scale = 1.0; line_spacing = 1.2
}
if (format eq 'png') {
    set terminal pngcairo size 1920,1080 noenhanced font 'DejaVu Sans,22' linewidth 2.4 background rgb 'white'
    full_size = 22; point_scale = 1.2; tick_scale = 1.0; line_spacing = 1.2
}
# A font of this part of the full size.
sized(part) = sprintf(',%d', int(full_size * part + 0.5))
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
# Of outputs, in the order of process.h: decide, leader, lost, rank, count, watch, suspect, trust, done, rent, release, request,
# enter, leave, post, deliver, stamp, record, channel, block, unblock, checkpoint, rollback. No shape and size is that of an
# event, of a fault or of a loss, and what often comes together differs; a delivery is a large frame, through which one sees the post.
OUTPUT_SHAPES = '13 9 12 15 11 8 9 11 13 9 11 9 15 14 9 12 7 9 13 14 15 4 10'
OUTPUT_COLOURS = '0xD55E00 0x009E73 0x606060 0xCC79A7 0x0072B2 0x009E73 0xD55E00 0x009E73 0x0072B2 0x009E73 0xCC79A7 0xD55E00 0x009E73 0xCC79A7 0xD55E00 0x009E73 0x808080 0xD55E00 0x009E73 0x56B4E9 0x56B4E9 0x7A3FA0 0x7A3FA0'
OUTPUT_SIZES = '1 1 1.15 0.9 1 1.1 1 1 1 1 1 1 0.9 1.1 0.85 1.7 0.4 1 1 1.1 1 1.05 1.1'
output_shape(i) = word(OUTPUT_SHAPES, (int(i) - 1) % words(OUTPUT_SHAPES) + 1)
output_colour(i) = word(OUTPUT_COLOURS, (int(i) - 1) % words(OUTPUT_COLOURS) + 1)
output_size(i) = real(word(OUTPUT_SIZES, (int(i) - 1) % words(OUTPUT_SIZES) + 1))
# Of a formula, by what it says: 1 exactly, 2 at most, 3 at least, 4 on average.
array FORMULA_DASHES[4] = ["'.'", "'- '", "' .'", "'_ . '"]

set border 3 linecolor rgb '#404040'
set grid linetype 1 linecolor rgb '#D8D8D8' linewidth 0.6
set tics nomirror scale tick_scale, 0.5 * tick_scale textcolor rgb '#000000'

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

# ---- long texts: broken at spaces into lines of at most `length` characters ----

last_space(s, position) = position < 2 ? 0 : s[position:position] eq ' ' ? position : last_space(s, position - 1)
broken(s, length, cut) = cut == 0 ? s[1:length] . "\n" . wrapped(s[length+1:*], length) : \
    s[1:cut-1] . "\n" . wrapped(s[cut+1:*], length)
titled(s, length, note) = wrapped(s, length) . (note eq '' ? '' : "\n" . note)
wrapped(s, length) = strlen(s) <= length ? s : broken(s, length, last_space(s, length + 1))
