"""What to do when the center says how far it is: a pure decision.

Both ends may have been restored from a backup. The rules are: numbers are only
trusted with their hash, and a center that knows more than this kiosk ever numbered
is proof of a restored or replaced kiosk disk, never an acknowledgement.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from kiosk.sync.chain import NOWHERE, Place
from kiosk.sync.contract import Position


class Own(NamedTuple):
    """How far this kiosk is itself."""

    last: Place
    anchor: Place
    """The place before its oldest row."""
    hash_at: Callable[[Place], bytes | None]


@dataclass(frozen=True)
class Resume:
    """Send what stands behind `after`."""

    after: Place
    known: bool
    """The center's hash there is this kiosk's own, so all up to there is acked."""


@dataclass(frozen=True)
class NewEpoch:
    """The histories differ: begin a new epoch of at least this number."""

    number: int
    reason: str
    whole: bool = False
    """Take every event along: there is no common event to hang the epoch on."""


def decide(own: Own, center: Position) -> Resume | NewEpoch:
    """Compare the two positions and return the next step."""
    place = Place(center.epoch, center.seq)
    number = max(place.epoch, own.last.epoch) + 1
    if place == NOWHERE and own.anchor == NOWHERE:
        return Resume(NOWHERE, True)
    if place < own.anchor:
        return NewEpoch(number, "center is behind the oldest event kept", True)
    if place > own.last:
        return NewEpoch(number, "center knows more than this kiosk")
    known = own.hash_at(place)
    if known is None:
        # An older epoch, past the place where this kiosk left it: its history went
        # on elsewhere. The center checks on what the next epoch hangs.
        return Resume(place, False)
    if known != center.hash:
        return NewEpoch(number, "center has another event here")
    return Resume(place, True)


def durable_place(center: Position) -> Place:
    """Return the promise of a position whose hash is known to be right."""
    return Place(center.epoch, min(center.durable_seq, center.seq))
