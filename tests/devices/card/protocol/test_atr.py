"""Answers to reset taken apart: known cards, cut ones, and any bytes at all."""

import random

import pytest

from kiosk.devices.card.protocol.atr import CardKind, Convention, read_atr

SOCIAL = bytes.fromhex("3B6D000000814E43238697990000000000")
ANTENNA = bytes.fromhex("3B8D800100814E4323869799000000000029")


@pytest.mark.parametrize(
    ("atr", "convention", "protocols", "speed", "history", "kind", "checked"),
    [
        (SOCIAL, "direct", (0,), 9600, 13, "maybe_social", None),
        (bytes.fromhex("3B020000"), "direct", (0,), 9600, 2, "other", None),
        (bytes.fromhex("3F2F008069AF0307"), "inverse", (0,), 9600, 5, "other", None),
        # T=1 with TA1=95: 512 cycles, 16 times; its check byte is right, then wrong.
        (bytes.fromhex("3B9195810164E0"), "direct", (1,), 111600, 1, "other", True),
        (bytes.fromhex("3B91958101646F"), "direct", (1,), 111600, 1, "other", False),
    ],
)
def test_known_answers(
    atr: bytes,
    convention: str,
    protocols: tuple[int, ...],
    speed: int,
    history: int,
    kind: str,
    checked: bool | None,
) -> None:
    told = read_atr(atr)
    assert (told.convention, told.protocols, told.speed) == (
        convention,
        protocols,
        speed,
    )
    assert (told.history, told.kind) == (history, kind)
    assert told.checked is checked


def test_a_card_at_the_antenna_has_a_check_byte() -> None:
    inner = ANTENNA[1:-1]
    check = 0
    for byte in inner:
        check ^= byte
    right = read_atr(ANTENNA[:1] + inner + bytes((check,)))
    assert (right.kind, right.protocols) == (CardKind.CONTACTLESS, (0, 1))
    assert right.checked is True
    wrong = read_atr(ANTENNA[:1] + inner + bytes((check ^ 1,)))
    assert wrong.checked is False


@pytest.mark.parametrize("length", range(len(SOCIAL)))
def test_a_cut_answer_is_said_to_be_cut(length: int) -> None:
    told = read_atr(SOCIAL[:length])
    assert not told.whole
    assert told.length == length


def test_any_bytes_are_taken_and_no_byte_is_shown() -> None:
    dice = random.Random(12)
    for _ in range(3000):
        atr = dice.randbytes(dice.randrange(40))
        told = read_atr(atr)
        assert told.protocols
        assert (told.convention is Convention.UNKNOWN) == (
            atr[:1] not in (b"\x3b", b"\x3f")
        )
    assert "814e43" not in repr(read_atr(SOCIAL)).lower()
