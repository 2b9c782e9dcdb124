"""What is on the panel now: one page, one presentation, one tree, one entry.

It lays pages out and survives a page that cannot be; it does not know where touches
come from. Main thread only.
"""

import logging
from collections.abc import Callable

import pygame

from kiosk.config import Panel
from kiosk.faults import Fault
from kiosk.screens.context import Presentation, Studio, Switch
from kiosk.screens.render import render_fitting
from kiosk.screens.toolkit.button import Button
from kiosk.screens.toolkit.keypad import Entry, Keystroke, Submit
from kiosk.screens.toolkit.kit import Rect
from kiosk.screens.toolkit.layout import Column
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget import Gap, Text
from kiosk.screens.trouble import fault_words
from kiosk.session.pages import (
    AttractPage,
    OutOfServicePage,
    Page,
    StartingPage,
    TakeCardPage,
)

REST = 90.0
"""Seconds without a touch after which the idle page is its usual self again."""
NOBODYS = (AttractPage, OutOfServicePage, StartingPage)
"""The pages that are shown while nobody is served."""
log = logging.getLogger(__name__)


class Stage:
    """The page that is shown and how this person wants to see it."""

    def __init__(self, panel: Panel, on_error: Callable[[str], None]) -> None:
        self.studio = Studio(panel)
        self._on_error = on_error
        self.presentation = Presentation()
        self.serial = 0
        self.page: Page = StartingPage()
        self.answered = False
        self._pressed = ""
        self._broken = False
        self._entry: Entry | None = None
        self.tree = self._laid_out()

    @property
    def size(self) -> tuple[int, int]:
        """Return the kiosk's part of the window in pixels."""
        return self.tree.area.size

    def show(self, serial: int, page: Page) -> None:
        """Put up a page; what was typed on the one before is gone."""
        self.pass_over(page)
        if self._entry is not None:
            self._entry.clear()
        self._entry = None
        self.serial = serial
        self.answered, self._pressed = False, ""
        self.tree = self._laid_out()

    def pass_over(self, page: Page) -> None:
        """Take note of a page that may never be laid out: it can end a visit.

        With two slots the next person's first page may come right after the page that
        asks for the card, without an idle one in between.
        """
        before, self.page = self.page, page
        if type(before) is type(page):
            return
        if isinstance(page, (*NOBODYS, TakeCardPage)):
            self.studio.type.forget()
        if isinstance(page, NOBODYS) or isinstance(before, TakeCardPage):
            self.presentation = Presentation()

    def rest(self, untouched: float) -> None:
        """Drop the presentation of somebody who left the idle page as it was."""
        usual = Presentation()
        idle = isinstance(self.page, NOBODYS)
        if idle and untouched > REST and self.presentation != usual:
            self.presentation = usual
            self.tree = self._laid_out()

    def switch(self, switch: Switch) -> None:
        """Show the same page in another presentation."""
        self.presentation = self.presentation.switched(switch)
        self.tree = self._laid_out()
        pressed = self.tree.button_named(self._pressed)
        if pressed is not None:
            self.tree.press(pressed, True)

    def type_key(self, stroke: Keystroke) -> None:
        """Change the entry and what shows its length."""
        keypad = self.tree.keypad
        if keypad is not None:
            stroke.apply(keypad.entry)
            for widget in keypad.refresh():
                self.tree.touch(widget)

    def submitted(self, submit: Submit) -> object:
        """Return the answer that the entry makes; the entry is empty afterwards."""
        keypad = self.tree.keypad
        assert keypad is not None
        typed = keypad.entry.take()
        for widget in keypad.refresh():
            self.tree.touch(widget)
        return submit.make(typed)

    def answer_sent(self, button: Button) -> None:
        """Remember that this page has its answer, and show which."""
        self.answered, self._pressed = True, button.name
        self.tree.press(button, True)

    def alive(self, button: Button) -> bool:
        """Tell whether a touch of the button does something now."""
        always = isinstance(button.action, Switch)
        return button.enabled and (always or not self.answered)

    def paint(self, surface: pygame.Surface) -> list[Rect]:
        """Paint what is dirty; a page that cannot be painted is replaced."""
        try:
            return self.tree.paint(surface)
        except Exception as error:
            surface.set_clip(None)
            self._report(error)
            self.tree = self._trouble()
            return self.tree.paint(surface)

    def describe(self) -> dict[str, object]:
        """Return the page as tests, scripts and the voice know it."""
        buttons = []
        for button in self.tree.buttons:
            box = button.rect
            info: dict[str, object] = {
                "name": str(button.name),
                "label": button.label,
                "rect": [box.x, box.y, box.width, box.height],
                "enabled": self.alive(button),
            }
            if button.hold:
                info["hold"] = True
            buttons.append(info)
        return {
            "page": "trouble" if self._broken else self.page.name,
            "title": self.tree.title,
            "texts": self.tree.texts(),
            "buttons": buttons,
            "language": self.presentation.language,
            "serial": self.serial,
        }

    def _laid_out(self) -> Tree:
        """Lay out the page; one that cannot be is replaced by the trouble page."""
        self._broken = False
        try:
            tree = render_fitting(
                self.page, self.studio, self.presentation, self._entry
            )
        except Exception as error:
            self._report(error)
            return self._trouble()
        self._entry = tree.keypad.entry if tree.keypad else None
        return tree

    def _report(self, error: Exception) -> None:
        """Tell by its type only: the text may hold what a person must not lose."""
        log.error("page %s cannot be shown: %s", self.page.name, type(error).__name__)
        self._on_error(type(error).__name__)

    def _trouble(self) -> Tree:
        """Return the plainest page there is; it needs no answer and no drawing."""
        self._broken = True
        context = self.studio.context(self.presentation)
        kit = context.kit
        title = context.texts(f"fault__{Fault.INTERNAL.value}__title")
        head = Text(kit, title, role=Role.INK, bold=True, align="center")
        words = fault_words(context, Fault.INTERNAL, "12333")
        lines = [Gap(kit, grow=1.0), head, Gap(kit, 6.0), *words, Gap(kit, grow=1.0)]
        return Tree(kit, Column(kit, lines), title)
