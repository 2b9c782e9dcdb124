"""The shape of the demo people's file, `assets/demo/people.toml`, and its reading.

What follows from a job or a visit is in `invented_records.py` and `registers.py`.
"""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Literal

from msgspec import field

from kiosk.domain.own_records import BenefitKind, CardStep, PayFailure
from kiosk.domain.records import CardState, FundKind, Insurance, VisitKind
from kiosk.domain.services.eligibility import (
    CertifiedBenefit,
    CertifiedBy,
    Holding,
)
from kiosk.domain.services.work import Cause, WorkState
from kiosk.domain.toml_table import TomlTable
from kiosk.settings.shipped import asset
from kiosk.settings.toml_file import decode_toml


class Invented(TomlTable, frozen=True):
    """The base of what an invented person has; hidden like a real one's."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(hidden)"


class PersonCard(Invented, frozen=True):
    """The card of a person as its chip and the center know it."""

    id: str
    """32 hexadecimal digits."""
    number: str
    generation: int
    issued: date
    valid_until: date
    pin: str = ""
    """Empty: the chip's PIN was never set."""
    tries: int = 6
    card_class: str = "3"
    state: CardState = CardState.NORMAL
    loss_ends_in: float | None = None
    """Hours from the filling of the center to the end of a temporary loss."""
    bank: str = ""
    bank_account: str = ""
    financial_active: bool | None = None
    progress: dict[CardStep, date] = field(default_factory=dict)
    """The steps that were reached on the card's way to its holder."""

    @property
    def account(self) -> str:
        """Return the number of the medical account, as chip and center know it."""
        return self.number + self.id[16:24]


class Employment(Invented, frozen=True):
    """A time of work: who paid, from which to which month, on which bases."""

    employer: str
    first: str
    last: str
    bases: dict[str, Decimal]
    """The contribution base by year, such as `{"2018": 6500}`.

    Other years follow the nearest one that is named.
    """
    kind: Literal["employee", "farm"] = "employee"
    """A contract worker of a farming household pays no unemployment part."""
    injury_rate: Decimal = Decimal("0.4")
    """Percent, by the employer's trade."""
    paid_later: dict[str, str] = field(default_factory=dict)
    """Months that were paid back, with the month in which that was done."""
    not_arrived: tuple[str, ...] = ()
    insurances: tuple[Insurance, ...] = tuple(Insurance)
    """Fewer in the years before all five were there."""


class Treatment(Invented, frozen=True, kw_only=True):
    """One medical settlement; the person's parts follow from these amounts."""

    at: datetime
    place: str
    department: str = ""
    kind: VisitKind
    total: Decimal
    fund: Decimal
    account: Decimal
    balance: Decimal
    began: date | None = None
    ended: date | None = None
    cancelled: bool = False
    outside_city: bool = False
    wholly_own: Decimal = Decimal("0.00")
    over_limit: Decimal = Decimal("0.00")
    own_share_first: Decimal = Decimal("0.00")
    deductible: Decimal = Decimal("0.00")
    shared: Decimal = Decimal("0.00")
    """Paid from a relative's account."""
    parts: dict[FundKind, Decimal] = field(default_factory=dict)
    """The funds' parts; empty: the pooled fund bore all of it."""
    person: Decimal | None = None
    """Says something else than total less fund: a record that contradicts itself."""
    missing: tuple[str, ...] = ()
    """Fields that the center's record has nothing for."""


class PensionStart(Invented, frozen=True):
    """The personal pension account before the first year that has a statement."""

    opened: str
    months: int
    employer_principal: Decimal = Decimal("0.00")
    employer_interest: Decimal = Decimal("0.00")
    personal_principal: Decimal = Decimal("0.00")
    personal_interest: Decimal = Decimal("0.00")


class PensionPay(Invented, frozen=True):
    """A retired person's monthly pension."""

    began: str
    first: Decimal
    amount: Decimal
    months: int
    from_account: Decimal = Decimal("0.00")
    """What a month takes out of the personal account while there is something."""
    failed: dict[str, PayFailure] = field(default_factory=dict)
    """Months whose payment came back."""


class Unemployment(Invented, frozen=True):
    """An entitlement to unemployment benefit."""

    first: str
    last: str
    months_left: int
    standard: Decimal
    months_uncounted: int = 0


class JobSeeker(Invented, frozen=True):
    """A registration as unemployed, told back from the month that it is now."""

    registered: int
    """Months ago."""
    signed: int | None = None
    """Months ago, the newest sign-in; None: never."""
    cause: Cause = Cause.LEFT_EMPLOYER
    state: WorkState = WorkState.REGISTERED


class Paid(Invented, frozen=True):
    """One payment of any other benefit, or of unemployment benefit."""

    kind: BenefitKind
    month: str
    amount: Decimal
    on: date | None = None
    """None with no failure: the bank has not answered yet."""
    failure: PayFailure | None = None


class Certification(Invented, frozen=True):
    """A benefit that has to be certified, counted from when a center is filled."""

    benefit: CertifiedBenefit
    granted: date
    months_ago: int | None = None
    """So long ago the last one was made; None: never."""
    how: CertifiedBy | None = None
    holding: Holding = Holding.PAID


class MedicalMoney(Invented, frozen=True):
    """What the visits do not tell of the medical account."""

    prior: Decimal
    """The part of the balance that is of years before."""
    balance: Decimal | None = None
    """Only for somebody without visits; else the last visit's."""
    opened: str | None = None
    valid: bool = True


class Person(Invented, frozen=True):
    """One invented person; the number's area code exists nowhere."""

    name: str
    number: str
    sex: str
    nation: str
    birthplace: str
    born: date
    card: PersonCard
    jobs: tuple[Employment, ...] = ()
    visits: tuple[Treatment, ...] = ()
    address: str = ""
    phone: str = ""
    mobile: str = ""
    postcode: str = ""
    marital: str = ""
    """A code of the card's list: 1 single, 2 married, 3 widowed, 4 divorced."""
    education: str = ""
    retired: date | None = None
    resident: bool = False
    """In the residents' medical insurance, which charges no months."""
    medical: MedicalMoney | None = None
    pension_start: PensionStart | None = None
    pension_pay: PensionPay | None = None
    unemployment: Unemployment | None = None
    work: JobSeeker | None = None
    payments: tuple[Paid, ...] = ()
    certifications: tuple[Certification, ...] = ()
    wrong_years: dict[str, Decimal] = field(default_factory=dict)
    """Years whose closing balance is off by so much, on purpose."""
    missing_years: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Years whose statements have nothing in some fields."""
    dock: bool = True
    """Whether the demo's dock offers this person's card."""


class Cast(Invented, frozen=True):
    """The file: people by key."""

    people: dict[str, Person]


def load_people(path: Path | None = None) -> dict[str, Person]:
    """Return the demo people by key, in the file's order.

    :raises SettingsMistake: when the file does not fit.
    """
    return decode_toml(path or asset("demo", "people.toml"), Cast).people
