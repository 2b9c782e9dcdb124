"""How long the storage lasts: a line through its size of the last days; a guess."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

LEAST_DAYS = 7
"""Of history, below which nothing is said."""
LONGEST = 3650


class ForecastKind(StrEnum):
    """What can be said; `forecast__<value>`."""

    UNKNOWN = "unknown"
    """There is not enough history."""
    STEADY = "steady"
    """It does not grow, or fills in more than ten years."""
    DAYS = "days"


class Forecast(NamedTuple):
    """How much comes in a day, and for how many days there is room."""

    kind: ForecastKind
    kib_a_day: int = 0
    days: int = 0


def forecast(history: list[tuple[date, int]], free_kib: int) -> Forecast:
    """Return for how long the free room lasts.

    :param history: days with their size in KiB, oldest first.
    """
    if not history:
        return Forecast(ForecastKind.UNKNOWN)
    (first, was), (last, size) = history[0], history[-1]
    days = (last - first).days
    if days < LEAST_DAYS:
        return Forecast(ForecastKind.UNKNOWN)
    a_day = (size - was) / days
    if a_day <= 0 or max(free_kib, 0) / a_day > LONGEST:
        return Forecast(ForecastKind.STEADY, max(0, round(a_day)))
    return Forecast(ForecastKind.DAYS, round(a_day), int(max(free_kib, 0) / a_day))
