"""How a machine stands, from what it said and since when: one rule for all lists.

Pure. What a pulse itself says is judged when it comes and kept; that a machine fell
silent nobody reports, so it is seen at each look.
"""

from enum import IntEnum
from typing import NamedTuple

from kiosk.domain.faults import Fault
from kiosk.sync.wire.downward.pulse_wire import EVERY, PartPulse, Pulse

SILENT_AFTER = 5 * EVERY
"""Seconds; one answer that is missed is no news (a line that flickers is not down)."""
MISSING_AFTER = 3600
"""Seconds after which somebody has to look."""
PAPER_LOW_MM = 10_000
CERTIFICATE_DAYS = 14
QUEUE_S = 3600
CLOCK_MS = 60_000
DISK_MB = 500
MOST_REASONS = 12
_HEALTHS = {"bad", "warning"}
_NEEDED = {"reader", "store", "screen"}
"""Parts without which nobody can be served."""


class Need(IntEnum):
    """How badly somebody is needed; the worst is the greatest."""

    WELL = 0
    SOON = 1
    """Works, and will not for ever: paper low, a certificate near its end."""
    LIMITED = 2
    """Something does not work, people are served all the same."""
    STOPPED = 3
    """Nobody can be served."""
    SILENT = 4
    """Nobody knows."""


class Assessment(NamedTuple):
    """How a machine stands, and why: words, the weightiest first."""

    severity: Need
    reasons: tuple[str, ...]


def assess(pulse: Pulse) -> Assessment:
    """Judge what a machine says of itself.

    A reason is `part:CODE`, or a word such as `paper_low`, `closed`, `queue`.
    """
    found = [*map(_of_part, pulse.parts), *_of_machine(pulse)]
    told = sorted(
        {pair for pair in found if pair}, key=lambda pair: (-pair[0], pair[1])
    )
    worst = told[0][0] if told else Need.WELL
    return Assessment(worst, tuple(reason for _, reason in told[:MOST_REASONS]))


def _of_part(part: PartPulse) -> tuple[Need, str] | None:
    if part.health not in _HEALTHS:
        return None
    code = part.fault if part.fault in set(Fault) else ""
    known = part.part.isascii() and part.part.replace("_", "").isalpha()
    reason = f"{part.part if known else 'part'}:{code}"
    if part.health == "warning":
        return Need.SOON, reason
    return (Need.STOPPED if part.part in _NEEDED else Need.LIMITED), reason


def _of_machine(pulse: Pulse) -> list[tuple[Need, str]]:
    paper, days = pulse.paper_mm, pulse.certificate_days
    disk, offset = pulse.disk_mb, pulse.offset_ms
    rules = (
        (pulse.state == "closed", Need.STOPPED, "closed"),
        (pulse.state == "break", Need.STOPPED, "break"),
        (pulse.waiting_s > QUEUE_S, Need.LIMITED, "queue"),
        (pulse.refused > 0, Need.SOON, "refused"),
        (paper is not None and paper < PAPER_LOW_MM, Need.SOON, "paper_low"),
        (days is not None and days < CERTIFICATE_DAYS, Need.SOON, "certificate"),
        (disk is not None and disk < DISK_MB, Need.LIMITED, "disk"),
        (offset is not None and abs(offset) > CLOCK_MS, Need.SOON, "clock"),
        (bool(pulse.editions_refused), Need.SOON, "edition"),
    )
    return [(severity, word) for holds, severity, word in rules if holds]


def seen_as(severity: int, heard: float, now: float) -> Need:
    """Return how a machine is to be shown: what it said once, or that it is silent."""
    if now - heard > SILENT_AFTER:
        return Need.SILENT
    return Need(severity)
