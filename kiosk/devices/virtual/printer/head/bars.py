"""CODE128 as dots, from the standard's table; no reader of it is in the kiosk.

A barcode's data names its character sets ({A, {B, {C) on most printers; some choose
the set by themselves and print such a prefix as it stands.
"""

from PIL import Image

_TABLE = """
212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212
112232 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131
311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321
112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121
313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111
314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114
122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212
124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113
114311 411113 411311 113141 114131 311141 411131 211412 211214 211232
"""
_WIDTHS = tuple(_TABLE.split())
"""Bar, space, bar, space, bar, space of the values 0 to 105, in modules."""

_STOP = "2331112"
_START = {"A": 103, "B": 104, "C": 105}
_SWITCH = {"A": 101, "B": 100, "C": 99}


def values(data: bytes, names_set: bool) -> list[int] | None:
    """Return the symbol's values with start and check, None when it cannot be drawn."""
    named = data[:1] == b"{" and chr(data[1]) in _START if len(data) > 1 else False
    if names_set and not named:
        return None
    chosen = chr(data[1]) if names_set else "B"
    symbol = [_START[chosen]]
    rest = data[2:] if names_set else data
    while rest:
        if names_set and rest[:1] == b"{" and len(rest) > 1:
            mark, rest = chr(rest[1]), rest[2:]
            if mark in _SWITCH:
                chosen = mark
                symbol.append(_SWITCH[mark])
                continue
            if mark != "{":
                return None
            value: int | None = 91
        else:
            value, rest = _value(chosen, rest[0]), rest[1:]
        if value is None:
            return None
        symbol.append(value)
    check = symbol[0] + sum(place * value for place, value in enumerate(symbol))
    return [*symbol, check % 103]


def _value(chosen: str, byte: int) -> int | None:
    """Return a byte's value in a set; in C a byte is a pair of digits, 0 to 99."""
    if chosen == "C":
        return byte if byte < 100 else None
    if chosen == "A" and byte < 0x20:
        return byte + 64
    return byte - 32 if 0x20 <= byte < (0x60 if chosen == "A" else 0x80) else None


def bar_dots(symbol: list[int], module: int, height: int) -> Image.Image:
    """Return the bars without their quiet zones."""
    widths = "".join(_WIDTHS[value] for value in symbol) + _STOP
    across = sum(int(width) for width in widths) * module
    dots = Image.new("1", (across, height), 0)
    x = 0
    for place, width in enumerate(widths):
        end = x + int(width) * module
        if place % 2 == 0:
            dots.paste(1, (x, 0, end, height))
        x = end
    return dots
