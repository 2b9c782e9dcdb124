"""Private-use code points of old GBK systems, and the real characters behind them.

GB 18030 gave a hundred characters places of their own only after cards had been
written with them. What a city made up for itself stays as it is.
"""

_FIRST = 0xE815
"""The private code point of GBK's FE50; the others follow byte by byte to FEA0."""
_LATER = {
    **{0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE831: 0x215D7},
    **{0xE83B: 0x2298F, 0xE855: 0x241FE},
    **{0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7},
    **{0xE832: 0x9FB8, 0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE864: 0x9FBB},
    **{0xE7C7: 0x1E3F, 0xE7C8: 0x01F9},
    # The upright punctuation of vertical lines, A6D9 to A6F3.
    **{0xE78D: 0xFE10, 0xE78E: 0xFE12, 0xE78F: 0xFE11, 0xE790: 0xFE13},
    **{0xE791: 0xFE14, 0xE792: 0xFE15, 0xE793: 0xFE16, 0xE794: 0xFE17},
    **{0xE795: 0xFE18, 0xE796: 0xFE19},
    **{0xE7E7 + place: 0x2FF0 + place for place in range(12)},
}
"""Those that Python's codec of GB 18030 still leaves private."""


def _block() -> dict[int, int]:
    """Return the characters of row FE, which the codec knows, by private code."""
    found = {}
    for place in range(0x50):
        byte = 0x50 + place + (place >= 0x2F)
        character = ord(bytes((0xFE, byte)).decode("gb18030"))
        if character != _FIRST + place:
            found[_FIRST + place] = character
    return found


REAL = {**_block(), **_LATER}
"""Real code points by private ones."""


def real_characters(text: str) -> str:
    """Return the text with every private code point that has a real one replaced."""
    return text.translate(REAL)
