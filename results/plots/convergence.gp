# convergence.gp: a series against time: steps of one run, or a median and a band over replications; panels one below the
# other. Besides the variables of style.gp:
#   subtitle                          which run
#   panels, panel_label[]             number of panels, the title of each or ''
#   lines[], line_label_P[]           lines of each panel; the legend of each line of panel P, or ''
#   replicated                        1: the lines are medians with a band
#   zones                             1: the zones of convergence and of correct behaviour are shaded
#   zone_label, correct_label, median_label, band_label    of the legend
#   parts                             1: values are parts of 1
#   x_label, y_label, x_factor        texts of the axes; from seconds to the unit of x_label
#   x_low, x_high                     the time shown, in that unit
#   y_high                            the greatest value
# and those of faults.gp for each panel
load 'style.gp'
load 'faults.gp'

ZONE = 'fillstyle solid 1.0 noborder linecolor rgb 0xF8D5A3'
CORRECT = 'fillstyle solid 1.0 noborder linecolor rgb 0xEDF6F0'
x_low = 1.0 * x_low; x_high = 1.0 * x_high
y_top = parts ? 1.08 : y_high > 0 ? 1.08 * y_high : 1.0

of(s, p) = strcol('series') eq s && column('panel') == p
line(s, p, i) = of(s, p) && column('index') == i
x(name) = column(name) * x_factor
line_style(with, i) = sprintf('%s linecolor rgb %d linewidth 2.4 dashtype %s', with, colour(i), dashes(i))
# Panels whose lines have names of their own have legends of their own.
own_keys = panels > 1 && replicated && !parts

# ---- the sheet: heading, plots of the same height, axis of the time, legend ----
# Entries of the legend stand in columns as wide as the widest.
entries = 0; widest = 0
COUNT = "if (text ne '') { entries = entries + 1; widest = strlen(text) > widest ? strlen(text) : widest }"
text = fault_label; eval COUNT
text = fault_end_label; eval COUNT
one_line = lines[1] == 1
if (replicated) { text = band_label; eval COUNT; text = one_line ? median_label : ''; eval COUNT }
if (zones && (replicated == 0 || one_line)) { text = zone_label; eval COUNT; text = correct_label; eval COUNT }
do for [i = 1 : (own_keys ? 0 : lines[1])] { text = line_label_1[i]; eval COUNT }
legend_columns = int(0.95 / (0.0085 * (widest + 6)))
legend_columns = legend_columns < 1 ? 1 : legend_columns
legend_rows = (entries + legend_columns - 1) / legend_columns
set multiplot
eval HEADING
below = 0.150 + 0.032 * legend_rows + (mark_legend eq '' ? 0 : 0.034 * lines_of(wrapped(mark_legend, 110)))
array above[panels]
left_over = heading_bottom - below
do for [p = 1 : panels] {
    above[p] = LEVEL_HEIGHT * value(sprintf('mark_levels_%d', p)) + (panel_label[p] eq '' ? 0 : 0.04) + 0.018
    left_over = left_over - above[p]
}
plot_height = left_over / panels
small = sized(panels == 1 ? 0.95 : 0.8)
set tics font small
set lmargin at screen 0.085
set rmargin at screen 0.975
set xrange [x_low : x_high]
set yrange [0 : y_top]
low = 0.0; high = y_top; axis = 'y'; wanted = panels == 1 ? 7 : panels == 2 ? 4 : 3; ticks = parts ? 'linear' : 'whole'; load 'axis.gp'
unset grid
set grid ytics back linetype 1 linecolor rgb '#D8D8D8' linewidth 0.6
key_font = sized(0.8)

top = heading_bottom
do for [p = 1 : panels] {
    panel = p
    plot_top = top - above[p]
    plot_bottom = plot_top - plot_height
    set tmargin at screen plot_top
    set bmargin at screen plot_bottom
    if (p > 1) {
        do for [m = 1 : 80] { unset label 1000 + m; unset arrow 1000 + m }
        unset label 1; unset label 2
    }
    if (panel_label[p] ne '') {
        set label 3 panel_label[p] at screen 0.085, screen (top - 0.022) left font sized(0.85)
    }
    eval NAMES
    if (p == (panels + 1) / 2) {
        set label 4 y_label at screen 0.018, screen (panels % 2 == 1 ? plot_bottom + 0.5 * plot_height : plot_bottom) center rotate by 90 font small
    } else {
        unset label 4
    }
    # The axis of the time is that of the last panel.
    unset xtics
    unset xlabel
    if (p == panels) {
        low = x_low; high = x_high; axis = 'x'; wanted = 8; ticks = 'linear'; load 'axis.gp'
        set xtics nomirror font small textcolor rgb '#000000'
        set xlabel time_label(x_label) font small
    }
    if (own_keys) { set key inside right top vertical Right opaque samplen 3 font key_font } else { unset key }
    picture = 'plot '
    if (zones) {
        picture = picture . sprintf("data using (of('correct', %d) ? x('time') : NaN):(0):(x('time')):(x('end')):(0):(y_top) with boxxyerror %s notitle, ", p, CORRECT)
        picture = picture . sprintf("data using (of('zone', %d) ? x('time') : NaN):(0):(x('time')):(x('end')):(0):(y_top) with boxxyerror %s notitle, ", p, ZONE)
    }
    do for [i = 1 : lines[p]] {
        if (replicated) {
            picture = picture . sprintf("data using (line('median', %d, %d) ? x('time') : NaN):'low':'high' with filledcurves fillstyle transparent solid 0.28 noborder linecolor rgb %d notitle, ", p, i, colour(i))
        }
    }
    picture = picture . 'NaN notitle' . fault_lines(sprintf("column('panel') == %d", p), 0, y_top)
    do for [i = 1 : lines[p]] {
        picture = picture . sprintf(", data using (line('%s', %d, %d) ? x('time') : NaN):'value' with %s title %s", replicated ? 'median' : 'value', p, i, line_style(replicated ? 'lines' : 'steps', i), own_keys ? sprintf("value('line_label_%d')[%d]", p, i) : "''")
    }
    eval picture
    top = plot_bottom
}
# The legend is a plot of its own, without axes.
unset label; unset arrow; unset tics; unset xlabel; unset title; unset grid
unset border
set tmargin at screen 0.02
set bmargin at screen 0.01
set key at screen 0.5, screen 0.012 center bottom horizontal Left reverse samplen 2.5 width 1 font key_font
picture = 'plot NaN notitle'
do for [i = 1 : (own_keys ? 0 : lines[1])] {
    if (line_label_1[i] ne '') { picture = picture . sprintf(", keyentry with %s title line_label_1[%d]", line_style('lines', i), i) }
}
if (replicated) {
    if (lines[1] == 1) { picture = picture . sprintf(", keyentry with %s title median_label", line_style('lines', 1)) }
    picture = picture . sprintf(", keyentry with boxes fillstyle solid 0.28 noborder linecolor rgb %d title band_label", lines[1] == 1 ? colour(1) : 0x808080)
}
if (zones && (replicated == 0 || lines[1] == 1)) {
    picture = picture . sprintf(", keyentry with boxes %s title zone_label, keyentry with boxes %s title correct_label", ZONE, CORRECT)
}
picture = picture . FAULT_KEYS
eval picture
unset multiplot
unset output
