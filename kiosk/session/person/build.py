"""The person, the card and the five insurances as pages.

Numbers are masked here already, so that no page and no paper ever has a whole one.
"""

import re
from datetime import date, datetime, tzinfo

from kiosk.domain.applications import CONTACT_FIELDS, ContactField
from kiosk.domain.own_records import CardRecord, Insured, PersonRecord
from kiosk.domain.records import CardState, Insurance, masked_number
from kiosk.session.pages.record import Count, Fact, Note, Section, Word
from kiosk.session.pages.record_times import is_ahead, local
from kiosk.session.person.pages import ParticipationPage, PersonPage
from kiosk.sync.wire.own_records_wire import PersonAnswer

_STARS = re.compile(r"\*{4,}")
_SHOWN: dict[ContactField, tuple[int, int]] = {"mobile": (3, 4), "phone": (3, 2)}
"""How many places of a telephone number are shown at its head and its tail."""


def person_page(
    told: PersonAnswer, today: date, zone: tzinfo | None, enabled_needed: bool = False
) -> PersonPage:
    """Return who the person is, how to reach them, and how the card stands."""
    as_of = local(told.as_of, zone)
    return PersonPage(
        as_of=as_of,
        notes=_notes(told.card, told.person, today, as_of, enabled_needed),
        sections=(
            Section("person", _person(told.person)),
            Section("card", _card(told.card, zone)),
            Section("contact", _contact(told.person)),
        ),
        can_print=True,
    )


def participation_page(told: PersonAnswer, zone: tzinfo | None) -> ParticipationPage:
    """Return each insurance that the person is or was in."""
    as_of = local(told.as_of, zone)
    insured = {one.insurance: one for one in told.person.insured}
    never = tuple(
        Fact(f"insured_{insurance}", Word("insured_state", "never"), private=False)
        for insurance in Insurance
        if insurance not in insured
    )
    ahead = any(is_ahead(one.last, as_of) for one in insured.values())
    return ParticipationPage(
        as_of=as_of,
        empty=not insured,
        notes=(Note("month_ahead"),) if ahead else (),
        lead=(
            Fact("name", told.person.name, bold=True),
            Fact("number", masked(told.person.number, 6, 2)),
        ),
        sections=(
            *(
                Section(f"insured_{insurance}", _insured(insured[insurance]))
                for insurance in Insurance
                if insurance in insured
            ),
            *([Section("insured_never", never)] if never else []),
        ),
        can_print=True,
    )


def _insured(one: Insured) -> tuple[Fact, ...]:
    facts = [Fact("insured_state", Word("insured_state", one.state), private=False)]
    # Residents' insurance charges no months: none is missing there.
    if one.first is not None or one.last is not None or one.months is not None:
        months = None if one.months is None else Count(one.months)
        facts += [
            Fact("first_month", one.first, private=False),
            Fact("last_month", one.last, private=False),
            Fact("arrived_months", months, private=False),
        ]
    return tuple(facts)


def _person(person: PersonRecord) -> tuple[Fact, ...]:
    return (
        Fact("name", person.name, bold=True),
        Fact("number", masked(person.number, 6, 2)),
        Fact("sex", person.sex and Word("sex", person.sex)),
        Fact("nation", person.nation and Word("nation", person.nation)),
        Fact("born", person.born),
        Fact("employer", person.employer),
    )


def _contact(person: PersonRecord) -> tuple[Fact, ...]:
    values = ((name, getattr(person, name)) for name in CONTACT_FIELDS)
    return tuple(
        Fact(name, None if value is None else masked_contact(name, value))
        for name, value in values
    )


def masked_contact(name: ContactField, value: str) -> str:
    """Return a telephone number masked; address and postcode as they are."""
    shown = _SHOWN.get(name)
    return value if shown is None else masked(value, *shown) or ""


def _card(card: CardRecord, zone: tzinfo | None) -> tuple[Fact, ...]:
    active = card.financial_active
    word = None if active is None else Word("financial", "yes" if active else "no")
    facts = [
        Fact("card_number", masked(card.number, 2, 2)),
        Fact("card_state", Word("card_state", card.state), private=False, bold=True),
        Fact("issued", card.issued, private=False),
        Fact("valid_until", card.valid_until, private=False),
        Fact("card_bank", card.bank, private=False),
        Fact("bank_account", masked(card.bank_account, 4, 4)),
        Fact("financial", word, private=False),
    ]
    if card.loss_until is not None:
        facts.append(Fact("loss_until", local(card.loss_until, zone), private=False))
    return tuple(facts)


def _notes(
    card: CardRecord,
    person: PersonRecord,
    today: date,
    as_of: datetime,
    enabled_needed: bool,
) -> tuple[Note, ...]:
    notes = []
    if card.valid_until is not None and card.valid_until < today:
        notes.append(Note("card_expired"))
    if is_ahead(card.issued, as_of) or is_ahead(person.born, as_of):
        notes.append(Note("date_ahead"))
    if enabled_needed and card.state is not CardState.NORMAL:
        notes.append(Note("enabled_needed"))
    if card.financial_active is False:
        notes.append(_activation(card))
    return tuple(notes)


def _activation(card: CardRecord) -> Note:
    """Say where the bank's part is activated, with the bank's name when known."""
    if card.bank is None:
        return Note("activate_at_bank", calm=True)
    return Note("activate_at", calm=True, values=(("bank", card.bank),))


def masked(number: str | None, head: int, tail: int) -> str | None:
    """Return a number with four stars for its middle, however long that is."""
    if number is None:
        return None
    return _STARS.sub("****", masked_number(number, head, tail))
