"""CODE128 as dots: for printers without barcodes of their own, and for the preview.

Only its set B, which holds what receipts number things with.
"""

from PIL import Image

MODULE = 2
"""The narrowest bar in dots; a quarter of a millimetre at 203 dpi."""
HEIGHT = 64
MOST = 40

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
_START_B, _STOP = 104, "2331112"


def checked(data: str) -> bytes:
    """Return what can be a barcode as bytes.

    :raises ValueError: when it is empty, too long, or not plain printable characters.
    """
    plain = all(" " <= letter <= "~" and letter != "{" for letter in data)
    if not 0 < len(data) <= MOST or not plain:
        raise ValueError(f"a barcode holds 1 to {MOST} plain characters")
    return data.encode("ascii")


def bars_width(data: str) -> int:
    """Return the dots across: start, check and stop beside eleven modules a letter."""
    return (11 * (len(data) + 2) + 13) * MODULE


def bars(data: str) -> Image.Image:
    """Return the bars, black on white, without their quiet zones."""
    values = [_START_B, *(byte - 0x20 for byte in checked(data))]
    check = values[0] + sum(place * value for place, value in enumerate(values))
    widths = "".join(_WIDTHS[value] for value in (*values, check % 103)) + _STOP
    dots, x = Image.new("1", (bars_width(data), HEIGHT), 0), 0
    for place, width in enumerate(widths):
        end = x + int(width) * MODULE
        if place % 2 == 0:
            dots.paste(1, (x, 0, end, HEIGHT))
        x = end
    return dots
