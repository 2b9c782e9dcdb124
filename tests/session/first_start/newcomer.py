"""Somebody who answers a first start by a plan, page by page."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Sequence
from pathlib import Path

from kiosk.domain.mistake import Mistake
from kiosk.machine.running_kiosk import open_store
from kiosk.session.dialog.dialog import Dialog
from kiosk.session.first_start.first_answers import FirstAnswers
from kiosk.session.first_start.setup_desk import FirstParts, SetupDesk
from kiosk.session.pages.page import Answer, ItemChosen, Page, Tap
from kiosk.session.staff.keyboard_page import KeyboardPage, TextTyped
from kiosk.session.staff.pages import ActChosen, ToolPage
from kiosk.settings.config import KioskConfig, MachineSettings, TimeLimits
from kiosk.sync.clock.clock import SystemClock
from tests.screens.samples_first_start import NobodysScreen

BACK = Tap.BACK


def item(name: str) -> Answer:
    return ItemChosen(name)


def act(name: str) -> Answer:
    return ActChosen(f"first_{name}")


def words(text: str) -> Answer:
    return TextTyped(text)


class Stuck(Exception):
    """A page came that the plan has no answer for."""


class Newcomer(NobodysScreen):
    """A screen with somebody before it."""

    def __init__(self, plan: Sequence[tuple[str, Answer]]) -> None:
        super().__init__()
        self.plan: dict[str, deque[Answer]] = defaultdict(deque)
        for page, answer in plan:
            self.plan[page].append(answer)
        self.seen: list[Page] = []
        self.dialog = Dialog(self, TimeLimits())

    def show(self, serial: int, page: Page) -> None:
        self.seen.append(page)
        answers = self.plan[page.called.removeprefix("tool-first_")]
        if answers:
            answer = answers.popleft()
            loop = asyncio.get_running_loop()
            loop.call_soon(self.dialog.answered, serial, answer)
        elif isinstance(page, ToolPage | KeyboardPage):
            raise Stuck(page.called)

    @property
    def pages(self) -> list[str]:
        return [page.called.removeprefix("tool-first_") for page in self.seen]

    @property
    def tools(self) -> list[ToolPage]:
        return [page for page in self.seen if isinstance(page, ToolPage)]

    @property
    def said(self) -> list[str]:
        return [saying.name for page in self.tools for saying in page.sayings]


def parts_of(
    folder: Path, newcomer: Newcomer, found: Sequence[Mistake] = ()
) -> FirstParts:
    machine = MachineSettings(id="NEW", region="template", state=str(folder))
    return FirstParts(
        dialog=newcomer.dialog,
        screen=newcomer,
        base=KioskConfig(machine=machine),
        path=folder / "kiosk.toml",
        check=lambda config, path: list(found),
        open_store=open_store,
        clock=SystemClock(),
    )


def desk_of(
    folder: Path, newcomer: Newcomer, answers: FirstAnswers | None = None
) -> SetupDesk:
    return SetupDesk(parts_of(folder, newcomer), answers or FirstAnswers())
