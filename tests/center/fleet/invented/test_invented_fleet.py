"""An invented fleet is a fleet as the center knows it, and the same each time."""

from kiosk.center.fleet.fleet_state import assess
from kiosk.center.fleet.invented.invented_machines import invented_machines
from tests.center.fleet.shown.seeded import NOW
from tests.every import every


def test_a_fleet_is_the_same_each_time_and_judged_by_the_rule() -> None:
    fleet = invented_machines(200, NOW)
    assert fleet == invented_machines(200, NOW)
    for one in every(fleet):
        severity, reasons = assess(one.pulse)
        assert (one.severity, one.reasons) == (severity, " ".join(reasons))
    assert len({one.severity for one in fleet}) > 2
