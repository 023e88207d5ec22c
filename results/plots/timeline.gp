# timeline.gp: who does what when, in one run. Besides the variables of style.gp:
#   subtitle                                 which run
#   shown, rows, row_height                  processes; rows drawn; processes that a row stands for
#   labels, label_place[], label_process[]   of a sample: the numbers of some of its processes; 0: places are numbers
#   kinds, kind[], kind_label[], present[]   the series of the CSV file (activity, crashed, suspended, start, first-leader,
#                                            lost, struck, violation, then any number of outputs), their legends, whether there
#                                            are any
#   x_label, y_label, x_factor               texts of the axes; from seconds to the unit of x_label
#   x_low, x_high                            the time of the run, in that unit
# and those of faults.gp for panel 1
load 'style.gp'
load 'faults.gp'

if (x_high <= x_low) { x_high = x_low + 1 }
low = x_low; high = x_high; axis = 'x'; wanted = 8
ticks = 'linear'
load 'axis.gp'
pad = 0.02 * (x_high - x_low)
set xrange [x_low - pad : x_high + pad]
low = 0; high = shown - 1; axis = 'y'; wanted = shown <= 20 ? shown : 10; ticks = 'whole'
load 'axis.gp'
if (labels > 0) {
    set ytics out ()
    do for [i = 1 : labels] { set ytics add (number(label_process[i]) label_place[i]) }
}
# Process 0 at the top, as one writes a space-time diagram.
set yrange [shown - 1 + 0.8 * row_height : -0.8 * row_height]
set xlabel time_label(x_label)
set ylabel y_label
unset grid
set grid xtics linetype 1 linecolor rgb '#E4E4E4' linewidth 0.6

eval HEADING
plot_top = heading_bottom - LEVEL_HEIGHT * mark_levels_1 - 0.01
set tmargin at screen plot_top
panel = 1
eval NAMES
key_font = sized(0.85)
set key below center horizontal Left reverse samplen 1.5 width 2 font key_font title " "

size = point_scale * (rows <= 24 ? 1.9 : rows <= 48 ? 1.4 : rows <= 96 ? 1.0 : 0.7)
# The life of each process, while a line is more than grey.
if (rows <= 48) {
    set for [i = 0 : rows - 1] arrow i + 1 from x_low, i * row_height to x_high, i * row_height nohead back linetype 1 linecolor rgb '#C8C8C8' linewidth 0.7
}
half = 0.32 * row_height
half = rows > 96 ? 0.5 * row_height : half

is(series) = strcol('series') eq series
x(name) = column(name) * x_factor
# Activity is a bar behind, a crash a grey one, a suspension a lighter one with a frame; a start is a circle, the first to know the
# leader a star, a lost message a small cross, a process that is struck a thick one, a violation
# a ring; of the outputs that follow style.gp says how they look.
BARS = 3; FIRST_OUTPUT = 9
BAR_STYLES = "'fillstyle solid 1.0 noborder linecolor rgb 0x6FB1DD' 'fillstyle solid 1.0 noborder linecolor rgb 0x9A9A9A' 'fillstyle solid 1.0 border rgb 0x707070 linecolor rgb 0xE2E2E2'"
MARK_SHAPES = '6 3 2 1 6'
MARK_COLOURS = '0x000000 0x000000 0xC03000 0xC03000 0xC03000'
MARK_SIZES = '0.8 2.0 0.7 1.6 2.2'
mark_shape(i) = i < FIRST_OUTPUT ? word(MARK_SHAPES, i - BARS) : output_shape(i - FIRST_OUTPUT + 1)
mark_colour(i) = i < FIRST_OUTPUT ? word(MARK_COLOURS, i - BARS) : output_colour(i - FIRST_OUTPUT + 1)
mark_size(i) = i < FIRST_OUTPUT ? real(word(MARK_SIZES, i - BARS)) : 1.2 * output_size(i - FIRST_OUTPUT + 1)
mark(i, scale) = sprintf('points pointtype %s pointsize %g linewidth 2 linecolor rgb %s', mark_shape(i), scale * mark_size(i), mark_colour(i))
# What is down is of one process, also where a line stands for several.
bar_half(i) = i == 1 ? half : rows == shown ? half : 0.5
picture = 'plot '
do for [i = BARS : 1 : -1] {
    if (present[i]) {
        picture = picture . sprintf("data using (is('%s') ? x('time') : NaN):'place':(x('time')):(x('end')):(column('place')-%g):(column('place')+%g) with boxxyerror %s notitle, ", kind[i], bar_half(i), bar_half(i), word(BAR_STYLES, i))
    }
}
picture = picture . 'NaN notitle' . fault_lines('1', shown - 1 + 0.8 * row_height, -0.8 * row_height)
do for [i = BARS + 1 : kinds] {
    if (present[i]) {
        picture = picture . sprintf(", data using (is('%s') ? x('time') : NaN):'place' with %s notitle", kind[i], mark(i, size))
    }
}
do for [i = 1 : BARS] {
    if (present[i]) { picture = picture . sprintf(", keyentry with boxes %s title kind_label[%d]", word(BAR_STYLES, i), i) }
}
do for [i = BARS + 1 : kinds] {
    if (present[i]) {
        picture = picture . sprintf(", keyentry with %s title kind_label[%d]", mark(i, 1.9 * point_scale), i)
    }
}
picture = picture . FAULT_KEYS
eval picture
unset output
