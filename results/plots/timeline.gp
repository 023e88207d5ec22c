# timeline.gp: who does what when, in one run. Besides the variables of style.gp:
#   subtitle                                 which run
#   shown, rows, row_height                  processes; rows drawn; processes that a row stands for
#   labels, label_place[], label_process[]   of a sample: the numbers of some of its processes; 0: places are numbers
#   kinds, kind[], kind_label[], present[]   the series of the CSV file (activity, start, first-leader, then any
#                                            number of outputs), their legends, whether there are any
#   x_label, y_label, x_factor               texts of the axes; from seconds to the unit of x_label
#   x_low, x_high                            the time of the run, in that unit
load 'style.gp'

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
set xlabel x_label
set ylabel y_label
unset grid
set grid xtics linetype 1 linecolor rgb '#E4E4E4' linewidth 0.6

set title wrapped(title, 80) . "\n" . subtitle
set key below center horizontal Left reverse samplen 1.5 width 2 title " "

size = point_scale * (rows <= 24 ? 1.9 : rows <= 48 ? 1.4 : rows <= 96 ? 1.0 : 0.7)
# The life of each process, while a line is more than grey.
if (rows <= 48) {
    set for [i = 0 : rows - 1] arrow i + 1 from x_low, i * row_height to x_high, i * row_height nohead back linetype 1 linecolor rgb '#C8C8C8' linewidth 0.7
}
set style fill solid 1.0 noborder
half = 0.32 * row_height
half = rows > 96 ? 0.5 * row_height : half

is(series) = strcol('series') eq series
x(name) = column(name) * x_factor
# Activity is a bar behind, a start a circle, the first to know the leader a star; of the outputs that follow each has a
# shape of its own. 13 shapes and 5 colours repeat together after 65 only; in grey, what shares a shape differs in size.
OUTPUT_SHAPES = '7 8 2 5 12 9 4 13 10 15 1 11 14'
OUTPUT_COLOURS = '0xD55E00 0x009E73 0x808080 0xCC79A7 0x0072B2'
# Marks of one instant stay visible together: the later ones are hollow or small.
OUTPUT_SIZES = '0.9 1.3 1.0 0.5 1.5'
cycled(list, i) = word(list, (i - 1) % words(list) + 1)
mark_shape(i) = i == 2 ? '6' : i == 3 ? '3' : cycled(OUTPUT_SHAPES, i - 3)
mark_colour(i) = i <= 3 ? '0x000000' : cycled(OUTPUT_COLOURS, i - 3)
mark_size(i) = i == 2 ? '0.8' : i == 3 ? '2.0' : cycled(OUTPUT_SIZES, i - 3)
mark(i, scale) = sprintf('points pointtype %s pointsize %g linewidth 2 linecolor rgb %s', mark_shape(i), scale * real(mark_size(i)), mark_colour(i))
picture = "plot data using (is('activity') ? x('time') : NaN):'place':(x('time')):(x('end')):(column('place')-half):(column('place')+half) with boxxyerror linecolor rgb 0x6FB1DD notitle"
do for [i = 2 : kinds] {
    if (present[i]) {
        picture = picture . sprintf(", data using (is('%s') ? x('time') : NaN):'place' with %s notitle", kind[i], mark(i, size))
    }
}
if (present[1]) { picture = picture . ", keyentry with boxes linecolor rgb 0x6FB1DD title kind_label[1]" }
do for [i = 2 : kinds] {
    if (present[i]) {
        picture = picture . sprintf(", keyentry with %s title kind_label[%d]", mark(i, 1.9 * point_scale), i)
    }
}
eval picture
unset output
