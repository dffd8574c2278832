"""How large, how many. One place, so that the browser, the services and the messages say the same."""

MIB = 1024 * 1024
LARGEST_FILE = 10 * MIB
LARGEST_PART = 1 * MIB
MOST_PIXELS = 40_000_000
# A picture is kept no larger than this at its longest side: enough to read a sign on a door.
LONGEST_SIDE = 2400
PREVIEW_SIDE = 360
# Office files are ZIPs: what they say they unpack to.
MOST_ENTRIES = 3000
LARGEST_UNPACKED = 100 * MIB
HIGHEST_RATIO = 150
# Pages of a PDF that are drawn, and how large.
DRAWN_PAGES = 6
PAGE_SIDE = 1400
# Of one person.
UPLOADS_AN_HOUR = 240
BYTES_A_DAY = 400 * MIB
