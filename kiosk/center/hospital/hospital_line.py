"""How the center asks a hospital: its own one in the database, or another system.

What another system says is a claim, and it may never answer: each question has its
time, and each answer is held against what it must be.
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple, Protocol, TypeVar, cast

import msgspec

from kiosk.center.database.center_clock import Clock
from kiosk.center.database.workers import Workers
from kiosk.center.hospital.city.city_hospital import CityHospital, Tag
from kiosk.center.hospital.hospital_port import HospitalAway, HospitalSystem
from kiosk.settings.known_types import know_types

T = TypeVar("T")
Question = Callable[[HospitalSystem], T]
log = logging.getLogger(__name__)
PATIENCE = 4.0
"""Seconds for an answer; a kiosk waits ten for the center's, which may need two."""
THREADS = 8
_BEGUN = 0.75
"""The part of the time after which a question is not begun any more."""
MOST_LOST = 64
"""Calls without an end; with so many nothing more is asked."""
MOST_WAITING = 64
"""Questions at a time; one more is told at once that nobody answers."""


class HospitalLine(Protocol):
    """Asks a hospital's system."""

    async def ask(self, question: Question[T], kind: Any) -> T:
        """Return the answer to a question.

        :param kind: the type that the answer must be of.
        :raises HospitalAway: when there is none, or it does not fit.
        """
        ...

    def close(self) -> None:
        """Let go of what it has."""
        ...


class OwnLine:
    """Asks the reference hospital, on the center's connections."""

    def __init__(self, people: Workers, tag: Tag, now: Clock) -> None:
        self._people, self._tag, self._now = people, tag, now

    async def ask(self, question: Question[T], kind: Any) -> T:
        """Return the answer.

        :raises Refusal: `no_hospital`; `busy` when the database is.
        """
        now = self._now()
        return await self._people.run(
            lambda db: question(CityHospital(db, self._tag, now))
        )

    def close(self) -> None:
        """Close nothing: the connections are the center's."""


class OutsideLine:
    """Asks a hospital's own system, each question on a thread of its own.

    A thread cannot be stopped: a call without an end keeps its one, which holds up
    neither the others nor the end of the program.
    """

    def __init__(self, system: HospitalSystem) -> None:
        know_types()
        self._system, self._waiting = system, 0
        self._turns = asyncio.Semaphore(THREADS)
        self._lost: set[asyncio.Future[Any]] = set()
        """Calls that nobody waits for any more, and that have not come back."""

    async def ask(self, question: Question[T], kind: Any) -> T:
        """Return the answer, where there is one in time and it is what it must be.

        :raises HospitalAway: when not. What was asked may happen all the same.
        """
        if self._waiting >= MOST_WAITING or len(self._lost) >= MOST_LOST:
            raise HospitalAway
        self._waiting += 1
        loop = asyncio.get_running_loop()
        last = loop.time() + PATIENCE * _BEGUN
        try:
            async with asyncio.timeout(PATIENCE), self._turns:
                if loop.time() > last:
                    raise TimeoutError  # nobody would wait for it
                answer = await self._answered(question, kind)
        except TimeoutError:
            answer = _Nothing("no answer in time")
        finally:
            self._waiting -= 1
        if isinstance(answer, _Nothing):
            log.warning("the hospital fails: %s", answer.why)
            raise HospitalAway
        return cast(T, answer)

    async def _answered(self, question: Question[Any], kind: Any) -> Any:
        """Return what a thread finds; one that comes too late is only counted."""
        loop = asyncio.get_running_loop()
        found: asyncio.Future[Any] = loop.create_future()

        def told(answer: Any) -> None:
            self._lost.discard(found)
            if not found.done():
                found.set_result(answer)

        def run() -> None:
            answer = _answer(self._system, question, kind)
            with suppress(RuntimeError):  # the loop is closed: nobody waits at all
                loop.call_soon_threadsafe(told, answer)

        threading.Thread(target=run, name="hospital", daemon=True).start()
        try:
            return await found
        except asyncio.CancelledError:
            self._lost.add(found)
            if len(self._lost) >= MOST_LOST:
                log.error("%d calls to the hospital have no end", len(self._lost))
            raise

    def close(self) -> None:
        """Wait for nothing: its threads end with the program."""


class _Nothing(NamedTuple):
    """No answer, and in our own words why."""

    why: str

    def __repr__(self) -> str:
        return "_Nothing(hidden)"


def _answer(system: HospitalSystem, question: Question[T], kind: Any) -> Any:
    """Return a hospital's answer as it would come over a wire, with all its limits.

    A stranger's program: what it raises ends here, for its text may name people, also
    where nobody waits for it any more.
    """
    try:
        answer = question(system)
        return msgspec.json.decode(msgspec.json.encode(answer), type=kind)
    except BaseException as error:  # a stranger's sys.exit() too
        return _Nothing(type(error).__name__)
