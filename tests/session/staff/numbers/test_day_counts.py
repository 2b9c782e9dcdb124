"""Counts by day: bounded, and never on a day that nobody believes."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.session.staff.numbers.day_counts import (
    KEPT_DAYS,
    MIGRATIONS,
    DayCounts,
    last_days,
)
from kiosk.settings.state.store import Store
from kiosk.sync.clock.clock import Certainty
from tests.session.hall import NOW, OneClock


class DayClock(OneClock):
    """A clock whose day is set."""

    at = NOW

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> DayClock:
    return DayClock()


@pytest.fixture
def counts(tmp_path: Path, clock: DayClock) -> DayCounts:
    return DayCounts(Store(tmp_path / "kiosk.sqlite", MIGRATIONS), clock)


def rows(counts: DayCounts) -> list[tuple[str, str, int]]:
    found = counts._store.all("SELECT * FROM day_count ORDER BY day, kind")
    return [(row["day"], row["kind"], row["count"]) for row in found]


def test_one_row_a_day_and_kind(counts: DayCounts, clock: DayClock) -> None:
    for _ in range(3):
        counts.add("cards")
    counts.add("fault.P01")
    counts.add("fault.P02", 2)
    clock.at += timedelta(days=1)
    counts.add("cards")
    today = clock.at.date()
    assert counts.of("cards", last_days(today, 3)) == [0, 3, 1]
    assert counts.of("fault.", last_days(today, 2)) == [3, 0]
    assert counts.of("fault.P01", last_days(today, 2)) == [1, 0]
    assert len(rows(counts)) == 4


def test_days_that_nobody_knows_have_a_row_of_their_own(
    counts: DayCounts, clock: DayClock
) -> None:
    clock.certainty = Certainty.UNSURE
    for years in (0, 3, 25):
        clock.at = NOW + timedelta(days=365 * years)
        counts.add("cards")
        counts.put("size_kib", 7)
    assert rows(counts) == [("", "cards", 3)]
    assert counts.unsure("cards") == 3
    assert counts.unsure("faults.") == 0


@given(steps=st.lists(st.tuples(st.integers(0, 900), st.booleans()), max_size=40))
@settings(max_examples=20)
def test_it_is_bounded_and_a_leaping_clock_takes_nothing(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, bool]]
) -> None:
    clock = DayClock()
    store = Store(tmp_path_factory.mktemp("days") / "kiosk.sqlite", MIGRATIONS)
    counts, added = DayCounts(store, clock), 0
    for days, agreed in steps:
        clock.at = NOW + timedelta(days=days)
        clock.certainty = Certainty.AGREED if agreed else Certainty.PLAUSIBLE
        counts.add("cards")
        added += 1
    kept = rows(counts)
    if not any(agreed for _, agreed in steps):
        assert sum(count for _, _, count in kept) == added
    if steps and steps[-1][1] and len({d for d, _ in steps}) == len(steps):
        oldest = (clock.at - timedelta(days=KEPT_DAYS)).date().isoformat()
        assert all(day >= oldest for day, _, _ in kept)
    store.close()


def test_a_size_is_kept_not_added(counts: DayCounts, clock: DayClock) -> None:
    counts.put("size_kib", 100)
    counts.put("size_kib", 90)
    clock.at += timedelta(days=3)
    counts.put("size_kib", 130)
    assert counts.history("size_kib", 9) == [
        (date(2024, 12, 31), 90),
        (date(2025, 1, 3), 130),
    ]
