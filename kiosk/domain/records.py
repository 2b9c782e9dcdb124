"""The domain's values: what the card, the center and the pages speak about.

Plain frozen data. Nothing here reads a card, a file or the network, and nothing
here knows how a value looks on a screen.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

import msgspec


class Insurance(StrEnum):
    """The five insurances: the national kinds 110, 310, 210, 410 and 510."""

    PENSION = "pension"
    MEDICAL = "medical"
    UNEMPLOYMENT = "unemployment"
    INJURY = "injury"
    MATERNITY = "maternity"


class CardState(StrEnum):
    """The life of a card as the center keeps it."""

    ASSIGNED = "assigned"
    MAKING = "making"
    NOT_ENABLED = "not_enabled"
    NORMAL = "normal"
    TEMPORARY_LOSS = "temporary_loss"
    LOSS = "loss"
    CANCELLED_AFTER_LOSS = "cancelled_after_loss"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


LOST = (CardState.TEMPORARY_LOSS, CardState.LOSS)
"""Reported, and neither found nor replaced yet."""


class ChargeKind(StrEnum):
    """Why a month was charged."""

    NORMAL = "normal"
    BACK_PAYMENT = "back_payment"


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The base of every value that also travels as JSON: immutable and strict.

    Its text shows nothing of what is in it, so that no log line and no exception can;
    whoever needs a value names the field.
    """

    def __repr__(self) -> str:
        return f"{type(self).__name__}(hidden)"


class PersonalRecord(Record, frozen=True):
    """A value about one person."""


class IssuerData(Record, frozen=True):
    """What the card's issuer file says (SSSE EF05); None where unreadable."""

    card_id: str | None = None
    """32 hexadecimal digits; the first six are the issuing region."""
    card_class: str | None = None
    version: str | None = None
    issued: date | None = None
    valid_until: date | None = None
    card_number: str | None = None

    @property
    def region(self) -> str | None:
        """Return the six-digit issuing region, the head of the card id."""
        return self.card_id[:6] if self.card_id else None

    @property
    def generation(self) -> int:
        """Return 1, 2 or 3; a card without a version text is of the first."""
        head = (self.version or "1")[:1]
        return int(head) if head in "123" else 1


class HolderData(Record, frozen=True):
    """What the card's holder file says (SSSE EF06); None where unreadable."""

    number: str | None = None
    """The social security number, 18 characters, may end in X."""
    name: str | None = None
    sex: str | None = None
    nation: str | None = None
    birthplace: str | None = None
    born: date | None = None


Month = Annotated[str, msgspec.Meta(pattern=r"^[12][0-9]{3}-(0[1-9]|1[0-2])$(?!\n)")]


class Contribution(Record, frozen=True):
    """One month of one insurance for one person, in yuan with two decimals."""

    insurance: Insurance
    month: Month
    """`YYYY-MM`, the month that is paid for."""
    paid_month: Month
    """`YYYY-MM`, the month in which it was booked."""
    employer: str
    base: Decimal
    employer_amount: Decimal
    personal_amount: Decimal
    arrived: date | None = None
    """The day the money arrived; None while it has not."""
    kind: ChargeKind = ChargeKind.NORMAL

    @property
    def year(self) -> int:
        """Return the year of the month that is paid for."""
        return int(self.month[:4])

    @property
    def total(self) -> Decimal:
        """Return both parts together."""
        return self.employer_amount + self.personal_amount


class VisitKind(StrEnum):
    """What kind of medical treatment was settled."""

    OUTPATIENT = "outpatient"
    EMERGENCY = "emergency"
    CHRONIC = "chronic"
    INPATIENT = "inpatient"
    PHARMACY = "pharmacy"
    MATERNITY = "maternity"


class FundKind(StrEnum):
    """Which fund bore a part of a settlement; the order is that of the receipt."""

    POOL = "pool"
    """The basic medical insurance's pooled fund (hifp_pay)."""
    CIVIL_SERVANT = "civil_servant"
    SUPPLEMENT = "supplement"
    """The employer's supplementary fund (hifes_pay)."""
    SERIOUS_ILLNESS = "serious_illness"
    LARGE_AMOUNT = "large_amount"
    ASSISTANCE = "assistance"
    OTHER = "other"


class FundPart(Record, frozen=True):
    """What one fund paid of one settlement."""

    kind: FundKind
    amount: Decimal


class MedicalVisit(PersonalRecord, frozen=True, kw_only=True):
    """One medical settlement as the center has it; None where it has nothing.

    Whether the sums hold is for `consistency.py` to say; a record that contradicts
    itself is a record too.
    """

    id: str
    settled: datetime | None = None
    institution: str | None = None
    department: str = ""
    kind: VisitKind | None = None
    began: date | None = None
    """The day of admission; in-patients only, as `ended`."""
    ended: date | None = None
    total: Decimal | None = None
    wholly_own: Decimal | None = None
    """Outside of the insurance's lists (fulamt_ownpay_amt)."""
    over_limit: Decimal | None = None
    """Above the price limit (overlmt_selfpay)."""
    own_share_first: Decimal | None = None
    """To be borne before the insurance begins (preselfpay_amt)."""
    in_scope: Decimal | None = None
    """What the insurance's rules are applied to (inscp_scp_amt)."""
    deductible: Decimal | None = None
    """The part of the yearly deductible that this settlement used up."""
    fund_parts: tuple[FundPart, ...] = ()
    fund: Decimal | None = None
    person: Decimal | None = None
    hospital: Decimal | None = None
    """What the institution bears itself; nearly always nothing."""
    account: Decimal | None = None
    shared_account: Decimal | None = None
    """Paid from a relative's account (acct_mulaid_pay)."""
    cash: Decimal | None = None
    balance_after: Decimal | None = None
    cancelled: bool = False
    outside_city: bool = False


def masked_name(name: str) -> str:
    """Return a name with all but its first character hidden."""
    return name[:1] + "*" * max(len(name) - 1, 1) if name else ""


def masked_number(number: str, head: int = 3, tail: int = 2) -> str:
    """Return a number with its middle hidden, the length kept."""
    if len(number) <= head + tail:
        return "*" * len(number)
    return number[:head] + "*" * (len(number) - head - tail) + number[-tail:]
