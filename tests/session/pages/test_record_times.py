"""Times of records: by year, and what is dated ahead."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.virtual.people.invented_records import LAST_BOOKED
from kiosk.session.pages.record_times import chosen_year, in_year, is_ahead, years_of


@given(st.lists(st.dates() | st.none()), st.integers(1990, 2030))
def test_nothing_without_a_day_is_lost_in_a_year(
    days: list[date | None], year: int
) -> None:
    years = years_of(days)
    assert list(years) == sorted(set(years), reverse=True)
    found = chosen_year(years, year)
    kept = in_year(days, lambda day: day, found)
    assert sum(day is None for day in kept) == sum(day is None for day in days)
    assert all(day is None or day.year == found for day in kept)


@pytest.mark.parametrize(
    ("when", "ahead"),
    [
        (date(2025, 1, 10), False),
        (date(2025, 1, 11), True),
        ("2025-01", False),
        ("2025-02", True),
        (None, False),
    ],
)
def test_what_is_ahead(when: date | str | None, ahead: bool) -> None:
    assert is_ahead(when, LAST_BOOKED) is ahead
