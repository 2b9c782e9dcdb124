"""From touches to what they do: typed, switched, answered, or said by the dock.

It knows fingers, mice and scripts, and treats them alike; it opens no window and
paints nothing. Main thread only.
"""

import time
from collections.abc import Callable

import pygame

from kiosk.screens.frame.context import Repeat, Switch, Turn
from kiosk.screens.toolkit.keys.button import Button
from kiosk.screens.toolkit.keys.keypad import Keystroke, Submit
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.window.current_view import CurrentView
from kiosk.screens.window.dock import Dock
from kiosk.screens.window.explorer import Explorer
from kiosk.screens.window.pointer import Pointer, Spot
from kiosk.screens.window.talker import Talker
from kiosk.session.pages.page import Answer

_FINGERS = {
    pygame.FINGERDOWN: "down",
    pygame.FINGERUP: "up",
    pygame.FINGERMOTION: "move",
}
SCRIPT = "script"
"""The finger of tests, scripts and the control socket: it sees."""
_BUTTONS = {pygame.MOUSEBUTTONDOWN: "down", pygame.MOUSEBUTTONUP: "up"}


class Hands:
    """The finger on the kiosk, and the mouse on the dock beside it."""

    def __init__(
        self,
        stage: CurrentView,
        dock: Dock | None,
        hold: float,
        repeat: float,
        on_answer: Callable[[int, Answer], None],
        on_touch: Callable[[], None],
        talker: Talker,
    ) -> None:
        self._stage = stage
        self._dock = dock
        self._hold = hold
        self._on_answer = on_answer
        self._on_touch = on_touch
        self._pointer = Pointer(hold, repeat)
        self._explorer = Explorer(hold)
        self._talker = talker
        self._dock_pointer = Pointer(hold, repeat)
        self.touched_at = time.monotonic()
        self.asleep = False
        """The panel is black: the touch that wakes it does nothing else."""
        self._waking: object = None

    def handle(self, event: pygame.event.Event, size: tuple[int, int]) -> None:
        """Take one event of a window of a size in pixels."""
        if event.type in _FINGERS:
            spot = (int(event.x * size[0]), int(event.y * size[1]))
            self.touch(_FINGERS[event.type], spot, event.finger_id)
        elif event.type in _BUTTONS:
            # SDL makes a mouse event of every finger as well: those are dropped.
            if event.button == 1 and not event.touch:
                self.touch(_BUTTONS[event.type], event.pos, "mouse")
        elif event.type == pygame.MOUSEMOTION and not event.touch:
            self.touch("move", event.pos, "mouse")

    def touch(self, kind: str, spot: Spot, finger: object) -> None:
        """Lead a touch (`down`, `move`, `up`) to the kiosk or to the dock."""
        now = time.monotonic()
        beside = spot[0] - self._stage.size[0]
        if self._dock is not None and (beside >= 0 or kind == "up"):
            place = (beside, spot[1])
            pressed = _point(
                self._dock_pointer, self._dock.tree, kind, place, finger, now
            )
            if pressed is not None:
                self._dock.press(pressed)
            if kind == "down":
                return
        if kind == "down":
            self.touched_at = now
            self._on_touch()
        if self._wakes(kind, finger):
            return
        field = self._stage.tree.field
        if field is not None and not self._stage.answered:
            field.touched(kind, spot, finger, now)
            self._answer_of_field(now)
            return
        if self._talker.on and finger != SCRIPT:
            self._search(kind, spot, finger, now)
            return
        pressed = _point(self._pointer, self._stage.tree, kind, spot, finger, now)
        if pressed is not None:
            self._activate(pressed)

    def _wakes(self, kind: str, finger: object) -> bool:
        """Tell whether this touch only wakes the panel, from its start to its end."""
        if kind == "down" and self.asleep and finger != SCRIPT:
            self.asleep, self._waking = False, finger
        if self._waking is None or finger != self._waking:
            return False
        if kind == "up":
            self._waking = None
        return True

    def _search(self, kind: str, spot: Spot, finger: object, now: float) -> None:
        """Lead the finger of somebody who listens."""
        tree, explorer = self._stage.tree, self._explorer
        if kind == "up":
            acted = explorer.up(tree, spot, finger, now)
            if acted is not None:
                self._talker.hush()
                self._activate(acted.button)
            return
        if kind == "down":
            self._talker.hush()
        follow = explorer.down if kind == "down" else explorer.move
        found = follow(tree, spot, finger, now)
        if found is not None:
            self._talker.found(found.widget)

    def listen(self) -> None:
        """Begin to speak, as if the strip's key had been touched."""
        if not self._talker.on:
            # To plug headphones in is to be there, as a touch is.
            self.touched_at = time.monotonic()
            self._on_touch()
            self._let_go()
            self._stage.switch(Switch.VOICE)
            self._talker.switched(Switch.VOICE)

    def _let_go(self) -> None:
        """End a touch that goes on: it began with the other kind of fingers."""
        self._pointer.cancel(self._stage.tree)
        self._explorer.let_go()

    def voice_ended(self) -> bool:
        """Tell, once, that the voice went off without anybody's touch."""
        ended, self._talker.ended = self._talker.ended, False
        return ended

    def turn(self, now: float) -> None:
        """Act on a button that has been held long enough."""
        self._answer_of_field(now)
        held = self._pointer.held(self._stage.tree, now) or self._explorer.held(now)
        if held is not None:
            self._activate(held)

    def time_to_hold(self, now: float) -> float | None:
        """Return the seconds until a held button acts; None when none is held."""
        pointed, searched = self._pointer, self._explorer
        field = None if self._stage.answered else self._stage.tree.field
        times = (
            *(pointed.time_to_hold(now), searched.time_to_hold(now)),
            None if field is None else field.wait(now),
        )
        return min((left for left in times if left is not None), default=None)

    def page_changed(self, again: bool) -> None:
        """End the touch of the page before; the same page shown anew keeps it."""
        if not self._talker.on:
            self._explorer.let_go()
        self._explorer.page_changed(self._stage.tree, again)
        self._talker.page_shown(again)
        if again:
            self._pointer.carry(self._stage.tree)
        else:
            self._pointer.cancel(None)

    def page_came_up(self, now: float) -> None:
        """Begin the time in which touches still belong to the page before."""
        self._pointer.page_came_up(now)

    def tap(self, name: str) -> str | None:
        """Touch a button as a finger does; return why not, None when it was done."""
        button, why_not = self._touchable(name)
        if button is None:
            return why_not
        self._pointer.take_as_meant()
        self.touch("down", button.rect.center, SCRIPT)
        self.touch("up", button.rect.center, SCRIPT)
        return None

    def hold_corner(self) -> str | None:
        """Press the hidden corner as long as it needs; return why not."""
        button, why_not = self._touchable("corner")
        if button is None:
            return why_not
        now = time.monotonic()
        self._pointer.take_as_meant()
        self._pointer.down(self._stage.tree, button.rect.center, "script", now)
        self.turn(now + self._hold)
        self._pointer.cancel(self._stage.tree)
        return None

    def _touchable(self, name: str) -> tuple[Button | None, str]:
        """Return a button that can be touched now, or what is in the way."""
        button = self._stage.tree.button_named(name)
        if button is None:
            return None, f"there is no button {name!r} on the page"
        if not self._stage.alive(button):
            return None, f"the button {name!r} cannot be touched now"
        return button, ""

    def _activate(self, button: Button) -> None:
        """Do what a button stands for."""
        stage, action = self._stage, button.action
        if isinstance(action, Switch):
            if action is Switch.VOICE:
                self._let_go()
            stage.switch(action)
            self._explorer.page_changed(stage.tree, True)
            self._talker.switched(action)
        elif isinstance(action, Turn):
            stage.turn(action)
            self._explorer.page_changed(stage.tree, True)
            self._talker.page_shown(False)
        elif isinstance(action, Repeat):
            self._talker.again()
        elif stage.answered:
            return
        elif isinstance(action, Keystroke):
            stage.type_key(action)
            self._talker.typed()
        elif isinstance(action, Submit):
            self._answer(button, stage.submitted(action))
        else:
            self._answer(button, action)

    def _answer_of_field(self, now: float) -> None:
        """Send what a page that takes all touches itself has come to."""
        field = self._stage.tree.field
        if field is None or self._stage.answered:
            return
        answer = field.turn(now)
        if isinstance(answer, Answer):
            self._stage.answered = True
            self._on_answer(self._stage.serial, answer)

    def _answer(self, button: Button, answer: object) -> None:
        """Send the one answer of this page; its buttons are dead from now on.

        :raises TypeError: when a page gave a button something that is no answer.
        """
        if not isinstance(answer, Answer):
            raise TypeError(f"the button {button.name} carries no answer")
        self._stage.answer_sent(button)
        self._on_answer(self._stage.serial, answer)


def _point(
    pointer: Pointer, tree: Tree, kind: str, spot: Spot, finger: object, now: float
) -> Button | None:
    """Tell a pointer what happened; return the button that was pressed."""
    if kind == "down":
        pointer.down(tree, spot, finger, now)
    elif kind == "move":
        pointer.move(tree, spot, finger, now)
    else:
        return pointer.up(tree, spot, finger, now)
    return None
