"""Says what is shown: the page, the thing under the finger, how much was typed.

The same widgets that are drawn are read, so a page needs no second description. How
words are pronounced and played is `voice`'s business.
"""

from collections.abc import Callable, Iterator
from typing import Protocol

from kiosk.screens.context import Switch
from kiosk.screens.stage import Stage
from kiosk.screens.toolkit.button import Button
from kiosk.screens.toolkit.keypad import Keystroke
from kiosk.screens.toolkit.widget import Text, Widget
from kiosk.screens.voice.utterance import Utterance
from kiosk.session.pages import BusyPage, StillTherePage
from kiosk.texts import load_texts

COUNTED = 10
"""A countdown is said every so many seconds: each number would drown the rest."""


class Speaking(Protocol):
    """What is needed of the voice; none of it waits."""

    def say(self, utterances: list[Utterance], interrupt: bool = True) -> None:
        """Say these, instead of what is being said or after it."""
        ...

    def stop(self) -> None:
        """Be silent at once."""
        ...

    def repeat(self) -> None:
        """Say the last thing again."""
        ...

    def tune(self, rate: int, volume: int) -> None:
        """Set how fast and how loud, in steps."""
        ...


class Talker:
    """Turns what happens on the stage into things to be said."""

    def __init__(self, stage: Stage, make: Callable[[], Speaking]) -> None:
        """Speak through the voice that `make` brings once somebody listens."""
        self._stage, self._make = stage, make
        self._made: Speaking | None = None

    @property
    def _voice(self) -> Speaking:
        if self._made is None:
            self._made = self._make()
        return self._made

    @property
    def on(self) -> bool:
        """Tell whether this person listens."""
        return self._stage.presentation.voice

    def page_shown(self, again: bool) -> None:
        """Read a page that came up; of one shown anew only what is worth it."""
        if not self.on:
            self.hush()
            return
        page = self._stage.page
        if not again:
            self._say([*self._page()])
        elif isinstance(page, StillTherePage) and page.seconds_left % COUNTED == 0:
            key = "spoken__seconds"
            self._say([self._own(key, count=page.seconds_left)], interrupt=False)
        elif not isinstance(page, BusyPage | StillTherePage):
            self._say([*self._page()])

    def found(self, widget: Widget) -> None:
        """Read what the finger came upon."""
        self._say([*self._thing(widget, alone=True)])

    def typed(self) -> None:
        """Say how much was typed, and never what."""
        keypad = self._stage.tree.keypad
        if self.on and keypad is not None:
            count, most = len(keypad.entry), keypad.entry.most
            words = [self._own("spoken__typed", count=count, most=most)]
            words += [self._shown(text, False) for text in keypad.dots.texts()]
            self._say(words)

    def switched(self, switch: Switch) -> None:
        """Follow a change of presentation."""
        shown = self._stage.presentation
        if self.on or switch is Switch.VOICE:
            self._voice.tune(shown.rate, shown.volume)
        if switch is Switch.VOICE:
            if not self.on:
                self._say([self._own("spoken__off")])
                return
            self._say([self._own("spoken__how"), *self._page()])
        elif self.on and switch is Switch.LANGUAGE:
            self._say([*self._page()])
        elif self.on:
            button = self._stage.tree.button_named(switch.value)
            words = self._thing(button, alone=True) if button else []
            self._say([self._own("spoken__done"), *words])

    def again(self) -> None:
        """Say the last thing once more."""
        self._voice.repeat()

    def hush(self) -> None:
        """Stop: the person acts, or nobody listens any more."""
        if self._made is not None:
            self._made.stop()

    def _page(self) -> Iterator[Utterance]:
        """Yield the whole page in reading order, the strip's keys last."""
        tree = self._stage.tree
        things = tree.spoken()
        strip = [w for w in things if _of_strip(w)]
        if tree.parts > 1:
            yield self._own("spoken__part", part=tree.part + 1, parts=tree.parts)
        if tree.keypad is not None:
            yield self._own("spoken__keypad")
        for thing in (*(w for w in things if w not in strip and not _key(w)), *strip):
            yield from self._thing(thing, alone=False)

    def _thing(self, widget: Widget, alone: bool) -> Iterator[Utterance]:
        """Yield a button with its state, or words with what they belong to."""
        if isinstance(widget, Button):
            # The label by itself, so that a recording of it can be found.
            alive = self._stage.alive(widget)
            yield self._shown(widget.label, private=_key(widget))
            if not _key(widget):
                yield self._own("spoken__button" if alive else "spoken__button_off")
            for hint in widget.texts() if alone or not _of_strip(widget) else ():
                yield self._shown(hint, False)
        elif isinstance(widget, Text):
            if alone and widget.head:
                yield self._shown(widget.head, False)
            yield self._shown(widget.words, widget.private)

    def _own(self, key: str, **values: object) -> Utterance:
        text = load_texts(self._language)(key, **values)
        return Utterance(text, self._language)

    def _shown(self, text: str, private: bool) -> Utterance:
        return Utterance(text, self._language, private)

    @property
    def _language(self) -> str:
        return self._stage.presentation.language

    def _say(self, words: list[Utterance], interrupt: bool = True) -> None:
        self._voice.say(words, interrupt)


def _of_strip(widget: Widget) -> bool:
    return isinstance(widget, Button) and isinstance(widget.action, Switch)


def _key(widget: Widget) -> bool:
    """Tell whether it is a keypad's key: who hears them hears what is typed."""
    return isinstance(widget, Button) and isinstance(widget.action, Keystroke)
