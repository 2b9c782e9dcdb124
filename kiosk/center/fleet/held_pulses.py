"""The answers to pulses that are held while there is nothing to say.

A held answer takes neither a thread nor a connection to the database: one look a second
asks for all that are held whether there is something new for anybody. Belongs to the
event loop; each node has its own, and what one is given another one's look finds.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from enum import Enum
from functools import partial
from typing import NamedTuple

from sqlalchemy.exc import DBAPIError

from kiosk.center.database.workers import Workers
from kiosk.center.editions.shelf import FreshEdition
from kiosk.center.fleet.editions import audiences
from kiosk.center.fleet.pulse_turn import news
from kiosk.center.server.refusals import Refusal

LOOK_S = 1.0
MOST_WOKEN = 200
"""Machines that one look wakes for editions: each of them fetches its own then, and ten
thousand that were woken in one moment would pulse in one moment for ever."""
_DOUBT_S = 15.0
"""So much later than it says what is committed may be seen, at most."""


class Woken(Enum):
    """Why an answer is held no longer."""

    NEWS = "news"
    OVER = "over"


class _Held(NamedTuple):
    """An answer that is held, when the database was last asked for it, and whose."""

    woken: "asyncio.Future[Woken]"
    since: float
    spoken: frozenset[str]
    """As whom its machine is spoken to by editions."""

    def __repr__(self) -> str:
        return "_Held(hidden)"

    def wake(self, why: Woken) -> None:
        if not self.woken.done():
            self.woken.set_result(why)


class HeldPulses:
    """What one node holds: one answer for each machine, at most."""

    def __init__(self, workers: Workers, now: Callable[[], float]) -> None:
        """Take the line of work that asks the database, and the time."""
        self._workers, self._now = workers, now
        self._held: dict[str, _Held] = {}
        self._editions: Mapping[FreshEdition, float] = {}
        self._looks: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._held)

    async def hold(self, kiosk: str, site: str, since: float, seconds: float) -> Woken:
        """Wait for news, the end of the time, a newer pulse, or the node's end."""
        loop = asyncio.get_running_loop()
        spoken = frozenset(audiences(kiosk, site, 0))
        held = _Held(loop.create_future(), since, spoken)
        before = self._held.get(kiosk)
        if before is not None:
            before.wake(Woken.OVER)
        self._held[kiosk] = held
        if self._looks is None:
            self._looks = asyncio.create_task(self._look_on())
        over = loop.call_later(seconds, held.wake, Woken.OVER)
        try:
            return await held.woken
        finally:
            over.cancel()
            if self._held.get(kiosk) is held:
                del self._held[kiosk]

    async def _look_on(self) -> None:
        """Look each second as long as somebody is held."""
        try:
            while self._held:
                await asyncio.sleep(LOOK_S)
                # A database that is away now may be back at the next look.
                with suppress(Refusal, DBAPIError):
                    found = await self._workers.run(partial(news, now=self._now()))
                    for kiosk in found.kiosks.keys() & self._held.keys():
                        held = self._held[kiosk]
                        if found.kiosks[kiosk] > held.since - _DOUBT_S:
                            held.wake(Woken.NEWS)
                    self._wake_for(found.editions)
        finally:
            self._looks = None

    def _wake_for(self, editions: Iterable[FreshEdition]) -> None:
        """Wake whom an edition is for that was not asked since this node saw it first.

        Who hears of a release when is a rollout's matter, and no hurry.
        """
        now = self._now()
        self._editions = {each: self._editions.get(each, now) for each in editions}
        fresh: dict[str, float] = {}
        for each, at in self._editions.items():
            fresh[each.audience] = max(at, fresh.get(each.audience, at))
        due = (
            held
            for held in self._held.values()
            if any(fresh[name] >= held.since for name in held.spoken & fresh.keys())
        )
        for held, _ in zip(due, range(MOST_WOKEN), strict=False):
            held.wake(Woken.NEWS)

    def end(self) -> None:
        """Wake all: this node ends."""
        for held in tuple(self._held.values()):
            held.wake(Woken.OVER)
