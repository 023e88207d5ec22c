# gantt.gp: who was busy with what when: lanes against time, one chart below the other. Besides the variables of style.gp:
#   note                                            which charts are not there
#   panels, panel_title[], panel_rows[]             of the charts; rows: lanes, or bands of lanes
#   panel_bands[]                                   1: its rows are bands
#   makespan[], makespan_label[]                    where the dashed line is, in the unit of the axis; NaN, '': nowhere
#   kinds, kind[], kind_label[], present[]          the activities of the CSV file, their legends, whether there are any
#   framed                                          1: there are so few that lines between them are seen
#   open_label                                      of what was not over when the run ended; '': nothing
#   labels, label_panel[], label_place[], label_text[], label_width    names of rows; letters of the longest
#   dated                                           0: nothing lasts, and the axis has no dates
#   x_label, y_label, x_factor, x_high              texts of the axes; from seconds to the unit of x_label; end of the axis
load 'style.gp'
load 'activities.gp'
load 'faults.gp'

KINDS = ''
do for [k = 1 : kinds] { KINDS = KINDS . kind[k] . ' ' }
number_of(name) = sum [k = 1 : kinds] (word(KINDS, k) eq name ? k : 0)

subtitle = panels == 1 ? panel_title[1] . (note eq '' ? '' : ' · ' . note) : note
eval HEADING
unset label 1; unset label 2
x_high = 1.0 * x_high
low = 0; high = x_high; axis = 'x'; wanted = 8; ticks = 'linear'; load 'axis.gp' # gives first_tick, last_tick, spacing
margin = 1.012
set xrange [0 : margin * x_high]
letter = labels <= 18 ? 0.0085 : 0.0072
left = 0.03 + (y_label eq '' ? 0 : 0.022) + letter * label_width
right = 0.985
set lmargin at screen left
set rmargin at screen right
# From the top: the heading, then of each chart a line and the lanes; below the last one the axis and the legend.
LINE = 0.04
top = heading_bottom - 0.008
bottom = 0.175
height = (top - bottom - panels * LINE) / panels
top_of(p) = top - LINE * p - height * (p - 1)
row_font = sized(labels <= 18 ? 0.85 : 0.7); key_font = sized(0.85)
set border 3
unset grid
set grid xtics back linetype 1 linecolor rgb '#C8C8C8' linewidth 0.5
set label 3 y_label at screen 0.018, screen 0.5 * (top + bottom) center rotate by 90

is(series, p) = column('panel') == p && strcol('series') eq series
x(name) = column(name) * x_factor
# Lanes that stand one by one have air between them, bands a hair's breadth.
thickness(p) = panel_bands[p] ? 0.92 : panel_rows[p] <= 24 ? 0.76 : 0.86
y(name, p) = column('place') + thickness(p) * (0.5 - column(name))
# A share reaches a little under the next one, so that no seam shows between them.
seam(series) = series eq 'share' ? 0.0006 * x_high : 0
where_is(series, p, when) = sprintf("data using (is('%s', %d) && (%s) ? x('begin') : NaN):'place':(x('begin')):(x('end') + %g):(y('high', %d)):(y('low', %d))", series, p, when, seam(series), p, p)
where(series, p, when) = where_is(series, p, when) . ' with boxxyerror'
boxes(series, p) = where_is(series, p, '1') . ":(tint(number_of(strcol('activity')))) with boxxyerror"
failed = "strcol('activity') eq 'failed' || strcol('activity') eq 'given-up'"
BEYOND = 'fillstyle pattern 4 border linecolor rgb 0x606060 linewidth 0.8 linecolor rgb 0x606060'
waiting = "strcol('activity') eq 'wait'"
# White lines tell neighbours of one colour apart, as long as there are few.
SOLID = 'fillstyle solid 1.0 ' . (framed ? 'border linecolor rgb 0xFFFFFF linewidth 0.8' : 'noborder') . ' linecolor rgb variable'
CROSSED = 'fillstyle transparent pattern 4 noborder linecolor rgb 0xFFFFFF'
CROSSED_DARK = 'fillstyle transparent pattern 4 noborder linecolor rgb 0x606060'

set multiplot
do for [p = 1 : panels] {
    set tmargin at screen top_of(p)
    set bmargin at screen top_of(p) - height
    set yrange [panel_rows[p] - 0.5 : -0.5]
    set ytics out scale 0 () font row_font
    do for [i = 1 : labels] {
        if (label_panel[i] == p) { set ytics add (label_text[i] label_place[i]) }
    }
    if (p == 1) {
        set label 1 heading at screen 0.5, screen (1 - 0.75 * HEADING_LINE) center font sized(1.1)
        set label 2 wrapped(subtitle, 105) at screen 0.5, screen (1 - (heading_lines + 0.65) * HEADING_LINE) center font sized(0.8) textcolor rgb '#404040'
    } else { unset label 1; unset label 2; unset label 3 }
    if (panels > 1) { set label 4 panel_title[p] at graph 0, graph 1 offset character 0, 0.55 left font sized(0.85) }
    unset arrow
    unset label 5
    if (makespan_label[p] ne '') {
        set arrow 1 from first makespan[p], graph 1 to first makespan[p], graph 0 nohead front linecolor rgb 0x000000 linewidth 1.5 dashtype '-'
        if (makespan[p] < 0.8 * x_high) {
            set label 5 makespan_label[p] at first makespan[p], graph 0.5 left offset character 0.6, 0 front font sized(0.85)
        } else {
            set label 5 makespan_label[p] at first makespan[p], graph 1 right offset character 0, 0.55 front font sized(0.85)
        }
    }
    # Ticks and numbers below the last chart only.
    set xtics out scale (p == panels ? tick_scale : 0) ()
    do for [t = first_tick : last_tick] { set xtics add (p == panels ? number(t * spacing) : '' t * spacing) }
    if (!dated) { unset xtics }
    if (p == panels) {
        set xlabel x_label offset 0, 0.3
        set key horizontal center at screen 0.5, screen 0.032 Left reverse samplen 1.3 width 1 font key_font
    } else {
        unset xlabel
        unset key
    }
    picture = 'plot ' . boxes('activity', p) . ' ' . SOLID . ' notitle'
    picture = picture . ', ' . boxes('open', p) . ' fillstyle solid 1.0 noborder linecolor rgb variable notitle'
    picture = picture . ', ' . boxes('share', p) . ' fillstyle solid 1.0 noborder linecolor rgb variable notitle'
    picture = picture . ', ' . where('activity', p, failed) . ' ' . CROSSED . ' notitle'
    picture = picture . ', ' . where('open', p, '!(' . waiting . ')') . ' ' . CROSSED . ' notitle'
    picture = picture . ', ' . where('open', p, waiting) . ' ' . CROSSED_DARK . ' notitle'
    picture = picture . ', ' . where('beyond', p, '1') . ' ' . BEYOND . ' notitle'
    if (p == panels) {
        do for [k = 1 : kinds] {
            if (present[k]) { picture = picture . sprintf(', keyentry with boxes fillstyle solid 1.0 noborder linecolor rgb %d title kind_label[%d]', tint(k), k) }
        }
        if (open_label ne '') { picture = picture . ", keyentry with boxes fillstyle pattern 4 border linecolor rgb 0x606060 linecolor rgb 0x606060 title open_label" }
    }
    eval picture
}
unset multiplot
unset output
