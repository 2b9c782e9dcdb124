"""Tells the desk each minute how this machine is, and hears what it wants.

The center holds its answer while it has nothing to say, so an order is here within
seconds. Whatever an answer says, no more than a pulse in two seconds is sent.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from random import Random, SystemRandom

from cryptography import x509

from kiosk.domain.faults import Fault
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.clock.timekeeper import Timekeeper
from kiosk.sync.downward.desk_client import DeskClient, OlderCenter
from kiosk.sync.downward.desk_news import DeskNews
from kiosk.sync.downward.order_book import OrderBook
from kiosk.sync.line.backoff import UploadState, after_failure
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.downward.editions_wire import EditionMark
from kiosk.sync.wire.downward.pulse_wire import Pulse, PulseAnswer

START_JITTER = 5.0
LEAST_S = 2.0
"""Seconds between two pulses, at least: a center may answer at once, for ever."""
AFTER_S = (1, 3600)
OLDER_S = 3600.0
"""Seconds between two tries with a center that knows no pulse."""
log = logging.getLogger(__name__)


class PulseSender:
    """The task that sends pulses; lives on the session thread's loop."""

    def __init__(
        self,
        client: DeskClient,
        said: Callable[[int], Pulse],
        book: OrderBook,
        authorities: Callable[[], list[x509.Certificate]],
        time: Timekeeper,
        random: Random | None = None,
        start_jitter: float = START_JITTER,
        news: DeskNews | None = None,
    ) -> None:
        """Take the line, who says how the machine is, and who takes orders.

        :param authorities: who may sign, as this machine trusts them now.
        :param news: who else wants to know how the pulses go.
        """
        self._client, self._said, self._book = client, said, book
        self._authorities, self._time = authorities, time
        self._random = random or SystemRandom()
        self._start_jitter = start_jitter
        self._number = 0
        self.news = DeskNews() if news is None else news
        self.editions: Callable[[tuple[EditionMark, ...]], Awaitable[None]] | None
        self.editions = None
        """Takes what the desk offers; it may take its time."""
        self._taking: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Send pulses until cancelled; no failure ends it."""
        await asyncio.sleep(self._random.uniform(0, self._start_jitter))
        while True:
            began = self._time.monotonic()
            pause = await self._once()
            left = began + LEAST_S - self._time.monotonic()
            await asyncio.sleep(max(pause, left))

    async def _once(self) -> float:
        """Send one, take what it brings, and return how many seconds to wait."""
        self._number += 1
        try:
            answer = await self._client.pulse(self._said(self._number))
            now = self._time.monotonic()
            state = UploadState(0, None, self.news.state.last_error, now)
            self.news.state = state
            self._heard(answer)
        except OlderCenter:
            self.news.state = UploadState(0, None, None, self._time.monotonic())
            return OLDER_S * self._random.uniform(0.5, 1.5)
        except StoreError as error:
            log.warning("a pulse or an order could not be kept: %s", error)
            return self._failed(Fault.STORE_BROKEN, None)
        except CenterError as error:
            return self._failed(error.fault, error.retry_after)
        least, most = AFTER_S
        after = min(max(answer.after, least), most)
        return after * self._random.uniform(1.0, 1.1)

    def _failed(self, fault: Fault, retry_after: float | None) -> float:
        now = self._time.monotonic()
        before = self.news.state
        state = after_failure(before, fault, retry_after, now, self._random)
        self.news.state = state
        return (state.retry_at or now) - now

    def _heard(self, answer: PulseAnswer) -> None:
        """Take what an answer brings.

        Where nobody knows the time, the answer's own counts: it came just now.

        :raises StoreError: when an order could not be kept; it comes again.
        """
        now: datetime = self._time.known() or answer.time
        if answer.orders:
            trusted = self._trusted()
            for message in answer.orders:
                self._book.take(message, trusted, now)
        idle = self._taking is None or self._taking.done()
        if answer.editions and self.editions is not None and idle:
            taking = self._take(self.editions(answer.editions))
            self._taking = asyncio.create_task(taking)

    def _trusted(self) -> list[x509.Certificate]:
        try:
            return self._authorities()
        except (OSError, ValueError):
            log.warning("the authorities cannot be read")
            return []

    async def _take(self, taking: Awaitable[None]) -> None:
        try:
            await taking
        except (CenterError, StoreError, OSError) as error:
            log.warning("an edition could not be taken: %s", type(error).__name__)
