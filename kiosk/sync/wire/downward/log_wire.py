"""What a machine sends when it is told to send its logs: fields on a list, no more.

The program's own lines, which name no person, and numbers; nothing of the journal.
"""

from typing import Annotated

import msgspec

from kiosk.domain.records import Record
from kiosk.sync.wire.contract import Number, Word
from kiosk.sync.wire.downward.orders_wire import Moment
from kiosk.sync.wire.downward.pulse_wire import Pulse

MOST_LOG = 256 * 1024
"""Bytes of JSON, inflated."""
MOST_LINES = 400
MOST_LINE = 400
Line = Annotated[str, msgspec.Meta(max_length=MOST_LINE)]


class LogLine(Record, frozen=True):
    """One line of the program."""

    at: Moment
    """By the machine's own clock."""
    level: Word
    where: Word
    """The module."""
    text: Line


class MachineCount(Record, frozen=True):
    """One of the machine's counters."""

    name: Word
    value: Number


class LogBundle(Record, frozen=True, kw_only=True):
    """`POST /v1/orders/{number}/logs`: what a machine has logged, and how it is."""

    pulse: Pulse
    system: Word = ""
    """Of the operating system and of Python, their versions."""
    counts: Annotated[tuple[MachineCount, ...], msgspec.Meta(max_length=64)] = ()
    """The machine's counters, such as its starts."""
    lines: Annotated[tuple[LogLine, ...], msgspec.Meta(max_length=MOST_LINES)] = ()
    """The newest, in order."""


class LogKept(Record, frozen=True):
    """The center has it."""

    number: Number
    """The order's."""
