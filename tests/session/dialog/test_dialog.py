"""How long people are waited for, and how they wait: patience, progress, giving up."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any

import pytest

from kiosk.session.dialog.dialog import Dialog
from kiosk.session.dialog.ends import Finished, GaveUp, TimedOut
from kiosk.session.pages.drawn_by import DrawnBy, SoundTest
from kiosk.session.pages.everywhere import BusyPage, StillTherePage
from kiosk.session.pages.page import Page, Tap
from kiosk.session.visit.pages import HomePage
from kiosk.settings.config import TimeLimits

HOME = HomePage("林*", (), True)


class Screen:
    """A window nobody stands at; keeps what was shown."""

    def __init__(self) -> None:
        self.shown: list[tuple[int, Page]] = []

    def show(self, serial: int, page: Page) -> None:
        self.shown.append((serial, page))

    drawn = DrawnBy("x11", 1080, 1920, 60)

    def sound(self, test: SoundTest) -> None:
        """Hear a test."""

    def beep(self) -> None:
        """Be silent."""

    def seen(self, kind: type[Page]) -> list[Page]:
        """Return the pages of a kind."""
        return [page for _, page in self.shown if isinstance(page, kind)]


class Leaping(selectors.DefaultSelector):
    """Waits for nothing: the time it would have waited is over at once."""

    now = 0.0

    def select(
        self, timeout: float | None = None
    ) -> list[tuple[selectors.SelectorKey, int]]:
        self.now += timeout or 0.0
        return super().select(0)


class Clock(asyncio.SelectorEventLoop):
    """A loop whose time leaps to whatever comes next."""

    def __init__(self) -> None:
        self._leaping = Leaping()
        super().__init__(self._leaping)

    def time(self) -> float:
        return self._leaping.now


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run on a fast clock."""
    loop = Clock()
    try:
        loop.run_until_complete(work)
    finally:
        loop.close()


@pytest.mark.parametrize("patience", [1, 2, 4])
def test_every_limit_is_multiplied_by_a_persons_patience(patience: int) -> None:
    screen = Screen()

    async def nobody() -> None:
        dialog = Dialog(screen, TimeLimits(idle=60.0, idle_answer=30.0))
        dialog.patience = patience
        loop = asyncio.get_running_loop()
        began = loop.time()
        with pytest.raises(TimedOut):
            await dialog.ask(HOME)
        assert loop.time() - began >= 90 * patience

    run(nobody())
    counted = screen.seen(StillTherePage)
    lefts = [page.seconds_left for page in counted if isinstance(page, StillTherePage)]
    assert lefts == list(range(30 * patience, 0, -1))


def test_long_work_counts_its_seconds_and_can_be_given_up() -> None:
    screen = Screen()
    ended: list[str] = []

    async def slow() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise

    async def impatient() -> None:
        dialog = Dialog(screen, TimeLimits())

        async def give_up() -> None:
            while len(screen.seen(BusyPage)) < 3:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
            dialog.answered(screen.shown[-1][0], Tap.CANCEL)

        giving = asyncio.ensure_future(give_up())
        with pytest.raises(GaveUp):
            await dialog.during(slow(), "busy__asking_center", 10.0)
        await giving

    run(impatient())
    assert ended == ["cancelled"]
    assert screen.seen(BusyPage)[:3] == [
        BusyPage("busy__asking_center", True, seconds, 10) for seconds in (1, 2, 3)
    ]


def test_short_work_shows_nothing() -> None:
    screen = Screen()

    async def quick() -> int:
        await asyncio.sleep(0.1)
        return 7

    async def patient() -> None:
        assert await Dialog(screen, TimeLimits()).during(quick(), "busy__x", 10.0) == 7

    run(patient())
    assert screen.shown == []


def test_work_without_a_limit_offers_nothing() -> None:
    screen = Screen()

    async def printing() -> None:
        await asyncio.sleep(3)

    async def patient() -> None:
        await Dialog(screen, TimeLimits()).during(printing(), "busy__printing")

    run(patient())
    assert screen.seen(BusyPage) == [BusyPage("busy__printing")]


def test_a_touch_on_the_count_before_still_counts() -> None:
    """The page is shown anew every second; a finger may be a moment behind."""
    screen = Screen()

    async def late() -> None:
        dialog = Dialog(screen, TimeLimits())

        async def touch() -> None:
            while len(screen.seen(BusyPage)) < 2:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
            dialog.answered(screen.shown[0][0], Tap.CANCEL)

        touching = asyncio.ensure_future(touch())
        with pytest.raises(GaveUp):
            await dialog.during(asyncio.sleep(60), "busy__asking_center", 10.0)
        await touching

    run(late())


def test_patience_chosen_on_the_page_itself_counts() -> None:
    async def nobody() -> None:
        dialog = Dialog(Screen(), TimeLimits(idle=60.0, idle_answer=30.0))
        loop = asyncio.get_running_loop()
        began = loop.time()

        async def choose() -> None:
            await asyncio.sleep(20)
            dialog.patience = 4

        choosing = asyncio.ensure_future(choose())
        with pytest.raises(TimedOut):
            await dialog.ask(HOME)
        await choosing
        assert loop.time() - began >= 4 * 90

    run(nobody())


def test_a_page_that_informs_waits_for_who_touches_it() -> None:
    async def reader() -> None:
        dialog = Dialog(Screen(), TimeLimits(message=20.0))
        loop = asyncio.get_running_loop()
        began = loop.time()

        async def touch() -> None:
            await asyncio.sleep(15)
            dialog.idle.touch()

        touching = asyncio.ensure_future(touch())
        assert await dialog.inform(HOME) is None
        await touching
        assert loop.time() - began >= 35

    run(reader())


def test_a_touch_anywhere_ends_the_countdown() -> None:
    """Somebody who changes the size of the letters is there."""
    screen = Screen()

    async def somebody() -> None:
        dialog = Dialog(screen, TimeLimits(idle=60.0, idle_answer=30.0))

        async def touch() -> None:
            await asyncio.sleep(65)
            dialog.idle.touch()
            await asyncio.sleep(5)
            dialog.answered(screen.shown[-1][0], Tap.OK)

        touching = asyncio.ensure_future(touch())
        assert await dialog.ask(HOME) is Tap.OK
        await touching

    run(somebody())
    assert len(screen.seen(HomePage)) == 2
    assert len(screen.seen(StillTherePage)) < 10


def test_a_finger_on_its_way_to_finish_is_not_taken_for_staying() -> None:
    screen = Screen()

    async def leaving() -> None:
        dialog = Dialog(screen, TimeLimits(idle=60.0, idle_answer=30.0))

        async def touch() -> None:
            await asyncio.sleep(65)
            dialog.idle.touch()
            await asyncio.sleep(0.4)
            dialog.answered(screen.shown[-1][0], Tap.FINISH)

        touching = asyncio.ensure_future(touch())
        with pytest.raises(Finished):
            await dialog.ask(HOME)
        await touching

    run(leaving())
