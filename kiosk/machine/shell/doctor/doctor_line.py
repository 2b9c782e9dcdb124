"""One line of the doctor as a value, and in words."""

from dataclasses import dataclass

from kiosk.domain.faults import Fault
from kiosk.domain.message import Message
from kiosk.machine.shell.columns import padded
from kiosk.session.staff.pages import PartHealth
from kiosk.settings.texts import Texts

LOOK = 3.0
"""Seconds each part gets to answer."""


@dataclass(frozen=True)
class DoctorLine:
    """One line of the doctor: which part, how it is, what was seen, what to do."""

    part: str
    health: PartHealth
    seen: Message
    fault: Fault | None = None


def as_it_is(*values: str) -> Message:
    """Return names and numbers that every language writes alike."""
    return Message("doctor__seen__as_it_is", values=values)


def printed(line: DoctorLine, texts: Texts) -> str:
    """Return a line in words: how the part is, what was seen, and what to do."""
    health = padded(texts(f"doctor__health__{line.health}"), 8)
    part = padded(texts(f"doctor__part__{line.part}"), 8)
    seen = texts.say(line.seen).rstrip(".。")
    advice = f"doctor__{line.part}__{line.health}"
    if line.fault is not None:
        seen += f" [{line.fault}]"
        advice = f"doctor__fault__{line.fault}"
    if texts.has(advice):
        seen = texts("doctor__advised", seen=seen, advice=texts(advice))
    return f"{health} {part} {seen}"
