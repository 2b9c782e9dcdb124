"""The values of a person's own rights: person, card, accounts, statements, benefits.

Plain frozen data as the center has it; None where it has nothing. Whether sums hold is
for `consistency.py`; contributions and medical visits are in `records.py`.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from kiosk.domain.records import CardState, Insurance, Month, PersonalRecord, Record


class InsuredState(StrEnum):
    """How a person stands in one insurance."""

    PAYING = "paying"
    PAUSED = "paused"
    """Was paid for once; nothing is charged now."""
    DRAWING = "drawing"
    """Receives this insurance's benefit; no charge is due."""
    ENDED = "ended"
    UNKNOWN = "unknown"


class Insured(Record, frozen=True):
    """One insurance of a person."""

    insurance: Insurance
    state: InsuredState
    first: Month | None = None
    last: Month | None = None
    """The last month whose money arrived."""
    months: int | None = None
    """Months whose money arrived, all employers together."""


class PersonRecord(PersonalRecord, frozen=True, kw_only=True):
    """Who the center says the person is; codes as on the card."""

    name: str | None = None
    number: str | None = None
    """The social security number, 18 characters, may end in X."""
    sex: str | None = None
    """1 male, 2 female (GB/T 2261.1)."""
    nation: str | None = None
    """Two digits (GB/T 3304)."""
    born: date | None = None
    mobile: str | None = None
    phone: str | None = None
    address: str | None = None
    postcode: str | None = None
    employer: str | None = None
    insured: tuple[Insured, ...] = ()
    """None of an insurance the person was never in."""


class CardStep(StrEnum):
    """The steps of a card on its way to its holder, in their order."""

    APPLIED = "applied"
    BANK_OPENED = "bank_opened"
    MADE = "made"
    AT_OUTLET = "at_outlet"
    COLLECTED = "collected"


class CardProgress(Record, frozen=True):
    """One step that was reached, and when."""

    step: CardStep
    on: date | None = None


class CardRecord(PersonalRecord, frozen=True, kw_only=True):
    """The card as the center keeps it; the chip may say otherwise."""

    number: str | None = None
    state: CardState = CardState.UNKNOWN
    issued: date | None = None
    valid_until: date | None = None
    bank: str | None = None
    bank_account: str | None = None
    """Whole on the wire; pages and receipts mask it."""
    financial_active: bool | None = None
    """Whether the bank's part was activated; None: the bank has not said."""
    loss_until: datetime | None = None
    """When a temporary loss report ends by itself; None: it does not, or none is."""
    progress: tuple[CardProgress, ...] = ()


class AnnualStatement(PersonalRecord, frozen=True, kw_only=True):
    """One year of the personal pension account, in yuan (aae252 to aae297)."""

    year: int
    opening: Decimal | None = None
    opening_employer_principal: Decimal | None = None
    opening_employer_interest: Decimal | None = None
    opening_personal_principal: Decimal | None = None
    opening_personal_interest: Decimal | None = None
    interest_on_employer: Decimal | None = None
    """This year's interest on the employer's part of the opening balance."""
    interest_on_personal: Decimal | None = None
    employer_credit: Decimal | None = None
    """Principal credited this year out of the employer's payments."""
    employer_credit_interest: Decimal | None = None
    personal_credit: Decimal | None = None
    personal_credit_interest: Decimal | None = None
    payments: Decimal | None = None
    """Paid out of the account this year."""
    closing: Decimal | None = None
    months: int | None = None
    """Months paid this year."""
    months_total: int | None = None
    """Months accumulated up to the end of this year."""
    months_owed: int | None = None
    base: Decimal | None = None
    """The monthly contribution base, the year's mean when it changed."""


class PensionAccount(PersonalRecord, frozen=True, kw_only=True):
    """The head of the personal pension account (aae238 to aae240)."""

    opened: Month | None = None
    principal: Decimal | None = None
    interest: Decimal | None = None
    paid_out: Decimal | None = None
    balance: Decimal | None = None
    valid: bool | None = None


class MedicalAccount(PersonalRecord, frozen=True, kw_only=True):
    """The personal medical account: this year's money and that of years before."""

    current_year: Decimal | None = None
    prior_years: Decimal | None = None
    opened: Month | None = None
    valid: bool | None = None

    @property
    def balance(self) -> Decimal | None:
        """Return both together; None while a part is unknown."""
        if self.current_year is None or self.prior_years is None:
            return None
        return self.current_year + self.prior_years


class MovementKind(StrEnum):
    """Which way the money went, as seen from the account."""

    IN = "in"
    OUT = "out"


class AccountMovement(PersonalRecord, frozen=True, kw_only=True):
    """One movement of the medical account."""

    serial: str
    time: datetime | None = None
    kind: MovementKind | None = None
    amount: Decimal | None = None
    """Never negative; `kind` says the direction."""
    merchant: str = ""
    """Who was paid, or who paid in; empty where the center has no name."""
    balance_after: Decimal | None = None


class BenefitKind(StrEnum):
    """What a payment was for."""

    PENSION = "pension"
    UNEMPLOYMENT = "unemployment"
    MATERNITY_ALLOWANCE = "maternity_allowance"
    MATERNITY_MEDICAL = "maternity_medical"
    INJURY_MEDICAL = "injury_medical"
    INJURY_WAGES = "injury_wages"
    INJURY_DISABILITY = "injury_disability"


class PayFailure(StrEnum):
    """Why a payment came back."""

    ACCOUNT_CLOSED = "account_closed"
    ACCOUNT_INACTIVE = "account_inactive"
    NAME_DIFFERS = "name_differs"
    OTHER = "other"


class BenefitPayment(PersonalRecord, frozen=True, kw_only=True):
    """One payment of a benefit."""

    kind: BenefitKind
    month: Month | None = None
    """The month that it is for."""
    amount: Decimal | None = None
    paid: bool | None = None
    """None: sent to the bank, which has not answered."""
    paid_on: date | None = None
    bank: str | None = None
    account: str | None = None
    """Whole on the wire; pages and receipts mask it."""
    failure: PayFailure | None = None


class PensionBenefit(PersonalRecord, frozen=True, kw_only=True):
    """The monthly pension of a retired person."""

    retired: date | None = None
    began: Month | None = None
    first_amount: Decimal | None = None
    amount: Decimal | None = None
    """What a month brings now."""
    contribution_months: int | None = None
    payments: tuple[BenefitPayment, ...] = ()
    """Newest first, as every list of payments here."""


class UnemploymentBenefit(PersonalRecord, frozen=True, kw_only=True):
    """The unemployment benefit: what is left and what was paid."""

    first: Month | None = None
    last: Month | None = None
    """The month that the present entitlement ends with."""
    months_left: int | None = None
    months_uncounted: int | None = None
    """Paid-in months that no entitlement was made of yet."""
    standard: Decimal | None = None
    """Yuan a month."""
    payments: tuple[BenefitPayment, ...] = ()


class Benefits(PersonalRecord, frozen=True, kw_only=True):
    """Everything that is or was paid to a person."""

    pension: PensionBenefit | None = None
    unemployment: UnemploymentBenefit | None = None
    maternity: tuple[BenefitPayment, ...] = ()
    injury: tuple[BenefitPayment, ...] = ()
