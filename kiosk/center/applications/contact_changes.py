"""What the proved card's holder changes, contact data and PIN; progress told by name.

The forms of the fields are the domain's own (`domain/applications.py`); the region says
which of them a kiosk may change.
"""

import msgspec
from sqlalchemy import Connection, select

from kiosk.center.applications import book, kiosk_tries, tries
from kiosk.center.applications.applicant import (
    ActAtWork,
    ActRefused,
    ActRules,
    Applicant,
    same_name,
    unsealed,
)
from kiosk.center.applications.evidence import ActEffect
from kiosk.center.applications.pin_rights import entitled
from kiosk.center.applications.run_once import accepted, once
from kiosk.center.applications.tries import PROGRESS
from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every, hold, transaction
from kiosk.center.records.card_states import standing
from kiosk.center.records.own_records_answers import card_record
from kiosk.center.records.proofs import ANY_PIN, card_of_session
from kiosk.center.records.records_tables import card as card_table
from kiosk.center.records.records_tables import person as person_table
from kiosk.domain.applications import (
    ActAnswer,
    Contact,
    ProgressAnswer,
    ProgressState,
    Reason,
    contact_mistakes,
    given_fields,
)
from kiosk.sync.wire.applications_wire import (
    ContactRequest,
    PinChangeRequest,
    PinIdentity,
    ProgressRequest,
)
from kiosk.sync.wire.sealing import PIN
from kiosk.sync.wire.visit_wire import PinKnown

PROVED = (PinKnown.PROVED,)
"""What changes something needs more than the card's own word for its PIN."""


def change_contact(
    db: Connection,
    rules: ActRules,
    kiosk: str,
    request: ContactRequest,
    now: float,
) -> ActAnswer:
    """Change what is given and leave the rest as it is.

    The message goes to the number that was there before, kept whole for it: its owner
    shall know, and nobody else has it any more.

    :raises Refusal: `other_kiosk`, `session_ended`, or what the card's state forbids.
    """
    at_work = ActAtWork(db, rules, kiosk, request.act, now)

    def decide() -> ActAnswer:
        card = card_of_session(db, kiosk, request.token, now, PROVED)
        _check(rules, request.contact)
        person = _holder(at_work, card)
        before = book.contact_of(db, person.number)
        _change(db, person.number, request.contact)
        effect = ActEffect(contact=dict(given_fields(request.contact)))
        answer = accepted(at_work, person)
        done = book.write(at_work, book.CONTACT, answer, person, effect)
        book.notify(at_work, before, "contact_changed", done.number, True)
        return done

    return once(at_work, book.CONTACT, decide)


def change_pin(
    db: Connection,
    rules: ActRules,
    kiosk: str,
    request: PinChangeRequest,
    now: float,
) -> ActAnswer:
    """Keep the PIN that the proved card has now, as a verifier.

    The session alone sets none: the old PIN, the holder's ID card or a desk must vouch.

    :raises Refusal: `other_kiosk`, `session_ended`, or what the card's state forbids.
    """
    at_work = ActAtWork(db, rules, kiosk, request.act, now)

    def decide() -> ActAnswer:
        card = card_of_session(db, kiosk, request.token, now, ANY_PIN)
        if not (rules.region.pin.change_on_kiosk or rules.region.pin.unlock_on_kiosk):
            raise ActRefused(Reason.NOT_ALLOWED)
        identity = unsealed(at_work, PIN, request.identity)
        number = card["holder"]
        if not isinstance(identity, PinIdentity):
            raise ActRefused(Reason.UNREADABLE)
        if identity.old or identity.number:
            card_of_session(db, kiosk, request.token, now, PROVED)
        entitled(at_work, card, identity)
        person = _holder(at_work, card)
        changed = identity.pin != rules.region.pin.initial_for(number)
        verifier = rules.pins.set(db, number, identity.pin, changed)
        effect = ActEffect(verifier=verifier, pin_changed=changed)
        done = book.write(at_work, PIN, accepted(at_work, person), person, effect)
        book.notify(at_work, book.contact_of(db, number), "pin_changed", done.number)
        return done

    return once(at_work, PIN, decide)


def progress(
    db: Connection,
    rules: ActRules,
    kiosk: str,
    request: ProgressRequest,
    now: float,
) -> ProgressAnswer:
    """Tell how far the card of a person is; a wrong name is like a wrong number."""
    number = request.number.upper()
    tried = tries.TriedNumber(PROGRESS, rules.keys.tag("number", number), kiosk)
    with transaction(db):
        wait = kiosk_tries.kiosk_wait(db, PROGRESS, kiosk, now, rules.waited)
        wait = wait or tries.number_wait(db, tried, now)
        if wait is not None:
            return ProgressAnswer(state=ProgressState.LOCKED, retry_after=wait)
        kiosk_tries.kiosk_tried(db, PROGRESS, kiosk, now)
        card = _newest_card(db, number)
        if card is None or not same_name(card["holder_name"], request.name):
            tries.number_missed(db, tried, now)
            return ProgressAnswer(state=ProgressState.NOT_FOUND)
        tries.number_right(db, tried, now)
    record = card_record(db, card, now)
    return ProgressAnswer(
        state=ProgressState.FOUND, card_state=record.state, steps=record.progress
    )


def _holder(at_work: ActAtWork, card: Row) -> Applicant:
    """Return the holder of a proved card, whose data nobody else changes now."""
    db, number = at_work.db, card["holder"]
    hold(db, card_table, id=card["id"])
    hold(db, person_table, number=number)
    return Applicant(number, "token", card, standing(db, card["id"], at_work.now))


def _check(rules: ActRules, contact: Contact) -> None:
    """Hold the fields against the region and their forms.

    :raises ActRefused: `not_allowed` or `invalid`.
    """
    allowed = rules.region.contact
    given = given_fields(contact)
    if not allowed.kiosk or any(name not in allowed.fields for name, _ in given):
        raise ActRefused(Reason.NOT_ALLOWED)
    if not given or contact_mistakes(contact):
        raise ActRefused(Reason.INVALID)


def _change(db: Connection, number: str, contact: Contact) -> None:
    record = book.contact_of(db, number)
    record = msgspec.structs.replace(record, **dict(given_fields(contact)))
    book.keep_contact(db, number, record)


def _newest_card(db: Connection, number: str) -> Row | None:
    """Return the card that was applied for last."""
    theirs = select(card_table).filter_by(holder=number).order_by(card_table.c.id)
    cards = every(db, theirs)

    def applied(card: Row) -> str:
        steps = card_record(db, card, 0.0).progress
        return max((str(step.on or "") for step in steps), default="")

    return max(cards, key=applied, default=None)
