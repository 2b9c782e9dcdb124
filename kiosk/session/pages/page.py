"""What a page and an answer are, and the answers that carry little.

No page is defined here.
"""

from enum import StrEnum
from typing import ClassVar

import msgspec

from kiosk.domain.secret import Pin


class Part(msgspec.Struct, frozen=True):
    """The base of all pages and of what stands on them.

    Not a dataclass: making a hundred of those takes longer than the first picture.
    Its text shows nothing of what a person is shown or has typed.
    """

    def __repr__(self) -> str:
        return f"{type(self).__name__}(hidden)"


class Answer:
    """The base of all answers; each is a frozen value carried by a button."""

    __slots__ = ()


class Tap(Answer, StrEnum):
    """An answer that needs no data: which button was touched."""

    OK = "ok"
    CANCEL = "cancel"
    BACK = "back"
    RETRY = "retry"
    PRINT = "print"
    FINISH = "finish"
    STILL_HERE = "still_here"
    MAINTENANCE = "maintenance"
    CARD_FACTS = "card_facts"
    HELP = "help"
    """Another way than the one of this page."""
    UNDO = "undo"
    KEEP = "keep"
    """Keep the receipt for a print at another time."""


class PinEntered(Answer, Part, frozen=True):
    """A whole PIN was typed and confirmed."""

    pin: Pin


class ServiceChosen(Answer, Part, frozen=True):
    """One of the choices of the home page."""

    service: str


class ItemChosen(Answer, Part, frozen=True):
    """One line of a list, by its id."""

    item: str


class NumberEntered(Answer, Part, frozen=True):
    """A whole number of a person was typed and confirmed."""

    number: str


class YearChosen(Answer, Part, frozen=True):
    """Show another year."""

    year: int


class Page(Part, frozen=True):
    """The base of all pages."""

    name: ClassVar[str]
    private: ClassVar[bool] = False
    cancellable: ClassVar[bool] = True

    @property
    def called(self) -> str:
        """Return what scripts and tests know it by."""
        return self.name

    @property
    def says_news(self) -> bool:
        """Tell whether who listens is told what changed when it is shown anew."""
        return True

    @property
    def kept_by(self) -> object:
        """Return what the part of it that is shown is remembered by."""
        return self
