"""The versions' page where updates can be taken: from a stick, at once or at night."""

import asyncio
import contextlib
from collections.abc import Callable

import msgspec

from kiosk.devices.stick.mounted_sticks import mounted_sticks
from kiosk.devices.stick.stick_folder import is_mounted
from kiosk.devices.stick.stick_port import Stick
from kiosk.session.pages.page import Answer, ItemChosen
from kiosk.session.pages.record import Word
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.numbers.updates import Updates
from kiosk.session.staff.pages import (
    ActChosen,
    Mood,
    PartHealth,
    Saying,
    ToolAct,
    ToolActKind,
    ToolChoice,
    ToolFact,
    ToolFacts,
    ToolPage,
)
from kiosk.session.staff.records.aside import Aside
from kiosk.sync.release.release_file import ReleaseFault

LOOK_EVERY, LOOK_LIMIT = 2.0, 5.0
PARTS = ("reader", "printer", "center", "disk", "clock")
Look = Callable[[], tuple[Stick, ...]]


class UpdateView:
    """What is on trial, what was taken, and which sticks there are."""

    def __init__(
        self, desk: Desk, updates: Updates, look: Look = mounted_sticks
    ) -> None:
        self._desk, self._updates, self._look = desk, updates, look
        self._sticks: tuple[Stick, ...] = ()

    async def show(self, page: Callable[[], ToolPage]) -> None:
        """Show the page until the technician goes back; a copy goes on without them."""
        watch = asyncio.create_task(self._watch())
        try:
            while await self._next(await self._desk.ask(page)):
                pass
        finally:
            watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watch

    async def _watch(self) -> None:
        looking = Aside("update-sticks")
        while True:
            seen: tuple[Stick, ...] = ()
            with contextlib.suppress(TimeoutError):
                seen = await looking.do(self._look, LOOK_LIMIT)
            if seen != self._sticks:
                self._sticks = seen
                self._news()
            await asyncio.sleep(LOOK_EVERY)

    def _news(self) -> None:
        self._desk.parts.dialog.devices_changed()

    def over(self, page: ToolPage) -> ToolPage:
        """Return the page with what is known of releases above it."""
        updates = self._updates
        updates.look()
        acts: tuple[ToolAct, ...] = ()
        if updates.taken is not None and not updates.asked:
            acts = (ToolAct("install_update", ToolActKind.URGENT),)
        return msgspec.structs.replace(
            page,
            sayings=(*page.sayings, *self._sayings()),
            choices=self._choices(),
            groups=(ToolFacts("versions_release", self._facts()), *page.groups),
            acts=acts,
        )

    def _sayings(self) -> tuple[Saying, ...]:
        updates = self._updates
        if updates.percent is not None:
            copied = (("percent", updates.percent),)
            return (Saying(Mood.CALM, "update_copying", copied),)
        if updates.fault is not None:
            return (Saying(Mood.BAD, f"update_{updates.fault}"),)
        if updates.asked:
            return (Saying(Mood.CALM, "update_asked"),)
        if updates.taken is not None:
            night = self._desk.parts.config.update.hours
            values = (("version", updates.taken.version), ("hours", night))
            name = "update_waits" if night else "update_waits_for_you"
            return (Saying(Mood.GOOD, name, values),)
        if not updates.has_keys:
            return (Saying(Mood.CAUTION, f"update_{ReleaseFault.NO_KEYS}"),)
        return ()

    def _choices(self) -> tuple[ToolChoice, ...]:
        if self._updates.percent is not None or not self._updates.has_keys:
            return ()
        return tuple(
            ToolChoice(
                f"update-{place}",
                key="update_from",
                values=(("stick", stick.label or "USB"),),
                hint=(stick.kind,),
                icon="next",
            )
            for place, stick in enumerate(self._sticks)
        )

    def _facts(self) -> tuple[ToolFact, ...]:
        place = self._updates.place
        facts = [ToolFact("release_own", place.own)]
        if place.current not in ("", place.own):
            facts.append(ToolFact("release_next", place.current))
        if place.trial:
            facts.append(ToolFact("release_trial", place.trial))
        ends = [c for c in place.history() if c.kind in ("kept", "back")]
        for change in ends[-1:]:
            fact = ToolFact("release_kept", change.version)
            if change.kind == "back":
                bad, version = PartHealth.BAD, (change.version,)
                fact = ToolFact("release_back", _why(change.why), bad, version)
            facts.append(fact)
        return tuple(facts)

    async def _next(self, answer: Answer) -> bool:
        match answer:
            case ItemChosen(item) if item.startswith("update-"):
                self._begin(int(item.removeprefix("update-")))
            case ActChosen("install_update"):
                await self._now()
            case ActChosen() | ItemChosen():
                pass
            case _:
                return False
        return True

    def _begin(self, place: int) -> None:
        if place >= len(self._sticks):
            return
        stick = self._sticks[place]
        with contextlib.suppress(OSError):
            if is_mounted(stick.folder):
                self._desk.acted("update_begun", stick.label)
                self._updates.begin(stick.folder, self._news)
                return
        self._desk.say(Mood.BAD, f"update_{ReleaseFault.UNREADABLE}")

    async def _now(self) -> None:
        taken = self._updates.taken
        if taken is None:
            return
        if await self._desk.confirm("update_now_sure", version=taken.version):
            done = self._updates.ask()
            self._desk.acted("update_now", taken.file, done=done)


def _why(why: str) -> Word:
    return Word("part", why) if why in PARTS else Word("release_why", why)
