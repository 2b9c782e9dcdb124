"""The place where one person stands: shows pages, takes answers, guards each wait.

Every wait races with the card being pulled and the time limit; losing unwinds the
flow by one of the exceptions of `ends.py`. No page is designed, no rule decided here.
"""

import asyncio
import itertools
import math
from collections.abc import Awaitable, Callable
from typing import NoReturn, Protocol, TypeVar, cast

from kiosk.devices.card.card_port import SlotEvent, SlotState
from kiosk.session.dialog.ends import (
    Cancelled,
    CardCame,
    CardPulled,
    Finished,
    GaveUp,
    TimedOut,
)
from kiosk.session.dialog.race import IdleTimer, Mailbox, race
from kiosk.session.pages.drawn_by import DrawnBy, SoundTest
from kiosk.session.pages.everywhere import BusyPage, StillTherePage
from kiosk.session.pages.page import Answer, Page, Tap
from kiosk.settings.config import TimeLimits

T = TypeVar("T")
PROGRESS_AFTER = 0.5
"""Seconds a person waits without a word before a progress page."""


class ScreenPort(Protocol):
    """What the dialog needs of the window; callable from the session thread."""

    def show(self, serial: int, page: Page) -> None:
        """Show a page; its answer comes back with the same serial number."""
        ...

    @property
    def drawn(self) -> DrawnBy:
        """Return what draws; it is known and not asked."""
        ...

    def sound(self, test: SoundTest) -> None:
        """Sound as a test wants it; return at once, with no word of whether it does."""
        ...

    def beep(self) -> None:
        """Sound a short tone, where the machine can; return at once."""
        ...


class Dialog:
    """One machine's front: the window, the slot's news and the idle clock."""

    def __init__(self, screen: ScreenPort, times: TimeLimits) -> None:
        self.screen = screen
        self._times = times
        self._serial = self._oldest = 0
        self._answers: Mailbox[Answer] = Mailbox()
        self._changed = asyncio.Event()
        self.idle = IdleTimer()
        self.slot = SlotEvent(SlotState.STARTING)
        self.slot_since: float | None = None
        """The loop's time of the last news from the slot; None before any."""
        self.device_changes = 0
        """Grows with all news, so that none is lost between a look and a wait."""
        self.page: Page | None = None
        self.served: set[int] = set()
        """The newest insertions served: a reader that hung and came back has one."""
        self.insertion: int | None = None
        """The card this flow belongs to; None while no card is needed."""
        self.gives_way = False
        """What runs needs no card and ends when one comes: nothing is lost by it."""
        self.patience = 1
        """What every time limit is multiplied by; the person chose it."""
        self.staff_needed = False
        """A card was left in the slot so long that somebody of the hall must come."""

    def answered(self, serial: int, answer: Answer) -> None:
        """Take an answer from the window; one for an older page is dropped."""
        self.idle.touch()
        if serial >= self._oldest:
            self._answers.put(answer)

    def slot_changed(self, event: SlotEvent) -> None:
        """Take news from the card slot."""
        self.slot = event
        self.slot_since = asyncio.get_running_loop().time()
        self.devices_changed()

    def devices_changed(self) -> None:
        """Wake whoever waits for a change of the parts."""
        self.device_changes += 1
        self._changed.set()
        self._changed = asyncio.Event()

    def show(self, page: Page, same: bool = False) -> None:
        """Show a page at once and wait for nothing.

        :param same: it is the page before with another number on it, so a touch on
            that one, still on its way, counts.
        """
        self._serial += 1
        if not same:
            self._oldest = self._serial
            self._answers.clear()
        self.page = page
        self.screen.show(self._serial, page)

    def beep(self) -> None:
        """Sound a short tone for whoever stands or just stood here."""
        self.screen.beep()

    @property
    def second_card(self) -> bool:
        """Tell whether the machine's other slot holds a card that is not served."""
        slot = self.slot
        if slot.other is None or self.insertion is None:
            return False
        waiting = slot.state is SlotState.CARD and slot.insertion != self.insertion
        return waiting or slot.other is SlotState.CARD

    @property
    def card_is_there(self) -> bool:
        """Tell whether the card of this flow is in the slot, unexchanged."""
        return (
            self.slot.state is SlotState.CARD and self.slot.insertion == self.insertion
        )

    async def changed(self, since: int) -> None:
        """Wait for a change after the count that the caller last looked at."""
        if self.device_changes == since:
            await self._changed.wait()

    async def card_pulled(self) -> None:
        """Return when the card of this flow is gone; never without a card."""
        while self.insertion is None or self.card_is_there:
            await self.changed(self.device_changes)

    async def card_came(self) -> None:
        """Return when there is a card in the slot, whosever it is."""
        while self.slot.state is not SlotState.CARD:
            await self.changed(self.device_changes)

    async def ask(
        self,
        page: Page,
        idle: float | None = None,
        fresh: Callable[[], Page] | None = None,
    ) -> Answer:
        """Show a page and return its answer.

        :param fresh: the same page as it is true now, asked for at all news of the
            parts: what a page promises must not outlive the paper.
        :raises CardPulled: when the card goes first.
        :raises Cancelled: when the answer is Cancel.
        :raises Finished: when the answer is Finish.
        :raises TimedOut: when nobody answers in `idle` seconds and the warning too.
        """
        self.idle.touch()
        while True:
            self.show(page)
            place, answer = await race(
                self._guard(),
                self._answers.take(),
                self._idle_for(idle or self._times.idle),
                self._keep_true(fresh),
            )
            if place == 1:
                return _unless_over(answer)
            await self._ask_still_there()
            page = fresh() if fresh else page

    async def _keep_true(self, fresh: Callable[[], Page] | None) -> NoReturn:
        """Show the page anew whenever the parts made it another one."""
        while True:
            await self.changed(self.device_changes)
            page = fresh() if fresh else self.page
            if page is not None and page != self.page:
                self.show(page, same=True)

    async def either(
        self,
        page: Page,
        work: Callable[[], Awaitable[T]],
        idle: float | None = None,
        fresh: Callable[[], Page] | None = None,
    ) -> tuple[Answer | None, T | None]:
        """Show a page and return its answer, or what came of work beside it.

        :param work: begun anew after the question whether somebody is there.
        :raises FlowEnded: as `ask` does.
        """
        self.idle.touch()
        while True:
            self.show(page)
            place, result = await race(
                self._guard(),
                self._answers.take(),
                work(),
                self._idle_for(idle or self._times.idle),
                self._keep_true(fresh),
            )
            if place == 1:
                return _unless_over(result), None
            if place == 2:
                self.idle.touch()
                return None, result
            await self._ask_still_there()
            page = fresh() if fresh else page

    async def inform(self, page: Page, seconds: float | None = None) -> Answer | None:
        """Show a page that only informs; None when nobody touched it.

        :raises FlowEnded: as `ask` does, but never for the time.
        """
        self.idle.touch()
        self.show(page)
        place, answer = await race(
            self._guard(),
            self._answers.take(),
            self._idle_for(seconds or self._times.message),
        )
        return _unless_over(answer) if place == 1 else None

    async def _idle_for(self, seconds: float) -> None:
        """Return when nobody did anything for so long, as patient as the person is."""
        await self.idle.run_out(lambda: seconds * self.patience)

    async def answer_or_change(self, since: int) -> Answer | None:
        """Wait for a touch on the page that is shown or for news (None)."""
        place, answer = await race(self._answers.take(), self.changed(since))
        return answer if place == 0 else None

    async def during(
        self,
        work: Awaitable[T],
        message: str,
        countdown: float = 0.0,
        can_give_up: bool = True,
    ) -> T:
        """Wait for work; a progress page comes after half a second.

        Work that must go on without the person is shielded by the caller.

        :param countdown: the seconds that the page counts, offering to give up; it ends
            nothing by itself. Without one the page offers nothing.
        :param can_give_up: False: what has begun is ended, whoever is impatient.
        :raises CardPulled: when the card goes first; the work is cancelled.
        :raises GaveUp: when the person does not want to wait; the work is cancelled.
        """
        _, result = await race(
            self._guard(), work, self._progress(message, countdown, can_give_up)
        )
        self.idle.touch()
        return cast(T, result)

    async def beside(self, work: Awaitable[T], page: Page) -> T:
        """Wait for something the person does elsewhere than on the screen.

        :raises CardPulled: when the card goes first; the work is cancelled.
        """
        self.show(page)
        _, result = await race(self._guard(), work)
        self.idle.touch()
        return cast(T, result)

    async def _progress(
        self, message: str, countdown: float, can_give_up: bool
    ) -> NoReturn:
        """Show that something is done and for how long; the work ends this wait."""
        await asyncio.sleep(PROGRESS_AFTER)
        if not countdown:
            self.show(BusyPage(message))
            await asyncio.Event().wait()
        for seconds in itertools.count(1):
            page = BusyPage(message, can_give_up, seconds, math.ceil(countdown))
            self.show(page, same=seconds > 1)
            place, answer = await race(self._answers.take(), asyncio.sleep(1))
            if place == 0 and answer is Tap.CANCEL:
                raise GaveUp
        raise AssertionError("counting ended")

    async def _guard(self) -> NoReturn:
        if self.gives_way:
            await self.card_came()
            raise CardCame
        await self.card_pulled()
        raise CardPulled

    async def _ask_still_there(self) -> None:
        """Count down; return when the person is there.

        A touch anywhere says so too, unless an answer follows within a second.

        :raises TimedOut: when the countdown ends.
        :raises Finished: when the person says so.
        """
        seconds = int(self._times.idle_answer) * self.patience
        loop, before = asyncio.get_running_loop(), self.idle.last
        for left in range(seconds, 0, -1):
            page = StillTherePage(left, card=self.insertion is not None)
            self.show(page, same=left < seconds)
            place, answer = await race(
                self._guard(), self._answers.take(), asyncio.sleep(1)
            )
            if place == 1:
                _unless_over(answer)
                self.idle.touch()
                return
            if self.idle.last != before and loop.time() - self.idle.last >= 1.0:
                return
        raise TimedOut


def _unless_over(answer: Answer) -> Answer:
    if answer is Tap.CANCEL:
        raise Cancelled
    if answer is Tap.FINISH:
        raise Finished
    return answer
