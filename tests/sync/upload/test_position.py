"""The decision about two positions, case by case."""

import pytest

from kiosk.domain.faults import Fault
from kiosk.sync.line.https import CenterError
from kiosk.sync.upload.position import NewEpoch, Own, Resume, decide, durable_place
from kiosk.sync.wire.chain import NOWHERE, ZERO_HASH, EventPlace
from kiosk.sync.wire.upload_wire import Position


def hash_of(place: EventPlace) -> bytes:
    return bytes((place.epoch, place.seq)) * 16


def own(
    last: EventPlace, anchor: EventPlace = NOWHERE, ends: tuple[int, ...] = ()
) -> Own:
    """Return a kiosk whose earlier epochs end at `ends`."""
    lengths = dict(enumerate(ends, start=1)) | {last.epoch: last.seq}

    def hash_at(place: EventPlace) -> bytes | None:
        if place == anchor:
            return ZERO_HASH if place == NOWHERE else hash_of(place)
        there = anchor < place and 1 <= place.seq <= lengths.get(place.epoch, 0)
        return hash_of(place) if there else None

    return Own(last, anchor, hash_at)


def center(epoch: int, seq: int, right: bool = True, durable: int = 0) -> Position:
    place = EventPlace(epoch, seq)
    known = ZERO_HASH if place == NOWHERE else hash_of(place)
    return Position(epoch, seq, known if right else b"?" * 32, durable)


ORDINARY = own(EventPlace(1, 9))
SECOND = own(EventPlace(2, 5), ends=(9,))
PRUNED = own(EventPlace(1, 9), anchor=EventPlace(1, 4))


@pytest.mark.parametrize(
    ("kiosk", "heard", "wanted"),
    [
        pytest.param(
            own(EventPlace(1, 0)), center(0, 0), Resume(NOWHERE, True), id="new"
        ),
        pytest.param(ORDINARY, center(0, 0), Resume(NOWHERE, True), id="center empty"),
        pytest.param(
            ORDINARY, center(1, 4), Resume(EventPlace(1, 4), True), id="behind"
        ),
        pytest.param(
            ORDINARY, center(1, 9), Resume(EventPlace(1, 9), True), id="level"
        ),
        pytest.param(
            SECOND, center(1, 9), Resume(EventPlace(1, 9), True), id="epoch next"
        ),
        pytest.param(
            SECOND, center(1, 3), Resume(EventPlace(1, 3), True), id="restored"
        ),
        pytest.param(
            SECOND, center(1, 30), Resume(EventPlace(2, 0), False), id="left behind"
        ),
        pytest.param(
            SECOND,
            center(1, 5, right=False),
            Resume(EventPlace(2, 0), False),
            id="elsewhere",
        ),
        pytest.param(PRUNED, center(1, 4), Resume(EventPlace(1, 4), True), id="anchor"),
    ],
)
def test_it_resumes(kiosk: Own, heard: Position, wanted: Resume) -> None:
    assert decide(kiosk, heard) == wanted


@pytest.mark.parametrize(
    ("kiosk", "heard", "number", "whole"),
    [
        pytest.param(ORDINARY, center(1, 10), 2, False, id="kiosk restored"),
        pytest.param(own(EventPlace(1, 0)), center(1, 7), 2, False, id="disk replaced"),
        pytest.param(own(EventPlace(1, 0)), center(4, 7), 5, False, id="later epoch"),
        pytest.param(ORDINARY, center(1, 5, right=False), 2, False, id="other hash"),
        pytest.param(SECOND, center(2, 5, right=False), 3, False, id="same number"),
        pytest.param(PRUNED, center(0, 0), 2, True, id="center emptied"),
        pytest.param(PRUNED, center(1, 3), 2, True, id="asks for forgotten"),
    ],
)
def test_it_begins_a_new_epoch(
    kiosk: Own, heard: Position, number: int, whole: bool
) -> None:
    decision = decide(kiosk, heard)
    assert isinstance(decision, NewEpoch)
    assert (decision.number, decision.whole) == (number, whole)
    assert decision.reason


@pytest.mark.parametrize(
    ("promised", "wanted"),
    [
        (EventPlace(1, 3), EventPlace(1, 3)),
        (EventPlace(2, 99), EventPlace(2, 5)),
        (EventPlace(7, 1), EventPlace(2, 5)),
        (NOWHERE, NOWHERE),
    ],
)
def test_a_promise_is_a_place_and_never_beyond_the_position(
    promised: EventPlace, wanted: EventPlace
) -> None:
    position = Position(2, 5, ZERO_HASH, promised.seq, promised.epoch)
    assert durable_place(position) == wanted


@pytest.mark.parametrize("epoch", [2**53 - 1, 1_000_002])
def test_an_epoch_out_of_reach_is_not_followed(epoch: int) -> None:
    with pytest.raises(CenterError) as caught:
        decide(ORDINARY, Position(epoch, 1, ZERO_HASH, 0))
    assert caught.value.fault is Fault.CENTER_BAD_ANSWER
    reachable = decide(ORDINARY, Position(1_000_000, 1, ZERO_HASH, 0))
    assert isinstance(reachable, NewEpoch)
    assert reachable.number == 1_000_001
