"""Records that come in pages: older ones are fetched when a year of them is looked at.

A page shows a year, and its sums are of a whole year; what is said of all years comes
from the center. A center that knows no pages gives everything at once.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from kiosk.domain.records import Insurance
from kiosk.session.dialog.ask_center import fetch
from kiosk.session.dialog.card_session import CardSession
from kiosk.sync.wire.events.query_events import RecordsAnswered

EVERYTHING = 0
"""The year before all: to have it whole is to have everything."""


class PagedAnswer(Protocol):
    """An answer that may not be all."""

    @property
    def more(self) -> str:
        """Return where older ones begin; empty: nowhere."""
        ...


A = TypeVar("A", bound=PagedAnswer)


@dataclass(frozen=True, slots=True, repr=False)
class PagedQuestion(Generic[A]):
    """A question whose answer comes in pages, the newest first."""

    answered: RecordsAnswered
    ask: Callable[[str, str], Awaitable[A]]
    """Asks with a session's token for what is before a place; empty: the newest."""
    join: Callable[[A, A], A]
    """Puts an older page behind what is there."""
    years: Callable[[A], Sequence[int]]
    """The years of what is there."""
    chip: Insurance | None = None
    """Of which insurance the card itself could tell something instead."""

    def has(self, told: A, year: int | None) -> bool:
        """Tell whether a year is whole: something older is there, or the end."""
        years = self.years(told)
        if not told.more:
            return True
        return bool(years) and min(years) < (max(years) if year is None else year)


async def fetch_year(
    visit: CardSession,
    question: PagedQuestion[A],
    told: A | None = None,
    year: int | None = None,
) -> A | None:
    """Return an answer that has a year whole; None when the person gave up.

    :param told: what is there already, of which nothing is asked again.
    :param year: None for the newest.
    :raises KioskError: when the card fails, or the center says it is not valid.
    """
    if told is not None and question.has(told, year):
        return told

    async def ask(token: str) -> A:
        found = await question.ask(token, "") if told is None else told
        while not question.has(found, year):
            found = question.join(found, await question.ask(token, found.more))
        return found

    return await fetch(visit, question.answered, ask, question.chip)
