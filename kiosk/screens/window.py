"""The main thread: sleeps until something happens, paints, turns touches to answers.

`show`, `call` and `stop` may be used from any thread; all else belongs to the thread
that runs `run`. What an answer leads to is decided in `kiosk.session`.
"""

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from queue import SimpleQueue
from threading import Event
from typing import TypeVar

import msgspec
import pygame

from kiosk.config import Panel
from kiosk.screens.context import Switch
from kiosk.screens.dock import Dock
from kiosk.screens.pointer import Pointer, Spot
from kiosk.screens.sdl import Wait, open_display, sleeper
from kiosk.screens.stage import Stage
from kiosk.screens.toolkit.button import Button
from kiosk.screens.toolkit.keypad import Keystroke, Submit
from kiosk.session.pages import Answer, Page

T = TypeVar("T")
BEAT = 2.0
"""The longest sleep in seconds; each turn of the loop calls `on_beat`."""
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
        panel: Panel,
        hold: float,
        on_answer: Callable[[int, Answer], None],
        on_touch: Callable[[], None],
        on_beat: Callable[[], None],
        dock: Dock | None = None,
        on_error: Callable[[str], None] = _ignore,
        on_first_frame: Callable[[], None] = _ignore,
    ) -> None:
        self._panel = panel
        self._hold = hold
        self._on_answer = on_answer
        self._on_touch = on_touch
        self._on_beat = on_beat
        self._on_error = on_error
        self._on_first_frame = on_first_frame
        self.dock = dock
        self.first_frame: float | None = None
        """`time.monotonic()` after the first picture was handed to the display."""
        self._next: tuple[int, Page] | None = None
        self._calls: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._news = Event()
        self._stopping = Event()
        self._live = False
        self._pointer = Pointer(hold)
        self._dock_pointer = Pointer(hold)
        self._touched_at = time.monotonic()

    # From any thread.

    def show(self, serial: int, page: Page) -> None:
        """Show a page; when two come at once the newest is the one that is shown."""
        self._next = (serial, page)
        self._poke()

    def call(self, work: Callable[[], T]) -> "Future[T]":
        """Run something on the main thread and hand its result over."""
        future: Future[T] = Future()

        def run() -> None:
            try:
                future.set_result(work())
            except Exception as error:
                future.set_exception(error)

        self._calls.put(run)
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

        :raises pygame.error: when no window can be opened.
        """
        wait = self._open()
        try:
            self._turn()
            while not self._stopping.is_set():
                wait(self._sleep())
                self._turn()
        finally:
            self._live = False
            pygame.display.quit()
            self._news.set()
            while not self._calls.empty():
                self._calls.get()()

    def _open(self) -> Wait:
        """Open display and window."""
        driver = open_display(self._panel.video)
        whole = self._panel.scale == 1 and self.dock is None
        if whole and driver not in ("dummy", "offscreen"):
            self._panel = _fitted(self._panel, pygame.display.get_desktop_sizes()[0])
            pygame.mouse.set_visible(False)
        self._stage = Stage(self._panel, self._on_error)
        size = self._stage.size
        wide = self.dock.width if self.dock else 0
        flags = pygame.NOFRAME if whole else 0
        self._surface = pygame.display.set_mode((size[0] + wide, size[1]), flags)
        if self.dock is not None:
            self.dock.open(self._stage.studio, size)
        self._live = True
        return sleeper(driver, self._news)

    def _sleep(self) -> float:
        """Return how long the loop may sleep."""
        hold = self._pointer.time_to_hold(time.monotonic())
        return BEAT if hold is None else min(BEAT, hold + 0.005)

    def _turn(self) -> None:
        """Take what came, paint what changed, and say that the loop lives."""
        self._news.clear()
        for event in pygame.event.get():
            self._handle(event)
        # After the events: a touch belongs to the page that was seen.
        self._take_page()
        while not self._calls.empty():
            self._calls.get()()
        now = time.monotonic()
        held = self._pointer.held(self._stage.tree, now)
        if held is not None:
            self._activate(held)
        self._stage.rest(now - self._touched_at)
        self._paint()
        self._on_beat()

    def _take_page(self) -> None:
        """Lay out the newest page, if there is one."""
        following, self._next = self._next, None
        if following is not None:
            self._pointer.cancel(None)
            self._stage.show(*following)

    def _paint(self) -> None:
        """Paint and present what is dirty."""
        rects = self._stage.paint(self._surface)
        if self.dock is not None:
            rects += self.dock.paint(self._surface)
        if rects:
            pygame.display.update(rects)
        if self.first_frame is None:
            self.first_frame = time.monotonic()
            self._on_first_frame()

    # Touches.

    def _handle(self, event: pygame.event.Event) -> None:
        """Take one event of the window system."""
        if event.type == pygame.QUIT:
            self._stopping.set()
        elif event.type in _SHOWN_AGAIN:
            self._stage.tree.touch_all()
            if self.dock is not None:
                self.dock.touch_all()
        elif event.type in (pygame.FINGERDOWN, pygame.FINGERUP, pygame.FINGERMOTION):
            width, height = self._surface.get_size()
            spot = (int(event.x * width), int(event.y * height))
            kind = {pygame.FINGERDOWN: "down", pygame.FINGERUP: "up"}
            self._touch(kind.get(event.type, "move"), spot, event.finger_id)
        elif event.type in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
            # SDL makes a mouse event of every finger as well: those are dropped.
            if event.button == 1 and not event.touch:
                kind_ = "down" if event.type == pygame.MOUSEBUTTONDOWN else "up"
                self._touch(kind_, event.pos, "mouse")
        elif event.type == pygame.MOUSEMOTION and not event.touch:
            self._touch("move", event.pos, "mouse")

    def _touch(self, kind: str, spot: Spot, finger: object) -> None:
        """Lead a touch to the kiosk or to the dock beside it."""
        now = time.monotonic()
        if self.dock is not None:
            beside = (spot[0] - self._stage.size[0], spot[1])
            if beside[0] >= 0 or kind == "up":
                pressed = self._point(self._dock_pointer, kind, beside, finger, now)
                if pressed is not None:
                    self.dock.press(pressed)
            if beside[0] >= 0 and kind == "down":
                return
        if kind == "down":
            self._touched_at = now
            self._on_touch()
        pressed = self._point(self._pointer, kind, spot, finger, now)
        if pressed is not None:
            self._activate(pressed)

    def _point(
        self, pointer: Pointer, kind: str, spot: Spot, finger: object, now: float
    ) -> Button | None:
        """Tell a pointer what happened; return the button that was pressed."""
        tree = self._stage.tree
        if pointer is self._dock_pointer:
            assert self.dock is not None
            tree = self.dock.tree
        if kind == "down":
            pointer.down(tree, spot, finger, now)
        elif kind == "move":
            pointer.move(tree, spot, finger, now)
        else:
            return pointer.up(tree, spot, finger, now)
        return None

    def _activate(self, button: Button) -> None:
        """Do what a button stands for."""
        stage, action = self._stage, button.action
        if isinstance(action, Switch):
            stage.switch(action)
        elif stage.answered:
            return
        elif isinstance(action, Keystroke):
            stage.type_key(action)
        else:
            self._answer(
                button,
                stage.submitted(action) if isinstance(action, Submit) else action,
            )

    def _answer(self, button: Button, answer: object) -> None:
        """Send the one answer of this page; its buttons are dead from now on."""
        if not isinstance(answer, Answer):
            raise TypeError(f"the button {button.name} carries no answer")
        self._stage.answer_sent(button)
        self._on_answer(self._stage.serial, answer)

    # What tests, scripts and the control socket use, on the main thread.

    def describe(self) -> dict[str, object]:
        """Return what is shown: page, title, texts, buttons; never what was typed."""
        self._take_page()
        return self._stage.describe()

    def tap(self, name: str) -> str | None:
        """Touch a button as a finger does; return why not, None when it was done."""
        button, problem = self._touchable(name)
        if button is None:
            return problem
        self._pointer.forget_bounce()
        self._touch("down", button.rect.center, "script")
        self._paint()
        self._touch("up", button.rect.center, "script")
        self._paint()
        return None

    def hold_corner(self) -> str | None:
        """Press the hidden corner as long as it needs; return why not."""
        button, problem = self._touchable("corner")
        if button is None:
            return problem
        now = time.monotonic()
        self._pointer.down(self._stage.tree, button.rect.center, "script", now)
        held = self._pointer.held(self._stage.tree, now + self._hold)
        self._pointer.cancel(self._stage.tree)
        if held is not None:
            self._activate(held)
        return None

    def _touchable(self, name: str) -> tuple[Button | None, str]:
        """Return a button that can be touched now, or what is in the way."""
        self._take_page()
        button = self._stage.tree.button_named(name)
        if button is None:
            return None, f"there is no button {name!r} on the page"
        if not self._stage.alive(button):
            return None, f"the button {name!r} cannot be touched now"
        return button, ""

    def screenshot(self, path: Path) -> None:
        """Write what the kiosk shows as a PNG file."""
        self._take_page()
        self._paint()
        kiosk = self._surface.subsurface((0, 0, *self._stage.size))
        pygame.image.save(kiosk, path)


def _fitted(panel: Panel, root: tuple[int, int]) -> Panel:
    """Return the panel with the pixels that the screen really has."""
    if root == (panel.width_px, panel.height_px):
        return panel
    log.warning("the screen has %dx%d pixels, not as configured", *root)
    turned = (root[0] > root[1]) != (panel.width_px > panel.height_px)
    millimetres = (panel.width_mm, panel.height_mm)
    wide, high = reversed(millimetres) if turned else millimetres
    return msgspec.structs.replace(
        panel, width_px=root[0], height_px=root[1], width_mm=wide, height_mm=high
    )
