# shades.gp: a scale of colours from light to dark, so that grey paper keeps the order, by hues that the colour-blind tell apart:
# shade(t), t from 0 to 1. Loaded behind style.gp.
STOPS = '0xFDF3C7 0xFAD36B 0xF6A64B 0xE5724F 0xC0497A 0x8B3A94 0x53318E 0x1B1E5A'
stop_of(i) = int(word(STOPS, i + 1))
part(c, shift) = (c / 2**shift) % 256
mixed(a, b, t) = int(part(a, 16) * (1 - t) + part(b, 16) * t + 0.5) * 65536 + int(part(a, 8) * (1 - t) + part(b, 8) * t + 0.5) * 256 + int(part(a, 0) * (1 - t) + part(b, 0) * t + 0.5)
LAST = words(STOPS) - 1
shade(t) = t >= 1 ? stop_of(LAST) : mixed(stop_of(int(t * LAST)), stop_of(int(t * LAST) + 1), t * LAST - int(t * LAST))
