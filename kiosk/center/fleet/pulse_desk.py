"""Answers pulses: gathers those of a moment into one turn, and holds what is quiet.

Belongs to the event loop; each node has its own.
"""

import asyncio
import random
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

from kiosk.center.database.workers import Workers
from kiosk.center.fleet.handing_over import expire_orders
from kiosk.center.fleet.held_pulses import HeldPulses, Woken
from kiosk.center.fleet.order_logs import expire_logs
from kiosk.center.fleet.pulse_turn import AskedPulse, ToldMachine, take_turn
from kiosk.center.identity.desk_key import DeskKey
from kiosk.center.identity.registry import Identity
from kiosk.center.server.refusals import Refusal
from kiosk.sync.wire.downward.editions_wire import EditionMark
from kiosk.sync.wire.downward.pulse_wire import EVERY, Pulse, PulseAnswer

GATHER_S = 0.25
"""Seconds for which pulses are gathered into one turn."""
MOST_HELD = 20_000
MOST_IN_A_TURN = 1000
MOST_AT_ONCE, EACH_S, SLOW_S = 10, 2.0, 2.0
"""A machine pulses each two seconds at most; after so many more than that each one
waits, and takes nothing meanwhile but its own connection."""
AT_ONCE = 1
"""Seconds after which the next pulse is due where this one was held: nobody is to be
long without one that an order can be the answer to."""


class _Waiting(NamedTuple):
    """A pulse that waits for its turn; answered with None when a newer one came."""

    asked: AskedPulse
    answered: "asyncio.Future[ToldMachine | None]"

    def __repr__(self) -> str:
        return "_Waiting(hidden)"


class PulseDesk:
    """The pulses of one node."""

    def __init__(
        self,
        workers: Workers,
        desk_key: DeskKey,
        now: Callable[[], float],
        most_held: int = MOST_HELD,
    ) -> None:
        """Take the line of work that asks the database, who signs, and the time."""
        self._workers, self._key, self._now = workers, desk_key, now
        self._most_held, self._ending = most_held, False
        self._asked: dict[Identity, _Waiting] = {}
        self._held = HeldPulses(workers, now)
        self._told: dict[str, tuple[EditionMark, ...]] = {}
        self._paces: dict[str, tuple[float, float]] = {}
        self._turns: asyncio.Task[None] | None = None

    @property
    def held(self) -> int:
        """Return how many answers are held now."""
        return len(self._held)

    async def answer(self, identity: Identity, pulse: Pulse) -> PulseAnswer:
        """Keep a pulse and return what the desk wants, or after a while: nothing.

        :raises Refusal: when its certificate is not honoured, now or while it is held.
        """
        loop = asyncio.get_running_loop()
        if self._is_hasty(identity.kiosk, loop.time()):
            await asyncio.sleep(SLOW_S)
        until, fresh = loop.time() + pulse.wait, True
        while True:
            since = self._now()
            told = await self._turn(AskedPulse(identity, pulse, fresh))
            if told is None:
                return self._answer(AT_ONCE, ToldMachine())
            if self._is_new(identity.kiosk, told.editions) or told.orders:
                return self._answer(AT_ONCE, told)
            fresh = False
            wait = until - loop.time()
            if self._ending or (pulse.wait and wait <= 0):
                return self._answer(AT_ONCE, told)
            if not pulse.wait or len(self._held) >= self._most_held:
                return self._answer(EVERY, told)
            own = identity.kiosk, pulse.site
            if await self._held.hold(*own, since, wait) is Woken.OVER:
                return self._answer(AT_ONCE, told)

    def _answer(self, after: float, told: ToldMachine) -> PulseAnswer:
        # All that were held over a restart of this node are not to come in one moment.
        spread = random.uniform(0, 3) if self._ending else 0  # noqa: S311
        time = datetime.fromtimestamp(self._now(), UTC)
        return PulseAnswer(time, round(after + spread), told.orders, told.editions)

    def _is_hasty(self, kiosk: str, now: float) -> bool:
        """Count a pulse, and tell whether its machine sends more than any of ours."""
        many, since = self._paces.get(kiosk, (0.0, now))
        many = max(0.0, many - (now - since) / EACH_S) + 1
        self._paces[kiosk] = many, now
        return many > MOST_AT_ONCE

    def _is_new(self, kiosk: str, marks: tuple[EditionMark, ...]) -> bool:
        """Tell whether there are marks that were not in the answer before this one.

        A machine that cannot apply an edition at once is held all the same.
        """
        before = self._told.pop(kiosk, ())
        if marks:
            self._told[kiosk] = marks
        return bool(marks) and marks != before

    async def _turn(self, asked: AskedPulse) -> ToldMachine | None:
        """Wait for the turn that asks for this one too; None: a newer one came.

        By certificate and not by name: one that is not honoured any more is in nobody's
        way.
        """
        waiting = _Waiting(asked, asyncio.get_running_loop().create_future())
        before = self._asked.get(asked.identity)
        if before is not None and not before.answered.done():
            before.answered.set_result(None)
        self._asked[asked.identity] = waiting
        if self._turns is None:
            self._turns = asyncio.create_task(self._take_turns())
        return await waiting.answered

    async def _take_turns(self) -> None:
        try:
            while self._asked:
                await asyncio.sleep(0 if self._ending else GATHER_S)
                taken = list(self._asked.items())[:MOST_IN_A_TURN]
                for identity, _ in taken:
                    del self._asked[identity]
                await self._take(dict(taken))
        finally:
            self._turns = None

    async def _take(self, taken: dict[Identity, _Waiting]) -> None:
        pulses, now = [each.asked for each in taken.values()], self._now()
        work = partial(take_turn, desk_key=self._key, asked=pulses, now=now)
        try:
            told = await self._workers.run(work)
        except BaseException as error:
            for _, answered in taken.values():
                if not answered.done():
                    answered.set_exception(_same(error))
            if not isinstance(error, Exception):
                raise
            return
        for identity, (_, answered) in taken.items():
            found = told[identity]
            if answered.done():
                continue
            if isinstance(found, Refusal):
                answered.set_exception(found)
            else:
                answered.set_result(found)

    def end(self) -> None:
        """Answer all that are held, and hold nobody from here on: this node ends."""
        self._ending = True
        self._held.end()

    async def tidy(self) -> None:
        """End orders that were not begun in time, and forget old logs."""
        now = self._now()
        await self._workers.run(lambda db: expire_orders(db, now))
        await self._workers.run(lambda db: expire_logs(db, now))


def _same(error: BaseException) -> BaseException:
    """Return an error for one of many: a shared one would collect all their traces."""
    if isinstance(error, Refusal):
        return Refusal(error.status, error.code, error.message)
    return error if isinstance(error, Exception) else asyncio.CancelledError()
