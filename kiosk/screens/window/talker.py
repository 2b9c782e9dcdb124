"""Says what is shown: the page, the thing under the finger, how much was typed.

The same widgets that are drawn are read, so a page needs no second description. How
words are pronounced and played is `voice`'s business.
"""

from collections.abc import Callable, Iterator
from typing import Protocol

from kiosk.screens.frame.context import Switch
from kiosk.screens.toolkit.keys.button import Button
from kiosk.screens.toolkit.keys.keypad import Keystroke
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.widget_base import Widget
from kiosk.screens.voice.utterance import Utterance
from kiosk.screens.window.current_view import CurrentView
from kiosk.session.pages.everywhere import BusyPage, StillTherePage
from kiosk.session.pages.page import Page
from kiosk.settings.texts import load_texts

COUNTED = 10
"""A countdown is said every so many seconds: each number would drown the rest."""


class Speaking(Protocol):
    """What is needed of the voice; none of it waits."""

    def say(
        self,
        utterances: list[Utterance],
        interrupt: bool = True,
        remember: bool = True,
    ) -> None:
        """Say these, instead of what is being said or after it."""
        ...

    def stop(self) -> None:
        """Be silent at once."""
        ...

    def repeat(self) -> None:
        """Say the last thing again that was to be remembered."""
        ...

    def tune(self, rate: int, volume: int) -> None:
        """Set how fast and how loud, in steps."""
        ...


class Talker:
    """Turns what happens on the stage into things to be said."""

    def __init__(self, stage: CurrentView, make: Callable[[], Speaking]) -> None:
        """Speak through the voice that `make` brings once somebody listens."""
        self._stage, self._make = stage, make
        self._made: Speaking | None = None
        self._page_before: Page | None = None
        self._told: set[int] = set()
        """What was said of the page so far, as numbers nothing can be read from."""
        self._listened = False
        self.ended = False
        """The voice went off without anybody's touch; whoever asks sets it back."""

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
        """Read a page that came up; of one shown anew only what is new."""
        before, page = self._page_before, self._stage.page
        self._page_before = page
        if not self.on:
            self._end()
        elif not again:
            self._say([*self._page()])
        elif isinstance(page, StillTherePage):
            if page.seconds_left % COUNTED == 0:
                words = self._own("spoken__seconds", count=page.seconds_left)
                self._say([words], interrupt=False)
        elif isinstance(page, BusyPage):
            # Its seconds are not said; that it does something else now is.
            if not isinstance(before, BusyPage) or before.message != page.message:
                self._say([*self._news()])
        elif page.says_news:
            self._say([*self._news()], interrupt=False)

    def _end(self) -> None:
        """Be silent; say so to somebody who did not ask for it."""
        self.hush()
        self._told.clear()
        if self._listened:
            self._listened, self.ended = False, True
            self._say([self._own("spoken__ended")])

    def found(self, widget: Widget) -> None:
        """Read what the finger came upon; to hear again is for greater things."""
        self._voice.say([*self._thing(widget)], remember=False)

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
        self._listened = self.on
        if self.on or switch is Switch.VOICE:
            self._voice.tune(shown.rate, shown.volume)
        if switch is Switch.VOICE:
            if not self.on:
                self._told.clear()
                self._say([self._own("spoken__ended")])
                return
            self._say([self._own("spoken__how"), *self._page()])
        elif self.on and switch is Switch.LANGUAGE:
            self._say([*self._page()])
        elif self.on:
            button = self._stage.tree.button_named(switch.value)
            words = self._thing(button) if button else []
            self._voice.say([self._own("spoken__done"), *words], remember=False)

    def again(self) -> None:
        """Say the last thing once more."""
        self._voice.repeat()

    def hush(self) -> None:
        """Stop: the person acts, or nobody listens any more."""
        if self._made is not None:
            self._made.stop()

    def _page(self) -> Iterator[Utterance]:
        """Yield the whole page in reading order, its headline first, the strip last."""
        tree = self._stage.tree
        if tree.parts > 1:
            yield self._own("spoken__part", part=tree.part + 1, parts=tree.parts)
        if tree.keypad is not None:
            yield self._own("spoken__keypad")
        self._told.clear()
        yield from self._news()

    def _news(self) -> Iterator[Utterance]:
        """Yield the things of the page that were not said since it came up.

        What comes and goes by turns is said the first time only.
        """
        things = [w for w in self._stage.tree.spoken() if not _key(w)]
        things.sort(key=lambda thing: thing.of_strip)
        known, before = frozenset(self._told), ""
        for thing in things:
            said = tuple(self._thing(thing, before))
            before = thing.words if isinstance(thing, Text) else ""
            self._told.add(hash(said))
            if hash(said) not in known:
                yield from said

    def _thing(self, widget: Widget, before: str = "") -> Iterator[Utterance]:
        """Yield a button with its state, or words with what they belong to.

        What they belong to is left out where it was said just `before`.
        """
        if isinstance(widget, Button):
            # The label by itself, so that a recording of it can be found.
            alive = self._stage.alive(widget)
            yield self._shown(widget.label, private=_key(widget))
            if widget.state:
                yield self._shown(widget.state, False)
            if not _key(widget):
                yield self._own("spoken__button" if alive else "spoken__button_off")
            for hint in widget.hints:
                yield self._shown(hint.words, hint.private)
        elif isinstance(widget, Text):
            if widget.head and widget.head != before:
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


def _key(widget: Widget) -> bool:
    """Tell whether it is a keypad's key: who hears them hears what is typed."""
    return isinstance(widget, Button) and isinstance(widget.action, Keystroke)
