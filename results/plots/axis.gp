# axis.gp: the ticks of one axis, with numbers in the language of the figure. Before it is loaded:
#   axis            'x' or 'y'
#   low, high       what the axis shows
#   ticks           'listed' (those of x_ticks and x_tick[]), 'powers of two', 'logarithmic', 'linear', or 'whole' (linear,
#                   without fractions)
#   wanted          linear: about how many ticks
#   room            listed, powers of two: how many characters the axis has room for

eval sprintf('set %stics out ()', axis)

# What would touch the number on its left has a tick only.
if (ticks eq 'listed') {
    end_of_last = -room
    do for [i = 1 : x_ticks] {
        middle = room * (x_log ? log(1.0 * x_tick[i] / low) / log(high / low) : (x_tick[i] - low) / (high - low))
        half = 0.5 * strlen(number(x_tick[i]))
        labelled = middle - half >= end_of_last + 1
        eval sprintf('set %stics add ("%s" %.17g)', axis, labelled ? number(x_tick[i]) : '', x_tick[i])
        end_of_last = labelled ? middle + half : end_of_last
    }
}

if (ticks eq 'powers of two') {
    first_power = int(floor(log(low) / log(2) + 1e-6))
    last_power = int(ceil(log(high) / log(2) - 1e-6))
    label_length = strlen(number(2.0**last_power)) + 2
    power_step = int(ceil((last_power - first_power + 1) * label_length / (1.0 * room)))
    power_step = power_step < 1 ? 1 : power_step
    do for [power = first_power : last_power] {
        text = (power - first_power) % power_step == 0 ? number(2.0**power) : ''
        eval sprintf('set %stics add ("%s" %.17g)', axis, text, 2.0**power)
    }
}

# Powers of ten, and with few of them 2 and 5 times as well. From 10 millions on they are written 10⁷.
if (ticks eq 'logarithmic') {
    first_power = int(floor(log10(low) + 1e-6))
    last_power = int(ceil(log10(high) - 1e-6))
    few = log10(high / low) <= 3
    power_step = int(ceil((last_power - first_power) / 9.0))
    power_step = power_step < 1 ? 1 : power_step
    do for [power = first_power : last_power] {
        do for [digit = 1 : 9] {
            tick = digit * 10.0**power
            labelled = digit == 1 ? power % power_step == 0 : (few && (digit == 2 || digit == 5))
            text = last_power >= 8 ? (digit == 1 ? '' : sprintf('%d · ', digit)) . '10' . superscript(power) : number(tick)
            if (tick >= low * 0.999 && tick <= high * 1.001 && (labelled || power_step == 1)) {
                eval sprintf('set %stics add ("%s" %.17g %d)', axis, labelled ? text : '', tick, labelled ? 0 : 1)
            }
        }
    }
}

# 1, 2 or 5 times a power of ten apart; closer than wanted where there would be one tick only.
if (ticks eq 'linear' || ticks eq 'whole') {
    first_tick = 0; last_tick = 0
    do for [closer = 1 : 3] {
        if (last_tick <= first_tick) {
            raw = high > low ? (high - low) / (1.0 * wanted * closer) : 1.0
            magnitude = 10.0**floor(log10(raw))
            spacing = raw <= magnitude ? magnitude : raw <= 2 * magnitude ? 2 * magnitude : \
                raw <= 5 * magnitude ? 5 * magnitude : 10 * magnitude
            spacing = ticks eq 'whole' && spacing < 1 ? 1.0 : spacing
            first_tick = int(ceil(low / spacing - 1e-9))
            last_tick = int(floor(high / spacing + 1e-9))
        }
    }
    do for [tick_number = first_tick : last_tick] {
        tick = tick_number * spacing
        eval sprintf('set %stics add ("%s" %.17g)', axis, number(tick), tick)
    }
}
