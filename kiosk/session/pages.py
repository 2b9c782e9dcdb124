"""The vocabulary between session and screens: every page, and what it can answer.

A page is a frozen value with data and message keys; it holds no pixel and no
translated sentence. An answer is a frozen value too, carried by the button that was
touched. `private` pages vanish at once when the card is pulled.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from kiosk.faults import Fault
from kiosk.records import Insurance
from kiosk.secret import Pin


class Press(StrEnum):
    """An answer that needs no data: which button was touched."""

    OK = "ok"
    CANCEL = "cancel"
    BACK = "back"
    RETRY = "retry"
    PRINT = "print"
    FINISH = "finish"
    STILL_HERE = "still_here"
    MAINTENANCE = "maintenance"
    REFRESH = "refresh"
    TEST_PRINT = "test_print"
    CARD_FACTS = "card_facts"


@dataclass(frozen=True, slots=True)
class PinEntered:
    """A whole PIN was typed and confirmed."""

    pin: Pin


@dataclass(frozen=True, slots=True)
class PasswordEntered:
    """A technician's password; hidden in every text, like a Pin."""

    pin: Pin


@dataclass(frozen=True, slots=True)
class ServiceChosen:
    """One of the choices of the home page."""

    service: str


@dataclass(frozen=True, slots=True)
class YearChosen:
    """Show another year."""

    year: int


@dataclass(frozen=True, slots=True)
class PageTurned:
    """Show another part of the same table, counted from 0."""

    index: int


Answer = Press | PinEntered | PasswordEntered | ServiceChosen | YearChosen | PageTurned


@dataclass(frozen=True, slots=True)
class Page:
    """The base of all pages."""

    name: ClassVar[str]
    private: ClassVar[bool] = False
    cancellable: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class StartingPage(Page):
    """Shown from the first frame until the parts have been looked at."""

    name: ClassVar[str] = "starting"


@dataclass(frozen=True, slots=True)
class AttractPage(Page):
    """Nobody is here: what the machine does and how to begin.

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


@dataclass(frozen=True, slots=True)
class OutOfServicePage(Page):
    """No visit can start: reader missing, disk full. Goes away by itself.

    The hidden corner works here too.
    """

    name: ClassVar[str] = "out_of_service"
    fault: Fault
    place: str
    hotline: str


@dataclass(frozen=True, slots=True)
class BusyPage(Page):
    """Something takes time; `message` is a key such as `busy__reading_card`."""

    name: ClassVar[str] = "busy"
    message: str
    can_cancel: bool = False


@dataclass(frozen=True, slots=True)
class TroublePage(Page):
    """One clear sentence with a code and what to do; answers OK, maybe RETRY.

    Words come from `fault__<code>__title`, `__body`, `__todo` with {hotline}.
    """

    name: ClassVar[str] = "trouble"
    fault: Fault
    hotline: str
    can_retry: bool = False
    remove_card: bool = True
    """Tell the person to take the card; else the button leads back."""


@dataclass(frozen=True, slots=True)
class GuidePage(Page):
    """A trouble that is solved elsewhere: where to go and what to bring.

    Locked card, card not enabled. `where` and `needs` are the region's own words;
    empty means that no source says it, and the page sends to the hotline.
    """

    name: ClassVar[str] = "guide"
    fault: Fault
    where: tuple[str, ...]
    needs: tuple[str, ...]
    hotline: str
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class PinPage(Page):
    """The keypad: digits and X, dots only; answers PinEntered or CANCEL."""

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


@dataclass(frozen=True, slots=True)
class PinpadPage(Page):
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


@dataclass(frozen=True, slots=True)
class LastTryPage(Page):
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


@dataclass(frozen=True, slots=True)
class ChangePinPage(Page):
    """The keypad on the way to another PIN; answers PinEntered or BACK."""

    name: ClassVar[str] = "change_pin"
    private: ClassVar[bool] = True
    step: PinStep
    kind: str
    """What the region calls this PIN; empty takes the common name."""
    length: int
    attempts_remaining: int | None = None
    """Said with the current PIN only."""
    problem: str = ""
    """What was wrong before: `wrong`, `differs`, `card_refused` or a PinFlaw."""


@dataclass(frozen=True, slots=True)
class InitialPinPage(Page):
    """The PIN is still the one that cards come with; OK changes it, BACK is later."""

    name: ClassVar[str] = "initial_pin"
    private: ClassVar[bool] = True
    kind: str
    can_change: bool


@dataclass(frozen=True, slots=True)
class PinChangedPage(Page):
    """The card has another PIN now; answers OK."""

    name: ClassVar[str] = "pin_changed"
    private: ClassVar[bool] = True
    unlocked: bool = False
    """The card was locked before."""


@dataclass(frozen=True, slots=True)
class UnlockPage(Page):
    """A locked card can get a new PIN here; OK goes on, CANCEL takes the card."""

    name: ClassVar[str] = "unlock"
    where: tuple[str, ...]
    needs: tuple[str, ...]
    hotline: str


@dataclass(frozen=True, slots=True)
class HomePage(Page):
    """The choices after the PIN; answers ServiceChosen or FINISH."""

    name: ClassVar[str] = "home"
    private: ClassVar[bool] = True
    holder: str
    """The masked name; empty when the card does not tell it."""
    services: tuple[str, ...]
    """At most six, in order; words from `service__<name>` and `__hint`."""
    online: bool


class MonthMark(StrEnum):
    """What is special about a month of a contributions table."""

    PAID = "paid"
    NOT_ARRIVED = "not_arrived"
    BACK_PAYMENT = "back_payment"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month of the table; amounts are None in a gap."""

    month: str
    """`YYYY-MM`."""
    mark: MonthMark
    employer: str
    base: Decimal | None = None
    employer_amount: Decimal | None = None
    personal_amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ContributionsPage(Page):
    """One insurance, one year, a few months at a time.

    Answers YearChosen, PageTurned, PRINT, BACK, FINISH.
    """

    name: ClassVar[str] = "contributions"
    private: ClassVar[bool] = True
    insurance: Insurance
    years: tuple[int, ...]
    """Newest first; empty when there is no record at all."""
    year: int
    rows: tuple[MonthRow, ...]
    """The months of this part of the table, at most six."""
    index: int
    parts: int
    chart: tuple[Decimal, ...]
    """Both parts together for the twelve months of the year, 0 where none."""
    months_paid: int
    employer_total: Decimal
    personal_total: Decimal
    all_months: int
    """Months paid over all years."""
    as_of: datetime
    can_print: bool


@dataclass(frozen=True, slots=True)
class CenterAwayPage(Page):
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


@dataclass(frozen=True, slots=True)
class ChipFact:
    """One line of what the card holds; words from `chip_fact__<name>`."""

    name: str
    value: str | int | date | Decimal | None
    """None: it stands on the card and cannot be read. A text may be a code with words
    of its own, `chip_code__<name>__<value>`."""
    months: bool = False


@dataclass(frozen=True, slots=True)
class ChipSettlement:
    """One medical settlement as the card noted it; None where unreadable."""

    at: datetime | None
    fund: Decimal | None
    account: Decimal | None
    cash: Decimal | None


@dataclass(frozen=True, slots=True)
class ChipFactsPage(Page):
    """What the chip itself holds about one insurance, and since when; answers BACK."""

    name: ClassVar[str] = "chip_facts"
    private: ClassVar[bool] = True
    insurance: Insurance
    facts: tuple[ChipFact, ...]
    """Only what has a value; empty when nothing is written there."""
    settlements: tuple[ChipSettlement, ...]
    """The newest first; the medical insurance alone has them."""
    as_of: date | None
    """The card's own date of the information; None when it has none."""
    issued: date | None
    readable: bool
    """False: the card does not give this file at all."""
    hotline: str


@dataclass(frozen=True, slots=True)
class PrintedPage(Page):
    """How the print ended; `fault` None means that the paper came out."""

    name: ClassVar[str] = "printed"
    private: ClassVar[bool] = True
    fault: Fault | None
    sure: bool
    """The printer itself confirmed it; else the person is asked to look."""


@dataclass(frozen=True, slots=True)
class TakeCardPage(Page):
    """The visit ended; the card is still in the slot."""

    name: ClassVar[str] = "take_card"
    cancellable: ClassVar[bool] = False
    reason: str = "finished"
    """`finished`, `timed_out` or `trouble`: words from `take_card__<reason>`."""
    urgent: bool = False
    """The card was left for a while: larger, other colour."""
    second_card: bool = False
    """The machine's other slot holds a card as well."""


@dataclass(frozen=True, slots=True)
class StillTherePage(Page):
    """Nobody touched for a while; answers STILL_HERE or FINISH."""

    name: ClassVar[str] = "still_there"
    seconds_left: int
    """Counts down; the page is shown anew every second."""


@dataclass(frozen=True, slots=True)
class MaintenanceLoginPage(Page):
    """The technician's door; answers PasswordEntered or CANCEL."""

    name: ClassVar[str] = "maintenance_login"
    wrong: bool = False
    wait_seconds: int = 0
    """How long the door stays locked after wrong passwords."""
    shut: bool = False
    """No password is configured, so nobody can enter."""


class Health(StrEnum):
    """How a part is; unknown is a value of its own."""

    OK = "ok"
    WARNING = "warning"
    BAD = "bad"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part of the machine as the technician sees it."""

    part: str
    """A word with a text `part__<name>`: reader, printer, center, ..."""
    health: Health
    state: str
    """The part's own state word; shown as it is."""
    age_seconds: int | None
    """How old this knowledge is; None is never."""
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class MaintenancePage(Page):
    """All parts, the journal's numbers, versions; a test print; the way out."""

    name: ClassVar[str] = "maintenance"
    machine: str
    parts: tuple[PartRow, ...]
    journal: tuple[tuple[str, str], ...]
    """Pairs of word (`journal__<word>`) and number."""
    versions: tuple[tuple[str, str], ...]
    now: datetime
    printed: bool | None = None
    """How the last test print ended; None when there was none."""
