# spacetime.gp: a space-time diagram: lines of processes, messages, events, bars, cuts. Besides the variables of style.gp:
#   subtitle                                         which run, and what of it is not shown
#   rows, row_process[]                              lines; their numbers
#   messages                                         how many
#   strokes, stroke_series[], stroke_kind[], stroke_style[], stroke_part[]
#                                                    what the CSV file has, in the order in which it is drawn; kind: '' is any
#   entries, entry_series[], entry_style[], entry_part[], entry_text[]    of the legend
#   logical                                          1: the axis has stamps, not seconds
#   highlighted                                      1: the past and the future of an event are told apart
#   x_label, y_label, x_factor                       texts of the axes; from seconds to the unit of x_label
#   x_low, x_high                                    the ends of the axis, in that unit
# and those of faults.gp for panel 1
load 'style.gp'
load 'faults.gp'

if (x_high <= x_low) { x_high = x_low + 1 }
# Of a short window long after the beginning, ticks have the decimals that tell them apart.
if (x_high >= 1000 && x_high - x_low < 50) {
    decimals = int(ceil(1.5 - log10(x_high - x_low)))
    decimals = decimals > 0 ? decimals : 0
    plain(x) = gprintf(sprintf('%%.%df', decimals), x)
    digits(x) = strlen(sprintf('%d', int(floor(x + 0.5 / 10 ** decimals))))
    number(x) = grouped(plain(x)[1:digits(x)]) . plain(x)[digits(x)+1:*]
}
low = x_low; high = x_high; axis = 'x'; wanted = 8
ticks = logical ? 'whole' : 'linear'
load 'axis.gp'
pad = 0.012 * (x_high - x_low)
set xrange [x_low - pad : x_high + pad]
# Process 0 at the top, as one writes a space-time diagram.
set yrange [rows - 0.35 : -0.65]
row_font = sized(rows <= 20 ? 0.95 : rows <= 30 ? 0.75 : 0.62)
set ytics out scale 0 () font row_font
do for [i = 1 : rows] { set ytics add (number(row_process[i]) i - 1) }
set xlabel time_label(x_label) offset 0, 0.3
set ylabel y_label
unset grid

eval HEADING
plot_top = heading_bottom - LEVEL_HEIGHT * mark_levels_1 - 0.01
set tmargin at screen plot_top
panel = 1
eval NAMES
key_font = sized(0.78)
set key below center horizontal Left reverse samplen 2.2 width 1 font key_font title " "

size = point_scale * (rows <= 12 ? 1.6 : rows <= 24 ? 1.25 : 0.9)
half = 0.2
ring = 2.7  # around an event with all its marks; in the legend there is less room
half_of(series) = series eq 'waiting' ? 0.5 * half : half
x(name) = column(name) * x_factor

# ---- how things look ----

PAST = '0x0072B2'; FUTURE = '0xD55E00'; NEITHER = '0xBEBEBE'; CHOSEN = '0xC000A0'
# The colour of a part of the run; `plain` where none is told apart.
tinted(part, plain) = part eq 'past' ? PAST : part eq 'future' ? FUTURE : part eq 'concurrent' ? NEITHER : part eq 'chosen' ? CHOSEN : plain
# In grey, the past is the thicker one.
heavier(part) = part eq 'past' ? 1.7 : part eq 'future' ? 1.15 : part eq 'concurrent' ? 0.7 : 1.0
of_text(part) = part eq 'concurrent' ? '0x808080' : tinted(part, '0x000000')
message_colour(k, part) = tinted(part, highlighted ? '0x404040' : sprintf('0x%06X', colour(k)))
message_width(part) = heavier(part) * (rows <= 12 && messages <= 60 ? 1.7 : 1.2)
message_line(k, part) = sprintf('linecolor rgb %s dashtype %s linewidth %g', message_colour(k, part), dashes(k), message_width(part))
HEAD = 'head filled size screen 0.0095,16 fixed'
OPEN_HEAD = 'head empty size screen 0.012,20 fixed'
# Heads have no dashes: they are drawn apart, over the last part of the line.
head_of(series, k, part) = sprintf('%s dashtype 1 linecolor rgb %s linewidth %g', series eq 'copy' ? OPEN_HEAD : HEAD, message_colour(k, part), message_width(part))
LAST = 0.001
# Cuts: consistent, inconsistent, unfinished; recovery lines: consistent, inconsistent.
CUT_COLOURS = '0x009E73 0xA00050 0x808080 0x7A3FA0 0xA00050'
array CUT_DASHES[5] = ['1', '(7,3)', "'.'", "'_..'", "'-..'"]
look(series, k, part) = \
    series eq 'crashed' ? 'fillstyle solid 1.0 noborder linecolor rgb 0x9A9A9A' : \
    series eq 'suspended' ? 'fillstyle solid 1.0 border linecolor rgb 0x707070 linecolor rgb 0xE2E2E2' : \
    series eq 'blocked' ? 'fillstyle solid 1.0 border linecolor rgb 0x6FA8CC linecolor rgb 0xDCEBF5' : \
    series eq 'waiting' ? 'fillstyle solid 1.0 border linecolor rgb 0xCDB27A linecolor rgb 0xFCF0D4' : \
    series eq 'critical' ? 'fillstyle solid 1.0 border linecolor rgb 0x8A5A00 linecolor rgb 0xF5BE4B' : \
    series eq 'process' ? 'nohead linetype 1 linewidth 1.1 linecolor rgb ' . (highlighted ? '0xC8C8C8' : '0x707070') : \
    series eq 'cone' ? sprintf('nohead linetype 1 linewidth %g linecolor rgb %s', part eq 'past' ? 3.4 : 2.0, tinted(part, '0x000000')) : \
    series eq 'breaks' ? 'nohead linetype 1 linewidth 7 linecolor rgb 0xF7C6A3' : \
    series eq 'transit' ? 'nohead ' . message_line(k, part) : \
    series eq 'message' || series eq 'copy' || series eq 'lost' ? 'nohead ' . message_line(k, part) : \
    series eq 'cut' ? sprintf("nohead linewidth 3.2 linecolor rgb %s dashtype %s", word(CUT_COLOURS, int(k)), CUT_DASHES[int(k)]) : \
    series eq 'rollback' ? 'head filled size screen 0.012,18 fixed linetype 1 linewidth 2 linecolor rgb 0x7A3FA0' : \
    series eq 'event' ? sprintf('pointtype 7 pointsize %g linecolor rgb %s', 0.62 * size, tinted(part, '0x000000')) : \
    series eq 'start' ? sprintf('pointtype 6 pointsize %g linewidth 1.8 linecolor rgb %s', 1.4 * size, tinted(part, '0x000000')) : \
    series eq 'struck' ? sprintf('pointtype 1 pointsize %g linewidth 2.5 linecolor rgb 0xC03000', 1.6 * size) : \
    series eq 'output' ? sprintf('pointtype %s pointsize %g linewidth 2 linecolor rgb %s', output_shape(k), 1.45 * size * output_size(k), highlighted ? tinted(part, '0x404040') : output_colour(k)) : \
    series eq 'checkpoint' ? sprintf('pointtype 4 pointsize %g linewidth 2.2 linecolor rgb 0x7A3FA0', 1.5 * size) : \
    series eq 'violation' ? sprintf('pointtype 6 pointsize %g linewidth 3.2 linecolor rgb 0xC03000', ring * size) : \
    sprintf('pointtype 6 pointsize %g linewidth 3 linecolor rgb %s', 2.1 * size, CHOSEN)
is_box(series) = series eq 'crashed' || series eq 'suspended' || series eq 'blocked' || series eq 'waiting' || series eq 'critical'
is_point(series) = series eq 'event' || series eq 'start' || series eq 'struck' || series eq 'output' || series eq 'checkpoint' || series eq 'violation' || series eq 'chosen'
is_text(series) = series eq 'label' || series eq 'stamp' || series eq 'mail'
with_look(series, k, part) = (is_box(series) ? 'boxxyerror ' : is_point(series) ? 'points ' : 'vectors ') . look(series, k, part)

# ---- what is drawn ----

where(s) = sprintf("strcol('series') eq stroke_series[%d] && strcol('part') eq stroke_part[%d]", s, s) . (stroke_kind[s] eq '' ? '' : sprintf(" && strcol('kind') eq stroke_kind[%d]", s))
at(s, when) = sprintf("data using (%s && (%s) ? x('time') : NaN)", where(s), when)
lowered(series) = series eq 'rollback' ? 0.3 : 0.0
ends(s) = sprintf(":(column('place') + %g):(x('end') - x('time')):(column('end_place') - column('place'))", lowered(stroke_series[s]))
# A message whose end is not shown has no head.
has_end = "strcol('cut_off') eq ''"
set style textbox 1 opaque noborder fillcolor rgb 0xFFFFFF margins 0.4, 0.15

picture = 'plot NaN notitle' . fault_lines('1', rows - 0.35, -0.65)
do for [s = 1 : strokes] {
    series = stroke_series[s]; style = stroke_style[s]; part = stroke_part[s]
    if (is_box(series)) {
        picture = picture . ', ' . at(s, '1') . sprintf(":'place':(x('time')):(x('end')):(column('place') - %g):(column('place') + %g) with boxxyerror %s notitle", half_of(series), half_of(series), look(series, style, part))
    }
    if (is_point(series)) {
        picture = picture . ', ' . at(s, '1') . sprintf(":'place' with points %s notitle", look(series, style, part))
    }
    if (series eq 'label') {
        picture = picture . ', ' . at(s, '1') . sprintf(":'place':(strcol('value')) with labels boxed bs 1 font sized(0.68) textcolor rgb %s notitle", of_text(part))
    }
    if (series eq 'stamp' || series eq 'mail') {
        picture = picture . ', ' . at(s, '1') . sprintf(":'place':(strcol('value')) with labels font sized(0.68) textcolor rgb %s notitle", of_text(part))
    }
    if (series eq 'message' || series eq 'copy') {
        picture = picture . ', ' . at(s, '1') . ends(s) . sprintf(' with vectors %s notitle', look(series, style, part))
        picture = picture . sprintf(", data using (%s && %s ? x('end') - LAST * (x('end') - x('time')) : NaN):(column('end_place') - LAST * (column('end_place') - column('place'))):(LAST * (x('end') - x('time'))):(LAST * (column('end_place') - column('place'))) with vectors %s notitle", where(s), has_end, head_of(series, style, part))
    } else { if (!is_box(series) && !is_point(series) && !is_text(series)) {
        picture = picture . ', ' . at(s, '1') . ends(s) . sprintf(' with vectors %s notitle', look(series, style, part))
    } }
    LOST_MARK = sprintf("pointtype 2 pointsize %g linewidth 2.6 linecolor rgb %s", 1.5 * size, part eq 'concurrent' ? '0xD9A79C' : '0xC03000')
    if (series eq 'lost') {
        picture = picture . sprintf(", data using (%s && %s ? x('end') : NaN):'end_place' with points %s notitle", where(s), has_end, LOST_MARK)
    }
    if (series eq 'transit') {
        picture = picture . sprintf(", data using (%s ? x('end') : NaN):'end_place' with points pointtype 10 pointsize %g linewidth 1.6 linecolor rgb %s notitle", where(s), 1.1 * size, tinted(part, '0x404040'))
    }
}
KEY_SIZE = 1.5 * point_scale
ring = 1.9
size = KEY_SIZE
do for [e = 1 : entries] {
    series = entry_series[e]
    key_look = series eq 'copy' ? 'vectors ' . head_of(series, entry_style[e], entry_part[e]) : \
        series eq 'lost' ? 'points ' . sprintf("pointtype 2 pointsize %g linewidth 2.6 linecolor rgb 0xC03000", 1.5 * size) : \
        series eq 'transit' ? 'points ' . sprintf('pointtype 10 pointsize %g linewidth 1.6 linecolor rgb 0x404040', 1.1 * size) : \
        with_look(series, entry_style[e], entry_part[e])
    picture = picture . sprintf(', keyentry with %s title entry_text[%d]', key_look, e)
}
eval picture . FAULT_KEYS
unset output
