"""The pulse: each minute a machine says how it is, and hears what the desk wants.

The center holds its answer for a while when it has nothing to say, so that an order is
at the machine within seconds and a quiet machine asks once a minute. All in it is a
claim of the machine; what must be proved goes through the journal.
"""

from typing import Annotated

import msgspec

from kiosk.domain.records import Record
from kiosk.sync.wire.contract import Number, Word
from kiosk.sync.wire.downward.editions_wire import MOST_KINDS, EditionMark
from kiosk.sync.wire.downward.orders_wire import ORDERS_AT_ONCE, Moment
from kiosk.sync.wire.downward.signed_message import SignedMessage

EVERY = 60
"""Seconds between two pulses of a machine that has nothing to tell."""
LONGEST_WAIT = 50
MOST_PARTS = 16
Days = Annotated[int, msgspec.Meta(ge=-36500, le=36500)]
Offset = Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)]


class EditionPlace(Record, frozen=True):
    """How far a machine is with one kind of edition."""

    kind: Word
    number: Number


Editions = Annotated[tuple[EditionPlace, ...], msgspec.Meta(max_length=MOST_KINDS)]


class PartPulse(Record, frozen=True, omit_defaults=True):
    """One part of the machine."""

    part: Word
    health: Word
    """`ok`, `warning`, `bad`, `unknown` or `off`; another word counts as unknown."""
    fault: Word = ""
    """Its code, such as P01."""
    age: Number | None = None
    """Seconds since that was last seen to be so; None: nobody knows."""


class Pulse(Record, frozen=True, kw_only=True, omit_defaults=True):
    """`POST /v1/pulse`: how a machine is. None everywhere: it does not know."""

    boot: Word
    number: Number
    """Grows from 1 with each pulse of one start of the program."""
    at: Moment | None = None
    """What the machine takes the time for."""
    sure: bool = False
    """Whether it believes that."""
    up: Number = 0
    """Seconds since the program began."""
    version: Word = ""
    site: Word = ""
    """The hall, as the machine's settings name it."""
    place: Word = ""
    state: Word = ""
    """`open`, `visit`, `closed`, `break` or `maintenance`."""
    parts: Annotated[tuple[PartPulse, ...], msgspec.Meta(max_length=MOST_PARTS)] = ()
    waiting: Number = 0
    """Events in the queue."""
    waiting_s: Number = 0
    """Seconds that the oldest of them waits."""
    refused: Number = 0
    """Events that the center refused and nobody has dealt with."""
    paper_mm: Number | None = None
    certificate_days: Days | None = None
    offset_ms: Offset | None = None
    """By how much the machine's own clock is before the center's."""
    disk_mb: Number | None = None
    trial: Word = ""
    """What is on trial: `settings`, `release`, a kind of edition; empty: nothing."""
    editions: Editions = ()
    """The newest of each kind that is applied here."""
    editions_refused: Editions = ()
    """The newest of each kind that was not, or was taken back."""
    order: Number = 0
    """The last order that was taken."""
    wait: Annotated[int, msgspec.Meta(ge=0, le=LONGEST_WAIT)] = 0
    """Seconds that the machine lets the center wait with its answer."""


class PulseAnswer(Record, frozen=True, omit_defaults=True):
    """What the desk wants of this machine, where it wants something."""

    time: Moment
    after: Number
    """Seconds after which the next pulse is due."""
    orders: Annotated[
        tuple[SignedMessage, ...], msgspec.Meta(max_length=ORDERS_AT_ONCE)
    ] = ()
    editions: Annotated[
        tuple[EditionMark, ...], msgspec.Meta(max_length=MOST_KINDS)
    ] = ()
