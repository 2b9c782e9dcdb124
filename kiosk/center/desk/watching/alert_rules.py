"""When somebody is to be told: pure rules over figures, with memory of looks in a row.

Out and back have thresholds of their own, and each takes some looks in a row: one look
is no news, and a value that trembles rings once. A line that is down is one alert for
its hall, not one for each machine.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from kiosk.center.desk.watching.fleet_figures import FleetFigures
from kiosk.center.fleet.fleet_state import Need
from kiosk.center.fleet.shown.wall import Hall

NEAR, OPEN, OVER = "near", "open", "over"
MOST_HALLS = 20
"""Halls with an alert of their own; with more, it is the fleet's line."""


class AlertRule(NamedTuple):
    """Open at `out` and more after some looks, over below `back` after some."""

    name: str
    out: float
    back: float
    fire_after: int
    clear_after: int


RULES = {
    rule.name: rule
    for rule in (
        AlertRule("hall_silent", 0.8, 0.5, 2, 3),
        AlertRule("hall_stopped", 0.5, 0.25, 3, 3),
        AlertRule("fleet_silent", 0.1, 0.05, 2, 5),
        AlertRule("queue", 0.05, 0.02, 5, 5),
        AlertRule("certificates", 1, 1, 3, 3),
        AlertRule("paper", 0.1, 0.05, 10, 10),
        AlertRule("alarms", 1, 1, 1, 3),
        AlertRule("database_slow", 1.0, 0.3, 3, 5),
    )
}


class RuleReading(NamedTuple):
    """What a rule sees at one look."""

    rule: str
    subject: str
    value: float


@dataclass(frozen=True)
class AlertState:
    """Where an alert is; `looks` counts those in a row that would change it."""

    rule: str
    subject: str
    state: str
    looks: int
    value: float


def readings(figures: FleetFigures, halls: Sequence[Hall]) -> list[RuleReading]:
    """Return what every rule sees."""
    found = [*_of_fleet(figures)]
    for hall in halls:
        found.append(RuleReading("hall_silent", hall.name, _share(hall, Need.SILENT)))
        found.append(RuleReading("hall_stopped", hall.name, _share(hall, Need.STOPPED)))
    return found


def crowded(found: Iterable[RuleReading]) -> set[str]:
    """Return the rules that so many halls would open at once that one alert is told.

    Then it is the fleet's line or its center, and `fleet_silent` says so.
    """
    out = Counter(seen.rule for seen in found if seen.value >= RULES[seen.rule].out)
    return {rule for rule, times in out.items() if times > MOST_HALLS}


def step(before: AlertState | None, seen: RuleReading) -> AlertState | None:
    """Return where an alert is after a look; None: there is none (any more)."""
    rule = RULES[seen.rule]
    if before is None or before.state == NEAR:
        if seen.value < rule.out:
            return None
        looks = 1 if before is None else before.looks + 1
        opened = looks >= rule.fire_after
        state, counted = (OPEN, 0) if opened else (NEAR, looks)
        return AlertState(*seen[:2], state, counted, seen.value)
    looks = before.looks + 1 if seen.value < rule.back else 0
    state = OVER if looks >= rule.clear_after else OPEN
    return replace(before, state=state, looks=looks, value=seen.value)


def _of_fleet(figures: FleetFigures) -> Iterable[RuleReading]:
    machines = max(1, figures.machines)
    silent = figures.needs.get(Need.SILENT, 0)
    # A handful of machines is no fleet: two that are switched off are no alert.
    many = figures.machines >= 20
    yield RuleReading("fleet_silent", "", silent / machines if many else 0.0)
    yield RuleReading("queue", "", figures.queued / machines)
    yield RuleReading("certificates", "", figures.certificates)
    yield RuleReading("paper", "", figures.paper_low / machines)
    yield RuleReading("alarms", "", figures.alarms)
    yield RuleReading("database_slow", "", figures.database_s)


def _share(hall: Hall, need: Need) -> float:
    """Return how many are so of those that ever spoke: others are being put up."""
    never = hall.never if need is Need.SILENT else 0
    return (hall.counts.get(need, 0) - never) / max(1, len(hall.needs) - hall.never)
