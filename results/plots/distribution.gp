# distribution.gp: histograms of a measure over replications, one panel a system. Besides the variables of style.gp:
#   panels, panel_label[], panel_detail[]    number of panels, title and subtitle of each
#   mean_label[]                             legend of its mean
#   formulas[]                               formulas of each panel
#   formula_label_K[], formula_shown_K[]     legend of formula K of each panel; 0: it is too far to be drawn
#   formula_relation_K[]                     1 exactly, 2 at most, 3 at least, 4 on average
#   x_low[], x_high[], x_whole[]             range of each panel, in x_unit; 1: all values are whole numbers
#   x_label, x_unit, y_label, x_factor       texts of the axes; from the unit of the CSV file to x_unit
#   note                                     a line below the title, or ''
load 'style.gp'

is(series, i) = strcol('series') eq series && column('panel') == i
x(name) = column(name) * x_factor

columns_of_panels = panels == 1 ? 1 : panels <= 4 ? 2 : panels <= 6 ? 3 : 4
rows_of_panels = (panels + columns_of_panels - 1) / columns_of_panels
letters = panels == 1 ? 1.0 : panels <= 4 ? 0.8 : panels <= 6 ? 0.7 : 0.6
title_font = sized(1.15)
panel_font = sized(panels == 1 ? 0.9 : letters)
key_font = sized(letters * 0.88)
set multiplot layout rows_of_panels, columns_of_panels title titled(title, 80, note) font title_font
small = sized(letters)
set tics font small
set style fill solid 1.0 noborder

array most[panels]
do for [i = 1 : panels] {
    stats data using (is('bin', i) ? column('count') : NaN) nooutput
    most[i] = STATS_max
}

# The panels of a row have titles and legends of the same height, so that their axes are at the same height.
PANEL_TITLE_LENGTH = panels == 1 ? 66 : columns_of_panels == 2 ? 46 : columns_of_panels == 3 ? 36 : 27
line_count(s) = strstrt(s, "\n") == 0 ? 1 : 1 + line_count(s[strstrt(s, "\n")+1:*])
row_of(i) = (int(i) - 1) / columns_of_panels + 1
array title_lines[rows_of_panels]
array legend_lines[rows_of_panels]
do for [row = 1 : rows_of_panels] { title_lines[row] = 1; legend_lines[row] = 1 }
array panel_title[panels]
do for [i = 1 : panels] {
    panel_title[i] = wrapped(panel_label[i], PANEL_TITLE_LENGTH) . "\n" . panel_detail[i]
    lines = line_count(panel_title[i])
    if (lines > title_lines[row_of(i)]) { title_lines[row_of(i)] = lines }
    if (1 + formulas[i] > legend_lines[row_of(i)]) { legend_lines[row_of(i)] = 1 + formulas[i] }
}
newlines(n) = n <= 0 ? '' : "\n" . newlines(n - 1)

do for [i = 1 : panels] {
    low = x_low[i]; high = x_high[i]; axis = 'x'; wanted = panels == 1 ? 8 : columns_of_panels == 2 ? 5 : 2
    ticks = x_whole[i] ? 'whole' : 'linear'; load 'axis.gp'
    pad = 0.03 * (high - low)
    set xrange [low - pad : high + pad]
    low = 0; high = most[i] * 1.06; axis = 'y'; wanted = panels <= 2 ? 6 : 3
    ticks = 'whole'; load 'axis.gp'
    set yrange [0 : high]
    set title newlines(title_lines[row_of(i)] - line_count(panel_title[i])) . panel_title[i] font panel_font
    set xlabel x_unit eq '' ? x_label : sprintf('%s (%s)', x_label, x_unit) font small offset 0, 0.4
    set ylabel (i - 1) % columns_of_panels == 0 ? y_label : '' font small
    set key below center vertical title " " maxrows (columns_of_panels <= 2 ? 2 : 4) Left reverse samplen 2 spacing 0.85 * line_spacing font key_font
    picture = sprintf("plot data using (is('bin', %d) ? x('x') : NaN):'count':(x('width')*0.94) with boxes linecolor rgb 0x9CC7E4 notitle", i)
    picture = picture . sprintf(", data using (is('mean', %d) ? (x('low')+x('high'))/2 : NaN):(most[%d]*0.5):(x('low')):(x('high')):(0):(most[%d]*1.06) with boxxyerror linecolor rgb 0x99D55E00 notitle", i, i, i)
    picture = picture . sprintf(", data using (is('mean', %d) ? x('x') : NaN):(0):(0):(most[%d]*1.06) with vectors nohead linecolor rgb 0xD55E00 linewidth 2.4 notitle", i, i)
    picture = picture . ", keyentry with lines linecolor rgb 0xD55E00 linewidth 2.4 title mean_label[i]"
    do for [k = 1 : formulas[i]] {
        dash = FORMULA_DASHES[int(value(sprintf('formula_relation_%d', k))[i])]
        if (value(sprintf('formula_shown_%d', k))[i]) {
            picture = picture . sprintf(", data using (is('formula', %d) && column('index') == %d ? x('x') : NaN):(0):(0):(most[%d]*1.06) with vectors nohead linecolor rgb 0x202020 linewidth 1.6 dashtype %s notitle", i, k, i, dash)
            picture = picture . sprintf(", keyentry with lines linecolor rgb 0x202020 linewidth 1.6 dashtype %s title formula_label_%d[i]", dash, k)
        } else {
            picture = picture . sprintf(", keyentry with lines linecolor rgb 0xFFFFFF title formula_label_%d[i]", k)
        }
    }
    do for [k = formulas[i] + 2 : legend_lines[row_of(i)]] {
        picture = picture . ", keyentry with lines linecolor rgb 0xFFFFFF title ' '"
    }
    eval picture
}
unset multiplot
unset output
