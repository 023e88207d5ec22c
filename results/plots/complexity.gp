# complexity.gp: a measure against the size of the system. Besides the variables of style.gp:
#   curves, label[]                          number of curves, and the legend of each with its law
#   formulas, formula_label[], formula_curve[]   the formulas, and the curve each belongs to (0: several)
#   x_label, y_label, y_unit                 texts of the axes
#   y_factor                                 from the unit of the CSV file to y_unit
#   x_log, y_log, x_powers_of_two            1 or 0
#   x_low, x_high, y_low, y_high             ranges of what is drawn, y in y_unit
load 'style.gp'

# ---- axes ----
if (x_high == x_low) { x_low = x_log ? x_low / 2 : x_low - 1; x_high = x_log ? x_high * 2 : x_high + 1 }
low = x_low; high = x_high; axis = 'x'; room = 62; wanted = 8
if (x_log) {
    set logscale x
    if (x_powers_of_two) { eval AXIS_POWERS_OF_TWO } else { eval AXIS_LOG }
    margin = (x_high / x_low) ** 0.03
    set xrange [x_low / margin : x_high * margin]
} else {
    eval AXIS_LINEAR
    set xrange [x_low - 0.03 * (x_high - x_low) : x_high + 0.03 * (x_high - x_low)]
}
if (y_log) {
    set logscale y
    # At least one decade: what is constant must look constant.
    if (y_high / y_low < 10) { middle = sqrt(y_low * y_high); y_low = middle / sqrt(10); y_high = middle * sqrt(10) }
    margin = (y_high / y_low) ** 0.05
    y_low = y_low / margin; y_high = y_high * margin
    low = y_low; high = y_high; axis = 'y'; eval AXIS_LOG
} else {
    y_low = y_low > 0 ? 0 : y_low; y_high = y_high > y_low ? y_high * 1.05 : y_low + 1
    low = y_low; high = y_high; axis = 'y'; eval AXIS_LINEAR
}
set yrange [y_low : y_high]
set xlabel x_label
set ylabel y_unit eq '' ? y_label : sprintf('%s (%s)', y_label, y_unit)

# ---- legend: never over the data; beside it while it is narrow, else below ----
longest = 0
do for [i = 1 : curves] { longest = strlen(label[i]) > longest ? strlen(label[i]) : longest }
do for [i = 1 : formulas] { longest = strlen(formula_label[i]) + 2 > longest ? strlen(formula_label[i]) + 2 : longest }
entries = curves + formulas
beside = longest <= 36
if (beside) { set key outside right top vertical Left reverse noenhanced samplen 3 spacing 1.25 } \
else { set key below left vertical Left reverse noenhanced samplen 3 spacing 1.15 }
if (entries > 16 || (!beside && entries > 8)) { set key font ',' . (format eq 'svg' ? 14 : format eq 'pdf' ? 11 : 16) }
long_text = title; line_length = 66; eval WRAP
set title wrapped font ',' . (format eq 'svg' ? 24 : format eq 'pdf' ? 18 : 26)

# ---- the picture ----
is(series, i) = strcol('series') eq series && column('index') == i
y(name) = column(name) * y_factor
# An interval may reach 0 or below, which a logarithm does not have.
shown(v) = y_log && v < y_low ? y_low : v
formula_colour(f) = formula_curve[f] == 0 ? 0x404040 : darker(formula_curve[f])

picture = 'plot '
do for [i = 1 : curves] {
    picture = picture . sprintf("data using (is('law', %d) ? column('x') : NaN):(y('y')) with lines linecolor rgb %d linewidth 2.2 dashtype %s notitle, ", i, colour(i), dashes(i))
}
do for [f = 1 : formulas] {
    picture = picture . sprintf("data using (is('formula', %d) ? column('x') : NaN):(y('y')) with lines linecolor rgb %d linewidth 1.1 dashtype '.' notitle, ", f, formula_colour(f))
}
do for [i = 1 : curves] {
    picture = picture . sprintf("data using (is('points', %d) ? column('x') : NaN):(y('y')):(shown(y('low'))):(y('high')) with yerrorbars linecolor rgb %d linewidth 1.4 pointtype %d pointsize 1.2 notitle, ", i, colour(i), shape(i))
}
do for [i = 1 : curves] {
    picture = picture . sprintf("keyentry with linespoints linecolor rgb %d linewidth 2.2 dashtype %s pointtype %d pointsize 1.2 title label[%d], ", colour(i), dashes(i), shape(i), i)
    do for [f = 1 : formulas] {
        if (formula_curve[f] == i) {
            picture = picture . sprintf("keyentry with lines linecolor rgb %d linewidth 1.1 dashtype '.' title '  '.formula_label[%d], ", formula_colour(f), f)
        }
    }
}
do for [f = 1 : formulas] {
    if (formula_curve[f] == 0) {
        picture = picture . sprintf("keyentry with lines linecolor rgb %d linewidth 1.1 dashtype '.' title formula_label[%d], ", formula_colour(f), f)
    }
}
eval picture[1:strlen(picture)-2]
unset output
