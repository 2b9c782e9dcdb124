"""Faults of a virtual card, straight on the card; over a real pcscd in test_real_*."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.virtual.card.card_faults import (
    CardFaults,
    FaultRefused,
    FaultyCard,
    with_faults,
)
from kiosk.devices.virtual.card.strange_cards import STRANGE
from kiosk.devices.virtual.reader.contactless import ContactlessCard
from tests.devices.card.samples import issued

SELECT = bytes.fromhex("00A404000F7378312E73682EC9E7BBE1B1A3D5CF")
TRIES = bytes.fromhex("0020000000")
WRONG_PIN = bytes.fromhex("0020000003111111")


class Hand:
    """Whoever pulls cards; counts."""

    def __init__(self) -> None:
        self.pulls = 0
        self.naps: list[float] = []

    def pull(self) -> None:
        self.pulls += 1


def faulty(folder: Path, hand: Hand, **faults: int) -> FaultyCard:
    card = issued(folder)
    return FaultyCard(card, CardFaults(**faults), hand.pull, hand.naps.append)


@pytest.mark.parametrize(
    ("faults", "answers"),
    [
        ({}, ["611E", "63C6", "63C6", "63C6"]),
        ({"mute_after": 0}, ["", "", "", ""]),
        ({"mute_after": 2}, ["611E", "63C6", "", ""]),
        ({"hang_after": 1}, ["611E", "hangs", "hangs", "hangs"]),
        ({"status": 0x6F00, "at": 2}, ["611E", "6F00", "63C6", "63C6"]),
        ({"status": 0x1234, "at": 1}, ["1234", "63C6", "63C6", "63C6"]),
        ({"mute_after": 2, "hang_after": 3}, ["611E", "63C6", "", "hangs"]),
    ],
)
def test_what_a_faulty_card_answers(
    tmp_path: Path, faults: dict[str, int], answers: list[str]
) -> None:
    card = faulty(tmp_path, Hand(), **faults)
    said = [card.answer(command) for command in (SELECT, TRIES, TRIES, TRIES)]
    assert ["hangs" if a is None else a.hex().upper() for a in said] == answers


def test_a_torn_card_has_done_the_command(tmp_path: Path) -> None:
    hand = Hand()
    card = faulty(tmp_path, hand, tear_after=2)
    card.answer(SELECT)
    assert hand.pulls == 0
    card.answer(WRONG_PIN)
    assert hand.pulls == 1
    again = issued(tmp_path)  # a new card from the same counters
    again.answer(SELECT)
    assert again.answer(TRIES).hex() == "63c5"


def test_a_status_word_instead_of_an_answer_does_nothing(tmp_path: Path) -> None:
    card = faulty(tmp_path, Hand(), status=0x9000, at=2)
    card.answer(SELECT)
    assert card.answer(WRONG_PIN) == b"\x90\x00"
    assert card.answer(TRIES) == b"\x63\xc6"


def test_a_slow_card_is_late_every_time(tmp_path: Path) -> None:
    hand = Hand()
    card = faulty(tmp_path, hand, slow=250)
    card.answer(SELECT)
    card.answer(TRIES)
    assert hand.naps == [0.25, 0.25]


def test_power_gives_no_command_back(tmp_path: Path) -> None:
    card = faulty(tmp_path, Hand(), mute_after=1)
    card.answer(SELECT)
    card.reset()
    assert card.answer(SELECT) == b""


@pytest.mark.parametrize(
    ("values", "faults"),
    [
        ({}, CardFaults()),
        ({"mute_after": 5}, CardFaults(mute_after=5)),
        ({"status": "6F00", "at": 3}, CardFaults(status=0x6F00, at=3)),
        ({"status": 28416, "at": 3}, CardFaults(status=0x6F00, at=3)),
        ({"tear_after": 1, "slow": 20}, CardFaults(tear_after=1, slow=20)),
    ],
)
def test_faults_are_read(values: Mapping[str, object], faults: CardFaults) -> None:
    assert CardFaults.from_values(values) == faults


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"explode": 1}, "there is no fault 'explode'"),
        ({"mute_after": "five"}, "mute_after is a number"),
        ({"mute_after": True}, "mute_after is a number"),
        ({"mute_after": -1}, "0 to"),
        ({"tear_after": 0}, "1 to"),
        ({"slow": 60_001}, "0 to 60000"),
        ({"status": "6F00"}, "together"),
        ({"at": 3}, "together"),
        ({"status": "6F0", "at": 1}, "0 to 65535"),
        ({"status": "QQQQ", "at": 1}, "hexadecimal"),
    ],
)
def test_a_fault_there_is_not_is_one_sentence(
    values: Mapping[str, object], said: str
) -> None:
    with pytest.raises(FaultRefused, match=said):
        CardFaults.from_values(values)


def test_a_card_without_faults_is_itself(tmp_path: Path) -> None:
    card = issued(tmp_path)
    hand = Hand()
    assert with_faults(card, None, hand.pull) is card
    assert with_faults(card, CardFaults(), hand.pull) is card
    assert with_faults(card, CardFaults(slow=1), hand.pull).atr == card.atr


@given(
    st.lists(st.binary(max_size=261), max_size=12),
    st.integers(0, 9),
    st.integers(1, 9),
)
def test_no_bytes_make_a_faulty_card_fail(
    commands: list[bytes], mute_after: int, at: int
) -> None:
    faults = CardFaults(mute_after=mute_after, status=0x6F00, at=at, tear_after=at)
    card = FaultyCard(STRANGE["bank"](), faults, Hand().pull)
    for command in commands:
        answer = card.answer(command)
        assert answer is not None
        assert len(answer) != 1


def test_an_antenna_gives_the_same_history_another_way(tmp_path: Path) -> None:
    card = issued(tmp_path)
    through = ContactlessCard(card)
    assert through.atr[:4] == bytes.fromhex("3B8D8001")
    assert through.atr[4:-1] == card.atr[-13:]
    check = 0
    for byte in through.atr[1:]:
        check ^= byte
    assert check == 0
    assert ContactlessCard(STRANGE["mute"]()).atr == b""
    assert through.answer(SELECT) == b"\x61\x1e"
    through.reset()
    assert through.answer(TRIES) == card.answer(TRIES)
