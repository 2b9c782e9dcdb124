"""Private code points of GBK become real characters, on chips, paper and screens."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.card.protocol.codec import decode_an
from kiosk.devices.printer.typesetting.encode import normalise
from kiosk.domain.private_use import REAL, real_characters

KNOWN = {
    0xE76C: "€",
    0xE78D: "\ufe10",
    0xE78E: "\ufe12",  # the standard crosses these two
    0xE78F: "\ufe11",
    0xE796: "\ufe19",
    0xE7C7: "ḿ",
    0xE7C8: "ǹ",
    0xE7E7: "\u303e",
    0xE7E8: "\u2ff0",
    0xE7F3: "\u2ffb",
    0xE815: "\u2e81",
    0xE816: "\U00020087",
    0xE81A: "\u3473",
    0xE81E: "\u9fb4",
    0xE855: "\U000241fe",
    0xE863: "\u4dae",
    0xE864: "\u9fbb",
}
"""Ends and middles of every run, from the tables of GB 18030's annexes."""


@pytest.mark.parametrize(("private", "real"), KNOWN.items(), ids=ascii)
def test_known_code_points(private: int, real: str) -> None:
    assert real_characters(f"王{chr(private)}明") == f"王{real}明"


def test_the_table_leads_out_of_the_private_area_and_never_twice_to_one_place() -> None:
    assert len(REAL) == len(set(REAL.values())) == 106
    assert all(unicodedata.category(chr(private)) == "Co" for private in REAL)
    assert not any(unicodedata.category(chr(real)) == "Co" for real in REAL.values())


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"\xcd\xf5\xfe\x59", "王\u9fb4"),  # a two-byte code, private until 2022
        (b"\xcd\xf5\xfe\x50", "王\u2e81"),  # real since 2000
        (b"\xcd\xf5\x83\x36\xc8\x31", "王\u303e"),  # a private one's four-byte code
        (b"\xcd\xf5\xaa\xa1", "王\ue000"),  # a city's own: nobody knows what it is
    ],
)
def test_a_name_on_a_chip(raw: bytes, name: str) -> None:
    assert decode_an(raw.ljust(30, b"\x00")) == name


def test_paper_gets_the_real_character() -> None:
    assert normalise("王\ue81e") == "王\u9fb4"


@given(st.text())
def test_all_else_stays_as_it_is(text: str) -> None:
    kept = "".join(c for c in text if ord(c) not in REAL)
    assert real_characters(kept) == kept
    assert len(real_characters(text)) == len(text)
