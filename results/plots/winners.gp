# winners.gp: which contender is best where. Besides the variables of style.gp:
#   x_label, x_values, x_value[]     text of the axis; how many values it has, and what stands at each
#   y_label, y_values, y_value[]     the same upwards
#   letters                          contenders that have a letter: those that win, then those that a selector chooses
#   letter_name[], letter_wins[]     their names; how many cells each wins: 0, it is chosen and never the best
#   letter_same[]                    how many names that is: those that are as good wherever the first of them wins
#   selectors                        how many libraries choose among the contenders
#   selector_name[]                  the name of each
#   selector_mean[], selector_worst[]  what its choice costs, in words
#   note                             a line below the title
load 'style.gp'

LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
# Light, so that letters and lines are read on them; the second eight are hatched, the third crosshatched.
HUES = words(COLOURS)
light(c, shift, part) = int(255 - part * (255 - (c / 2**shift) % 256))
lighter(c, part) = light(c, 16, part) * 65536 + light(c, 8, part) * 256 + light(c, 0, part)
tint(i) = i < 1 ? 0xFFFFFF : lighter(colour(i), colour(i) == 0 ? 0.35 : 0.5)
hatch(i) = lighter(darker(i), 0.55)
round(i) = (int(i) - 1) / HUES
pattern(i) = round(i) == 1 ? 4 : 2

set xrange [0.5 : x_values + 0.5]
set yrange [0.5 : y_values + 0.5]
set xtics scale 0 () ; set ytics scale 0 ()
do for [i = 1 : x_values] { set xtics add (x_value[i] i) }
do for [i = 1 : y_values] { set ytics add (y_value[i] i) }
unset grid
set border 0
set xlabel x_label
set ylabel y_label
set title titled(title, 78, note) font sized(1.15)
MAP_RIGHT = 0.725
set rmargin at screen MAP_RIGHT

# What fits into a cell: the letter and the factor one below the other, side by side, or the letter alone.
tall = y_values <= 7; narrow = x_values > 14 || y_values > 16
big = sized(tall ? 1.15 : narrow ? 0.7 : 0.95); small = sized(tall ? 0.72 : 0.65); tiny = sized(0.6)

# ---- the legend, beside the map ----

LINE = 0.034; top = 0.90
LEFT = MAP_RIGHT + 0.022; TEXT = LEFT + 0.042
place(n) = top - LINE * n
legend = 0
do for [i = 1 : letters] {
    legend = legend + 1
    y_at = place(legend)
    set object legend rectangle from screen LEFT, screen (y_at - 0.42 * LINE) to screen (LEFT + 0.032), screen (y_at + 0.42 * LINE) fillstyle solid 1.0 border linecolor rgb 0x808080 fillcolor rgb (letter_wins[i] > 0 ? tint(i) : 0xFFFFFF) linewidth 0.6
    if (letter_wins[i] > 0 && round(i) > 0) {
        set object 100 + legend rectangle from screen LEFT, screen (y_at - 0.42 * LINE) to screen (LEFT + 0.032), screen (y_at + 0.42 * LINE) fillstyle transparent pattern pattern(i) border linecolor rgb 0x808080 fillcolor rgb hatch(i) linewidth 0.6
    }
    set label 2 * legend LETTERS[i:i] at screen (LEFT + 0.016), screen y_at center font sized(0.8) front
    set label 2 * legend + 1 letter_name[i] . sprintf(' (%d)', letter_wins[i]) at screen TEXT, screen y_at left font sized(0.75) textcolor rgb (letter_wins[i] > 0 ? 0x000000 : 0x606060)
}

# ---- the selectors ----

# A line for each, on a white edge, so that it is seen on every colour; they lie beside each other where they go together.
array LINE_DASHES[4] = ['1', "'-'", "'.'", "'-.'"]
array LINE_COLOURS[4] = [0x000000, 0xA00050, 0x00407A, 0x404040]
WIDE = 3.2
# In cells, so that it is the same part of any map.
beside(s) = selectors < 2 ? 0 : s - 0.5 * (selectors + 1)
shift_x(s) = 0.007 * x_values * beside(s)
shift_y(s) = 0.009 * y_values * beside(s)
legend = legend + 0.7
do for [s = 1 : selectors] {
    legend = legend + 1
    y_at = place(legend)
    eval sprintf('set arrow %d from screen %g, screen %g to screen %g, screen %g nohead linecolor rgb %d linewidth %g dashtype %s front', s, LEFT, y_at, LEFT + 0.032, y_at, LINE_COLOURS[s], WIDE, LINE_DASHES[s])
    set label 200 + 3 * s selector_name[s] at screen TEXT, screen y_at left font sized(0.8)
    set label 201 + 3 * s selector_mean[s] at screen TEXT, screen place(legend + 0.85) left font sized(0.65)
    set label 202 + 3 * s selector_worst[s] at screen TEXT, screen place(legend + 1.6) left font sized(0.65)
    legend = legend + 2
}

# ---- the map ----

is(series) = strcol('series') eq series
wins(i) = is('cell') && column('index') == i
cell = "(column('x') - 0.5):(column('x') + 0.5):(column('y') - 0.5):(column('y') + 0.5)"
picture = 'plot NaN notitle'
picture = picture . ", data using (is('cell') ? column('x') : NaN):'y':" . cell . ":(tint(column('index'))) with boxxyerror fillstyle solid 1.0 noborder linecolor rgb variable notitle"
do for [i = HUES + 1 : letters] {
    if (letter_wins[i] > 0) {
        picture = picture . sprintf(", data using (wins(%d) ? column('x') : NaN):'y':%s with boxxyerror fillstyle transparent pattern %d noborder linecolor rgb %d linewidth 0.6 notitle", i, cell, pattern(i), hatch(i))
    }
}
# Thin lines between the cells.
picture = picture . ", data using (is('cell') ? column('x') : NaN):'y':" . cell . " with boxxyerror fillstyle empty border linecolor rgb 0xFFFFFF linecolor rgb 0xFFFFFF linewidth 1 notitle"
do for [s = 1 : selectors] {
    ends = sprintf("(is('switch') && column('index') == %d ? column('x') + shift_x(%d) : NaN):(column('y') + shift_y(%d)):(column('x_end') - column('x')):(column('y_end') - column('y'))", s, s, s)
    picture = picture . ', data using ' . ends . sprintf(' with vectors nohead linecolor rgb 0xFFFFFF linewidth %g notitle', 2.2 * WIDE)
}
do for [s = 1 : selectors] {
    ends = sprintf("(is('switch') && column('index') == %d ? column('x') + shift_x(%d) : NaN):(column('y') + shift_y(%d)):(column('x_end') - column('x')):(column('y_end') - column('y'))", s, s, s)
    picture = picture . ', data using ' . ends . sprintf(' with vectors nohead linecolor rgb %d linewidth %g dashtype %s notitle', LINE_COLOURS[s], WIDE, LINE_DASHES[s])
}
letter(i) = i < 1 ? '–' : LETTERS[int(i):int(i)]
factor_text(f) = f >= 9.95 ? gprintf('%.0f', f) : f >= 1.095 ? gprintf('%.1f', f) : gprintf('%.2f', f)
times(f) = (lang eq 'fr' ? '× ' : '×') . factor_text(f)
worth(i) = i < 1 ? '' : column('count') > letter_same[int(i)] ? sprintf('=%d', column('count')) : valid(factor_column) ? times(column('factor')) : ''
factor_column = 12
picture = picture . sprintf(", data using (is('cell') ? column('x') : NaN):(column('y') + %g):(letter(column('index'))%s) with labels center font '%s' textcolor rgb 0x000000 notitle", tall ? 0.11 : 0, tall || narrow ? '' : " . '  ' . worth(column('index'))", big)
if (tall) {
    picture = picture . sprintf(", data using (is('cell') ? column('x') : NaN):(column('y') - 0.13):(worth(column('index'))) with labels center font '%s' textcolor rgb 0x202020 notitle", small)
}
# What a selector chooses: at the top of a cell, or at its bottom.
do for [s = 1 : (selectors < 2 ? selectors : 2)] {
    picture = picture . sprintf(", data using (is('choice') && column('index') == %d ? column('x') - 0.5 + %g : NaN):(column('y') + %g):(strcol('text')) with labels left font '%s' textcolor rgb %d notitle", s, 0.009 * x_values + (shift_x(s) > 0 ? shift_x(s) : 0), s == 1 ? 0.36 : -0.34, tiny, LINE_COLOURS[s])
}
eval picture
unset output
