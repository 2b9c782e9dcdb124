"""The structures of PC/SC part 10, and what their answers mean."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.card.protocol.apdu import CommandError
from kiosk.devices.card.protocol.pin_coding import PinLocked, WrongPin
from kiosk.devices.card.protocol.pinpad import (
    GET_FEATURE_REQUEST,
    Language,
    PinEntry,
    PinEntryCancelled,
    PinEntryTimedOut,
    decode_features,
    decode_pin_verify,
    judge,
)
from kiosk.devices.virtual.reader.virtual_pinpad import (
    VERIFY_CODE,
    ControlRefused,
    Key,
    VirtualPinpad,
)
from tests.devices.card.samples import PIN, issued


@pytest.mark.parametrize(
    ("answer", "features"),
    [
        ("", {}),
        ("0604 42330006", {6: 0x42330006}),
        ("0604 42330006 0704 42330007", {6: 0x42330006, 7: 0x42330007}),
        ("1204 42330012 0604 00000001", {18: 0x42330012, 6: 1}),
        ("0604 423300", {}),  # cut
        ("0602 4233 0704 42330007", {}),  # a length that cannot be
        ("0604 42330006 07", {6: 0x42330006}),
    ],
)
def test_the_list_of_features(answer: str, features: dict[int, int]) -> None:
    assert decode_features(bytes.fromhex(answer)) == features


@pytest.mark.parametrize(
    ("entry", "structure"),
    [
        (
            PinEntry(6, 30),
            "1E 1E 81 03 00 0606 02 01 0408 00 000000 08000000 0020000003 FFFFFF",
        ),
        (
            PinEntry(5, 60, Language.ENGLISH),
            "3C 3C 81 03 00 0505 02 01 0904 00 000000 08000000 0020000003 FFFFFF",
        ),
        (
            PinEntry(4, 1),
            "01 01 81 02 00 0404 02 01 0408 00 000000 07000000 0020000002 FFFF",
        ),
    ],
)
def test_the_structure_byte_by_byte(entry: PinEntry, structure: str) -> None:
    assert entry.encode() == bytes.fromhex(structure)


@pytest.mark.parametrize(("digits", "seconds"), [(3, 30), (17, 30), (6, 0), (6, 256)])
def test_an_entry_no_reader_can_take_is_refused(digits: int, seconds: int) -> None:
    with pytest.raises(ValueError, match=r"digits|seconds"):
        PinEntry(digits, seconds)


@given(st.integers(4, 16), st.integers(1, 255))
def test_what_is_encoded_is_decoded(digits: int, seconds: int) -> None:
    entry = PinEntry(digits, seconds)
    seen = decode_pin_verify(entry.encode())
    assert seen is not None
    assert (seen.timeout, seen.fewest, seen.most) == (seconds, digits, digits)
    assert seen.command == entry.command
    assert seen.block * 2 - digits in (0, 1)


@given(st.binary(max_size=64))
def test_no_bytes_make_decoding_fail(noise: bytes) -> None:
    seen = decode_pin_verify(noise)
    assert seen is None or len(seen.command) == len(noise) - 19
    assert len(decode_features(noise)) <= len(noise) // 6


@pytest.mark.parametrize(
    ("sw", "error"),
    [
        (0x6400, PinEntryTimedOut),
        (0x6401, PinEntryCancelled),
        (0x6403, PinEntryCancelled),
        (0x63C2, WrongPin),
        (0x6300, WrongPin),
        (0x63C0, PinLocked),
        (0x6983, PinLocked),
        (0x6B80, CommandError),
        (0x6982, CommandError),
    ],
)
def test_what_the_answer_means(sw: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        judge(sw.to_bytes(2, "big"))


def test_nine_thousand_is_a_right_pin() -> None:
    judge(bytes.fromhex("9000"))  # anything else raises, as the table above shows


def keypad(folder: Path, *fingers: str | Key) -> VirtualPinpad:
    card = issued(folder)
    card.answer(bytes.fromhex("00A404000F7378312E73682EC9E7BBE1B1A3D5CF"))
    typed: Iterator[str | Key] = iter(fingers)
    return VirtualPinpad(card.answer, typed)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        (PIN, "9000"),
        ("111111", "63C5"),
        ("1111", "6403"),
        (Key.CANCEL, "6401"),
        (Key.NOTHING, "6400"),
    ],
)
def test_a_keypad_types_into_the_command(
    tmp_path: Path, typed: str | Key, answer: str
) -> None:
    pad = keypad(tmp_path, typed)
    structure = PinEntry(6, 30).encode()
    assert pad.control(VERIFY_CODE, structure).hex().upper() == answer
    assert decode_features(pad.control(GET_FEATURE_REQUEST, b"")) == {6: VERIFY_CODE}


@given(st.binary(max_size=40))
def test_a_keypad_refuses_a_broken_structure(structure: bytes) -> None:
    pad = VirtualPinpad(lambda command: b"\x90\x00", iter([PIN] * 2))
    if decode_pin_verify(structure) is None:
        assert pad.control(VERIFY_CODE, structure) == b"\x6b\x80"
    with pytest.raises(ControlRefused):
        pad.control(1, structure)
