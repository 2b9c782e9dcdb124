"""Letters as pixels: which face draws what, and what is kept."""

import pytest

from kiosk.screens.toolkit.text.coverage import (
    FALLBACK_FILE,
    Coverage,
    Face,
    load_coverage,
)
from kiosk.screens.toolkit.text.typesetter import Typesetter

BLACK, WHITE = (0, 0, 0), (255, 255, 255)


def test_main_face_covers_the_general_standard_and_fallback_the_rest() -> None:
    coverage = load_coverage()
    assert coverage.face("社") is Face.MAIN
    assert coverage.face("㼆") is Face.MAIN
    rare = Face.FALLBACK if FALLBACK_FILE.is_file() else Face.NOBODY
    assert coverage.face("𠮷") is rare
    assert coverage.face("\ue000") is Face.NOBODY
    assert coverage.face("\x00") is Face.NOBODY
    assert coverage.face("\U0010ffff") is Face.NOBODY


def test_runs_keep_order_and_single_out_what_nobody_draws() -> None:
    main = bytearray(32)
    main[ord("a") >> 3] |= 1 << (ord("a") & 7)
    found = Coverage(bytes(main), b"").runs("aa??a")
    nobody = (Face.NOBODY, "?")
    assert found == [(Face.MAIN, "aa"), nobody, nobody, (Face.MAIN, "a")]


def test_a_character_of_no_face_is_drawn_as_its_number() -> None:
    type_ = Typesetter()
    blank = type_.label("　", 40, BLACK, WHITE)
    framed = type_.label("\ue123", 40, BLACK, WHITE)
    assert framed.get_size() == (40, type_.height(40))
    assert blank.get_buffer().raw != framed.get_buffer().raw


@pytest.mark.parametrize("text", ["", "\x00", "\t", "\ud800", "a\U0010ffffb", "𠮷㼆"])
def test_no_text_breaks_the_typesetter(text: str) -> None:
    type_ = Typesetter()
    assert type_.label(text, 30, BLACK, WHITE).get_height() == type_.height(30)
    assert "".join(type_.lines(text, 30, 60)) == text


def test_digits_are_of_one_width() -> None:
    type_ = Typesetter()
    for bold in (False, True):
        assert len({type_.width(d * 8, 32, bold) for d in "0123456789"}) == 1


def test_the_label_cache_keeps_its_limit_and_forgets() -> None:
    type_ = Typesetter(limit=200_000)
    for number in range(200):
        type_.label(f"第{number}行", 40, BLACK, WHITE)
    assert 0 < type_.bytes <= 200_000
    first = type_.label("第199行", 40, BLACK, WHITE)
    assert type_.label("第199行", 40, BLACK, WHITE) is first
    type_.forget()
    assert type_.bytes == 0
