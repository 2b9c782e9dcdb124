"""Why the program began anew, from what the run before left behind."""

from pathlib import Path

import pytest

from kiosk.session.staff.numbers.program_starts import (
    KEPT,
    MIGRATIONS,
    StartReason,
    begun,
    ended_well,
    newest_starts,
    reason_of,
    running_for,
)
from kiosk.settings.state.store import Store
from kiosk.sync.clock.clock import Certainty
from tests.session.hall import OneClock


@pytest.mark.parametrize(
    ("before", "reset", "reason"),
    [
        (None, False, StartReason.FIRST),
        (("b1", True), False, StartReason.RESTART),
        (("b0", True), True, StartReason.REBOOT),
        (("b1", False), True, StartReason.KILLED),
        (("b0", False), False, StartReason.POWER),
        (("b0", False), True, StartReason.WATCHDOG),
    ],
)
def test_reasons(
    before: tuple[str, bool] | None, reset: bool, reason: StartReason
) -> None:
    assert reason_of(before, "b1", reset) is reason


@pytest.mark.parametrize(
    ("status", "reason"),
    [("0", StartReason.POWER), ("32", StartReason.WATCHDOG), ("x", StartReason.POWER)],
)
def test_what_is_kept_over_starts(
    tmp_path: Path, status: str, reason: StartReason
) -> None:
    store, clock = Store(tmp_path / "kiosk.sqlite", MIGRATIONS), OneClock()
    said = tmp_path / "bootstatus"
    said.write_text(status)
    begun(store, clock, "1", said)
    ended_well(store)
    begun(store, clock, "2", said)
    clock.boot_id = lambda: "boot-2"  # type: ignore[method-assign]
    clock.certainty = Certainty.UNSURE
    begun(store, clock, "3", said)
    starts = newest_starts(store, 9)
    assert [start.reason for start in starts] == [
        *(reason, StartReason.RESTART, StartReason.FIRST),
    ]
    assert [start.at is None for start in starts] == [True, False, False]
    clock.boot += 50
    assert running_for(store, clock) == 50
    clock.boot_id = lambda: "boot-3"  # type: ignore[method-assign]
    assert running_for(store, clock) is None


def test_so_many_are_kept(tmp_path: Path) -> None:
    store, clock = Store(tmp_path / "kiosk.sqlite", MIGRATIONS), OneClock()
    for _ in range(KEPT + 5):
        begun(store, clock, "1", tmp_path / "none")
    assert len(newest_starts(store, 999)) == KEPT
