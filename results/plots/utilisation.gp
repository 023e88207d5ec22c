# utilisation.gp: which part of the lanes did what, against time, stacked; one chart below the other. Besides the variables of style.gp:
#   note                                            which charts are not there
#   panels, panel_title[], makespan[]               of the charts; makespan: where their dashed line is, in the unit of the axis
#   kinds, kind[], kind_label[], kind_tint[], present[]   the activities from the bottom, their legends and colours, whether there are any
#   x_label, y_label, x_factor, x_high              texts of the axes; from seconds to the unit of x_label; end of the axis
load 'style.gp'
load 'activities.gp'
load 'faults.gp'

subtitle = panels == 1 ? panel_title[1] . (note eq '' ? '' : ' · ' . note) : note
eval HEADING
unset label 1; unset label 2
x_high = 1.0 * x_high
low = 0; high = x_high; axis = 'x'; wanted = 8; ticks = 'linear'; load 'axis.gp' # gives first_tick, last_tick, spacing
set xrange [0 : 1.012 * x_high]
set yrange [0 : 100]
tick_font = sized(0.85)
set ytics out ('0' 0, '50' 50, '100' 100) font tick_font
if (panels == 1) { set ytics add ('25' 25, '75' 75) }
set lmargin at screen 0.075
set rmargin at screen 0.985
# From the top: the heading, then of each chart a line and its plot; below the last one the axis and the legend.
LINE = 0.045
top = heading_bottom - 0.008
bottom = 0.175
height = (top - bottom - panels * LINE) / panels
top_of(p) = top - LINE * p - height * (p - 1)
set border 3
unset grid
set grid xtics back linetype 1 linecolor rgb '#C8C8C8' linewidth 0.5
set label 3 y_label at screen 0.018, screen 0.5 * (top + bottom) center rotate by 90
key_font = sized(0.85)
of(p, k) = column('panel') == p && strcol('activity') eq kind[k]

set multiplot
do for [p = 1 : panels] {
    set tmargin at screen top_of(p)
    set bmargin at screen top_of(p) - height
    if (p == 1) {
        set label 1 heading at screen 0.5, screen (1 - 0.75 * HEADING_LINE) center font sized(1.1)
        set label 2 wrapped(subtitle, 105) at screen 0.5, screen (1 - (heading_lines + 0.65) * HEADING_LINE) center font sized(0.8) textcolor rgb '#404040'
    } else { unset label 1; unset label 2; unset label 3 }
    if (panels > 1) { set label 4 panel_title[p] at graph 0, graph 1 offset character 0, 0.55 left font sized(0.85) }
    set arrow 1 from first makespan[p], graph 1 to first makespan[p], graph 0 nohead front linecolor rgb 0x000000 linewidth 1.5 dashtype '-'
    # Ticks and numbers below the last chart only.
    set xtics out scale (p == panels ? tick_scale : 0) ()
    do for [t = first_tick : last_tick] { set xtics add (p == panels ? number(t * spacing) : '' t * spacing) }
    if (p == panels) {
        set xlabel x_label offset 0, 0.3
        set key horizontal center at screen 0.5, screen 0.032 Left reverse samplen 1.3 width 1 font key_font
    } else {
        unset xlabel
        unset key
    }
    # Instants are a little longer than they are, so that no seam shows between them; a dark line follows the top of each area.
    picture = 'plot NaN notitle'
    do for [k = 1 : kinds] {
        if (present[k]) {
            box = sprintf("data using (of(%d, %d) && column('high') > column('low') ? column('begin') * x_factor : NaN):(100 * column('low')):(column('begin') * x_factor):(column('end') * x_factor + 0.0008 * x_high):(100 * column('low')):(100 * column('high')) with boxxyerror", p, k)
            picture = picture . sprintf(", %s fillstyle solid 1.0 noborder linecolor rgb %d notitle", box, tint(kind_tint[k]))
            if (kind[k] eq 'given-up') { picture = picture . ', ' . box . ' fillstyle transparent pattern 5 noborder linecolor rgb 0xFFFFFF notitle' }
        }
    }
    do for [k = 1 : kinds] {
        if (present[k]) {
            picture = picture . sprintf(", data using (of(%d, %d) && column('high') > column('low') ? column('begin') * x_factor : NaN):(100 * column('high')) with steps linecolor rgb 0xFFFFFF linewidth 0.6 notitle", p, k)
        }
    }
    if (p == panels) {
        do for [k = 1 : kinds] {
            if (present[k]) { picture = picture . sprintf(', keyentry with boxes fillstyle solid 1.0 noborder linecolor rgb %d title kind_label[%d]', tint(kind_tint[k]), k) }
        }
    }
    eval picture
}
unset multiplot
unset output
