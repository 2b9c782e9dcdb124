"""Pages on which a person says who they are, and what became of what they asked for."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Literal

from kiosk.domain.applications import ContactField, Reason
from kiosk.domain.faults import Fault
from kiosk.domain.own_records import CardProgress
from kiosk.domain.records import CardState
from kiosk.session.pages.page import Page, Part


class Act(StrEnum):
    """What is being done in a person's name; words from `act__<name>`."""

    LOSS = "loss"
    FORMAL_LOSS = "formal_loss"
    UNDO = "undo"
    WITHDRAW = "withdraw"
    RELEASE = "release"
    CONTACT = "contact"
    CONTACT_CODE = "contact_code"
    """The code to the number on record, by which a change is proved."""
    PROGRESS = "progress"
    REGISTRATION = "registration"
    CERTIFY = "certify"
    ENABLING = "enabling"
    REPLACEMENT = "replacement"
    SIGN_IN = "sign_in"


class NumberKind(StrEnum):
    """Which number is typed; words from `number__<name>`."""

    SOCIAL = "social"
    MOBILE = "mobile"
    PHONE = "phone"
    POSTCODE = "postcode"
    CODE = "code"
    """What was sent to the number on record."""


class NumberPage(Page, frozen=True):
    """The keypad for a number that is no secret; answers NumberEntered or BACK."""

    name: ClassVar[str] = "number"
    private: ClassVar[bool] = True
    act: Act
    kind: NumberKind
    today: date | None
    """Nobody is born after it; None where nobody knows it."""
    again: bool = False
    """It is typed a second time, against slips."""
    differs: bool = False
    """The second time was another number."""
    card: bool = False
    sent_to: str = ""
    """The masked number that a code went to."""


class ServicePinPage(Page, frozen=True):
    """The keypad for the service PIN; answers PinEntered, BACK or HELP."""

    name: ClassVar[str] = "service_pin"
    private: ClassVar[bool] = True
    act: Act
    kind: str
    """What the region calls this PIN; empty takes the common name."""
    length: int
    holder: str
    """The masked number that it belongs to."""
    card: bool = False


class IdCardPage(Page, frozen=True):
    """Put the ID card on its reader, which is waited for; answers BACK."""

    name: ClassVar[str] = "id_card"
    act: Act
    failed: bool = False
    """It could not be read, and nothing is waited for; answers RETRY too."""
    card: bool = False


class LossConfirmPage(Page, frozen=True):
    """What a loss report will do, before it does; answers OK or BACK."""

    name: ClassVar[str] = "loss_confirm"
    private: ClassVar[bool] = True
    act: Act
    holder: str
    """The masked number."""
    covers: str
    """`social`, `social_and_bank`, or empty where no source says it."""
    bank_note: str
    banks: tuple[tuple[str, str], ...]
    """Pairs of bank and its line for lost cards, where it is known."""
    days: int | None
    """How long the social part holds; None: the region prints no end."""
    until: datetime | None
    """About when that is; the center says it to the minute. None too where this
    machine does not know the time."""
    releases_itself: bool
    undo_minutes: int
    online: bool
    """False: it will wait here and protect nobody before the line is back."""
    hotlines: tuple[str, ...]
    kind: str = ""
    """What the region calls such a report."""


class NextStep(Part, frozen=True):
    """What a person has to do after a report, in the region's own words."""

    name: Literal["replacement", "release"]
    where: tuple[str, ...]
    needs: tuple[str, ...]
    more: tuple[str, ...]
    """How long it takes, what it costs, what else to know."""


class LossDonePage(Page, frozen=True):
    """A loss report holds, by this act or an earlier one: PRINT, UNDO or FINISH."""

    name: ClassVar[str] = "loss_done"
    private: ClassVar[bool] = True
    act: Act
    already: bool
    """It was reported before; this time nothing was changed."""
    number: str
    holder: str
    """The masked number."""
    card_number: str
    """Masked; empty where the center does not say."""
    since: datetime | None
    until: datetime | None
    undo_until: datetime | None
    undo_minutes: int
    """How many are left to take it back; 0: it cannot be."""
    covers: str
    bank_note: str
    releases_itself: bool
    next_steps: tuple[NextStep, ...]
    hotline: str
    can_print: bool
    offices: tuple[str, ...] = ()
    """Where to go, the nearest first: address, telephone, hours, in one line each."""
    listed: bool = False
    """The offices are too many to name here, and are listed on the first page."""
    code: str = ""
    """The next steps and the offices as text, which a telephone takes along."""
    kind: str = ""
    """What the region calls such a report."""


class LossWaitingPage(Page, frozen=True):
    """The report waits at the kiosk and protects nobody yet; answers PRINT, FINISH."""

    name: ClassVar[str] = "loss_waiting"
    private: ClassVar[bool] = True
    act: Act
    holder: str
    reference: str
    """The short form of the act's id."""
    asked: datetime
    hotlines: tuple[str, ...]
    hours: str
    """When the loss lines take a report; empty where no source says it."""
    can_print: bool


class WithdrawalWaitingPage(Page, frozen=True):
    """It is written down that a report is wanted back; answers PRINT, FINISH.

    It says the same whether one waits or not, as nobody has checked who asks.
    """

    name: ClassVar[str] = "withdrawal_waiting"
    private: ClassVar[bool] = True
    holder: str
    """The masked number."""
    reference: str
    """The short form of the act's id."""
    asked: datetime
    hotline: str
    can_print: bool


class LossImpossiblePage(Page, frozen=True):
    """Nothing could be kept, so nothing will be sent: ring now; answers FINISH."""

    name: ClassVar[str] = "loss_impossible"
    fault: Fault
    hotlines: tuple[str, ...]
    hours: str


class ActRefusedPage(Page, frozen=True):
    """Why an act was not done and what to do instead; RETRY, PRINT, BACK or FINISH.

    Words from `refused__<reason>__title`, `__body`, `__todo`, and those with the act's
    name before the last part where an act has words of its own.
    """

    name: ClassVar[str] = "act_refused"
    private: ClassVar[bool] = True
    act: Act
    reason: Reason
    hotline: str
    hours: str
    """When a person answers there; empty where no source says it."""
    minutes: int
    """How long to wait; only with `locked`."""
    can_retry: bool
    can_print: bool
    card: bool = False
    """There is something to go back to: a card's services, or a report that holds."""
    id_card: bool = False
    """The same can be done here by ID card, at once; said with `locked`."""
    by_pin: bool = False
    """Number and PIN were typed, where others show their ID card."""
    next_days: tuple[date, date] | None = None
    """The next days for it, both included; only where it has days."""
    where: tuple[str, ...] = ()
    """At which counter it is done instead, where the region names one."""
    needs: tuple[str, ...] = ()
    """What to bring there."""


class ActDonePage(Page, frozen=True):
    """An act other than a report was done; answers PRINT, FINISH, BACK with a card."""

    name: ClassVar[str] = "act_done"
    private: ClassVar[bool] = True
    act: Act
    already: bool
    number: str
    card_number: str
    at: datetime | None
    changes: tuple[tuple[ContactField, str], ...]
    """What was changed to what; telephone numbers masked."""
    can_print: bool
    card_state: CardState | None = None
    """How the card stands after it, where the center says so."""
    next_days: tuple[date, date] | None = None
    """The next days for the same thing, both included; only where it has days."""
    terms: tuple[tuple[str, str], ...] = ()
    """What the region says of what follows: `fact__<name>` and its words."""
    card: bool = False


class ActUnknownPage(Page, frozen=True):
    """No answer came: it may be done or not; answers FINISH or BACK, as `card` says."""

    name: ClassVar[str] = "act_unknown"
    act: Act
    fault: Fault
    hotline: str
    card: bool = False
    """There is something to go back to: a card's services, or a report that holds."""


class LostCardPage(Page, frozen=True):
    """The card in the slot was reported lost or cancelled: no data is shown.

    OK gives the card back, PRINT prints where to go, HELP begins the release where a
    kiosk may do it.
    """

    name: ClassVar[str] = "lost_card"
    state: CardState
    can_release: bool
    where: tuple[str, ...]
    needs: tuple[str, ...]
    notes: tuple[str, ...]
    as_of: tuple[str, ...]
    hotline: str
    can_print: bool
    until: date | None = None
    """When a temporary report ends by itself; None: it does not, or nobody knows."""


class ProgressPage(Page, frozen=True):
    """How far a person's card is; answers PRINT or FINISH."""

    name: ClassVar[str] = "progress"
    private: ClassVar[bool] = True
    holder: str
    """Masked name and number."""
    state: CardState | None
    steps: tuple[CardProgress, ...]
    hotline: str
    can_print: bool
    term: tuple[str, ...] = ()
    """How long it takes as a rule, in the region's own words."""


class ReplacementPage(Page, frozen=True):
    """What an application for a new card will do, before it does; OK or BACK."""

    name: ClassVar[str] = "replacement"
    private: ClassVar[bool] = True
    holder: str
    """The masked number."""
    terms: tuple[tuple[str, str], ...]
    """As on the page of the application that was taken."""
    notes: tuple[str, ...]
    """What else the region says, in its own words."""
