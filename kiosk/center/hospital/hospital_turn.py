"""One turn with a hospital: who asks, the question, and what its answer is worth."""

import logging
from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Connection

from kiosk.center.applications.applicant import ActRules
from kiosk.center.applications.run_once import one_after_other
from kiosk.center.database.transactions import transaction
from kiosk.center.hospital import ask_book
from kiosk.center.hospital.city.clinic_schedule import moment_of
from kiosk.center.hospital.claimants import AskAtWork, ClaimRefused, patient_of
from kiosk.center.hospital.hospital_claims import fits
from kiosk.center.hospital.hospital_line import Question
from kiosk.center.hospital.hospital_port import (
    HospitalAway,
    HospitalTold,
    HospitalWord,
    Patient,
)
from kiosk.center.server.late import in_time
from kiosk.center.server.route_parts import CenterParts
from kiosk.domain.services.registrations import (
    Registration,
    RegistrationReason,
    RegistrationState,
)
from kiosk.sync.wire.services.hospital_wire import Claimant, RegistrationAnswer

log = logging.getLogger(__name__)
AGAIN = 3
"""Seconds after which a hospital that did not answer may be asked again."""
_SURE = (RegistrationState.CONFIRMED, RegistrationState.SIGNED_IN)
Check = Callable[[AskAtWork, bytes], None]


class Claim(NamedTuple):
    """Who it is, or why nobody is asked for."""

    patient: Patient | None = None
    refused: RegistrationReason | None = None
    retry_after: int | None = None

    def __repr__(self) -> str:
        return "Claim(hidden)"


async def claimed(
    center: CenterParts, kiosk: str, act: str, who: Claimant, check: Check
) -> Claim:
    """Return who asks, when what they ask about is theirs.

    :param check: judges the id for the person; raises ClaimRefused.
    :raises Refusal: what the proof of the card forbids.
    """
    id_card = True
    if who.identity is not None:
        try:
            told = await center.hospital.ask(lambda system: system.told(), HospitalTold)
        except HospitalAway:
            return Claim(None, RegistrationReason.AWAY, AGAIN)
        id_card = told.id_card

    def claim(db: Connection, rules: ActRules, now: float) -> Claim:
        at_work = AskAtWork(db, rules, kiosk, act, now)
        with one_after_other(db, kiosk):
            try:
                patient = patient_of(at_work, who, id_card)
                check(at_work, at_work.tag(patient.number))
            except ClaimRefused as refused:
                return Claim(None, refused.reason, refused.retry_after)
        return Claim(patient)

    return await in_time(center, kiosk, claim)


async def asked_of(
    center: CenterParts, act: str, clinic: str, question: Question[HospitalWord]
) -> RegistrationAnswer:
    """Ask the hospital about an id, write down what it says, and return the answer.

    :param clinic: in which the seat must be; empty: in whatever one.
    """
    try:
        word = await center.hospital.ask(question, HospitalWord)
    except HospitalAway:
        return _away(act)
    now, told = center.now(), word.registration
    if not fits(word, act, clinic, now):
        log.warning("the hospital's answer does not fit the question")
        return _away(act)
    await center.people.run(lambda db: _written(db, act, told))
    if told is not None and await _sold_twice(center, told):
        log.warning("the hospital gave one number twice")
        await center.people.run(lambda db: ended(db, act))
        return RegistrationAnswer(act=act, refused=RegistrationReason.TAKEN)
    left = None
    if told is not None and told.hold_until is not None:
        left = max(0, int(told.hold_until.timestamp() - now))
    return RegistrationAnswer(
        act=act,
        registration=told,
        refused=word.refused,
        hold_left=left,
        until=word.until,
    )


def refused_by(act: str, claim: Claim) -> RegistrationAnswer:
    """Return the answer to somebody who is refused before the hospital is asked."""
    retry = claim.retry_after
    return RegistrationAnswer(act=act, refused=claim.refused, retry_after=retry)


def may_be_confirmed(at_work: AskAtWork, person: bytes) -> None:
    """Check that a seat was asked for under the id, by this person at this kiosk.

    :raises ClaimRefused: when not.
    """
    row = ask_book.ask_row(at_work.db, at_work.act)
    if row is None:
        raise ClaimRefused(RegistrationReason.UNKNOWN)
    ask_book.check_owner(at_work, row, person, here=True)
    if row["over"]:
        raise ClaimRefused(RegistrationReason.HOLD_OVER)
    ask_book.confirm_asked(at_work, row)


def theirs(at_work: AskAtWork, person: bytes) -> None:
    """Check that the id is not another person's; the hospital knows the others.

    :raises ClaimRefused: when it is.
    """
    row = ask_book.ask_row(at_work.db, at_work.act)
    if row is not None:
        ask_book.check_owner(at_work, row, person, here=False)


def nothing(at_work: AskAtWork, person: bytes) -> None:
    """Check nothing: a list is the person's, whoever asks where."""


def ended(db: Connection, act: str) -> None:
    """Write down that nothing comes of an id any more."""
    with transaction(db):
        ask_book.end_ask(db, act)


async def _sold_twice(center: CenterParts, told: Registration) -> bool:
    """Tell whether the hospital gave a number that another person has of it."""
    if told.state not in _SURE:
        return False
    other = await center.people.run(lambda db: ask_book.other_with(db, told))
    if other is None:
        return False
    try:
        word = await center.hospital.ask(
            lambda system: system.status(other), HospitalWord
        )
    except HospitalAway:
        return True
    theirs = word.registration
    if theirs is None or theirs.state not in _SURE or theirs.number != told.number:
        # Cancelled at a window, say; the number is free for this person.
        await center.people.run(lambda db: _taken_over(db, other, told))
        return False
    return True


def _away(act: str) -> RegistrationAnswer:
    away = RegistrationReason.AWAY
    return RegistrationAnswer(act=act, refused=away, retry_after=AGAIN)


def _written(db: Connection, act: str, told: Registration | None) -> None:
    with transaction(db):
        if told is None:
            ask_book.close_ask(db, act)
        else:
            ask_book.write_answer(db, told, _ends(told))


def _taken_over(db: Connection, other: str, told: Registration) -> None:
    with transaction(db):
        ask_book.forget_number(db, other)
        ask_book.write_answer(db, told, _ends(told))


def _ends(told: Registration) -> float:
    return moment_of(told.clinic.day, told.clinic.ends)
