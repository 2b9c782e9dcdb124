"""A forecast says nothing where it cannot know, and never promises too much."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.session.staff.numbers.forecast import (
    LONGEST,
    Forecast,
    ForecastKind,
    forecast,
)

FIRST = date(2024, 12, 1)


def sizes(*each: tuple[int, int]) -> list[tuple[date, int]]:
    return [(FIRST + timedelta(days=day), size) for day, size in each]


@pytest.mark.parametrize(
    ("history", "free", "told"),
    [
        ([], 1000, Forecast(ForecastKind.UNKNOWN)),
        (sizes((0, 5), (6, 500)), 1000, Forecast(ForecastKind.UNKNOWN)),
        (sizes((0, 100), (10, 200)), 1000, Forecast(ForecastKind.DAYS, 10, 100)),
        (sizes((0, 100), (10, 200)), -5, Forecast(ForecastKind.DAYS, 10, 0)),
        (sizes((0, 100), (10, 100)), 1000, Forecast(ForecastKind.STEADY, 0)),
        (sizes((0, 100), (10, 20)), 1000, Forecast(ForecastKind.STEADY, 0)),
        (sizes((0, 100), (10, 110)), 10**9, Forecast(ForecastKind.STEADY, 1)),
    ],
)
def test_forecasts(history: list[tuple[date, int]], free: int, told: Forecast) -> None:
    assert forecast(history, free) == told


@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 10**9)), max_size=20),
    st.integers(-(10**6), 10**10),
)
def test_it_always_says_something_that_can_be(
    each: list[tuple[int, int]], free: int
) -> None:
    told = forecast(sizes(*sorted(each)), free)
    assert 0 <= told.days <= LONGEST
    assert told.kib_a_day >= 0
