# makespan.gp: how long the work took. Besides the variables of style.gp:
#   bars                                    their number; 0: the figure is one of complexity.gp, with its variables, and has no others
#   bar_place[], bar_text[], value_text[]   of each bar its place from the top (its height is 1), its name, and its value in words
#   headings, heading_place[], heading_text[]
#   places                                  where the last bar ends
#   x_label, x_unit, x_factor, x_high       text and unit of the axis; from the unit of the CSV file to x_unit; the end of the longest bar
#   bound_label, interval_label             their legends; '': there are none
#   note                                    a line below the title, or ''
load 'style.gp'
if (bars == 0) {
    load 'complexity.gp'
} else {
    load 'faults.gp' # the heading
    subtitle = note
    eval HEADING
    set tmargin at screen heading_bottom - 0.02
    x_high = 1.0 * x_high; places = 1.0 * places
    if (x_high <= 0) { x_high = 1 }
    # Letters are smaller where there are many bars; names have two lines, where there is room for them.
    part = bars <= 12 ? 0.9 : places <= 22 ? 0.75 : 0.6
    NAME_LENGTH = bars <= 12 ? 34 : 40
    row_font = sized(part); key_font = sized(0.85)
    letter = 0.0094 * part
    widest(s) = strstrt(s, "\n") == 0 ? strlen(s) : strlen(s[1:strstrt(s, "\n")-1]) > widest(s[strstrt(s, "\n")+1:*]) ? \
        strlen(s[1:strstrt(s, "\n")-1]) : widest(s[strstrt(s, "\n")+1:*])
    names = 0; values = 0
    do for [i = 1 : bars] {
        here = widest(wrapped(bar_text[i], NAME_LENGTH))
        names = here > names ? here : names
        values = strlen(value_text[i]) > values ? strlen(value_text[i]) : values
    }
    left = 0.025 + letter * names
    right = 0.975
    # The longest bar, its interval and its value fit.
    width = right - left
    room = width - 0.022 - letter * values
    x_end = x_high * width / room
    set lmargin at screen left
    set rmargin at screen right
    set bmargin at screen 0.19
    low = 0; high = x_high; axis = 'x'; wanted = 8; ticks = 'linear'; load 'axis.gp'
    set xrange [0 : x_end]
    # One bar is not as tall as the sheet.
    air = places < 4 ? 0.5 * (4 - places) : 0.1
    set yrange [places + air : -air]
    set ytics out scale 0 () font row_font
    do for [i = 1 : bars] { set ytics add (wrapped(bar_text[i], NAME_LENGTH) bar_place[i] + 0.5) }
    set border 3
    unset grid
    set grid xtics back linetype 1 linecolor rgb '#D8D8D8' linewidth 0.6
    set xlabel x_unit eq '' ? x_label : sprintf('%s (%s)', x_label, x_unit) offset 0, 0.3
    set key horizontal center at screen 0.5, screen 0.035 Left reverse samplen 2 width 2 font key_font
    do for [i = 1 : headings] {
        set label (100 + i) heading_text[i] at graph 0, first (heading_place[i] + 0.45) left offset character 0.5, 0 front font sized(0.9 * part)
    }

    is_bar = "(strcol('series') eq 'bar' ? "
    x(name) = column(name) * x_factor
    HALF = 0.36
    # Tints of the colours, so that the interval shows on them; of neighbours one is lighter, on grey paper too.
    mixed(c, shift, part) = int(((c / 2**shift) % 256) * part + 255 * (1 - part)) * 2**shift
    tinted(i) = mixed(colour(i), 16, strength(i)) + mixed(colour(i), 8, strength(i)) + mixed(colour(i), 0, strength(i))
    strength(i) = int(i) % 2 == 1 ? 0.7 : 0.4
    picture = "plot data using " . is_bar . "0 : NaN):(column('place') + 0.5):(0):(x('value')):(column('place') + 0.5 - HALF):(column('place') + 0.5 + HALF):(tinted(column('colour'))) with boxxyerror fillstyle solid 1.0 border linecolor rgb 0x404040 linewidth 1 linecolor rgb variable notitle"
    if (interval_label ne '') {
        picture = picture . ", data using " . is_bar . "x('value') : NaN):(column('place') + 0.5):(x('low')):(x('high')) with xerrorbars linecolor rgb 0x000000 linewidth 1.6 pointtype 7 pointsize 0.7 * point_scale notitle"
    }
    if (bound_label ne '') {
        picture = picture . ", data using " . is_bar . "x('bound') : NaN):(column('place') + 0.5 - HALF - 0.09):(0):(2 * HALF + 0.18) with vectors nohead linecolor rgb 0x000000 linewidth 3 notitle"
    }
    do for [i = 1 : bars] {
        picture = picture . sprintf(", data using (strcol('series') eq 'bar' && abs(column('place') - %.6f) < 1e-3 ? (x('high') > x('value') ? x('high') : x('value')) : NaN):(column('place') + 0.5):(value_text[%d]) with labels left offset character 0.7, 0 font row_font notitle", bar_place[i], i)
    }
    if (bound_label ne '') { picture = picture . ", keyentry with vectors nohead linecolor rgb 0x000000 linewidth 3 title bound_label" }
    if (interval_label ne '') { picture = picture . ", keyentry with xerrorbars linecolor rgb 0x000000 linewidth 1.6 pointtype 7 pointsize 0.7 * point_scale title interval_label" }
    eval picture
    unset output
}
