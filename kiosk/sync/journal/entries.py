"""The journal's values: an opened event, its state, the numbers, and its error."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kiosk.domain.faults import Fault, KioskError
from kiosk.settings.told import Told

UNSENDABLE = "unsendable"
"""The code of an event whose batch no center takes, though it takes others."""


class JournalError(Told, KioskError):
    """The journal cannot be opened with this kiosk's keys."""

    fault = Fault.STORE_BROKEN


class EventState(StrEnum):
    """How far an event has got; it follows from the numbers, no row says it."""

    WAITING = "waiting"
    ACKED = "acked"
    DURABLE = "durable"


@dataclass(frozen=True, repr=False)
class JournalEntry:
    """One event, opened. Its payload may name people: for staff's eyes only."""

    epoch: int
    seq: int
    id: bytes
    kind: str
    wall_us: int
    mono_us: int
    boot_id: str
    state: EventState
    payload: dict[str, Any]


@dataclass(frozen=True)
class RefusedEntry:
    """An event the center will never take, and why; the words are the center's."""

    epoch: int
    seq: int
    kind: str
    code: str
    reason: str


@dataclass(frozen=True)
class JournalNumbers:
    """How far journal and upload are; acked and durable count in this epoch."""

    epoch: int
    last_seq: int
    acked_seq: int
    durable_seq: int
    waiting: int
    rejected: int
    """Events the center refused for good and nobody has looked at yet."""
