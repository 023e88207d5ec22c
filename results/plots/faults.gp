# faults.gp: faults above a plot, and the heading of a sheet whose plots have margins of their own. Loaded once, behind style.gp;
# it needs
#   fault_label, fault_end_label    of the legend; '': there is none
#   mark_legend                     what the numbers of the marks mean, or how many there are of each; or ''
#   marks_are_lines                 0: there are so many that each is a tick only
# and of each panel P
#   marks_P, mark_levels_P          how many are named, and in how many lines
#   mark_time_P[], mark_text_P[]    in seconds; the name, or ''
#   mark_level_P[], mark_side_P[]   its line, from 0 at the bottom; 1: it ends at the mark, 0: it begins there
#   mark_ends_P[]                   1: the fault ends there
# Where a script is run without them there is no fault.
if (!exists("marks_1")) { marks_1 = 0; mark_levels_1 = 0; mark_legend = ''; fault_label = ''; fault_end_label = ''; marks_are_lines = 1 }

FAULT_COLOUR = '0xC03000'
FAULT_LINE = sprintf('linecolor rgb %s linewidth 1.6 dashtype 1', FAULT_COLOUR)
FAULT_END_LINE = sprintf("linecolor rgb %s linewidth 1.3 dashtype '-'", FAULT_COLOUR)
# In parts of the height of the sheet.
LEVEL_HEIGHT = 0.030
HEADING_LINE = 0.042
mark_font = sized(0.72)
lines_of(s) = strstrt(s, "\n") == 0 ? 1 : 1 + lines_of(s[strstrt(s, "\n")+1:*])

# The title and the lines below it, in the middle of the sheet; heading_bottom is where they end.
HEADING = "heading = wrapped(title, 78); \
    heading_lines = lines_of(heading); \
    set label 1 heading at screen 0.5, screen (1 - 0.75 * HEADING_LINE) center font sized(1.1); \
    set label 2 wrapped(subtitle, 105) at screen 0.5, screen (1 - (heading_lines + 0.65) * HEADING_LINE) center font sized(0.8) textcolor rgb '#404040'; \
    heading_bottom = 1 - (heading_lines + (subtitle eq '' ? 0.15 : 0.85 * lines_of(wrapped(subtitle, 105)) + 0.25)) * HEADING_LINE"

# The names of the faults of `panel`, above a plot whose top is at `plot_top`; low and high are its x in x_unit.
NAMES = "do for [m = 1 : int(value(sprintf('marks_%d', panel)))] { \
        mark_text = value(sprintf('mark_text_%d', panel))[m]; \
        mark_x = value(sprintf('mark_time_%d', panel))[m] * x_factor; \
        mark_y = plot_top + 0.4 * LEVEL_HEIGHT + LEVEL_HEIGHT * value(sprintf('mark_level_%d', panel))[m]; \
        numbered = mark_legend ne ''; \
        if (mark_text ne '') { \
            set arrow 1000 + m from first mark_x, screen plot_top to first mark_x, screen (mark_y + (numbered ? -0.4 : 0.45) * LEVEL_HEIGHT) nohead linecolor rgb @FAULT_COLOUR linewidth 1 dashtype 1; \
            if (numbered) { \
                set label 1000 + m mark_text at first mark_x, screen mark_y center font mark_font textcolor rgb @FAULT_COLOUR \
            } else { if (value(sprintf('mark_side_%d', panel))[m]) { \
                set label 1000 + m mark_text at first mark_x, screen mark_y right offset character -0.4, 0 font mark_font textcolor rgb @FAULT_COLOUR \
            } else { \
                set label 1000 + m mark_text at first mark_x, screen mark_y left offset character 0.4, 0 font mark_font textcolor rgb @FAULT_COLOUR \
            } } \
        } \
    }"

# The lines (or ticks) of the faults, from the CSV rows for which the text `where` holds: plot elements, each behind a comma.
fault_height(low, high) = (high - low) * (marks_are_lines ? 1.0 : 0.05)
fault_lines(where, low, high) = \
    sprintf(", data using (%s && strcol('series') eq 'fault' ? column('time') * x_factor : NaN):(%.12g):(0):(%.12g) with vectors nohead %s notitle", where, low, fault_height(low, high), FAULT_LINE) . \
    sprintf(", data using (%s && strcol('series') eq 'fault-end' ? column('time') * x_factor : NaN):(%.12g):(0):(%.12g) with vectors nohead %s notitle", where, low, fault_height(low, high), FAULT_END_LINE)
FAULT_KEYS = (fault_label eq '' ? '' : sprintf(", keyentry with lines %s title fault_label", FAULT_LINE)) . \
    (fault_end_label eq '' ? '' : sprintf(", keyentry with lines %s title fault_end_label", FAULT_END_LINE))
# What goes below the axis of the time.
time_label(label) = mark_legend eq '' ? label : label . "\n" . wrapped(mark_legend, 110)
