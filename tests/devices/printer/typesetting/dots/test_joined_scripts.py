"""Words of scripts whose letters join: one picture, the right way round."""

import time
import unicodedata

import pytest
from PIL import Image, ImageChops

from kiosk.devices.printer.typesetting.dots import joined_scripts
from kiosk.devices.printer.typesetting.dots.joined_scripts import (
    MOST,
    can_shape,
    columns_of,
    script_at,
    shaped,
)
from kiosk.devices.printer.typesetting.encode import encode, normalise
from kiosk.devices.printer.typesetting.paper_layout import lay_out
from kiosk.devices.printer.typesetting.paper_rows import PaperRow
from kiosk.devices.printer.typesetting.receipt_elements import (
    Receipt,
    ReceiptField,
    TextLine,
)
from kiosk.devices.printer.typesetting.segments import build_job
from kiosk.devices.printer.typesetting.wrap import wrap
from tests.devices.printer.conftest import profile
from tests.devices.printer.samples import spelled

WIDE, SMALL = profile(), profile("generic-58mm")
UYGHUR = ("ئابدۇرېھىم", "تۇرسۇن")
NAMES = [*UYGHUR, "བཀྲ་ཤིས་དོན་གྲུབ", "ᠪᠠᠲᠤ", "श्रीमती"]


def test_this_machine_can_shape() -> None:
    """script/setup installs the faces and what raqm needs."""
    assert can_shape()


@pytest.mark.parametrize("name", NAMES)
def test_a_word_is_one_picture_with_ink(name: str) -> None:
    (cell,) = encode(name, "gbk")
    assert cell.text == name
    assert cell.drawn
    assert 2 < cell.width <= MOST
    box = shaped(name).getbbox()
    assert box is not None
    assert box[3] - box[1] >= 14


@pytest.mark.parametrize(
    ("joined", "apart"),
    [("تۇر", "ت ۇ ر"), ("བཀྲ", "བ ཀ ར"), ("ᠪᠠᠲᠤ", "ᠪ ᠠ ᠲ ᠤ"), ("श्री", "श र ई")],
)
def test_letters_change_their_shape_beside_each_other(joined: str, apart: str) -> None:
    alone = sum(shaped(letter).width for letter in apart.split())
    assert shaped(joined).width < alone


def test_the_first_letter_stands_at_the_right() -> None:
    """The alif of a word is its thin upright: it begins at the right edge."""
    word = shaped("اس")
    left, right = (word.crop((x, 0, x + 4, word.height)) for x in (0, word.width - 4))
    assert _height(right) > _height(left)


def _height(strip: Image.Image) -> int:
    box = strip.getbbox()
    return box[3] - box[1] if box else 0


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (" ".join(UYGHUR), [UYGHUR[1], " ", UYGHUR[0]]),
        ("·".join(UYGHUR), [UYGHUR[1], "·", UYGHUR[0]]),
        (f"甲 {UYGHUR[0]} 乙", ["甲", " ", UYGHUR[0], " ", "乙"]),
        (f"{UYGHUR[0]} 1", [UYGHUR[0], " ", "1"]),
        ("ཀ་ ཁ", ["ཀ་", " ", "ཁ"]),
    ],
)
def test_words_read_from_the_right_stand_so(text: str, seen: list[str]) -> None:
    (line,) = wrap(encode(text, "gbk"), 48)
    assert [cell.text for cell in line] == seen


def test_a_name_in_a_field_stands_so_too() -> None:
    (row,) = lay_out(Receipt("t", (ReceiptField("姓名", " ".join(UYGHUR)),)), WIDE)
    assert isinstance(row, PaperRow)
    assert spelled(row).endswith(f"{UYGHUR[1]} {UYGHUR[0]}")


def test_a_line_with_such_a_word_is_a_picture() -> None:
    job = build_job(Receipt("t", (TextLine(UYGHUR[0]),)), WIDE, 1)
    assert b"\x1d\x76\x30" in job.data
    assert b"\x1c\x32" not in job.data


def test_a_word_longer_than_any_line_goes_on() -> None:
    cells = encode("ب" * 120, "gbk")
    assert len(cells) > 1
    assert all(cell.width <= MOST for cell in cells)
    assert "".join(cell.text for cell in cells) == "ب" * 120
    for row in lay_out(Receipt("t", (TextLine("ب" * 120, size=2),)), SMALL):
        assert isinstance(row, PaperRow)
        assert row.right <= SMALL.width_dots


@pytest.mark.parametrize("letters", ["ب", "ا", "ཀྲ", "ᠪᠠ", "श्री", "བོ"])
def test_two_hundred_letters_are_cut_at_once_and_never_before_a_mark(
    letters: str,
) -> None:
    began = time.thread_time()  # a busy machine takes none of it
    pieces = [cell.text for cell in encode(letters * 200, "gbk")]
    assert time.thread_time() - began < 3.0  # 0.1 s here
    assert "".join(pieces) == letters * 200
    assert all(columns_of(piece) <= MOST for piece in pieces)
    assert not any(unicodedata.category(piece[0]) == "Mn" for piece in pieces)


def test_what_joins_is_kept_inside_words_only() -> None:
    assert normalise("می\u200cخواهم") == "می\u200cخواهم"
    assert normalise("a\u200cb\u202e") == "ab"


def test_a_large_picture_is_twice_the_small_one() -> None:
    one, two = (
        build_job(Receipt("t", (TextLine("تۇر", size=size),)), WIDE, 1)
        for size in (1, 2)
    )
    assert abs(two.mm - one.mm - WIDE.line_mm) < 0.01


def test_without_the_faces_letters_stand_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joined_scripts, "_face", lambda *_, **__: None)
    assert not can_shape()
    assert script_at("ت") is None
    with pytest.raises(ValueError, match="no shaping"):
        shaped.__wrapped__("ت")


def test_chinese_needs_no_shaping() -> None:
    assert script_at("中") is None
    assert ImageChops.difference(shaped("ت"), shaped("ت")).getbbox() is None
    assert columns_of("ت") >= 1
