"""What the proved card's holder changes: contact data and PIN.

The forms of the fields are the domain's own (`domain/applications.py`); the region says
which of them a kiosk may change.
"""

import msgspec
from sqlalchemy import Connection

from kiosk.center.applications import book
from kiosk.center.applications.applicant import (
    ActAtWork,
    ActRefused,
    ActRules,
    unsealed,
)
from kiosk.center.applications.contact.contact_codes import use_up
from kiosk.center.applications.contact.contact_proofs import (
    BY_CODE,
    check_free,
    proved,
)
from kiosk.center.applications.evidence import ActEffect
from kiosk.center.applications.pin_rights import entitled
from kiosk.center.applications.run_once import accepted, holder_of, once
from kiosk.center.records.proofs import ANY_PIN, PROVED, card_of_session
from kiosk.domain.applications import (
    ActAnswer,
    Contact,
    Reason,
    contact_mistakes,
    given_fields,
)
from kiosk.sync.wire.applications_wire import (
    ContactRequest,
    PinChangeRequest,
    PinIdentity,
)
from kiosk.sync.wire.sealing import CONTACT, PIN


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
        how = proved(at_work, card, request)
        check_free(at_work, card["holder"], request.contact.mobile)
        person = holder_of(db, card, now)._replace(how=how)
        before = book.contact_of(db, person.number)
        if how == BY_CODE:
            use_up(at_work, person.number)
        _change(db, person.number, request.contact)
        effect = ActEffect(contact=dict(given_fields(request.contact)))
        answer = accepted(at_work, person)
        done = book.write(at_work, CONTACT, answer, person, effect)
        book.notify(at_work, before, "contact_changed", done.number, True)
        return done

    return once(at_work, CONTACT, decide)


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
        person = holder_of(db, card, now)
        changed = identity.pin != rules.region.pin.initial_for(number)
        verifier = rules.pins.set(db, number, identity.pin, changed)
        effect = ActEffect(verifier=verifier, pin_changed=changed)
        done = book.write(at_work, PIN, accepted(at_work, person), person, effect)
        book.notify(at_work, book.contact_of(db, number), "pin_changed", done.number)
        return done

    return once(at_work, PIN, decide)


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
