"""Rules with a threshold out and one back, and looks in a row; one line, one alert."""

import pytest

from kiosk.center.desk.watching.alert_rules import (
    MOST_HALLS,
    RULES,
    AlertState,
    RuleReading,
    crowded,
    readings,
    step,
)
from kiosk.center.desk.watching.fleet_figures import FleetFigures
from kiosk.center.fleet.fleet_state import Need
from kiosk.center.fleet.shown.wall import Hall


def states(rule: str, values: list[float]) -> list[str]:
    """Return what each look made of an alert; a dash: there is none."""
    alert: AlertState | None = None
    found = []
    for value in values:
        over = alert is not None and alert.state == "over"
        alert = step(None if over else alert, RuleReading(rule, "", value))
        found.append("-" if alert is None else alert.state)
    return found


@pytest.mark.parametrize("name", sorted(RULES))
def test_it_opens_after_enough_looks_and_ends_after_enough(name: str) -> None:
    rule = RULES[name]
    out, well = [rule.out] * rule.fire_after, [rule.back / 2] * rule.clear_after
    near, ends = ["near"] * (rule.fire_after - 1), ["open"] * (rule.clear_after - 1)
    assert states(name, out + well) == [*near, "open", *ends, "over"]


def test_one_look_is_no_news_and_a_value_that_trembles_rings_once() -> None:
    assert states("hall_silent", [0.9, 0.7, 0.9, 0.0]) == ["near", "-", "near", "-"]
    trembling = [0.9, 0.9, 0.6, 0.9, 0.4, 0.4, 0.6, 0.4, 0.4, 0.4]
    assert states("hall_silent", trembling) == [
        *["near", *["open"] * 8, "over"],
    ]


def figures(silent: int, machines: int) -> FleetFigures:
    needs = {Need.WELL: machines - silent, Need.SILENT: silent}
    return FleetFigures(0.0, needs, {}, {}, 0, 0, 0, 0, 0, 0, 0, 0, 0.001)


def out(found: list[RuleReading]) -> list[tuple[str, str]]:
    return [r[:2] for r in found if r.value >= RULES[r.rule].out]


def test_a_line_that_is_down_is_one_alert_for_its_hall() -> None:
    down = Hall("A", [Need.SILENT] * 30, [])
    well = [Hall(f"{n}", [Need.WELL] * 30, []) for n in range(20)]
    found = readings(figures(30, 630), [down, *well])
    assert out(found) == [("hall_silent", "A")]
    assert crowded(found) == set()


def test_a_city_without_its_line_is_one_alert() -> None:
    halls = [Hall(f"{n}", [Need.SILENT] * 3, []) for n in range(MOST_HALLS + 1)]
    found = readings(figures(63, 63), halls)
    assert crowded(found) == {"hall_silent"}
    assert ("fleet_silent", "") in out(found)


def test_a_fleet_of_nobody_is_well() -> None:
    assert out(readings(figures(0, 0), [])) == []


def test_a_machine_that_never_spoke_is_being_put_up() -> None:
    halls = [
        Hall("", [Need.SILENT], [], 1),
        Hall("B", [Need.SILENT] * 3 + [Need.WELL], [], 2),
    ]
    found = [r for r in readings(figures(4, 5), halls) if r.rule == "hall_silent"]
    assert [seen.value for seen in found] == [0.0, 0.5]
