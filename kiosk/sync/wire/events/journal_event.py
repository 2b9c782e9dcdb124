"""What every kind of journal event has: a name, a payload, and who should read it.

The kinds themselves stand in the files beside this one, by subject; all of them in
`event_registry.py`. A class is the payload, its fields in the order of the bytes; where
one could be taken for another they are given by name only.
"""

import re
from enum import StrEnum
from typing import ClassVar, NamedTuple

import msgspec

KIND_RULE = re.compile(r"[a-z][a-z0-9_.]{0,63}")
"""A kind is a dotted word; what else comes is kept by the center, and refused."""
MAX_PAYLOAD = 64 * 1024
"""Bytes of JSON: one event always fits into a batch."""
KEPT = (
    "A kiosk keeps every event for `storage.keep_days`, 180 at least, and until a "
    "backup of the center holds it; the reference center forgets none."
)
"""How long, for all kinds alike: nobody deletes by kind."""

Absent = msgspec.UnsetType
"""The type of a field that is not there at all, which is not the same as null."""
ABSENT = msgspec.UNSET


class Severity(StrEnum):
    """How much an event wants to be read."""

    INFO = "info"
    """The ordinary course."""
    NOTICE = "notice"
    """Nothing is wrong yet; several of them may be a pattern."""
    WARNING = "warning"
    """Somebody should look."""


class Reader(StrEnum):
    """Whose question an event answers."""

    OFFICE = "office"
    """The agency: what was done for whom, and what was promised."""
    SECURITY = "security"
    """Who looks for copied cards, guessed PINs and tampered machines."""
    TECHNICIAN = "technician"
    """Who repairs and maintains the machine."""
    OPERATOR = "operator"
    """Who runs the center."""


class EventKind(NamedTuple):
    """A kind's name on the wire, and what it is to its readers."""

    name: str
    severity: Severity
    readers: tuple[Reader, ...]


def kind(name: str, severity: Severity, *readers: Reader) -> EventKind:
    """Return a kind for the class below it.

    :raises ValueError: when the name is no dotted word.
    """
    if not KIND_RULE.fullmatch(name):
        raise ValueError(f"an event's kind is a dotted word, not {name!r}")
    return EventKind(name, severity, readers)


class JournalEvent(msgspec.Struct, frozen=True):
    """The payload of one event; its class says which kind it is."""

    about: ClassVar[EventKind]

    def __repr__(self) -> str:
        return f"{type(self).__name__}(hidden)"


class VisitEvent(JournalEvent, frozen=True):
    """An event of one visit or errand."""

    visit: str
    """A random id, the same in all events of one visit."""
