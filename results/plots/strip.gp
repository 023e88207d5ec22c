# strip.gp: the values of a variable, processes against time. Besides the variables of style.gp:
#   subtitle                                 which run
#   variable                                 its name
#   shown, rows, row_height                  processes; rows drawn; how far apart these are
#   labels, label_place[], label_process[]   of a sample: the numbers of some of its processes; 0: places are numbers
#   states, state[]                          the values, ascending, each with a colour; 0: too many, colours are a scale
#   least, greatest                          of the values
#   crashed_label, struck_label              of the legend; '': there is none
#   x_label, y_label, x_factor               texts of the axes; from seconds to the unit of x_label
#   x_low, x_high                            the time of the run, in that unit
# and those of faults.gp for panel 1
load 'style.gp'
load 'faults.gp'
load 'shades.gp'

# The colour of a value; two values are the first and the last but one, which is still a colour.
position(v) = sum [k = 1 : states] (state[k] < v ? 1 : 0)
scaled(v) = greatest > least ? (v - least) / (1.0 * greatest - least) : 0
tint(v) = states > 0 ? shade(states == 1 ? 0 : states <= 3 ? 0.75 * position(v) / (states - 1) : position(v) / (states - 1.0)) : shade(scaled(v))

x_low = 1.0 * x_low; x_high = 1.0 * x_high
low = x_low; high = x_high; axis = 'x'; wanted = 8; ticks = 'linear'; load 'axis.gp'
set xrange [x_low : x_high]
low = 0; high = shown - 1; axis = 'y'; wanted = shown <= 20 ? shown : 10; ticks = 'whole'; load 'axis.gp'
if (labels > 0) {
    set ytics out ()
    do for [i = 1 : labels] { set ytics add (number(label_process[i]) label_place[i]) }
}
# Process 0 at the top, as in a timeline.
set yrange [shown - 0.5 * row_height : -0.5 * row_height]
set xlabel time_label(x_label)
set ylabel y_label
unset grid
set border 3

eval HEADING
plot_top = heading_bottom - LEVEL_HEIGHT * mark_levels_1 - 0.015
set tmargin at screen plot_top
set rmargin at screen (states > 0 ? 0.975 : 0.885)
panel = 1
eval NAMES
key_font = sized(0.85)
set key below center horizontal Left reverse samplen 1.2 width (states > 8 ? -1 : 1) font key_font title " "

is(series) = strcol('series') eq series
x(name) = column(name) * x_factor
half = 0.5 * row_height
# A rectangle reaches a little under the next ones, so that no seam shows between them.
inner = rows <= 32 ? 0.44 * row_height : 0.56 * row_height
seam = 0.0006 * (x_high - x_low)
picture = "plot data using (is('state') ? x('time') : NaN):'place':(x('time')):(x('end') + seam < x_high ? x('end') + seam : x_high):(column('place') - inner):(column('place') + inner):(tint(is('state') ? column('value') : least)) with boxxyerror fillstyle solid 1.0 noborder linecolor rgb variable notitle"
# A crash is a thinner bar, so that its grey is no value's.
thin = 0.3 * row_height
picture = picture . ", data using (is('crashed') ? x('time') : NaN):'place':(x('time')):(x('end')):(column('place') - half):(column('place') + half) with boxxyerror fillstyle solid 1.0 noborder linecolor rgb 0xFFFFFF notitle"
picture = picture . ", data using (is('crashed') ? x('time') : NaN):'place':(x('time')):(x('end')):(column('place') - thin):(column('place') + thin) with boxxyerror fillstyle solid 1.0 noborder linecolor rgb 0x8C8C8C notitle"
picture = picture . fault_lines('1', shown - 0.5 * row_height, -0.5 * row_height)
size = point_scale * (rows <= 24 ? 1.6 : rows <= 64 ? 1.0 : 0.6)
if (struck_label ne '') {
    picture = picture . sprintf(", data using (is('struck') ? x('time') : NaN):'place' with points pointtype 2 pointsize %g linewidth 2 linecolor rgb 0x000000 notitle", size)
}
do for [k = 1 : states] {
    picture = picture . sprintf(", keyentry with boxes fillstyle solid 1.0 border linecolor rgb 0x808080 fillcolor rgb %d title '%s'", tint(state[k]), (k == 1 ? variable . ' = ' : '') . number(state[k]))
}
if (crashed_label ne '') { picture = picture . ", keyentry with boxes fillstyle solid 1.0 noborder linecolor rgb 0x8C8C8C title crashed_label" }
if (struck_label ne '') { picture = picture . sprintf(", keyentry with points pointtype 2 pointsize %g linewidth 2 linecolor rgb 0x000000 title struck_label", 1.5 * point_scale) }
picture = picture . FAULT_KEYS
# The scale beside the plot.
if (states == 0) {
    STRIPES = 100
    do for [k = 1 : STRIPES] {
        set object k rectangle from graph 1.02, graph ((k - 1.0) / STRIPES) to graph 1.045, graph ((k + 0.2 < STRIPES ? k + 0.2 : STRIPES) / (1.0 * STRIPES)) fillstyle solid 1.0 noborder fillcolor rgb shade((k - 0.5) / STRIPES) noclip
    }
    set label 50 variable at graph 1.0325, graph 1.03 center font sized(0.85)
    do for [k = 0 : 4] {
        set label 51 + k number(least + int(k * (greatest - least) / 4.0 + 0.5)) at graph 1.052, graph (k / 4.0) left font sized(0.8)
    }
}
eval picture
unset output
