"""Pages that any errand may need: idle, waiting, a fault, guidance, the paper."""

from enum import StrEnum
from typing import ClassVar, Literal

from kiosk.domain.faults import Fault
from kiosk.session.pages.page import Page


class StartingPage(Page, frozen=True):
    """Shown from the first frame until the parts have been looked at."""

    name: ClassVar[str] = "starting"


class AttractPage(Page, frozen=True):
    """Nobody is here: how to begin, and what needs no card; answers ServiceChosen.

    A press-and-hold on the hidden corner answers `Press.MAINTENANCE`.
    """

    name: ClassVar[str] = "attract"
    place: str
    region: str
    hotline: str
    loss_hotlines: tuple[str, ...]
    printer_fault: Fault | None = None
    """Said before somebody starts, so that a print is not promised."""
    online: bool | None = None
    """None while nothing is known yet."""
    loss_here: bool = False
    """This kiosk takes loss reports; else it says where they are taken."""
    services: tuple[str, ...] = ("offices", "progress", "guides")
    """What else needs no card: words from `attract__<name>`."""
    hours: str = ""
    """When somebody answers at the hotline; empty where no source says it."""
    changes_pin: bool = False
    """A PIN can be changed here, so it may be promised."""
    registers: bool = False
    """A number with a doctor can be had here; said before all else."""
    notice: str = ""
    """The hall's own words of the moment; the page is shown anew with the next."""
    message: str = ""
    """What the desk of the center tells everybody, as it was given."""
    dim: bool = False
    """It is the time of day at which the panel is darker, and the time is believed."""


class OutOfServicePage(Page, frozen=True):
    """No card can be served: reader missing, disk full. Goes away by itself.

    The hidden corner works here too. Answers ServiceChosen where something is left.
    """

    name: ClassVar[str] = "out_of_service"
    fault: Fault
    place: str
    hotline: str
    without_card: bool = False
    """Only cards cannot be read; who lost one needs no reader."""


class BusyPage(Page, frozen=True):
    """Something takes time; `message` is a key such as `busy__reading_card`."""

    name: ClassVar[str] = "busy"
    message: str
    can_cancel: bool = False
    seconds: int = 0
    """How long it has taken, shown anew every second, where there is a limit."""
    limit: int = 0


class FaultPage(Page, frozen=True):
    """One clear sentence with a code and what to do; answers OK, maybe RETRY.

    Words come from `fault__<code>__title`, `__body`, `__todo` with {hotline}.
    """

    name: ClassVar[str] = "trouble"
    fault: Fault
    hotline: str
    can_retry: bool = False
    remove_card: bool = True
    """Tell the person to take the card; else the button leads back."""


class GuidePage(Page, frozen=True):
    """A fault that is mended elsewhere: where to go and what to bring.

    Locked card, card not enabled. `where` and `needs` are the region's own words;
    empty means that no source says it, and the page sends to the hotline.
    """

    name: ClassVar[str] = "guide"
    fault: Fault
    where: tuple[str, ...]
    needs: tuple[str, ...]
    hotline: str
    as_of: str = ""
    can_enable: bool = False
    """The card can be enabled here; answers RETRY for that."""
    more: bool = False
    """There is a page about a new card's two acts; answers HELP for it."""


class StillTherePage(Page, frozen=True):
    """Nobody touched for a while; answers STILL_HERE or FINISH."""

    name: ClassVar[str] = "still_there"
    seconds_left: int
    """Counts down; the page is shown anew every second."""
    card: bool = True
    """False: nobody put a card in, so none is given back."""


class CenterAwayPage(Page, frozen=True):
    """The center cannot be asked now: what still works.

    Answers RETRY, BACK, and CARD_FACTS where the chip can be asked instead.
    """

    name: ClassVar[str] = "center_away"
    private: ClassVar[bool] = True
    fault: Fault
    hotline: str
    from_card: tuple[tuple[str, str], ...]
    """What the chip itself says: pairs of text key and value."""
    card_facts: bool = False
    undone: str = ""
    """What somebody came to do and was not done; words `center_away__<undone>`."""


class PrintEnd(StrEnum):
    """How a print ended, as far as anybody knows; words from `printed__<end>`."""

    SURE = "sure"
    """The printer itself confirmed it."""
    UNSURE = "unsure"
    """All went out and nothing is wrong: the person is asked to look."""
    BROKEN = "broken"
    """It broke off: what lies in the slot is void, or whole."""
    REFUSED = "refused"
    """Nothing of it can be on paper."""


class PrintedPage(Page, frozen=True):
    """How the print ended; answers OK, FINISH, PRINT for another try, KEEP."""

    name: ClassVar[str] = "printed"
    private: ClassVar[bool] = True
    ended: PrintEnd
    fault: Fault | None = None
    """Why it broke off or was refused."""
    card: bool = True
    """False: nobody put a card in, so none is given back."""
    holds: Literal["", "accepted", "waiting"] = ""
    """What was done before the paper, and stands without it."""
    number: str = ""
    """Under which number it stands."""
    receipt: str = ""
    """The receipt's own number; the same on every copy."""
    code: str = ""
    """What the receipt's code says, to be photographed instead."""
    can_print: bool = False
    """Another try can be made, which would bear the mark of a copy."""
    can_keep: bool = False
    """It can be kept for a print at any kiosk."""
    kept: bool = False
    """It is kept."""


class PrivacyPage(Page, frozen=True):
    """Treatments come next: is anybody looking? Answers OK, BACK, FINISH."""

    name: ClassVar[str] = "privacy"
    private: ClassVar[bool] = True
    printing: bool = False
