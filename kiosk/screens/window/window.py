"""The main thread: sleeps until something happens, paints, turns touches to answers.

`show`, `beep`, `call` and `stop` may be used from any thread; all else belongs to the
thread that runs `run`. What an answer leads to is decided in `kiosk.session`.
"""

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from threading import Event
from typing import TYPE_CHECKING, TypeVar

import pygame

from kiosk.screens.frame.context import Presentation
from kiosk.screens.toolkit.kit import Rect
from kiosk.screens.toolkit.theme import BLACK
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.voice.sound import Speaker
from kiosk.screens.window.current_view import REST, CurrentView
from kiosk.screens.window.dock import Dock
from kiosk.screens.window.hands import Hands
from kiosk.screens.window.panel_care import PanelCare
from kiosk.screens.window.panels import beside, fitted
from kiosk.screens.window.sdl import Wait, display_errors, open_display, sleeper
from kiosk.screens.window.talker import Talker
from kiosk.session.pages.drawn_by import DrawnBy, SoundTest
from kiosk.session.pages.everywhere import StillTherePage
from kiosk.session.pages.page import Answer, Page
from kiosk.session.visit.pages import TakeCardPage
from kiosk.settings.config import PanelSettings
from kiosk.settings.config import VoiceSettings as VoiceSettings

if TYPE_CHECKING:
    from kiosk.screens.voice.voice import Voice
    from kiosk.screens.window.still import Still

T = TypeVar("T")
BEAT = 2.0
"""The longest sleep in seconds; each turn of the loop calls `on_beat`."""
UNHEARD = (StillTherePage, TakeCardPage)
"""Pages whose time runs on while the voice reads them."""
_WAKE = pygame.event.custom_type()
_SHOWN_AGAIN = (
    pygame.WINDOWEXPOSED,
    pygame.WINDOWSIZECHANGED,
    pygame.WINDOWSHOWN,
    pygame.WINDOWRESTORED,
)
log = logging.getLogger(__name__)


def _ignore(*_: object) -> None:
    """Do nothing with what is told."""


class Window:
    """The panel: shows one page at a time and gives one answer per page shown."""

    def __init__(
        self,
        panel: PanelSettings,
        hold: float,
        on_answer: Callable[[int, Answer], None],
        on_touch: Callable[[], None],
        on_beat: Callable[[], None],
        dock: Dock | None = None,
        on_error: Callable[[str], None] = _ignore,
        on_first_frame: Callable[[], None] = _ignore,
        on_patience: Callable[[int], None] = _ignore,
        voice: VoiceSettings | None = None,
        closable: bool = False,
    ) -> None:
        """Take what is told and asked.

        :param closable: end when the window manager closes the window; a panel in a
            hall stays, whoever reaches a keyboard.
        """
        self._panel = panel
        self._hold = hold
        self._on_answer = on_answer
        self._on_touch = on_touch
        self._on_beat = on_beat
        self._on_error = on_error
        self._on_first_frame = on_first_frame
        self._on_patience = on_patience
        self._voice_settings = voice or VoiceSettings()
        self._plugged = False
        self._closable = closable
        self.dock = dock
        self.first_frame: float | None = None
        """`time.monotonic()` after the first picture was handed to the display."""
        self._pages: SimpleQueue[tuple[int, Page]] = SimpleQueue()
        self._new_kind = True
        self._calls: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._news = Event()
        self._stopping = Event()
        self._closed = Event()
        self._live = False
        self.speaker = Speaker()
        self._drawn = DrawnBy()

    # From any thread.

    def show(self, serial: int, page: Page) -> None:
        """Show a page; when two come at once the newest is the one that is shown."""
        self._pages.put((serial, page))
        self._poke()

    @property
    def drawn(self) -> DrawnBy:
        """Return what draws, as of the opening of the window."""
        return replace(self._drawn, sound=self.speaker.works)

    def sound(self, test: SoundTest) -> None:
        """Play a technician's test; a machine without audio stays silent."""
        self.call(lambda: self._play(test))

    def beep(self) -> None:
        """Sound a short tone; a machine without audio stays silent."""
        self.speaker.ring()

    def say_hotline(self, number: str) -> None:
        """Put the region's telephone number on every page from now on."""

        def put() -> None:
            self._stage.studio.hotline = number

        self.call(put)

    def closed_picture(self, place: str, machine: str, hotline: str) -> "Future[Still]":
        """Paint what is to stand here while the program does not run."""

        def paint() -> "Still":
            from kiosk.screens.looks.closed_look import closed_picture
            from kiosk.screens.window.still import still

            return still(closed_picture(self._stage.studio, place, machine, hotline))

        return self.call(paint)

    def speak(self, language: str) -> None:
        """Show all pages in a language from now on, unless a person says otherwise."""
        self.call(lambda: self._stage.speak(language))

    def measured(self, width_mm: float, height_mm: float) -> None:
        """Take the panel's true size: all pages are laid out by it from now on."""
        self.call(lambda: self._stage.measured(width_mm, height_mm))

    def call(self, work: Callable[[], T]) -> "Future[T]":
        """Run something on the main thread and hand its result over.

        Once the window is closed the future comes back cancelled.
        """
        future: Future[T] = Future()
        if self._closed.is_set():
            future.cancel()
            return future

        def run() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(work())
            except Exception as error:
                future.set_exception(error)

        self._calls.put(run)
        if self._closed.is_set():
            # It closed just now and may not have seen this one any more.
            future.cancel()
        self._poke()
        return future

    def stop(self) -> None:
        """End the loop."""
        self._stopping.set()
        self._poke()

    def _poke(self) -> None:
        """Wake the loop."""
        self._news.set()
        if self._live:
            try:
                pygame.event.post(pygame.event.Event(_WAKE))
            except pygame.error:
                # The queue is full or just closed: the loop is awake or gone.
                log.debug("the window was not woken")

    # The loop.

    def run(self) -> None:
        """Open the window and serve it until `stop`.

        :raises DisplayMissing: when no window can be opened.
        """
        wait = self._open()
        try:
            self._turn()
            while not self._stopping.is_set():
                wait(self._sleep())
                self._turn()
        finally:
            self._live = False
            self._closed.set()
            if self._made_voice is not None:
                self._made_voice.close()
            self.speaker.close()
            pygame.display.quit()
            self._news.set()
            while not self._calls.empty():
                self._calls.get()()

    def _open(self) -> Wait:
        """Open display and window."""
        driver = open_display(self._panel.video)
        with display_errors(driver):
            return self._open_with(driver)

    def _open_with(self, driver: str) -> Wait:
        whole = self._panel.scale == 1 and self.dock is None
        if self.dock is not None and self._panel.scale == 1:
            desktop = pygame.display.get_desktop_sizes()[0]
            self._panel = beside(self._panel, desktop, self.dock.width)
        if whole and driver not in ("dummy", "offscreen"):
            self._panel = fitted(self._panel, pygame.display.get_desktop_sizes()[0])
            pygame.mouse.set_visible(False)
        self._stage = CurrentView(
            self._panel,
            self._on_error,
            self._presented,
            self._voice_settings.volume - 1,
        )
        self._made_voice: Voice | None = None
        self._hands = Hands(
            self._stage,
            self.dock,
            self._hold,
            self._panel.repeat,
            self._on_answer,
            self._on_touch,
            Talker(self._stage, self._voice),
        )
        self._care = PanelCare(self._panel)
        self._moved: Tree = self._stage.tree
        size = self._stage.size
        wide = self.dock.width if self.dock else 0
        flags = pygame.NOFRAME if whole else 0
        self._surface = pygame.display.set_mode((size[0] + wide, size[1]), flags)
        if self.dock is not None:
            self.dock.open(self._stage.studio, size)
        refresh = pygame.display.get_current_refresh_rate()
        self._drawn = DrawnBy(driver, *size, max(0, refresh))
        self._live = True
        return sleeper(driver, self._news)

    def _presented(self, presentation: Presentation) -> None:
        """Pass on what a person's choice changes outside the pixels."""
        self._on_patience(presentation.patience)
        if presentation == self._stage.usual and self._made_voice is not None:
            self._made_voice.reset()

    def _voice(self) -> "Voice":
        """Return the voice, brought in after the first picture: that comes sooner."""
        if self._made_voice is None:
            from kiosk.screens.voice.voice import Voice

            self._made_voice = Voice(self._voice_settings, self.speaker)
        return self._made_voice

    def _play(self, test: SoundTest) -> None:
        """Play a test, with what is brought in for it."""
        from kiosk.screens.voice.sound_test import play

        jack = play(test, self._voice(), self.speaker, self._voice_settings)
        self._drawn = replace(self._drawn, jack=jack)

    def _look_for_headphones(self) -> None:
        """Begin to speak when somebody plugs headphones in: they may see nothing.

        And again after an errand's end, as long as somebody is there with them in.
        """
        ended = self._hands.voice_ended()
        if self._voice_settings.headphones != "jack":
            return
        before, self._plugged = self._plugged, self._voice().headphones
        here = time.monotonic() - self._hands.touched_at <= REST
        if self._plugged and (not before or (ended and here)):
            self._hands.listen()

    def _sleep(self) -> float:
        """Return how long the loop may sleep."""
        hold = self._hands.time_to_hold(time.monotonic())
        return BEAT if hold is None else min(BEAT, hold + 0.005)

    def _turn(self) -> None:
        """Take what came, paint what changed, and say that the loop lives."""
        self._news.clear()
        for event in pygame.event.get():
            if event.type == pygame.QUIT:
                if self._closable:
                    self._stopping.set()
            elif event.type in _SHOWN_AGAIN:
                self._touch_all()
            else:
                self._hands.handle(event, self._surface.get_size())
        # After the events: a touch belongs to the page that was seen.
        self._take_page()
        while not self._calls.empty():
            self._calls.get()()
        now = time.monotonic()
        self._hands.turn(now)
        if self._stage.rest(now - self._hands.touched_at):
            self._hands.page_changed(True)
        self._spare(now)
        self._paint()
        self._look_for_headphones()
        self._let_the_voice_finish()
        self._on_beat()

    def _spare(self, now: float) -> None:
        """Make the idle page darker, black, or moved by a hair, as it is time for."""
        care, tree = self._care, self._stage.tree
        changed = care.turn(self._stage.page, now - self._hands.touched_at, now)
        self._hands.asleep = care.blank
        if tree is not self._moved:
            self._moved, changed = tree, changed or care.shift != (0, 0)
        if changed:
            tree.shift(care.shift)

    def _veiled(self, rects: list[Rect]) -> None:
        """Lay the dark veil over what was just painted."""
        if self._care.veil and rects:
            dark = pygame.Surface(self._stage.size, pygame.SRCALPHA)
            dark.fill((*BLACK, 255 * self._care.veil // 100))
            for rect in rects:
                self._surface.blit(dark, rect, rect)

    def _let_the_voice_finish(self) -> None:
        """Count listening as being there, but not to the question whether one is."""
        voice, page = self._made_voice, self._stage.page
        if voice and voice.speaking and not isinstance(page, UNHEARD):
            self._on_touch()
            self._hands.touched_at = time.monotonic()

    def _take_page(self) -> None:
        """Lay out the newest page, if there is one."""
        following = None
        same = True
        while not self._pages.empty():
            if following is not None:
                self._stage.pass_over(following[1])
            following = self._pages.get()
            same = same and type(following[1]) is type(self._stage.page)
        if following is None:
            return
        again = same and not self._stage.answered
        self._new_kind = self._new_kind or not again
        self._stage.show(*following)
        self._hands.page_changed(again)

    def _paint(self) -> None:
        """Paint and present what is dirty."""
        rects = self._stage.paint(self._surface)
        self._veiled(rects)
        if self.dock is not None:
            rects += self.dock.paint(self._surface)
        if rects:
            pygame.display.update(rects)
        if self._new_kind:
            # Only now can it be seen: laying out and painting may take long.
            self._new_kind = False
            self._hands.page_came_up(time.monotonic())
        if self.first_frame is None:
            self.first_frame = time.monotonic()
            self._on_first_frame()

    def _touch_all(self) -> None:
        """Have everything painted anew: the window was covered or resized."""
        self._stage.tree.touch_all()
        if self.dock is not None:
            self.dock.touch_all()

    # What tests, scripts and the control socket use, on the main thread.

    def describe(self) -> dict[str, object]:
        """Return what is shown: page, title, texts, buttons; never what was typed."""
        self._take_page()
        return self._stage.describe()

    def tap(self, name: str) -> str | None:
        """Touch a button as a finger does; return why not, None when it was done."""
        self._take_page()
        why_not = self._hands.tap(name)
        self._paint()
        return why_not

    def hold_corner(self) -> str | None:
        """Press the hidden corner as long as it needs; return why not."""
        self._take_page()
        why_not = self._hands.hold_corner()
        self._paint()
        return why_not

    def screenshot(self, path: Path) -> None:
        """Write what the kiosk shows as a PNG file."""
        self._take_page()
        self._paint()
        kiosk = self._surface.subsurface((0, 0, *self._stage.size))
        pygame.image.save(kiosk, path)
