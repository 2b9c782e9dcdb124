"""Pages about the card itself and its PIN."""

from enum import StrEnum
from typing import ClassVar

from kiosk.session.pages.page import Page


class PinPage(Page, frozen=True):
    """The keypad: digits, dots only; answers PinEntered, CANCEL, or HELP: forgot it."""

    name: ClassVar[str] = "pin"
    private: ClassVar[bool] = True
    kind: str
    """What the region calls this PIN; empty takes the common name."""
    length: int
    attempts_remaining: int | None
    wrong: bool = False
    """The PIN before this one was wrong."""
    not_digits: bool = False
    """The PIN before this one held an X, which this card cannot take."""


class PinpadPage(Page, frozen=True):
    """The PIN is typed on the reader's own keypad, which also has the cancel key.

    No answer comes from the screen: the card, the keypad or time ends the page.
    """

    name: ClassVar[str] = "pinpad"
    private: ClassVar[bool] = True
    cancellable: ClassVar[bool] = False
    kind: str
    """What the region calls this PIN; empty takes the common name."""
    length: int
    attempts_remaining: int | None
    wrong: bool = False
    """The PIN before this one was wrong."""


class LastTryPage(Page, frozen=True):
    """One try is left: OK goes on to the keypad, CANCEL ends with the try kept."""

    name: ClassVar[str] = "last_try"
    private: ClassVar[bool] = True
    where: tuple[str, ...]
    hotline: str


class PinStep(StrEnum):
    """The three things that are typed to change a PIN."""

    CURRENT = "current"
    NEW = "new"
    AGAIN = "again"


class ChangePinPage(Page, frozen=True):
    """The keypad on the way to another PIN; answers PinEntered or BACK."""

    name: ClassVar[str] = "change_pin"
    private: ClassVar[bool] = True
    step: PinStep
    kind: str
    """What the region calls this PIN; empty takes the common name."""
    length: int
    attempts_remaining: int | None = None
    """Said with the current PIN only."""
    mistake: str = ""
    """What was wrong before: `wrong`, `differs`, `card_refused` or a `PinMistake`."""


class InitialPinPage(Page, frozen=True):
    """The PIN is still the one that cards come with; OK changes it, BACK is later."""

    name: ClassVar[str] = "initial_pin"
    private: ClassVar[bool] = True
    kind: str
    can_change: bool
    note: str = ""
    """What the region says of changing it."""


class CenterTold(StrEnum):
    """Whether the center has the card's new PIN as well."""

    TOLD = "told"
    AWAY = "away"
    """It does not answer, and keeps the one it has."""
    REFUSED = "refused"
    """It keeps the one it has: the card's old PIN was not the one it knows."""


class PinChangedPage(Page, frozen=True):
    """The card has another PIN now; answers OK, FINISH or PRINT."""

    name: ClassVar[str] = "pin_changed"
    private: ClassVar[bool] = True
    unlocked: bool = False
    """The card was locked before."""
    center: CenterTold = CenterTold.TOLD
    """By which PIN the card is reported lost without it from now on."""
    can_print: bool = False


class UnlockPage(Page, frozen=True):
    """A locked card can get a new PIN here; OK goes on, CANCEL takes the card."""

    name: ClassVar[str] = "unlock"
    where: tuple[str, ...]
    needs: tuple[str, ...]
    hotline: str
