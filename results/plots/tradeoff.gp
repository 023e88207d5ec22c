# tradeoff.gp: a measure against another, along the values of a sweep. Besides the variables of style.gp, for each axis A, x or y:
#   A_label, A_unit, A_factor     its text; its unit or ''; from the unit of the CSV file to A_unit
#   A_log, A_zero                 1: logarithmic; 1: with a gutter for the values of 0
#   A_low, A_high                 what is drawn, in A_unit; of a logarithmic axis, of what is positive
# and
#   curves, label[], drawn[]      number of curves, the name of each; 0: it has no point, and no place in the legend
#   note                          a line below the title, or ''
load 'style.gp'

x_low = 1.0 * x_low; x_high = 1.0 * x_high; y_low = 1.0 * y_low; y_high = 1.0 * y_high

# Room around what is drawn; a value of 0 has its place in the middle of the gutter.
WIDEN = "A_span = A_log ? log(A_high / A_low) : A_high - A_low; \
    A_span = A_span > 0 ? A_span : A_log ? log(2) : (A_high == 0 ? 1.0 : 0.2 * A_high); \
    A_tick_low = A_low; A_tick_high = A_high; \
    A_end = A_log ? A_high * exp(0.10 * A_span) : A_high + 0.10 * A_span; \
    A_wall = A_log ? A_low * exp(-0.05 * A_span) : A_low; \
    A_nought = A_log ? A_low * exp(-0.11 * A_span) : 0; \
    A_begin = A_log ? (A_zero ? A_low * exp(-0.17 * A_span) : A_wall) : A_low - (A_low == 0 ? 0.02 : 0.06) * A_span"
replaced(s, axis) = strstrt(s, 'A_') == 0 ? s : s[1:strstrt(s, 'A_')-1] . axis . '_' . replaced(s[strstrt(s, 'A_')+2:*], axis)
eval replaced(WIDEN, 'x')
eval replaced(WIDEN, 'y')

low = x_log ? x_low : x_begin; high = x_end; axis = 'x'; wanted = 6; ticks = x_log ? 'logarithmic' : 'linear'; load 'axis.gp'
if (x_zero) { set xtics add ('0' x_nought) }
low = y_log ? y_low : y_begin; high = y_end; axis = 'y'; wanted = 7; ticks = y_log ? 'logarithmic' : 'linear'; load 'axis.gp'
if (y_zero) { set ytics add ('0' y_nought) }
if (x_log) { set logscale x }
if (y_log) { set logscale y }
set xrange [x_begin : x_end]
set yrange [y_begin : y_end]
# The axis is broken between the gutter and the rest.
if (x_zero) { set arrow 1 from x_wall, graph 0 to x_wall, graph 1 nohead back linecolor rgb '#909090' linewidth 0.8 dashtype '.' }
if (y_zero) { set arrow 2 from graph 0, first y_wall to graph 1, first y_wall nohead back linecolor rgb '#909090' linewidth 0.8 dashtype '.' }
set xlabel x_unit eq '' ? x_label : sprintf('%s (%s)', x_label, x_unit)
set ylabel y_unit eq '' ? y_label : sprintf('%s (%s)', y_label, y_unit)
set title titled(title, 78, note) font sized(1.15)
key_font = sized(0.85)
set key below center horizontal Left reverse samplen 3 width 1 font key_font title ' '

of(i) = strcol('series') eq 'points' && column('index') == i
# A value of 0, and an interval that reaches it, end in the gutter.
on_x(v) = x_log && v * x_factor < x_low ? (x_zero ? x_nought : x_begin) : v * x_factor
on_y(v) = y_log && v * y_factor < y_low ? (y_zero ? y_nought : y_begin) : v * y_factor
size(i) = point_scale * 1.5
picture = 'plot NaN notitle'
do for [i = 1 : curves] {
    picture = picture . sprintf(", data using (of(%d) ? on_x(column('x')) : NaN):(on_y(column('y'))) with lines linecolor rgb %d linewidth 1.8 dashtype %s notitle", i, colour(i), dashes(i))
}
do for [i = 1 : curves] {
    picture = picture . sprintf(", data using (of(%d) ? on_x(column('x')) : NaN):(on_y(column('y'))):(on_x(column('x_low'))):(on_x(column('x_high'))):(on_y(column('y_low'))):(on_y(column('y_high'))) with xyerrorbars linecolor rgb %d linewidth 1.4 pointtype %d pointsize %g notitle", i, colour(i), shape(i), size(i))
    picture = picture . sprintf(", data using (of(%d) && column('labelled') == 1 ? on_x(column('x')) : NaN):(on_y(column('y'))):(strcol('text')) with labels left offset character 0.7, 0.6 font '%s' textcolor rgb %d notitle", i, key_font, darker(i))
}
do for [i = 1 : curves] {
    if (drawn[i]) {
        picture = picture . sprintf(", keyentry with linespoints linecolor rgb %d linewidth 1.8 dashtype %s pointtype %d pointsize %g title label[%d]", colour(i), dashes(i), shape(i), size(i), i)
    }
}
eval picture
unset output
