"""What the time is as far as this machine can know, and from where it knows.

The wall clock is a claim: batteries end, and a machine without one stands in 1970 until
somebody tells it the time. What is sure is the time since the boot and what the center
said in this boot. Everybody who shows or judges a time asks here.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from kiosk.domain.faults import Fault
from kiosk.settings.state.store import Store
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.clock.clock import Certainty, Clock, mono_us, plausible, wall_us
from kiosk.sync.line.https import CenterError

log = logging.getLogger(__name__)

AGREE_EVERY = 3600.0
"""Seconds between two comparisons with the center's clock."""
_CARRIED_US = 86_400_000_000
"""A clock that was wrong by more is not believed in the next boot: whatever held it
wrong may have changed."""
_LONGEST_US = 366 * 86_400_000_000
"""So long a machine may have been off, or without the center, and be believed."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Belief(NamedTuple):
    """A time and how it is known; an unsure one is the wall clock's."""

    at_us: int
    certainty: Certainty

    @property
    def known(self) -> bool:
        """Tell whether anything may be shown or judged by it."""
        return self.certainty is not Certainty.UNSURE


class Stamp(NamedTuple):
    """A moment by every clock there is; the boot's counts only within the boot."""

    at_us: int
    """As believed then."""
    wall_us: int
    mono_us: int
    boot_id: str
    agreed: bool
    """`at_us` is the center's time."""


class Agreement(NamedTuple):
    """One comparison with the center's clock."""

    center_us: int
    wall_us: int
    mono_us: int
    boot_id: str


class Timekeeper:
    """A `TrueClock`: the machine's clocks, corrected by the center; one per store."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        row = store.one("SELECT center_us, wall_us, mono_us, boot_id FROM agreed")
        self._last = None if row is None else Agreement(**row)

    def now(self) -> datetime:
        """Return the time as believed, or the wall clock's where nobody knows."""
        zone = self._clock.now().tzinfo
        return (_EPOCH + timedelta(microseconds=self.belief().at_us)).astimezone(zone)

    def known(self) -> datetime | None:
        """Return the time; None where nobody knows it."""
        return self.now() if self.belief().known else None

    def monotonic(self) -> float:
        """Return seconds since the boot."""
        return self._clock.monotonic()

    def boot_id(self) -> str:
        """Return which boot this is."""
        return self._clock.boot_id()

    def belief(self) -> Belief:
        """Return what the time is and how that is known."""
        since, last = self._since_agreed(), self._last
        wall = wall_us(self._clock)
        if last is None:
            return Belief(wall, by_itself(self._clock.now()))
        if since is not None:
            return Belief(last.center_us + since, Certainty.AGREED)
        offset = last.center_us - last.wall_us
        at = wall + offset
        fits = last.center_us <= at <= last.center_us + _LONGEST_US
        if abs(offset) > _CARRIED_US or not fits:
            return Belief(wall, Certainty.UNSURE)
        return Belief(at, Certainty.PLAUSIBLE)

    @property
    def certainty(self) -> Certainty:
        """Return from where the time is known."""
        return self.belief().certainty

    @property
    def off_by(self) -> float:
        """Return by how many seconds the wall clock is ahead of what is believed."""
        return (wall_us(self._clock) - self.belief().at_us) / 1e6

    def since_agreed(self) -> float | None:
        """Return how long ago the center told the time; None: not in this boot."""
        since = self._since_agreed()
        return None if since is None else since / 1e6

    def due(self) -> bool:
        """Tell whether to ask the center again."""
        since = self._since_agreed()
        return since is None or since >= AGREE_EVERY * 1e6

    async def agree(self, ask: Callable[[], Awaitable[datetime]]) -> None:
        """Ask the center for its time and keep it with the machine's own.

        :raises CenterError: when it does not tell one that can be.
        """
        before = self._clock.monotonic()
        said = await ask()
        if said.tzinfo is None or not plausible(said.date()):
            raise CenterError(
                "The center's time cannot be right.", Fault.CENTER_BAD_ANSWER
            )
        halfway = (self._clock.monotonic() - before) / 2
        center = (said - _EPOCH) // timedelta(microseconds=1) + int(halfway * 1e6)
        self._last = Agreement(
            *(center, wall_us(self._clock)),
            *(mono_us(self._clock), self._clock.boot_id()),
        )
        try:
            self._store.execute(
                "INSERT OR REPLACE INTO agreed VALUES (1, ?, ?, ?, ?)", self._last
            )
        except StoreError as error:
            log.warning("the center's time could not be kept: %s", error)

    def stamp(self) -> Stamp:
        """Return this moment, to be kept with what happens in it."""
        at, certainty = self.belief()
        return Stamp(
            *(at, wall_us(self._clock), mono_us(self._clock)),
            *(self._clock.boot_id(), certainty is Certainty.AGREED),
        )

    def of(self, wall: int, mono: int, boot_id: str) -> Belief:
        """Return when something was written that bears the machine's own clocks.

        In the boot in which the center told its time the boot's clock counts, also for
        what was before; else the wall clock's word, unless it cannot be right.
        """
        last = self._last
        if last is not None and last.boot_id == boot_id:
            return Belief(last.center_us + mono - last.mono_us, Certainty.AGREED)
        try:
            at = _EPOCH + timedelta(microseconds=wall)
        except OverflowError:
            return Belief(wall, Certainty.UNSURE)
        return Belief(wall, by_itself(at))

    def since(self, then: Stamp) -> float:
        """Return how many seconds ago a moment was, by what is surest.

        Within a boot the boot's clock counts, whatever anybody said meanwhile: a
        center's clock can be wrong too. Over boots two moments by the center's clock
        differ by what it counted. Else only a wall clock ran over the power cut: of the
        differences that can be, the least one is taken, so that nothing is called too
        old that may not be.
        """
        here = self.stamp()
        same = then.boot_id == here.boot_id and then.mono_us <= here.mono_us
        ran = here.mono_us - (then.mono_us if same else 0)
        if same:
            return ran / 1e6
        if then.agreed and here.agreed:
            return max(0, here.at_us - then.at_us) / 1e6
        told = (here.at_us - then.at_us, here.wall_us - then.wall_us)
        began = _EPOCH + timedelta(microseconds=then.at_us)
        can_be = [each for each in told if each >= ran and plausible(began.date())]
        return min(can_be, default=ran) / 1e6

    def _since_agreed(self) -> int | None:
        """Return the microseconds since the center told the time in this boot."""
        last = self._last
        if last is None or last.boot_id != self._clock.boot_id():
            return None
        since = mono_us(self._clock) - last.mono_us
        return since if since >= 0 else None


def by_itself(wall: datetime) -> Certainty:
    """Judge a clock that was never compared with a center's."""
    can_be = plausible(wall.astimezone(UTC).date())
    return Certainty.PLAUSIBLE if can_be else Certainty.UNSURE
