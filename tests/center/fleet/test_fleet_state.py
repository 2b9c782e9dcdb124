import pytest

from kiosk.center.fleet.fleet_state import (
    SILENT_AFTER,
    Need,
    assess,
    seen_as,
)
from kiosk.sync.wire.downward.pulse_wire import EditionPlace, PartPulse, Pulse

WELL = Pulse(boot="b", number=1)


@pytest.mark.parametrize(
    ("told", "severity", "reasons"),
    [
        ({}, Need.WELL, ()),
        ({"state": "visit"}, Need.WELL, ()),
        ({"state": "closed"}, Need.STOPPED, ("closed",)),
        ({"state": "break", "refused": 1}, Need.STOPPED, ("break", "refused")),
        ({"parts": (PartPulse("printer", "ok", "P01"),)}, Need.WELL, ()),
        ({"parts": (PartPulse("printer", "unknown"),)}, Need.WELL, ()),
        (
            {"parts": (PartPulse("printer", "bad", "P01"),)},
            Need.LIMITED,
            ("printer:P01",),
        ),
        (
            {"parts": (PartPulse("reader", "bad", "no code"),)},
            Need.STOPPED,
            ("reader:",),
        ),
        (
            {"parts": (PartPulse("<script>", "warning", "P01"),)},
            Need.SOON,
            ("part:P01",),
        ),
        ({"waiting_s": 3601, "waiting": 4}, Need.LIMITED, ("queue",)),
        ({"paper_mm": 9_999}, Need.SOON, ("paper_low",)),
        ({"paper_mm": None}, Need.WELL, ()),
        ({"certificate_days": -3}, Need.SOON, ("certificate",)),
        ({"disk_mb": 20}, Need.LIMITED, ("disk",)),
        ({"offset_ms": -61_000}, Need.SOON, ("clock",)),
        (
            {"editions_refused": (EditionPlace("region", 3),)},
            Need.SOON,
            ("edition",),
        ),
    ],
)
def test_a_pulse_is_judged(
    told: dict[str, object], severity: Need, reasons: tuple[str, ...]
) -> None:
    pulse = Pulse(boot="b", number=1, **told)  # type: ignore[arg-type]
    assert assess(pulse) == (severity, reasons)


def test_one_answer_that_is_missed_is_no_news() -> None:
    assert seen_as(Need.WELL, 0.0, SILENT_AFTER) is Need.WELL
    assert seen_as(Need.STOPPED, 0.0, SILENT_AFTER + 1) is Need.SILENT
