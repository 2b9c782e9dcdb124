"""What every step of a first start is handed: the screen, the answers, the parts."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from kiosk.domain.mistake import Mistake
from kiosk.session.dialog.dialog import Dialog, ScreenPort
from kiosk.session.first_start.first_answers import (
    FirstAnswers,
    config_with,
    keep_answers,
)
from kiosk.session.pages.page import Answer, ItemChosen, Page, Tap
from kiosk.session.pages.record import Value
from kiosk.session.staff.keyboard_page import KeyboardPage, TextTyped
from kiosk.session.staff.pages import Mood, Saying, ToolPage
from kiosk.settings.config import KioskConfig
from kiosk.settings.state.store import Store
from kiosk.settings.texts import Texts, load_texts
from kiosk.sync.clock.clock import SystemClock

log = logging.getLogger(__name__)
T = TypeVar("T")
IDLE = 1800.0
"""Seconds: somebody looks for a ruler, or telephones."""


class FirstScreen(ScreenPort, Protocol):
    """What a first start needs of the window besides."""

    def speak(self, language: str) -> None:
        """Show all pages in a language."""
        ...

    def measured(self, width_mm: float, height_mm: float) -> None:
        """Take the panel's true size."""
        ...


class WentBack(Exception):
    """Somebody touched Back."""


@dataclass(frozen=True, repr=False)
class FirstParts:
    """What the machine brings."""

    dialog: Dialog
    screen: FirstScreen
    base: KioskConfig
    """What holds for whatever nobody answered."""
    path: Path
    """Where the settings will be written."""
    check: Callable[[KioskConfig, Path], list[Mistake]]
    """Everything that `kiosk config check` would say."""
    open_store: Callable[[KioskConfig], Store]
    clock: SystemClock


class SetupDesk:
    """One first start at one machine."""

    def __init__(self, parts: FirstParts, answers: FirstAnswers) -> None:
        self.parts, self.answers = parts, answers
        self.progress = ""
        self.code = ""
        """The one-time code, a stick's or typed: in memory alone, until it was used."""
        self._sayings: tuple[Saying, ...] = ()
        self._head = ""
        self._store: Store | None = None
        self._kept = bool(answers.step)

    @property
    def folder(self) -> Path:
        """Return the folder for everything that must survive."""
        return self.parts.base.state

    @property
    def config(self) -> KioskConfig:
        """Return the settings as answered so far."""
        return config_with(self.parts.base, self.answers.settings)

    @property
    def texts(self) -> Texts:
        """Return the words of the chosen language."""
        return load_texts(self.answers.language)

    @property
    def store(self) -> Store:
        """Return the kiosk's file.

        :raises StoreError: when it cannot be used.
        """
        if self._store is None:
            self._store = self.parts.open_store(self.config)
        return self._store

    def close(self) -> None:
        """Close what was opened."""
        if self._store is not None:
            self._store.close()

    def begin(self, step: str, progress: str) -> None:
        """Begin a step: where a power cut is gone on from.

        Before the first answer nothing is kept: a machine that nobody touched has no
        draft that could be gone on with later.
        """
        self.progress, self._head = progress, ""
        self.answers.step = step
        if self._kept:
            self.keep()

    def keep(self) -> None:
        """Keep the answers; a disk that fails is said, and stops nobody here."""
        try:
            keep_answers(self.folder, self.answers)
            self._kept = True
        except OSError as error:
            log.error("the answers could not be kept: %s", error.strerror)
            self.say(Mood.CAUTION, "first_not_kept")

    def put(self, **places: Any) -> None:
        """Take answers, as `machine__id="..."`, and keep them."""
        for place, value in places.items():
            self.answers.put(place.replace("__", "."), value)
        self.keep()

    def say(self, mood: Mood, name: str, **values: Value) -> None:
        """Say something on the next page, until its answer."""
        self._sayings = (*self._sayings, Saying(mood, name, tuple(values.items())))

    def page(
        self,
        name: str,
        *,
        sayings: tuple[Saying, ...] = (),
        **content: Any,
    ) -> ToolPage:
        """Return a page of the set-up, `tool__first_<name>`."""
        return ToolPage(
            tool=f"first_{name}",
            now=self.parts.clock.now(),
            sayings=(*self._sayings, *sayings),
            progress=self.progress,
            **content,
        )

    async def ask(self, page: Page) -> Answer:
        """Show a page and return its answer.

        :raises WentBack: when the answer is Back.
        """
        return self._heard(page, await self.parts.dialog.ask(page, IDLE))

    async def either(
        self, page: Page, work: Callable[[], Awaitable[T]]
    ) -> tuple[Answer | None, T | None]:
        """Show a page and return its answer, or what came of work beside it.

        :raises WentBack: when the answer is Back.
        """
        answer, came = await self.parts.dialog.either(page, work, IDLE)
        return (None if answer is None else self._heard(page, answer)), came

    def _heard(self, page: Page, answer: Answer) -> Answer:
        self._sayings = ()
        self._head = self._head or page.called
        if answer is Tap.BACK:
            raise WentBack(page.called)
        return answer

    def is_head(self, page: str) -> bool:
        """Tell whether a page is the one that its step begins with."""
        return page == self._head

    async def choose(self, build: Callable[[], ToolPage]) -> str:
        """Let one line be chosen and return its item."""
        while True:
            answer = await self.ask(build())
            if isinstance(answer, ItemChosen):
                return answer.item

    async def type(
        self,
        purpose: str,
        least: int = 1,
        most: int = 64,
        *,
        secret: bool = False,
        typed: str = "",
    ) -> str:
        """Let words be typed, `typing__first_<purpose>`, or those that stand changed.

        :raises WentBack: when nothing was.
        """
        page = KeyboardPage(
            *(f"first_{purpose}", least, most, secret),
            typed=typed,
            progress=self.progress,
        )
        answer = await self.ask(page)
        if not isinstance(answer, TextTyped):
            raise WentBack(page.called)
        return answer.text

    async def during(self, work: Awaitable[T], message: str, seconds: float = 0.0) -> T:
        """Wait for work with a page that says what is done.

        :raises GaveUp: when nobody wants to wait any longer.
        """
        return await self.parts.dialog.during(work, message, seconds)
