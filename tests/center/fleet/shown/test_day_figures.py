"""Sums by day, hall and machine are the same sums; a span has an end."""

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import Connection

from kiosk.center.fleet.counts import china_day
from kiosk.center.fleet.invented.invented_fleet import invent_fleet
from kiosk.center.fleet.shown.day_figures import (
    MOST_DAYS,
    DaySpan,
    WrongSpan,
    day_sums,
    families,
    hall_sums,
    machine_figures,
    machine_names,
    span_of,
)
from tests.center.fleet.shown.seeded import NOW

TODAY = date.fromisoformat(china_day(NOW))


def test_all_ways_to_sum_agree(db: Connection) -> None:
    invent_fleet(db, 50, NOW, days=2)
    day = TODAY.isoformat()
    whole = day_sums(db, day)
    by_hall: Counter[str] = Counter()
    halls = hall_sums(db, day)
    for figure in halls:
        by_hall[figure.what] += figure.times
    by_machine: Counter[str] = Counter()
    after = ""
    while names := machine_names(db, after):
        for _, _, what, times in machine_figures(db, names, DaySpan(TODAY, TODAY)):
            by_machine[what] += times
        after = names[-1]
    assert whole == by_hall == by_machine
    assert whole["visit.card"] > 500
    one = halls[0].group
    mine = {f.what: f.times for f in halls if f.group == one}
    assert day_sums(db, day, one) == mine
    assert sum(families(whole)["visit"].values()) == sum(
        times for what, times in whole.items() if what.startswith("visit.")
    )


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        ("2026-13-01", "", "no_day"),
        ("=1+1", "2026-01-01", "no_day"),
        ("", "0001-01-01", "no_day"),
        ("2026-02-02", "2026-02-01", "turned"),
        ("2026-01-01", "2026-12-31", "too_long"),
    ],
)
def test_days_that_cannot_be_shown_are_said(first: str, last: str, why: str) -> None:
    with pytest.raises(WrongSpan, match=why):
        span_of(first, last, TODAY)


def test_nothing_named_is_the_last_week() -> None:
    span = span_of("", "", TODAY)
    assert len(span.days) == 7
    assert span.days[-1] == TODAY.isoformat()
    longest = date.fromordinal(TODAY.toordinal() - MOST_DAYS + 1)
    assert len(span_of(longest.isoformat(), "", TODAY).days) == MOST_DAYS
