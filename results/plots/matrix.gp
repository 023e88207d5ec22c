# matrix.gp: what each rank sent to each other: from top to bottom who sends, from left to right who receives. Besides the
# variables of style.gp:
#   subtitle                                     which run, how much in all
#   ranks, rank_block                            how many; how many a row and a column stand for
#   x_label, y_label, scale_label, nothing_label texts of the axes and of the scale
#   ticks, tick_shade[], tick_text[]             of the scale
load 'style.gp'
load 'faults.gp'
load 'shades.gp'

# The lightest shade is not white: that is nothing at all.
shaded(t) = shade(0.06 + 0.94 * t)

eval HEADING
plot_top = heading_bottom - 0.055
plot_bottom = 0.055
# The sheet is of 16:9 and the matrix a square, in its middle.
side = (plot_top - plot_bottom) * 9.0 / 16
plot_left = 0.5 - 0.5 * side
set tmargin at screen plot_top
set bmargin at screen plot_bottom
set lmargin at screen plot_left
set rmargin at screen plot_left + side
unset grid
unset key
set border 15 linecolor rgb '#404040' linewidth 0.8

low = 0; high = ranks - 1; wanted = ranks <= 16 ? ranks : 8; ticks_font = sized(0.8)
scale_ticks = ticks
ticks = 'whole'
axis = 'x'; load 'axis.gp'
axis = 'y'; load 'axis.gp'
unset xtics
axis = 'x2'; load 'axis.gp'
set x2tics font ticks_font offset 0, -0.3
set ytics font ticks_font
set xrange [-0.5 : ranks - 0.5]
set x2range [-0.5 : ranks - 0.5]
set yrange [ranks - 0.5 : -0.5]
set label 3 y_label at screen plot_left - 0.055, screen 0.5 * (plot_top + plot_bottom) center rotate by 90
set label 4 x_label . ' →' at screen plot_left - 0.012, screen plot_top + 0.036 right

# The scale beside it.
STRIPES = 100
scale_left = plot_left + side + 0.035; scale_right = scale_left + 0.018
scale_low = plot_bottom + 0.06; scale_height = 0.75 * (plot_top - plot_bottom)
do for [k = 1 : STRIPES] {
    set object k rectangle from screen scale_left, screen (scale_low + scale_height * (k - 1.0) / STRIPES) to screen scale_right, screen (scale_low + scale_height * (k + 0.2 < STRIPES ? k + 0.2 : STRIPES) / STRIPES) fillstyle solid 1.0 noborder fillcolor rgb shaded((k - 0.5) / STRIPES) noclip
}
set label 50 scale_label at screen scale_left, screen scale_low + scale_height + 0.03 left font sized(0.9)
set label 51 nothing_label at screen scale_left, screen scale_low - 0.035 left font sized(0.8)
do for [k = 1 : scale_ticks] {
    set label 51 + k tick_text[k] at screen scale_right + 0.008, screen scale_low + scale_height * tick_shade[k] left font sized(0.8)
    set arrow 51 + k from screen scale_right, screen scale_low + scale_height * tick_shade[k] to screen scale_right + 0.005, screen scale_low + scale_height * tick_shade[k] nohead linecolor rgb '#404040' linewidth 0.8
}

# Cells have borders while they are large; blocks reach a little under the next ones, so that no seam shows between them.
if (rank_block == 1) {
    do for [k = 1 : ranks - 1] {
        set arrow 1000 + 2 * k from first k - 0.5, graph 0 to first k - 0.5, graph 1 nohead back linecolor rgb '#D8D8D8' linewidth 0.5
        set arrow 1001 + 2 * k from graph 0, first k - 0.5 to graph 1, first k - 0.5 nohead back linecolor rgb '#D8D8D8' linewidth 0.5
    }
}
seam = rank_block > 1 ? 0.06 * rank_block : 0
end_of(start, width) = start + width + seam < ranks ? start + width + seam - 0.5 : ranks - 0.5
BORDER = rank_block > 1 || ranks > 40 ? 'noborder' : "border linecolor rgb 0xFFFFFF linewidth 0.8"
cells = "data using 'to':'from':(column('to') - 0.5):(end_of(column('to'), column('ranks') * column('blocks'))):(column('from') - 0.5):(end_of(column('from'), column('ranks'))):(shaded(column('shade'))) with boxxyerror fillstyle solid 1.0 " . BORDER . ' linecolor rgb variable'
text_font = sized(ranks <= 8 ? 0.8 : ranks <= 12 ? 0.62 : 0.5)
dark(t) = t > 0.45
in_language(s) = lang eq 'fr' && strstrt(s, '.') > 0 ? s[1 : strstrt(s, '.') - 1] . ',' . s[strstrt(s, '.') + 1 : *] : s
named = ranks <= 16 ? ", data using 'to':'from':(in_language(strcol('text'))):(dark(column('shade')) ? 0xFFFFFF : 0x000000) with labels font text_font textcolor rgb variable" : ''
eval 'plot ' . cells . named
unset output
