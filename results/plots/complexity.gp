# complexity.gp: a measure against the size of the system. Besides the variables of style.gp:
#   curves, label[], law[]                   number of curves, the name of each and its law, or ''
#   drawn[]                                  0: the curve has no point, and takes no place in the legend
#   law_drawn[]                              1: the CSV file has the law's line; 0: the points are joined by a thin one
#   formulas, formula_label[]                number of formulas, and their texts
#   formula_points[]                         at how many x each is known
#   formula_curve[], formula_relation[]      the curve each belongs to (0: several); 1 exactly, 2 at most, 3 at least,
#                                            4 on average
#   x_label, y_label, y_unit                 texts of the axes
#   y_factor                                 from the unit of the CSV file to y_unit
#   x_log, y_log, x_powers_of_two            1 or 0
#   x_low, x_high, y_low, y_high             ranges of what is drawn, y in y_unit
#   x_ticks, x_tick[]                        the x to be shown, in increasing order; 0: whatever suits
#   note                                     a line below the title, or ''
load 'style.gp'

# A whole number divided by another would lose its fraction.
x_low = 1.0 * x_low; x_high = 1.0 * x_high; y_low = 1.0 * y_low; y_high = 1.0 * y_high

# ---- axes ----
if (x_high == x_low) { x_low = x_log ? x_low / 2 : x_low - 1; x_high = x_log ? x_high * 2 : x_high + 1 }
low = x_low; high = x_high; axis = 'x'; room = 62; wanted = 8
ticks = x_ticks > 0 ? 'listed' : !x_log ? 'linear' : x_powers_of_two ? 'powers of two' : 'logarithmic'
load 'axis.gp'
if (x_log) {
    set logscale x
    margin = (x_high / x_low) ** 0.03
    set xrange [x_low / margin : x_high * margin]
} else {
    set xrange [x_low - 0.03 * (x_high - x_low) : x_high + 0.03 * (x_high - x_low)]
}
if (y_log) {
    set logscale y
    # At least one decade: what varies little must look so.
    if (y_high / y_low < 10) { middle = sqrt(y_low * y_high); y_low = middle / sqrt(10); y_high = middle * sqrt(10) }
    margin = (y_high / y_low) ** 0.05
    y_low = y_low / margin; y_high = y_high * margin
} else {
    y_low = y_low > 0 ? 0 : y_low; y_high = y_high > y_low ? y_high * 1.05 : y_low + 1
}
low = y_low; high = y_high; axis = 'y'; ticks = y_log ? 'logarithmic' : 'linear'
load 'axis.gp'
set yrange [y_low : y_high]
set xlabel x_label
set ylabel y_unit eq '' ? y_label : sprintf('%s (%s)', y_label, y_unit)

# ---- legend: beside the data, never over it; long names are broken ----
LEGEND_LENGTH = 28
colon = lang eq 'fr' ? ' : ' : ': '
one_line(i) = law[i] eq '' || strlen(label[i] . colon . law[i]) <= LEGEND_LENGTH
array legend[curves]
lines_of_legend = formulas
do for [i = 1 : curves] {
    legend[i] = law[i] eq '' ? wrapped(label[i], LEGEND_LENGTH) : one_line(i) ? label[i] . colon . law[i] : \
        wrapped(label[i] . colon, LEGEND_LENGTH) . "\n" . wrapped(law[i], LEGEND_LENGTH + 3)
    do for [position = 1 : strlen(legend[i])] {
        if (legend[i][position:position] eq "\n") { lines_of_legend = lines_of_legend + 1 }
    }
    lines_of_legend = lines_of_legend + drawn[i]
}
# gnuplot takes letters for wider than they are, which long lines show: those of one word get the room that it thinks they need.
longest = 0
do for [f = 1 : formulas] { longest = strlen(formula_label[f]) > longest ? strlen(formula_label[f]) : longest }
do for [i = 1 : curves] {
    rest = drawn[i] ? legend[i] : ''
    do for [part = 1 : 8] {
        end = strstrt(rest, "\n")
        longest = (end > 0 ? end - 1 : strlen(rest)) > longest ? (end > 0 ? end - 1 : strlen(rest)) : longest
        rest = end > 0 ? rest[end+1:*] : ''
    }
}
key_width = longest >= 18 ? -2 : longest >= 12 ? 0 : 1
shrink = lines_of_legend <= 22 ? 1.0 : lines_of_legend >= 50 ? 0.44 : 22.0 / lines_of_legend
key_font = sized(0.8 * shrink)
set key outside right top vertical Left reverse samplen 6.5 spacing line_spacing width key_width font key_font maxrows 60
title_font = sized(1.2)
set title titled(title, 62, note) font title_font

# ---- the picture ----
is(series, i) = strcol('series') eq series && column('index') == i
y(name) = column(name) * y_factor
# An interval may reach 0 or below, which a logarithm does not have.
shown(v) = y_log && v < y_low ? y_low : v
# Of curves that lie on each other, the first shows around the last.
size(i) = point_scale * (curves == 1 ? 1.6 : 2.0 - 0.8 * (i - 1) / (curves - 1))
# A fitted law is thick; what joins points is thin.
width(i) = law_drawn[i] ? 2.0 : 1.0
formula_colour(f) = formula_curve[f] == 0 ? 0x404040 : darker(formula_curve[f])
formula_style(f) = sprintf('linecolor rgb %d linewidth %g dashtype %s', formula_colour(f), formula_relation[f] == 3 ? 2.2 : 1.3, FORMULA_DASHES[formula_relation[f]])

# A formula that is known at one x only is a short line across it.
left_of(x) = x_log ? x / (x_high / x_low)**0.04 : x - 0.04 * (x_high - x_low)
right_of(x) = x_log ? x * (x_high / x_low)**0.04 : x + 0.04 * (x_high - x_low)

picture = 'plot '
do for [i = 1 : curves] {
    what = law_drawn[i] ? 'law' : 'points'
    picture = picture . sprintf("data using (is('%s', %d) ? column('x') : NaN):(y('y')) with lines linecolor rgb %d linewidth %g dashtype %s notitle, ", what, i, colour(i), width(i), dashes(i))
}
do for [f = 1 : formulas] {
    picture = picture . (formula_points[f] == 1 \
        ? sprintf("data using (is('formula', %d) ? left_of(column('x')) : NaN):(y('y')):(right_of(column('x')) - left_of(column('x'))):(0) with vectors nohead %s notitle, ", f, formula_style(f)) \
        : sprintf("data using (is('formula', %d) ? column('x') : NaN):(y('y')) with lines %s notitle, ", f, formula_style(f)))
}
do for [i = 1 : curves] {
    picture = picture . sprintf("data using (is('points', %d) ? column('x') : NaN):(y('y')):(shown(y('low'))):(y('high')) with yerrorbars linecolor rgb %d linewidth 1.6 pointtype %d pointsize %g notitle, ", i, colour(i), shape(i), size(i))
}
# One entry of the legend a line; the lines after the first have no sample.
array legend_line[8 * curves + formulas]
entries = 0
ENTRY = "entries = entries + 1; legend_line[entries] = text; \
    picture = picture . sprintf('keyentry with %s title legend_line[%d], ', style, entries)"
do for [i = 1 : curves] {
    style = sprintf('linespoints linecolor rgb %d linewidth %g dashtype %s pointtype %d pointsize %g', colour(i), width(i), dashes(i), shape(i), size(i))
    rest = drawn[i] ? legend[i] : ''
    do for [part = 1 : 8] {
        end = strstrt(rest, "\n")
        if (strlen(rest) > 0) {
            text = end > 0 ? rest[1:end-1] : rest
            eval ENTRY
            style = 'lines linetype nodraw'
        }
        rest = end > 0 ? rest[end+1:*] : ''
    }
    do for [f = 1 : formulas] {
        if (formula_curve[f] == i) {
            style = 'lines ' . formula_style(f)
            text = formula_label[f]
            eval ENTRY
        }
    }
}
do for [f = 1 : formulas] {
    if (formula_curve[f] == 0) {
        style = 'lines ' . formula_style(f)
        text = formula_label[f]
        eval ENTRY
    }
}
eval picture[1:strlen(picture)-2]
unset output
