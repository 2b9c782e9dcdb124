"""Times of records: in the machine's own zone, by year, and not later than known.

Pure functions; a record that is dated ahead is marked and never left out.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, tzinfo
from typing import TypeVar

from kiosk.session.pages.record import Word

T = TypeVar("T")
AHEAD = Word("mark", "ahead")
"""The mark of a line that is dated after the day the records are as of."""


def local(time: datetime, zone: tzinfo | None) -> datetime:
    """Return a time in the machine's zone; without one as it is."""
    return time.astimezone(zone) if zone is not None else time


def local_day(time: datetime | None, zone: tzinfo | None) -> date | None:
    """Return the day of a time where the machine stands."""
    return local(time, zone).date() if time is not None else None


def is_ahead(when: date | str | None, as_of: datetime) -> bool:
    """Tell whether a day, or a month `YYYY-MM`, lies after the records' own date."""
    if when is None:
        return False
    if isinstance(when, str):
        return when > f"{as_of:%Y-%m}"
    return when > as_of.date()


def years_of(days: Iterable[date | str | None]) -> tuple[int, ...]:
    """Return the years that occur, newest first; what has no day is in none."""
    found = {int(str(day)[:4]) for day in days if day is not None}
    return tuple(sorted(found, reverse=True))


def chosen_year(years: Sequence[int], wanted: int | None) -> int | None:
    """Return the wanted year when there is such, else the newest."""
    return wanted if wanted in years else (years[0] if years else None)


def in_year(
    items: Iterable[T], day: Callable[[T], date | str | None], year: int | None
) -> list[T]:
    """Return the items of a year; one without a day is in every year, to be seen."""
    return [x for x in items if day(x) is None or str(day(x))[:4] == str(year)]
