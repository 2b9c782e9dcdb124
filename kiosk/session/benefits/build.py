"""What is and was paid to a person as pages: pension, unemployment, maternity, injury.

A payment that came back is shown with its reason; one the bank has not answered is
neither paid nor failed.
"""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from enum import StrEnum

from kiosk.domain.own_records import BenefitPayment, PensionBenefit, UnemploymentBenefit
from kiosk.session.benefits.pages import BenefitPage
from kiosk.session.pages.record import (
    Count,
    Fact,
    Listing,
    ListingRow,
    Note,
    Section,
    Value,
    Word,
)
from kiosk.session.pages.record_times import (
    AHEAD,
    chosen_year,
    in_year,
    is_ahead,
    local,
    years_of,
)
from kiosk.session.person.build import masked
from kiosk.sync.wire.own_records_wire import BenefitsAnswer


class Benefit(StrEnum):
    """The four pages of benefits, in the menu's order."""

    PENSION = "pension"
    UNEMPLOYMENT = "unemployment"
    MATERNITY = "maternity"
    INJURY = "injury"


def benefit_page(
    told: BenefitsAnswer, which: Benefit, year: int | None, zone: tzinfo | None
) -> BenefitPage:
    """Return one benefit with the payments of one year, the newest when None."""
    as_of = local(told.as_of, zone)
    payments = _payments(told, which)
    years = years_of(payment.month for payment in payments)
    shown = chosen_year(years, year)
    paid = in_year(payments, lambda payment: payment.month, shown)
    lead, facts = _facts(told, which)
    failures = tuple(_failure(p, payments) for p in paid if p.paid is False)
    listings = (_listing(paid, as_of, which),) if payments else ()
    sections = [Section("benefit", facts)] if facts else []
    if payments:
        sections.append(Section("pay_account", _account(payments[0])))
    return BenefitPage(
        as_of=as_of,
        subject=which,
        year=shown,
        years=years,
        empty=not (lead or payments),
        notes=(*failures, *_ending(told, which)),
        lead=lead,
        sections=tuple(sections),
        listings=listings,
        can_print=True,
    )


def _payments(told: BenefitsAnswer, which: Benefit) -> tuple[BenefitPayment, ...]:
    benefits = told.benefits
    match which:
        case Benefit.PENSION:
            return benefits.pension.payments if benefits.pension else ()
        case Benefit.UNEMPLOYMENT:
            return benefits.unemployment.payments if benefits.unemployment else ()
        case Benefit.MATERNITY:
            return benefits.maternity
        case Benefit.INJURY:
            return benefits.injury


def _facts(
    told: BenefitsAnswer, which: Benefit
) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """Return the leading figures and the sheet, both empty where there are none."""
    pension, unemployment = told.benefits.pension, told.benefits.unemployment
    if which is Benefit.PENSION and pension is not None:
        return _pension(pension)
    if which is Benefit.UNEMPLOYMENT and unemployment is not None:
        return _unemployment(unemployment)
    return (), ()


def _pension(p: PensionBenefit) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    lead = (Fact("pension_amount", p.amount, bold=True),)
    return lead, (
        Fact("retired", p.retired, private=False),
        Fact("pension_began", p.began, private=False),
        Fact("pension_first_amount", p.first_amount),
        Fact("contribution_months", _count(p.contribution_months), private=False),
    )


def _unemployment(u: UnemploymentBenefit) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    lead = (
        Fact("months_left", _count(u.months_left), private=False, bold=True),
        Fact("benefit_standard", u.standard),
    )
    return lead, (
        Fact("benefit_first", u.first, private=False),
        Fact("benefit_last", u.last, private=False),
        Fact("months_uncounted", _count(u.months_uncounted), private=False),
    )


def _count(number: int | None) -> Count | None:
    return None if number is None else Count(number)


def _ending(told: BenefitsAnswer, which: Benefit) -> tuple[Note, ...]:
    """Say that an entitlement is used up, so that nobody waits for the next month."""
    benefit = told.benefits.unemployment
    if which is not Benefit.UNEMPLOYMENT or benefit is None:
        return ()
    return (Note("months_used_up", calm=True),) if benefit.months_left == 0 else ()


def _failure(payment: BenefitPayment, all_of_it: Sequence[BenefitPayment]) -> Note:
    """Say why a payment came back; one that was followed by others is over.

    Who is paid again needs no errand at the bank for the old reason, only to know
    that the center names no payment for that month.
    """
    values = (("month", payment.month),)
    month = payment.month or ""
    if month and any(p.paid and (p.month or "") > month for p in all_of_it):
        return Note("pay_failed_before", calm=True, values=values)
    return Note(f"pay_failed_{payment.failure or 'other'}", values=values)


def _account(payment: BenefitPayment) -> tuple[Fact, ...]:
    """Return where the newest payment went."""
    number = masked(payment.account, 4, 4)
    return (Fact("bank", payment.bank), Fact("bank_account", number))


def _listing(
    payments: Sequence[BenefitPayment], as_of: datetime, which: Benefit
) -> Listing:
    """Return the payments; the kind stands with them where there are several."""
    columns = ("month", "amount", "paid_on", "pay_state")
    several = which in (Benefit.MATERNITY, Benefit.INJURY)
    lines = tuple(_line(payment, as_of, several) for payment in payments)
    kind = ("benefit_kind",) if several else ()
    return Listing("payments", (*kind, *columns), lines)


def _line(payment: BenefitPayment, as_of: datetime, several: bool) -> ListingRow:
    state = {True: "paid", False: "failed", None: "waiting"}[payment.paid]
    kind: tuple[Value, ...] = (Word("benefit_kind", payment.kind),) if several else ()
    ahead = is_ahead(payment.month, as_of) or is_ahead(payment.paid_on, as_of)
    # A payment that was not made has no day, which is nothing that is missing.
    day: Value = payment.paid_on if payment.paid else Word("pay_day", "none")
    values = (payment.month, payment.amount, day, Word("pay_state", state))
    return ListingRow((*kind, *values), marks=(AHEAD,) if ahead else ())
