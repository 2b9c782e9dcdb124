"""A stick with settings: seen beside the first page, shown whole, taken or left."""

import asyncio
import logging
from functools import partial

from kiosk.domain.mistake import Mistake
from kiosk.session.first_start.first_answers import Settings
from kiosk.session.first_start.setting_facts import setting_facts
from kiosk.session.first_start.setup_desk import SetupDesk
from kiosk.session.first_start.stick_settings import (
    StickSettings,
    look_for_settings,
    settings_mistakes,
)
from kiosk.session.pages.record import Word
from kiosk.session.staff.pages import (
    ActChosen,
    Mood,
    Saying,
    ToolAct,
    ToolActKind,
    ToolFact,
    ToolFacts,
    ToolPage,
)
from kiosk.session.staff.records.aside import Aside
from kiosk.settings.profiles import SUFFIXES
from kiosk.settings.state.durable_file import write_durably

log = logging.getLogger(__name__)
LOOK_EVERY = 2.0
LIMIT_S = 5.0
"""Seconds that a stick may take; one that hangs is left alone, and the screen lives."""
MOST_SAID = 6
"""Mistakes on one page; who mends these sees the others the next time."""


class StickWatch:
    """Looks for a stick every two seconds, beside a page."""

    def __init__(self, desk: SetupDesk) -> None:
        self._desk, self._aside = desk, Aside("setup-stick")
        self.found: StickSettings | None = None
        self._silent = False

    async def news(self) -> bool:
        """Return when there is something else to say than before."""
        base = self._desk.parts.base
        while True:
            before = (self.found, self._silent)
            try:
                found = await self._aside.do(partial(look_for_settings, base), LIMIT_S)
                self.found, self._silent = found, False
            except TimeoutError:
                self.found, self._silent = None, True
            if (self.found, self._silent) != before:
                return True
            await asyncio.sleep(LOOK_EVERY)

    def sayings(self) -> tuple[Saying, ...]:
        """Return what to say of the sticks."""
        if self._silent:
            return (Saying(Mood.CAUTION, "first_stick_silent"),)
        if self.found is None:
            return ()
        name = (("stick", self.found.label or "USB"),)
        return (Saying(Mood.GOOD, "first_stick_seen", name),)


async def offer_stick(desk: SetupDesk, found: StickSettings) -> None:
    """Show every setting of a stick before it is taken; mistakes are sentences."""
    problems = list(found.mistakes)
    while True:
        answer = await desk.ask(stick_page(desk, found, problems))
        if answer != ActChosen("first_take"):
            return
        problems = await _take(desk, found)
        if not problems:
            return


def stick_page(
    desk: SetupDesk, found: StickSettings, problems: list[Mistake]
) -> ToolPage:
    """Return what a stick says, and what is wrong with it."""
    told: list[Saying] = []
    if found.fault:
        told.append(Saying(Mood.BAD, f"first_stick_{found.fault}"))
    for problem in problems[:MOST_SAID]:
        why = (("why", desk.texts.say(problem.message)),)
        told.append(Saying(Mood.BAD, "first_stick_mistake", why))
    usable = found.usable and not problems
    if usable:
        told.append(Saying(Mood.CALM, "first_stick_ask"))
        told += [
            Saying(Mood.CAUTION, f"first_stick_{folder}", (("name", name),))
            for folder, name, _ in found.profiles
        ]
    facts = setting_facts(found.settings, desk.parts.path)
    if found.code:
        facts = (*facts, ToolFact("first_code", Word("first_code", "there")))
    take = ToolAct("first_take", ToolActKind.MAIN, icon="check")
    leave = ToolAct("first_leave", ToolActKind.SIDE if usable else ToolActKind.MAIN)
    return desk.page(
        "stick",
        sayings=tuple(told),
        groups=(ToolFacts("first_stick", facts),) if facts else (),
        acts=(take, leave) if usable else (leave,),
    )


async def _take(desk: SetupDesk, found: StickSettings) -> list[Mistake]:
    """Take all of a stick's settings, or none; return why none."""
    whole = merged(desk.answers.settings, found.settings)
    work = partial(settings_mistakes, desk.parts, whole, found)
    problems = await desk.during(asyncio.to_thread(work), "busy__first_checking")
    if problems:
        return problems
    for folder, name, raw in found.profiles:
        file = desk.parts.path.parent / folder / f"{name}{SUFFIXES[folder]}"
        write_durably(file, raw)
    desk.answers.settings = whole
    desk.answers.from_stick = found.places
    desk.code = found.code
    desk.keep()
    panel = desk.config.panel
    if "panel.width_mm" in found.places:
        desk.parts.screen.measured(panel.width_mm, panel.height_mm)
    log.info("%d settings taken from a stick", len(found.places))
    desk.say(Mood.GOOD, "first_stick_taken", count=len(found.places))
    return []


def merged(before: Settings, more: Settings) -> Settings:
    """Return settings with others over them; neither is changed."""
    whole = {name: dict(table) for name, table in before.items()}
    for name, table in more.items():
        whole[name] = {**whole.get(name, {}), **table}
    return whole
