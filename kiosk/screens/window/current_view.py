"""What is on the panel now: one page, one presentation, one tree, one entry.

It lays pages out and survives a page that cannot be; it does not know where touches
come from. Main thread only.
"""

import logging
import random
from collections.abc import Callable
from dataclasses import replace

import pygame
from msgspec import structs

from kiosk.domain.faults import Fault
from kiosk.screens.frame.context import Presentation, Repeat, Studio, Switch, Turn
from kiosk.screens.looks.fault_look import fault_words
from kiosk.screens.toolkit.keys.button import Button
from kiosk.screens.toolkit.keys.keypad import DIGITS, Keystroke, Submit, TypedEntry
from kiosk.screens.toolkit.kit import Rect
from kiosk.screens.toolkit.layout import Column
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Gap
from kiosk.screens.window.page_table import render_fitting
from kiosk.session.pages.everywhere import (
    AttractPage,
    OutOfServicePage,
    StartingPage,
    StillTherePage,
)
from kiosk.session.pages.page import Page
from kiosk.session.staff.service.pages import ServiceBreakPage
from kiosk.session.visit.pages import TakeCardPage
from kiosk.settings.config import PanelSettings

REST = 90.0
"""Seconds without a touch after which the idle page is its usual self again."""
KEPT_PARTS = 6
"""Of so many pages it is remembered which part was shown."""
NOBODYS = (AttractPage, OutOfServicePage, ServiceBreakPage, StartingPage)
"""The pages that are shown while nobody is served."""
log = logging.getLogger(__name__)


class CurrentView:
    """The page that is shown and how this person wants to see it."""

    def __init__(
        self,
        panel: PanelSettings,
        on_error: Callable[[str], None],
        on_presentation: Callable[[Presentation], None] = lambda _: None,
        volume: int = 2,
    ) -> None:
        self.studio = Studio(panel)
        self._on_error = on_error
        self._on_presentation = on_presentation
        self._shuffle = panel.shuffle_keypad
        self._keys = DIGITS
        self._parts: dict[object, int] = {}
        """Where the person was in what does not fit at once, of the last pages."""
        self.usual = Presentation(masked=panel.mask_private, volume=volume)
        """How every visit begins."""
        self.presentation = self.usual
        self.serial = 0
        self.page: Page = StartingPage()
        self.answered = False
        self._pressed = ""
        self._broken = False
        self._entry: TypedEntry | None = None
        self.tree = self._laid_out()

    @property
    def size(self) -> tuple[int, int]:
        """Return the kiosk's part of the window in pixels."""
        return self.tree.area.size

    def show(self, serial: int, page: Page) -> None:
        """Put up a page; what was typed on the one before is gone."""
        if page == self.page and self.serial == 0:
            # The very first page is laid out already.
            self.serial = serial
            return
        if type(page) is type(self.page) and not self.answered:
            # The same page, true anew: whoever reads its third part goes on there.
            self._parts.setdefault(page.kept_by, self._parts.get(self.page.kept_by, 0))
        self.pass_over(page)
        if self._entry is not None:
            self._entry.clear()
        self._entry = None
        self.serial = serial
        self.answered, self._pressed = False, ""
        self._keys = self._digits()
        self.tree = self._laid_out()

    def _digits(self) -> str:
        """Return the order of a secret's keypad: who listens needs the usual one."""
        if not self._shuffle or self.presentation.voice:
            return DIGITS
        digits = list(DIGITS)
        random.SystemRandom().shuffle(digits)
        return "".join(digits)

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
            self._parts.clear()
        # Between two idle pages whoever just begins keeps what was chosen.
        ends = isinstance(page, NOBODYS) and not isinstance(before, NOBODYS)
        if ends or isinstance(before, TakeCardPage):
            self._present(self.usual)
        elif isinstance(page, StillTherePage):
            # Whoever walked away left the amounts to the next person's eyes.
            self._present(replace(self.presentation, masked=self.usual.masked))

    def _present(self, presentation: Presentation) -> None:
        """Take a presentation, and tell whoever sets the time limits."""
        if presentation != self.presentation:
            self.presentation = presentation
            self._on_presentation(presentation)

    def rest(self, untouched: float) -> bool:
        """Drop the presentation of somebody who left the idle page as it was.

        Tells whether it did: the page is laid out anew then.
        """
        idle = isinstance(self.page, NOBODYS)
        if idle and untouched > REST and self.presentation != self.usual:
            self._present(self.usual)
            self.tree = self._laid_out()
            return True
        return False

    def switch(self, switch: Switch) -> None:
        """Show the same page in another presentation."""
        self._present(self.presentation.switched(switch))
        if self.presentation.voice:
            self._keys = DIGITS
        self._lay_out_again()

    def speak(self, language: str) -> None:
        """Begin with another language from now on."""
        self.usual = replace(self.usual, language=language)
        self._present(replace(self.presentation, language=language))
        self._lay_out_again()

    def measured(self, width_mm: float, height_mm: float) -> None:
        """Lay out by another size of the panel from now on."""
        self.studio.panel = structs.replace(
            self.studio.panel, width_mm=width_mm, height_mm=height_mm
        )
        self._lay_out_again()

    def turn(self, turn: Turn) -> None:
        """Show another part of the same page."""
        self._parts.pop(self.page.kept_by, None)
        self._parts[self.page.kept_by] = turn.part
        while len(self._parts) > KEPT_PARTS:
            self._parts.pop(next(iter(self._parts)))
        self._lay_out_again()

    def _lay_out_again(self) -> None:
        """Lay the same page out anew; a button that was pressed stays so."""
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
        # Whoever types here next begins with the usual keys.
        self._parts.pop(self.page, None)
        for widget in keypad.refresh():
            self.tree.touch(widget)
        return submit.make(typed)

    def answer_sent(self, button: Button) -> None:
        """Remember that this page has its answer, and show which."""
        self.answered, self._pressed = True, button.name
        self.tree.press(button, True)

    def alive(self, button: Button) -> bool:
        """Tell whether a touch of the button does something now."""
        always = isinstance(button.action, Switch | Turn | Repeat)
        return button.enabled and (always or not self.answered)

    def paint(self, surface: pygame.Surface) -> list[Rect]:
        """Paint what is dirty; a page that cannot be painted is replaced."""
        try:
            return self.tree.paint(surface)
        except Exception as error:
            surface.set_clip(None)
            self._report(error)
            self.tree = self._fault_page()
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
            "page": "trouble" if self._broken else self.page.called,
            "title": self.tree.title,
            "texts": self.tree.texts(),
            "buttons": buttons,
            "part": self.tree.part,
            "parts": self.tree.parts,
            "language": self.presentation.language,
            "serial": self.serial,
        }

    def _laid_out(self) -> Tree:
        """Lay out the page; one that cannot be is replaced by the page of a fault."""
        self._broken = False
        try:
            part = self._parts.get(self.page.kept_by, 0)
            tree = render_fitting(
                self.page,
                self.studio,
                self.presentation,
                self._entry,
                part,
                self._keys,
            )
        except Exception as error:
            self._report(error)
            return self._fault_page()
        self._entry = tree.keypad.entry if tree.keypad else None
        return tree

    def _report(self, error: Exception) -> None:
        """Tell by its type only: the text may hold what a person must not lose."""
        log.error("page %s cannot be shown: %s", self.page.name, type(error).__name__)
        self._on_error(type(error).__name__)

    def _fault_page(self) -> Tree:
        """Return the plainest page there is; it needs no answer and no drawing."""
        self._broken = True
        context = self.studio.context(self.presentation)
        kit = context.kit
        title = context.texts(f"fault__{Fault.INTERNAL.value}__title")
        head = Text(kit, title, role=Role.INK, bold=True, align="center")
        words = fault_words(context, Fault.INTERNAL, "12333")
        lines = [Gap(kit, grow=1.0), head, Gap(kit, 6.0), *words, Gap(kit, grow=1.0)]
        return Tree(kit, Column(kit, lines), title)
