# calibration.gp: what MPI programs get from a platform under SMPI: half a round trip, and bandwidths, against the size of the
# message, between two near hosts and two far ones. Besides the variables of style.gp:
#   published_latency, published_bandwidth   what was published, in seconds and bytes per second; NaN: nothing
load 'style.gp'

french = lang eq 'fr'
near_name = french ? 'proches' : 'near'
far_name = french ? 'lointains' : 'far'
one_way = french ? 'un sens' : 'one way'
both_ways = french ? 'deux sens' : 'both ways'
published_name = french ? 'publié' : 'published'

# A message of no byte has no place on a logarithmic axis.
of(test_name, distance_name, unit) = strcol('test') eq test_name && strcol('distance') eq distance_name && column('bytes') > 0 ? \
    column('value') * unit : NaN
to_us = 1e6; to_mb = 1e-6

stats data using (strcol('test') eq 'latency' && column('bytes') > 0 ? column('value') * to_us : NaN) name 'time' nooutput
stats data using (strcol('test') ne 'latency' ? column('value') * to_mb : NaN) name 'rate' nooutput
stats data using (column('bytes') > 0 ? column('bytes') : NaN) name 'size' nooutput
has_latency = published_latency == published_latency; has_bandwidth = published_bandwidth == published_bandwidth
shown_latency = has_latency ? published_latency * to_us : time_min
shown_bandwidth = has_bandwidth ? published_bandwidth * to_mb : rate_max
# Where the network is the same for all, the near curve lies within the far one, and both are seen.
near_style = "linewidth 1.4 pointtype 7 pointsize 0.7 * point_scale"
far_style = "linewidth 3 pointtype 4 pointsize 1.3 * point_scale"
published_style = "linecolor rgb colour(7) linewidth 1.4 dashtype '-'"
key_font = sized(0.8)
axis_font = sized(0.9)
tick_font = sized(0.8)
title_font = sized(1.15)

set multiplot layout 1,2 margins 0.1,0.96,0.13,0.91 spacing 0.13 title titled(title, 78, '') font title_font
set tics font tick_font
set logscale xy
set xrange [size_min : size_max]
low = size_min; high = size_max; axis = 'x'; ticks = 'powers of two'; room = 40; load 'axis.gp'
set xlabel (french ? 'taille du message (octets)' : 'size of the message (bytes)') font axis_font
key_place = 'opaque Left reverse samplen 3 width -2 spacing 1.1 font key_font'

low = (shown_latency < time_min ? shown_latency : time_min) / 1.5; high = time_max * 1.5
axis = 'y'; ticks = 'logarithmic'; load 'axis.gp'
set yrange [low : high]
set key inside left top @key_place
set ylabel (french ? 'demi-aller-retour (µs)' : 'half a round trip (µs)') font axis_font
plot data using 'bytes':(of('latency', 'far', to_us)) with linespoints @far_style linecolor rgb colour(2) title far_name, \
    data using 'bytes':(of('latency', 'near', to_us)) with linespoints @near_style linecolor rgb colour(1) title near_name, \
    has_latency ? shown_latency : NaN with lines @published_style title has_latency ? published_name : ''

low = rate_min / 1.5; high = (shown_bandwidth > rate_max ? shown_bandwidth : rate_max) * 1.5
axis = 'y'; ticks = 'logarithmic'; load 'axis.gp'
set yrange [low : high]
set key inside right bottom @key_place
set ylabel (french ? 'débit (Mo/s)' : 'bandwidth (MB/s)') font axis_font
plot data using 'bytes':(of('bidirectional', 'far', to_mb)) with linespoints @far_style linecolor rgb colour(4) title both_ways . ', ' . far_name, \
    data using 'bytes':(of('bidirectional', 'near', to_mb)) with linespoints @near_style linecolor rgb colour(3) title both_ways . ', ' . near_name, \
    data using 'bytes':(of('bandwidth', 'far', to_mb)) with linespoints @far_style linecolor rgb colour(2) title one_way . ', ' . far_name, \
    data using 'bytes':(of('bandwidth', 'near', to_mb)) with linespoints @near_style linecolor rgb colour(1) title one_way . ', ' . near_name, \
    has_bandwidth ? shown_bandwidth : NaN with lines @published_style title has_bandwidth ? one_way . ', ' . published_name : ''
unset multiplot
unset output
