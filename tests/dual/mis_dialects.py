# SPDX-License-Identifier: MIT
"""Two dialects in the form a board takes: one without acknowledgements, and one with a header.

A test on the host compiles the YAML files and holds the result against these.
"""

from posminder_formats import cbor

ALLINPAY = [
    1,
    "allinpay-experimental",
    [0, 2, 2, 0, 256],
    [500, 0, 60000, 3],
    [
        [1, 1, 0x9F01, 0, 2],
        [2, 1, 0x9F14, 0, 3],
        [3, 1, 0x9F02, 0, 0],
        [4, 1, 0x9F1D, 0, 0],
        [6, 1, 0x9F0E, 0, 0],
        [8, 1, 0x9F0F, 0, 3],
        [9, 1, 0x9F11, 0, 0],
        [10, 1, 0x9F12, 0, 0],
        [11, 1, 0x9F0B, 0, 3],
        [13, 1, 0x9F05, 0, 3],
        [15, 1, 0x9F20, 0, 0],
    ],
    [
        [1, b"\x01", b"\x01"],
        [2, b"\x02", b"\x02"],
        [3, b"\x03", b"\x03"],
        [4, b"\x04", b"\x04"],
        [5, b"\x0e", b"\x0e"],
        [6, b"\x0f", b"\x0f"],
        [7, b"\x10", b"\x10"],
        [10, b"\x11", b"\x11"],
    ],
    [
        [1, b"\x9f\x00\x00\x05APP01\x9f\x01\x00\x01\x01", 0, 0],
        [5, b"\x9f\x00\x00\x05APP01\x9f\x01\x00\x01\x0e", 0, 0],
        [6, b"\x9f\x00\x00\x05APP01\x9f\x01\x00\x01\x0f", 0, 0],
        [7, b"\x9f\x00\x00\x05APP01\x9f\x01\x00\x01\x10", 0, 0],
    ],
    [
        [b"00", 0],
        [b"77", 2],
        [b"A0", 2],
        [b"80", 2],
        [b"81", 2],
        [b"XH", 2],
        [b"95", 4],
        [b"94", 5],
        [b"68", 7],
        [b"98", 7],
        [b"88", 7],
        [b"91", 7],
        [b"97", 9],
    ],
    [],
    b"\x9f\x00\x00\x05APP01\x9f\x01\x00\x01\x11\x9f\x14\x00\x0288",
]

HEADER = [
    1,
    "header-small",
    [17, 2, 2, 1, 0x1C],
    [300, 2000, 90000, 3],
    [
        [1, 0, 12, 2, 3],
        [2, 0, 14, 2, 3],
        [3, 1, 0x3430, 0, 0],
        [4, 1, 0x5431, 0, 0],
        [5, 1, 0x5432, 0, 0],
        [6, 1, 0x3635, 0, 0],
        [9, 1, 0x3033, 0, 4],
        [13, 1, 0x3136, 0, 3],
        [14, 0, 0, 12, 3],
    ],
    [
        [1, b"80", b"80"],
        [2, b"30", b"30"],
        [5, b"I5", b"I5"],
        [6, b"56", b"56"],
        [7, b"RP", b"RP"],
        [8, b"57", b"57"],
        [9, b"55", b"55"],
    ],
    [
        [1, b"00000000000080010\x1c", 0, 12],
        [5, b"000000000000I5010\x1cD1\x00\x03ALL\x1c", 0, 12],
        [6, b"00000000000056010\x1c", 0, 12],
        [7, b"000000000000RP010\x1c", 0, 12],
        [8, b"00000000000057010\x1c", 0, 12],
        [9, b"00000000000055010\x1c", 0, 12],
    ],
    [
        [b"00", 0],
        [b"PP", 1],
        [b"LR", 2],
        [b"NB", 4],
        [b"NP", 6],
        [b"BY", 8],
        [b"NT", 10],
    ],
    [],
    b"",
]


def compiled(rows):
    """Return a dialect's bytes."""
    return cbor.encode(rows)
