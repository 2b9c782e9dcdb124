"""Who asks for a registration: the proved card's holder, or an ID card under seal.

A number nobody has and a wrong name end in the same word, after the same work.
Functions over a connection, in the caller's transaction.
"""

from typing import NamedTuple

from sqlalchemy import Connection, select

from kiosk.center.applications import kiosk_tries, tries
from kiosk.center.applications.applicant import (
    ID_CARD,
    ActAtWork,
    ActRefused,
    ActRules,
    has_part,
    same_name,
    unsealed,
)
from kiosk.center.applications.tries import REGISTERED, REGISTRATION
from kiosk.center.database.transactions import one
from kiosk.center.hospital.hospital_port import Patient
from kiosk.center.records.proofs import PROVED, card_of_session
from kiosk.center.records.records_tables import card as card_table
from kiosk.center.server.refusals import Refusal
from kiosk.domain.services.registrations import RegistrationReason
from kiosk.sync.wire.applications_wire import IdCardIdentity, Sealed
from kiosk.sync.wire.sealing import REGISTRATION as PURPOSE
from kiosk.sync.wire.services.hospital_wire import Claimant

NOBODY = "\0"
"""A name that no card has."""


class ClaimRefused(Exception):
    """Somebody who is not known here, and why; names nobody."""

    def __init__(
        self, reason: RegistrationReason, retry_after: int | None = None
    ) -> None:
        super().__init__(str(reason))
        self.reason, self.retry_after = reason, retry_after


class AskAtWork(NamedTuple):
    """One request at work: the connection, the rules, where and when."""

    db: Connection
    rules: ActRules
    kiosk: str
    act: str
    now: float

    def __repr__(self) -> str:
        return "AskAtWork(hidden)"

    def tag(self, number: str) -> bytes:
        """Return what the tables know a person by."""
        return patient_tag(self.rules, number)


def patient_tag(rules: ActRules, number: str) -> bytes:
    """Return the keyed hash that stands for a person in a hospital's tables."""
    return rules.keys.tag("patient", number.upper())


def patient_of(at_work: AskAtWork, who: Claimant, id_card: bool) -> Patient:
    """Return for whom something is asked.

    :param id_card: whether the hospital takes an ID card for it.
    :raises ClaimRefused: when nobody is known by it.
    :raises Refusal: `session_ended`, `pin_unproved`, what the card's state forbids, or
        `bad_request` for both proofs, or none.
    """
    if (who.identity is None) is not bool(who.token):
        raise Refusal(400, "bad_request", "One proof of a person is needed.")
    if who.identity is not None:
        if not (id_card and has_part(at_work.db, at_work.kiosk, ID_CARD)):
            raise ClaimRefused(RegistrationReason.NOT_ALLOWED)
        return _by_id_card(at_work, who.identity)
    db, kiosk, now = at_work.db, at_work.kiosk, at_work.now
    card = card_of_session(db, kiosk, who.token, now, PROVED)
    return Patient(card["holder"], card["holder_name"])


def _by_id_card(at_work: AskAtWork, sealed: Sealed) -> Patient:
    identity = _opened(at_work, sealed)
    db, kiosk, now = at_work.db, at_work.kiosk, at_work.now
    number, waited = identity.number.upper(), at_work.rules.waited
    tag = at_work.rules.keys.tag("number", number)
    tried = tries.TriedNumber(REGISTRATION, tag, kiosk)
    waits = [
        kiosk_tries.kiosk_wait(db, subject, kiosk, now, waited)
        for subject in (REGISTRATION, REGISTERED)
    ]
    wait = max((each for each in waits if each), default=None)
    wait = wait or tries.number_wait(db, tried, now)
    if wait is not None:
        raise ClaimRefused(RegistrationReason.LOCKED, wait)
    named = select(card_table.c.holder_name).filter_by(holder=number)
    row = one(db, named.order_by(card_table.c.id))
    known = NOBODY if row is None else row["holder_name"]
    if not same_name(known, identity.name) or row is None:
        tries.number_missed(db, tried, now)
        kiosk_tries.kiosk_tried(db, REGISTRATION, kiosk, now)
        raise ClaimRefused(RegistrationReason.NOT_RECOGNISED)
    tries.number_right(db, tried, now)
    kiosk_tries.kiosk_tried(db, REGISTERED, kiosk, now)
    return Patient(number, row["holder_name"])


def _opened(at_work: AskAtWork, sealed: Sealed) -> IdCardIdentity:
    act = ActAtWork(*at_work)
    try:
        identity = unsealed(act, PURPOSE, sealed)
    except ActRefused:
        raise ClaimRefused(RegistrationReason.UNREADABLE) from None
    if not isinstance(identity, IdCardIdentity):
        raise ClaimRefused(RegistrationReason.UNREADABLE)
    return identity
