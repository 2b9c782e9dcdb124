"""What stands around every service: the choices, a warning, the card coming back."""

from datetime import date
from typing import ClassVar

from kiosk.domain.services.due import DueKind
from kiosk.session.pages.page import Page, Part


class MenuPage(Page, frozen=True):
    """Choices below the home page's; answers ServiceChosen, BACK, FINISH.

    Words as on the home page, `service__<name>` and `__hint`; a choice's name may
    carry a number behind a colon (`year:2024`), for words with {number}.
    """

    name: ClassVar[str] = "menu"
    private: ClassVar[bool] = True
    menu: str
    """Which: the title is `menu__<menu>`."""
    services: tuple[str, ...]
    counts: tuple[int, ...] = ()
    """How many records each leads to, where that is known."""
    chosen: tuple[str, ...] = ()
    """Which of them hold now."""


class DueSaid(Part, frozen=True):
    """The one thing that is due, as the home page says it."""

    kind: DueKind
    until: date | None = None
    about: str = ""
    """A benefit, `due__about__<about>`, any where it is empty; or a name."""
    how: str = ""
    """`open`: no last day is known; `over`: it is past; `here`: it can be done here.

    Words from `due__<kind>__<how>`.
    """
    named: bool = False
    """`about` is a name as it is."""


class HomePage(Page, frozen=True):
    """The choices after the PIN; answers ServiceChosen or FINISH."""

    name: ClassVar[str] = "home"
    private: ClassVar[bool] = True
    holder: str
    """The masked name; empty when the card does not tell it."""
    services: tuple[str, ...]
    """At most six, in order; words from `service__<name>` and `__hint`."""
    online: bool
    due: DueSaid | None = None
    """Said first, with one button that answers ServiceChosen of `due`."""


class TakeCardPage(Page, frozen=True):
    """The visit ended; the card is still in the slot."""

    name: ClassVar[str] = "take_card"
    cancellable: ClassVar[bool] = False
    reason: str = "finished"
    """`finished`, `timed_out` or `trouble`: words from `take_card__<reason>`."""
    urgent: bool = False
    """The card was left for a while: larger, other colour."""
    second_card: bool = False
    """The machine's other slot holds a card as well."""
