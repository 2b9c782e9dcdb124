"""Answers late instead of refusing, when what is to be waited for is a moment.

Somebody else's tries may slow a kiosk down; the next person's answer then takes a
breath longer and is not a refusal. A kiosk's such answers wait one behind the other, a
few at most, so that many at once gain nothing; a client may send the same act twice.
"""

import asyncio
import sqlite3
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from kiosk.center.applications.applicant import ActRules
from kiosk.center.applications.tries import LATE
from kiosk.center.server.route_parts import CenterParts


class Waits(Protocol):
    """An answer that may say to come again later."""

    @property
    def retry_after(self) -> int | None:
        """Seconds, where it does."""
        ...


T = TypeVar("T")
A = TypeVar("A", bound=Waits)
_MOST = 4
"""Answers of one kiosk that may wait."""


class WaitingLine:
    """The answers of one kiosk that wait; of the event loop only."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.length = 0


_lines: defaultdict[tuple[int, str], WaitingLine] = defaultdict(WaitingLine)


async def in_time(
    center: CenterParts,
    kiosk: str,
    act: Callable[[sqlite3.Connection, ActRules, float], A],
) -> A:
    """Return an act's answer, judged once more after a wait that is short enough."""
    now = center.now()
    answer = await center.people.run(lambda db: act(db, center.rules, now))
    wait = answer.retry_after
    if wait is None:
        return answer

    def again() -> Awaitable[A]:
        rules, later = center.rules._replace(waited=float(wait)), center.now()
        return center.people.run(lambda db: act(db, rules, later))

    later = await held_back(center, kiosk, wait, again)
    return answer if later is None else later


async def held_back(
    center: CenterParts, kiosk: str, wait: float, work: Callable[[], Awaitable[T]]
) -> T | None:
    """Do something after a wait; None when that is too long, or too many wait."""
    place = (id(center.people), kiosk)
    if wait > LATE:
        return None
    line = _lines[place]
    if line.length >= _MOST:
        return None
    line.length += 1
    try:
        async with line.turn:
            await asyncio.sleep(wait)
            return await work()
    finally:
        line.length -= 1
        if line.length == 0:
            del _lines[place]
