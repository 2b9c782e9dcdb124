"""Private-use code points of old GBK systems, and the real characters behind them.

GB 18030 gave them places of their own only after cards and records had been written.
What a city or a maker of fonts put into the private area itself is in no source: such
a code point stays as it is, and is shown as its number.
"""

from collections.abc import Iterator

# Two-byte codes that stood for private code points in GBK and have real ones now.
# Private ones were dealt out in the codes' order, so a run needs only its first.
_RUNS = (
    (0xE76C, 0xA2E3, 0xA2E3),  # the euro sign
    (0xE7C8, 0xA8BF, 0xA8BF),  # n with grave accent
    (0xE7E7, 0xA989, 0xA995),  # the signs that describe ideographs
    (0xE815, 0xFE50, 0xFEA0),  # radicals and ideographs of GBK's last row
)
_GB_18030_2005 = {0xE7C7: 0x1E3F}  # A8BC, m with acute accent
_GB_18030_2022 = {
    # Upright punctuation for vertical lines, A6D9 to A6DF, A6EC, A6ED, A6F3.
    **{0xE78D: 0xFE10, 0xE78E: 0xFE12, 0xE78F: 0xFE11, 0xE790: 0xFE13},
    **{0xE791: 0xFE14, 0xE792: 0xFE15, 0xE793: 0xFE16, 0xE794: 0xFE17},
    **{0xE795: 0xFE18, 0xE796: 0xFE19},
    # Eight of row FE: components that Unicode 4.1 took up.
    **{0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7},
    **{0xE832: 0x9FB8, 0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE864: 0x9FBB},
    # Six of row FE whose two-byte codes stay private: these have four-byte codes too.
    **{0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE831: 0x215D7},
    **{0xE83B: 0x2298F, 0xE855: 0x241FE},
}
"""Python's codec knows the standard of 2000; these came later."""


def _codes(first: int, last: int) -> Iterator[bytes]:
    """Yield the two-byte codes of one row; 7F is never a second byte."""
    for code in range(first, last + 1):
        if code & 0xFF != 0x7F:
            yield code.to_bytes(2, "big")


def _decoded() -> Iterator[tuple[int, int]]:
    """Yield what the codec knows: private code point and real one."""
    for private, first, last in _RUNS:
        for place, code in enumerate(_codes(first, last)):
            real = ord(code.decode("gb18030"))
            if real != private + place:
                yield private + place, real


REAL = {**dict(_decoded()), **_GB_18030_2005, **_GB_18030_2022}
"""Real code points by private ones."""


def real_characters(text: str) -> str:
    """Return the text with every private code point that has a real one replaced."""
    return text.translate(REAL)
