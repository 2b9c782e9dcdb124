"""Which bytes and how many columns a character has, for each charset."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.printer.printer_profile import Charset
from kiosk.devices.printer.typesetting.encode import (
    boxed,
    encode,
    normalise,
    two_byte_code,
)

CHARSETS: tuple[Charset, ...] = ("gb2312", "gbk", "gb18030-2")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("A", "41"),
        ("张", "d5c5"),
        ("镕", "e946"),
        ("·", "a1a4"),
        ("•", "a1a4"),
        ("—", "a1aa"),
        ("￥", "a3a4"),
        ("¥", "a3a4"),
        ("×", "a1c1"),
        ("①", "a2d9"),
        ("─", "a9a4"),
        ("\u3000", "a1a1"),
        ("\u00a0", "20"),
        ("\u0430", "a7d1"),
        ("Ａ", "a3c1"),
        ("☆", "a1ee"),
        ("😀", "a1f5"),
        ("👨‍👩‍👧", "a1f5"),
        ("👍🏽", "a1f5"),
    ],
)
def test_one_character_has_one_code(text: str, code: str) -> None:
    (cell,) = encode(text, "gbk")
    assert cell.code.hex() == code
    assert cell.width == len(cell.code)


@pytest.mark.parametrize(
    ("character", "levels"),
    [
        ("中", (True, True, True)),
        ("镕", (False, True, True)),
        ("䶮", (False, False, True)),
        ("€", (False, False, True)),
        ("㼆", (False, False, False)),
        ("𠮷", (False, False, False)),
        ("鿏", (False, False, False)),
        ("\ue7c7", (False, False, False)),
        ("·", (True, True, True)),
        ("—", (True, True, True)),
        ("―", (False, True, True)),
    ],
)
def test_what_each_charset_holds(
    character: str, levels: tuple[bool, bool, bool]
) -> None:
    found = tuple(two_byte_code(character, name) is not None for name in CHARSETS)
    assert found == levels


@pytest.mark.parametrize(
    "text", ["\x1b@", "\x10\x04\x01", "\u200b", "\u202e", "\ufe0f"]
)
def test_what_is_invisible_never_reaches_the_printer(text: str) -> None:
    assert all(" " <= character <= "~" for character in normalise(text))


@pytest.mark.parametrize("dot", "•‧・･⋅∙·᛫⸱ꞏᐧ⦁")
def test_the_dots_inside_names_are_one(dot: str) -> None:
    """U+2219 and its kin; each was met in a name on some card."""
    cells = encode(f"阿依{dot}古丽", "gb2312")
    assert [cell.code.hex() for cell in cells][2] == "a1a4"


@pytest.mark.parametrize(
    "letter", ["é", "e\u0301", "ā", "ǎ", "ñ", "ü", "Đ", "ß", "ş", "Ł"]
)
@pytest.mark.parametrize("charset", CHARSETS)
def test_a_latin_letter_with_a_mark_takes_one_column(
    letter: str, charset: Charset
) -> None:
    """Also where GBK has it for pinyin: as wide as a Hanzi it tears a word apart."""
    (cell,) = encode(letter, charset)
    assert (cell.width, cell.code) == (1, b"")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("王秀兰 é 😀 ￥5.00", ()),
        ("𠮷㼆\U00030ede", ()),
        ("\U0002ebf0甲\U0002ebf0", ("\U0002ebf0",)),
        ("ئابدۇ", ()),
        ("\ue123", ("\ue123",)),
        ("\u3097", ("\u3097",)),
    ],
)
def test_what_is_printed_as_its_number(text: str, numbers: tuple[str, ...]) -> None:
    assert boxed(text) == numbers


def test_a_rare_character_is_drawn_in_two_columns() -> None:
    (cell,) = encode("𠮷", "gbk")
    assert cell.drawn
    assert cell.width == 2


def test_a_mark_that_cannot_be_composed_stays_with_its_letter() -> None:
    cells = encode("x\u0331y", "gbk")
    assert [cell.text for cell in cells] == ["x\u0331", "y"]


@given(st.text(max_size=40), st.sampled_from(CHARSETS))
def test_cells_say_what_is_sent(text: str, charset: Charset) -> None:
    for cell in encode(text, charset):
        if not cell.drawn:
            assert len(cell.code) == cell.width
            assert cell.code.decode("gb18030") == cell.text
            assert cell.code != b"?" or cell.text == "?"
        assert not any(byte < 0x20 for byte in cell.code)


@given(st.text(st.characters(min_codepoint=0x3400, max_codepoint=0x2FA1F), max_size=30))
def test_no_han_is_lost_or_replaced(text: str) -> None:
    """Han outside private use and marks come back as they went in."""
    han = "".join(c for c in text if unicodedata.category(c) == "Lo")
    composed = unicodedata.normalize("NFC", han)
    assert "".join(cell.text for cell in encode(han, "gbk")) == composed.replace(
        "・", "·"
    )
