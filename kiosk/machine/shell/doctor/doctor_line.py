"""One line of the doctor as a value, and in words."""

import json
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
    advice: str | None = None
    """`doctor__<advice>`, where the health does not say what to do; empty: nothing."""


def as_it_is(*values: str) -> Message:
    """Return names and numbers that every language writes alike."""
    return Message("doctor__seen__as_it_is", values=values)


def line_json(line: DoctorLine, texts: Texts) -> str:
    """Return a line as one JSON object: codes for programs, the words for people."""
    return json.dumps(
        {
            "part": line.part,
            "health": str(line.health),
            "fault": None if line.fault is None else line.fault.value,
            "seen": texts.say(line.seen),
            "advice": _advice(line, texts),
        },
        ensure_ascii=False,
    )


def _advice(line: DoctorLine, texts: Texts) -> str | None:
    """Return what to do, where there is something."""
    advice = f"doctor__{line.part}__{line.health}"
    if line.advice is not None:
        advice = f"doctor__{line.advice}"
    if line.fault is not None:
        advice = f"doctor__fault__{line.fault}"
    return texts(advice) if texts.has(advice) else None


def printed(line: DoctorLine, texts: Texts) -> str:
    """Return a line in words: how the part is, what was seen, and what to do."""
    health = padded(texts(f"doctor__health__{line.health}"), 8)
    part = padded(texts(f"doctor__part__{line.part}"), 8)
    seen = texts.say(line.seen).rstrip(".。")
    if line.fault is not None:
        seen += f" [{line.fault}]"
    advice = _advice(line, texts)
    if advice is not None:
        seen = texts("doctor__advised", seen=seen, advice=advice)
    return f"{health} {part} {seen}"
