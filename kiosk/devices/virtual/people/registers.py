"""The demo people's own rights as a center has them, but for their two accounts.

Derived from the same jobs and visits as contributions and the virtual cards, so that
everything agrees; nothing here is a rule of any city.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from kiosk.devices.virtual.people.cast import Paid, Person
from kiosk.devices.virtual.people.invented_records import (
    LAST_BOOKED,
    contributions_of,
    last_month_of,
    months_between,
)
from kiosk.devices.virtual.people.pension_accounts import months_of
from kiosk.domain.own_records import (
    BenefitKind,
    BenefitPayment,
    Benefits,
    CardProgress,
    CardRecord,
    Insured,
    InsuredState,
    PensionBenefit,
    PersonRecord,
    UnemploymentBenefit,
)
from kiosk.domain.records import Insurance
from kiosk.domain.services.eligibility import HeldBenefit

_LAST_MONTH = f"{LAST_BOOKED.replace(day=1) - timedelta(days=1):%Y-%m}"
_FIRST_SHOWN = f"{LAST_BOOKED.year - 1}-01"
_PENSION_DAY = 5
_MATERNITY = (BenefitKind.MATERNITY_ALLOWANCE, BenefitKind.MATERNITY_MEDICAL)


def person_of(person: Person) -> PersonRecord:
    """Return the register's entry."""
    works = last_month_of(person.jobs) >= _LAST_MONTH
    return PersonRecord(
        name=person.name,
        number=person.number,
        sex=person.sex,
        nation=person.nation,
        born=person.born,
        mobile=person.mobile or None,
        phone=person.phone or None,
        address=person.address or None,
        postcode=person.postcode or None,
        employer=person.jobs[-1].employer if works else None,
        insured=tuple(_insured(person)),
    )


def card_of(person: Person) -> CardRecord:
    """Return the card's entry; its state and the end of a loss are kept apart."""
    card = person.card
    return CardRecord(
        number=card.number,
        state=card.state,
        issued=card.issued,
        valid_until=card.valid_until,
        bank=card.bank or None,
        bank_account=card.bank_account or None,
        financial_active=card.financial_active,
        progress=tuple(CardProgress(*step) for step in card.progress.items()),
    )


def benefits_of(person: Person) -> Benefits:
    """Return everything that was paid to the person."""
    payments = [_payment(person, paid) for paid in person.payments]
    payments.sort(key=lambda payment: payment.month or "", reverse=True)
    return Benefits(
        pension=_pension(person),
        unemployment=_unemployment(person, payments),
        maternity=tuple(p for p in payments if p.kind in _MATERNITY),
        injury=tuple(p for p in payments if p.kind.startswith("injury")),
    )


def held_benefits_of(person: Person, today: date) -> tuple[HeldBenefit, ...]:
    """Return the benefits that have to be certified, and when each last was."""
    return tuple(
        HeldBenefit(
            benefit=each.benefit,
            holding=each.holding,
            granted=each.granted,
            last=_months_before(today, each.months_ago),
            how=each.how,
        )
        for each in person.certifications
    )


def _months_before(today: date, months: int | None) -> date | None:
    if months is None:
        return None
    years, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(years, month + 1, min(today.day, 28))


def _insured(person: Person) -> Iterator[Insured]:
    """Yield the insurances that the person is or was in."""
    lines = contributions_of(person)
    for insurance in Insurance:
        own = [line for line in lines if line.insurance is insurance]
        arrived = sorted({line.month for line in own if line.arrived})
        drawing = _draws(person, insurance)
        resident = person.resident and insurance is Insurance.MEDICAL
        if not (own or drawing or resident):
            continue
        if drawing:
            state = InsuredState.DRAWING
        elif resident or own[-1].month >= _LAST_MONTH:
            state = InsuredState.PAYING
        else:
            state = InsuredState.PAUSED
        months = len(arrived) if own else None
        first, last = (arrived[0], arrived[-1]) if arrived else (None, None)
        if insurance is Insurance.PENSION:
            months = months_of(person)
            if person.pension_start is not None and own:
                first = person.pension_start.opened
        yield Insured(insurance, state, first, last, months)


def _draws(person: Person, insurance: Insurance) -> bool:
    """Tell whether the benefit comes instead of a charge."""
    if insurance is Insurance.UNEMPLOYMENT:
        return person.unemployment is not None and person.unemployment.months_left > 0
    retired = person.retired is not None
    return retired and insurance in (Insurance.PENSION, Insurance.MEDICAL)


def _pension(person: Person) -> PensionBenefit | None:
    pay = person.pension_pay
    if pay is None:
        return None
    first = max(pay.began, _FIRST_SHOWN)
    payments = [
        _payment(
            person,
            Paid(
                BenefitKind.PENSION,
                month,
                pay.amount,
                datetime(int(month[:4]), int(month[5:]), _PENSION_DAY).date(),
                pay.failed.get(month),
            ),
        )
        for month in months_between(first, _LAST_MONTH)
    ]
    return PensionBenefit(
        retired=person.retired,
        began=pay.began,
        first_amount=pay.first,
        amount=pay.amount,
        contribution_months=pay.months,
        payments=tuple(reversed(payments)),
    )


def _unemployment(
    person: Person, payments: list[BenefitPayment]
) -> UnemploymentBenefit | None:
    benefit = person.unemployment
    if benefit is None:
        return None
    return UnemploymentBenefit(
        first=benefit.first,
        last=benefit.last,
        months_left=benefit.months_left,
        months_uncounted=benefit.months_uncounted,
        standard=benefit.standard,
        payments=tuple(p for p in payments if p.kind is BenefitKind.UNEMPLOYMENT),
    )


def _payment(person: Person, paid: Paid) -> BenefitPayment:
    answered = paid.on is not None or paid.failure is not None
    return BenefitPayment(
        kind=paid.kind,
        month=paid.month,
        amount=paid.amount,
        paid=paid.failure is None if answered else None,
        paid_on=None if paid.failure else paid.on,
        bank=person.card.bank or None,
        account=person.card.bank_account or None,
        failure=paid.failure,
    )
