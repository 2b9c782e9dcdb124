"""What to do when the center says how far it is: a pure decision.

Both ends may have been restored from a backup. The rules are: numbers are only
trusted with their hash, and a center that knows more than this kiosk ever numbered
is proof of a restored or replaced kiosk disk, never an acknowledgement.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from kiosk.domain.faults import Fault
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.chain import NOWHERE, EventPlace
from kiosk.sync.wire.contract import MAX_NUMBER
from kiosk.sync.wire.upload_wire import MAX_EPOCH_STEP, Position


class Own(NamedTuple):
    """How far this kiosk is itself."""

    last: EventPlace
    anchor: EventPlace
    """The place before its oldest row."""
    hash_at: Callable[[EventPlace], bytes | None]


@dataclass(frozen=True)
class Resume:
    """Send what stands behind `after`."""

    after: EventPlace
    known: bool
    """The center's hash there is this kiosk's own, so all up to there is acked.

    Otherwise its history went on elsewhere, and only the center can tell whether it has
    what the newer epoch behind `after` hangs on."""


@dataclass(frozen=True)
class NewEpoch:
    """The histories differ: begin a new epoch of at least this number."""

    number: int
    reason: str
    whole: bool = False
    """Take every event along: there is no common event to hang the epoch on."""


def decide(own: Own, center: Position) -> Resume | NewEpoch:
    """Compare the two positions and return the next step.

    :raises CenterError: when the center's epoch is out of reach.
    """
    place = EventPlace(center.epoch, center.seq)
    number = max(place.epoch, own.last.epoch) + 1
    if place == NOWHERE and own.anchor == NOWHERE:
        return Resume(NOWHERE, True)
    if place < own.anchor:
        return NewEpoch(number, "center is behind the oldest event kept", True)
    if place <= own.last and own.hash_at(place) == center.hash:
        return Resume(place, True)
    if place.epoch < own.last.epoch:
        # To begin yet another epoch would leave out the same events again.
        return Resume(EventPlace(place.epoch + 1, 0), False)
    if number > min(own.last.epoch + MAX_EPOCH_STEP, MAX_NUMBER):
        raise CenterError(
            "The center's epoch is not one that this kiosk can follow.",
            Fault.CENTER_BAD_ANSWER,
        )
    if place > own.last:
        return NewEpoch(number, "center knows more than this kiosk")
    return NewEpoch(number, "center has another event here")


def durable_place(center: Position) -> EventPlace:
    """Return how far a backup has a history whose hash is known to be right.

    The promise is a place, not a number in the newest epoch: a backup that knows
    nothing of that epoch says nothing about those before it.
    """
    return min(
        EventPlace(center.durable_epoch, center.durable_seq),
        EventPlace(center.epoch, center.seq),
    )
