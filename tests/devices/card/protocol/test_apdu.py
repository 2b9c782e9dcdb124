"""Commands, status words, and the processor that follows 61xx and 6Cxx."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.card.protocol.apdu import (
    CommandError,
    CommandProcessor,
    Ins,
    Response,
    StatusWord,
    attempts_remaining,
    build,
    is_status_word,
)
from kiosk.devices.card.protocol.transport import CardUnreadable
from kiosk.domain.faults import Fault


class Script:
    """A transport that expects certain commands and gives prepared answers."""

    def __init__(self, *steps: tuple[str, str]) -> None:
        self.steps = list(steps)

    def transmit(self, command: bytes) -> bytes:
        expected, answer = self.steps.pop(0)
        assert command == bytes.fromhex(expected)
        return bytes.fromhex(answer)


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (build(Ins.SELECT, 4, 0, b"\x01\x02"), "00A40400 02 0102"),
        (build(Ins.READ_RECORD, 1, 0x2C, le=0x12), "00B2012C 12"),
        (build(Ins.READ_BINARY, 0x85, 0, le=256), "00B08500 00"),
        (build(Ins.VERIFY, le=0), "00200000 00"),
        (build(Ins.GET_CHALLENGE), "00840000"),
    ],
)
def test_commands_are_built_as_the_standard_has_them(
    command: bytes, expected: str
) -> None:
    assert command == bytes.fromhex(expected)


@pytest.mark.parametrize(
    ("sw", "left"),
    [(0x63C6, 6), (0x63C0, 0), (0x6983, 0), (0x9000, None), (0x6300, None)],
)
def test_tries_left_come_from_the_status_word(sw: int, left: int | None) -> None:
    assert attempts_remaining(sw) == left


@pytest.mark.parametrize("sw", list(StatusWord))
def test_every_named_status_word_is_one(sw: StatusWord) -> None:
    assert is_status_word(sw)


@pytest.mark.parametrize("sw", [0x0000, 0x6000, 0x7000, 0xFFFF, 0x8F00])
def test_other_values_are_no_status_words(sw: int) -> None:
    assert not is_status_word(sw)


def test_a_long_answer_is_fetched_in_parts() -> None:
    script = Script(
        ("00A4000002 3F00", "6104"),
        ("00C0000004", "01026102"),
        ("00C0000002", "03049000"),
    )
    response = CommandProcessor(script).send(bytes.fromhex("00A40000023F00"))
    assert response == Response(b"\x01\x02\x03\x04", 0x9000)
    assert not script.steps


def test_a_wrong_length_is_asked_again_once() -> None:
    script = Script(("00B2012C00", "6C03"), ("00B2012C03", "AABBCC9000"))
    response = CommandProcessor(script).send(bytes.fromhex("00B2012C00"))
    assert response.data.hex() == "aabbcc"

    stubborn = Script(("00B2012C00", "6C03"), ("00B2012C03", "6C04"))
    response = CommandProcessor(stubborn).send(bytes.fromhex("00B2012C00"))
    assert response.sw == 0x6C04


def test_an_answer_that_never_ends_is_given_up() -> None:
    class Endless:
        def transmit(self, command: bytes) -> bytes:
            return b"\x00" * 16 + b"\x61\x10"

    with pytest.raises(CardUnreadable):
        CommandProcessor(Endless()).send(bytes.fromhex("00A4000000"))


@given(st.lists(st.binary(max_size=20), max_size=80))
def test_any_answers_give_a_response_or_unreadable(answers: list[bytes]) -> None:
    class Noise:
        def transmit(self, command: bytes) -> bytes:
            return answers.pop() if answers else b""

    try:
        response = CommandProcessor(Noise()).send(bytes.fromhex("00B2012C10"))
    except CardUnreadable:
        return
    assert 0 <= response.sw <= 0xFFFF


def test_errors_and_answers_show_no_data() -> None:
    error = CommandError(Ins.VERIFY, 0x6985)
    assert str(error) == "VERIFY: status word 6985"
    assert error.fault is Fault.CARD_UNREADABLE
    assert "secret" not in repr(Response(b"secret", 0x9000))
