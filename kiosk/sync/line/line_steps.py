"""The steps of the way to the center as values: what was tried, and what came of it.

What a step means and what to do is said by whoever shows it.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.domain.faults import Fault

STEPS = (
    *("link", "address", "gateway", "dns", "tcp", "tls"),
    *("health", "clock", "certificate", "known"),
)
"""In the order in which they are tried."""


class StepOutcome(StrEnum):
    """How a step ended; what was not tried says so, and why."""

    WAITING = "waiting"
    RUNNING = "running"
    OK = "ok"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """It was looked at, and nothing follows from what was seen."""
    NOT_REACHED = "not_reached"
    """What stands before it failed, or somebody stopped the check."""


@dataclass(frozen=True, slots=True)
class LineStep:
    """One step of the way."""

    step: str
    outcome: StepOutcome = StepOutcome.WAITING
    ms: int | None = None
    seen: tuple[tuple[str, str | int], ...] = ()
    """What was found, by names that whoever shows it words."""
    advice: str = ""
    """Why it is not ok, as a name of what to do."""
    fault: Fault | None = None

    def took(self, seconds: float) -> "LineStep":
        """Return it with its time."""
        return replace(self, ms=round(seconds * 1000))


def ok(step: str, *seen: tuple[str, str | int]) -> LineStep:
    """Return a step that went well."""
    return LineStep(step, StepOutcome.OK, seen=seen)


def failed(
    step: str, advice: str, fault: Fault | None, *seen: tuple[str, str | int]
) -> LineStep:
    """Return a step that failed."""
    return LineStep(step, StepOutcome.FAILED, None, seen, advice, fault)


def unknown(step: str, advice: str, *seen: tuple[str, str | int]) -> LineStep:
    """Return a step of which nothing follows."""
    return LineStep(step, StepOutcome.UNKNOWN, None, seen, advice)


def first_failed(steps: tuple[LineStep, ...]) -> LineStep | None:
    """Return the first step that failed: what is behind it follows from it."""
    bad = (step for step in steps if step.outcome is StepOutcome.FAILED)
    return next(bad, None)
