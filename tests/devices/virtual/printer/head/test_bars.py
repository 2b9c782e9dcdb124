"""Barcodes of the virtual printer, against another program's bars."""

import pytest
from barcode import Code128
from PIL import Image

from kiosk.devices.virtual.printer.head.bars import bar_dots, values
from tests.devices.virtual.printer.test_virtual_printer import printed


def modules(dots: Image.Image) -> str:
    """Return the top row as ones and zeros."""
    return "".join("1" if dots.getpixel((x, 0)) else "0" for x in range(dots.width))


@pytest.mark.parametrize("text", ["99A7-0031-5K2M", "abc {x}", "ABCDEF"])
def test_the_bars_are_the_standard_s(text: str) -> None:
    symbol = values(text.encode(), names_set=False)
    assert symbol is not None
    (expected,) = Code128(text).build()
    if not any(text[at : at + 4].isdigit() for at in range(len(text))):
        assert modules(bar_dots(symbol, 1, 1)) == expected
    named = values(b"{B" + text.encode().replace(b"{", b"{{"), names_set=True)
    assert named == symbol


def test_pairs_of_digits_are_one_value() -> None:
    (expected,) = Code128("12345678").build()
    symbol = values(b"{C" + bytes((12, 34, 56, 78)), names_set=True)
    assert symbol is not None
    assert modules(bar_dots(symbol, 1, 1)) == expected


@pytest.mark.parametrize("data", [b"12", b"{D1", b"{C" + b"\x64", b"{B\xe4", b"{A{x"])
def test_what_cannot_be_drawn_is_none(data: bytes) -> None:
    assert values(data, names_set=True) is None


def test_a_barcode_stands_on_the_paper_as_wide_and_high_as_it_was_set() -> None:
    piece = printed(b"\x1dh\x50\x1dw\x02\x1dkI\x06{B1234")
    assert "[CODE128:1234]" in piece.text
    assert piece.errors == ()
    box = piece.dots.getbbox()
    assert box is not None
    assert (box[2] - box[0], box[3] - box[1]) == ((11 * 6 + 13) * 2, 0x50)
    assert "cannot be drawn" in " ".join(printed(b"\x1dkI\x041234").errors)
    wide = printed(b"\x1dw\x06\x1dkI\x0e{B123456789012")
    assert "wider than the paper" in " ".join(wide.errors)
