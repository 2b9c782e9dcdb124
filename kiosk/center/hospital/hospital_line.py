"""How the center asks a hospital: its own one in the database, or another system.

What another system says is a claim, and it may never answer: each question has its
time, and each answer is held against what it must be.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple, Protocol, TypeVar, cast

import msgspec

from kiosk.center.database.center_clock import Clock
from kiosk.center.database.workers import Workers
from kiosk.center.hospital.city.city_hospital import CityHospital, Tag
from kiosk.center.hospital.hospital_port import HospitalAway, HospitalSystem

T = TypeVar("T")
Question = Callable[[HospitalSystem], T]
log = logging.getLogger(__name__)
PATIENCE = 4.0
"""Seconds for an answer; a kiosk waits ten for the center's, which may need two."""
THREADS = 8
MOST_LOST = 64
"""Calls without an end; with more no other threads are taken."""
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
    """Asks a hospital's own system, on threads of its own."""

    def __init__(self, system: HospitalSystem, patience: float | None = None) -> None:
        self._system, self._waiting = system, 0
        self._patience = PATIENCE if patience is None else patience
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="hospital")
        self._late: set[Future[Any]] = set()
        """Calls that nobody waits for any more, on the present threads."""
        self._lost: set[Future[Any]] = set()
        """The same, on threads that were given up."""

    async def ask(self, question: Question[T], kind: Any) -> T:
        """Return the answer, where there is one in time and it is what it must be.

        :raises HospitalAway: when not. What was asked may happen all the same.
        """
        if self._waiting >= MOST_WAITING:
            raise HospitalAway
        self._waiting += 1
        begun = self._threads.submit(_answer, self._system, question, kind)
        try:
            done, _ = await asyncio.wait(
                {asyncio.wrap_future(begun)}, timeout=self._patience
            )
            answer = begun.result() if done else _Nothing("no answer in time")
        finally:
            self._waiting -= 1
            # What nobody waits for any more is not begun.
            if not begun.cancel() and not begun.done():
                self._left_to_itself(begun)
        if isinstance(answer, _Nothing):
            log.warning("the hospital fails: %s", answer.why)
            raise HospitalAway
        return cast(T, answer)

    def _left_to_itself(self, begun: "Future[Any]") -> None:
        """Remember a call that is late; when all threads are gone, take others.

        A thread cannot be stopped: whoever never comes back has it for good.
        """
        self._late = {each for each in self._late if not each.done()} | {begun}
        self._lost = {each for each in self._lost if not each.done()}
        if len(self._late) < THREADS or len(self._lost) >= MOST_LOST:
            return
        self._lost |= self._late
        self._late = set()
        log.error("the hospital keeps %d calls without an end", len(self._lost))
        self._threads.shutdown(wait=False)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="hospital")

    def close(self) -> None:
        """Begin nothing more."""
        self._threads.shutdown(wait=False, cancel_futures=True)


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
