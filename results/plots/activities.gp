# activities.gp: the colours of the activities of activity.csv, in their order there (simulator/observe/activity.h). Loaded behind style.gp.
#
# Their lightness goes up from computing to waiting in steps that grey paper keeps: computing, collective, receiving, sending,
# waiting; computing, merging, the disk, transfers, starting up, waiting. Hues that the colour-blind tell apart. What has
# failed, what was given up, and what is not over, has lines across.
TINTS = '0x163D75 0xF5BE4B 0x3FB38B 0xEAEAEA 0xB84A88 0x6FBBE8 0xD9703A 0xEFD35C 0x8A5BB0 0x000000 0x9A9A9A'
tint(k) = int(word(TINTS, int(k)))
