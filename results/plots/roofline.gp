# roofline.gp: what hosts can attain, flop/s against flops for each byte of the memory. Besides the variables of style.gp:
#   roofs, peak[], bandwidth[], roof_label[]            flop/s, byte/s, the legend
#   kernels, kernel_label[], kernel_low[], kernel_high[]   what is computed, and its intensity, flop/byte
load 'style.gp'
load 'faults.gp'  # the heading

french = lang eq 'fr'
subtitle = ''
eval HEADING
x_low = 1.0 / 32; x_high = 32.0
least = 1e300; greatest = 0
do for [i = 1 : roofs] {
    ridge = 1.0 * peak[i] / bandwidth[i]
    x_high = 2 * ridge > x_high ? 2 * ridge : x_high
    greatest = peak[i] > greatest ? peak[i] : greatest
}
do for [i = 1 : roofs] {
    here = 1.0 * bandwidth[i] * x_low
    here = here > peak[i] ? peak[i] : here
    least = here < least ? here : least
}
TO_GIGA = 1e-9
y_low = least * TO_GIGA / 1.5; y_high = greatest * TO_GIGA * 2
set logscale xy
set xrange [x_low : x_high]
set yrange [y_low : y_high]
set samples 1000
low = x_low; high = x_high; axis = 'x'; ticks = 'powers of two'; room = 70; load 'axis.gp'
set xtics add ('1/32' 1.0 / 32, '1/16' 1.0 / 16, '1/8' 1.0 / 8, '1/4' 1.0 / 4, '1/2' 1.0 / 2)
low = y_low; high = y_high; axis = 'y'; ticks = 'logarithmic'; load 'axis.gp'
set xlabel (french ? 'Intensité arithmétique (flop par octet de la mémoire)' : 'Arithmetic intensity (flop for each byte of the memory)')
set ylabel (french ? 'Atteignable (Gflop/s)' : 'Attainable (Gflop/s)')
set tmargin at screen heading_bottom - 0.085 # two lines for the names of the kernels
set lmargin at screen 0.105
set rmargin at screen 0.975
legend_lines = (roofs + 1) / 2
set bmargin at screen 0.155 + 0.042 * legend_lines
key_font = sized(0.8); kernel_font = sized(0.75)
set key at screen 0.52, screen 0.012 center bottom horizontal maxcols 2 Left reverse samplen 3.5 width 1 font key_font
# The kernels: a band from the least intensity to the greatest, or a line.
do for [k = 1 : kernels] {
    is_band = kernel_high[k] > kernel_low[k]
    widening = is_band ? 1.0 : 1.012
    set object (k) rectangle from first kernel_low[k] / widening, graph 0 to first kernel_high[k] * widening, graph 1 behind fillstyle solid 1.0 noborder fillcolor rgb (is_band ? 0xE4E4E4 : 0xA8A8A8)
    name = wrapped(kernel_label[k], 15)
    set label (10 + k) name at first sqrt(kernel_low[k] * kernel_high[k]), graph 1 center offset character 0, (lines_of(name) - 0.5) font kernel_font textcolor rgb '#303030'
}
roof(i, x) = bandwidth[i] * x < peak[i] ? bandwidth[i] * x * TO_GIGA : peak[i] * TO_GIGA
of(i) = strcol('series') eq 'point' && column('index') == i
picture = 'plot NaN notitle'
do for [i = 1 : roofs] {
    picture = picture . sprintf(", roof(%d, x) with lines linecolor rgb %d linewidth 2.4 dashtype %s notitle", i, colour(i), dashes(i))
}
do for [i = 1 : roofs] {
    picture = picture . sprintf(", data using (of(%d) ? column('intensity') : NaN):(column('attainable') * TO_GIGA) with points linecolor rgb %d pointtype %d pointsize 1.4 * point_scale notitle", i, colour(i), shape(i))
    picture = picture . sprintf(", keyentry with linespoints linecolor rgb %d linewidth 2.4 dashtype %s pointtype %d pointsize 1.4 * point_scale title roof_label[%d]", colour(i), dashes(i), shape(i), i)
}
eval picture
unset output
