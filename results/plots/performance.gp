# performance.gp: what tests/benchmark/run measured, for docs/performance.md. Besides the variables of style.gp:
#   what   'rate' (messages a second against the number of processes) or 'memory' (bytes a process)
# From results/plots, with B the build folder:
#   gnuplot -e "what='rate'; data='B/benchmark.csv'; output='../../docs/images/performance-rate.png'; format='png'; lang='en'" performance.gp
load 'style.gp'

# Rows of one program, so that nothing parts the points that a line joins.
rows(program) = sprintf("< awk -F, 'NR == 1 || $1 == \"%s\" && $3 >= %d' '%s'", program, what eq 'rate' ? 100 : 10000, data)

# Programs of the ring, from fast to slow, and how they are called.
PROGRAMS = 'bare-constant bare-exponential onde-latency onde-latency-delayed onde-flow simgrid'
COLOUR_OF = '7 8 1 6 2 5'
array LABELS[6] = ["bare loop, equal delays", "bare loop, random delays", "latency", "latency, random delays", "flow", "plain SimGrid"]

# What the program and the platform take is what a ring of 100 processes does.
array EMPTY[6]
do for [i = 1 : 6] {
    stats data using (strcol('program') eq word(PROGRAMS, i) && column('size') == 100 ? column('peak_bytes') : NaN) name 'empty' nooutput
    EMPTY[i] = empty_min
}
title_font = sized(1.2)
set logscale xy
set xrange [80 : 1.25e7]
low = 100.0; high = 1e7; axis = 'x'; ticks = 'logarithmic'
load 'axis.gp'
set xlabel 'processes'
if (what eq 'rate') {
    set title "Messages a second: Chang and Roberts on a ring, all initiators" font title_font
    set ylabel 'messages a second of the machine'
    low = 1e4; high = 2e8
} else {
    set title "Memory of a process: Chang and Roberts on a ring, all initiators" font title_font
    set ylabel 'bytes a process, beyond the program and its platform'
    low = 10.0; high = 1e5
    set xrange [8000 : 1.25e7]
}
set ytics out ()
do for [power = int(log10(low)) : int(log10(high))] {
    set ytics add (number(10.0**power) 10.0**power)
}
set yrange [low : high]
key_font = sized(0.8)
set key outside right top vertical Left reverse samplen 4 spacing 1.3 width -2 font key_font

height(i) = what eq 'rate' ? column('per_second') : (column('peak_bytes') - EMPTY[i]) / (column('size') - 100)
plot for [i = 1 : 6] rows(word(PROGRAMS, i)) using 'size':(height(i)) with linespoints \
    linecolor rgb colour(int(word(COLOUR_OF, i))) linewidth 2 pointtype shape(i) pointsize 1.3 * point_scale title LABELS[i]
unset output
