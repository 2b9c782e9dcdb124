"""What a printer is taught: wide characters, and narrow letters two by two."""

import msgspec
import pytest

from kiosk.devices.printer.typesetting.dots import glyphs
from kiosk.devices.printer.typesetting.encode import encode
from kiosk.devices.printer.typesetting.learned_glyphs import (
    glyph_dots,
    grouped,
    learn,
)
from kiosk.devices.printer.typesetting.paper_layout import lay_out
from kiosk.devices.printer.typesetting.receipt_elements import Receipt, TextLine
from kiosk.devices.printer.typesetting.segments import build_job
from tests.devices.printer.conftest import profile

WIDE = profile()


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("José", "J o s+é"),
        ("Müller", "M ü+l l e r"),
        ("éa", "é+a"),
        ("āá", "ā+á"),
        ("āáǎ", "ā+á ǎ"),
        ("中é中", "中 é 中"),
        ("𠮷", "𠮷"),
        ("ab", "a b"),
        ("é", "é"),
        ("a é", "a  +é"),
    ],
)
def test_who_shares_a_glyph(text: str, groups: str) -> None:
    found = ["+".join(c.text for c in g) for g in grouped(encode(text, "gbk"))]
    assert " ".join(found) == groups


def test_a_word_with_marks_is_sent_as_text() -> None:
    job = build_job(Receipt("t", (TextLine("José Müller"),)), WIDE, 1)
    assert b"Jos\xfe\xa1M\xfe\xa2ler\n" in job.data
    assert job.data.count(b"\x1c\x32") == 2


def test_two_letters_stand_side_by_side_in_one_glyph() -> None:
    dots = glyph_dots("s\0é")
    both = [glyphs.narrow("s"), glyphs.narrow("é")]
    assert dots == b"".join(glyphs.columns(half) for half in both)


def test_a_lonely_letter_makes_its_line_a_picture() -> None:
    job = build_job(Receipt("t", (TextLine("中é中"),)), WIDE, 1)
    assert b"\x1d\x76\x30" in job.data


def test_a_joined_letter_as_wide_as_a_han_is_not_taught() -> None:
    """It is higher than a taught character can be."""
    job = build_job(Receipt("t", (TextLine("ئ"),)), WIDE, 1)
    assert b"\x1c\x32" not in job.data
    assert b"\x1d\x76\x30" in job.data


@pytest.mark.parametrize(
    ("first", "room", "codes"),
    [
        ("fe a1", 20, ["fea1", "fea2", "fea3"]),
        ("f8 a1", 20, ["f8a1", "f8a2", "f8a3"]),
        ("fe fd", 20, ["fefd", "fefe"]),
        ("fe a1", 1, ["fea1"]),
        ("fe a1", 0, []),
    ],
)
def test_the_codes_are_the_printers(first: str, room: int, codes: list[str]) -> None:
    text = msgspec.structs.replace(WIDE.text, first_glyph=first, user_glyphs=room)
    own = msgspec.structs.replace(WIDE, text=text)
    rows = lay_out(Receipt("t", (TextLine("𠮷㼆𠂇"),)), own)
    assert [code.hex() for code in learn(rows, own).codes.values()] == codes
