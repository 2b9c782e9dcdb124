"""Answers late instead of refusing, when what is to be waited for is a moment.

Somebody else's tries may slow a kiosk down; the next person's answer then takes a
breath longer and is not a refusal. A kiosk's such answers wait one behind the other, a
few at most, so that many at once gain nothing; a client may send the same act twice.
Whose turn is when stands in the database: it holds for all nodes.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from kiosk.center.applications.applicant import ActRules
from kiosk.center.applications.applications_tables import kiosk_turn
from kiosk.center.applications.kiosk_tries import LATE
from kiosk.center.database.transactions import hold, insert_new, put, transaction
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


async def in_time(
    center: CenterParts,
    kiosk: str,
    act: Callable[[Connection, ActRules, float], A],
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
    if wait > LATE:
        return None
    now = center.now()
    turn = await center.people.run(lambda db: reserve(db, kiosk, now, wait))
    if turn is None:
        return None
    await asyncio.sleep(turn)
    return await work()


def reserve(db: Connection, kiosk: str, now: float, wait: float) -> float | None:
    """Reserve the kiosk's next turn; return in how many seconds it is.

    None: so many wait already. A turn whose node went away passes by itself.
    """
    with transaction(db):
        insert_new(db, kiosk_turn, [{"kiosk": kiosk, "until": now}])
        row = hold(db, kiosk_turn, kiosk=kiosk)
        until = now if row is None else float(row["until"])
        # A turn behind the longest line was reserved by a clock that was ahead.
        ahead = until - now if now < until <= now + _MOST * LATE else 0.0
        if ahead + wait > _MOST * wait:
            return None
        put(db, kiosk_turn, kiosk=kiosk, until=now + ahead + wait)
    return ahead + wait
