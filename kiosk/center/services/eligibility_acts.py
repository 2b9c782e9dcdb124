"""Certifying that a person still has a right to a benefit: list, look, act.

The center alone says who is to come to a counter. Why, it keeps to itself: somebody
whom a register has for dead may stand before the machine.
"""

from datetime import UTC, date, datetime

import msgspec
from sqlalchemy import Connection

from kiosk.center.applications import book
from kiosk.center.applications.applicant import (
    ActAtWork,
    ActRefused,
    ActRules,
    Applicant,
)
from kiosk.center.applications.run_once import holder_of, once
from kiosk.center.database.transactions import transaction
from kiosk.center.records.proofs import PROVED, card_of_session
from kiosk.center.services.eligibility_faces import (
    check_face,
    give_number,
    has_module,
)
from kiosk.center.services.eligibility_register import (
    held_benefits,
    standing_of,
    write_held,
)
from kiosk.domain.applications import ActAnswer, ActState, Reason
from kiosk.domain.china_time import china_date
from kiosk.domain.region.certification_rules import CertificationRules
from kiosk.domain.services.eligibility import (
    CertifiedBy,
    HeldBenefit,
    Holding,
    done_this_month,
)
from kiosk.sync.wire.services.eligibility_wire import (
    CertifyRequest,
    EligibilityAnswer,
    FaceLeave,
    FaceRequest,
)

CERTIFY = "certify"
"""The act's kind in the book."""


def eligibility(
    db: Connection, rules: ActRules, kiosk: str, token: str, now: float
) -> EligibilityAnswer:
    """Return how the holder's benefits stand.

    :raises Refusal: `session_ended`, or what the card's state forbids.
    """
    card = card_of_session(db, kiosk, token, now)
    held = held_benefits(db, card["holder"])
    return EligibilityAnswer(
        as_of=datetime.fromtimestamp(now, UTC),
        today=china_date(now),
        benefits=standing_of(held, rules.region.certification, now),
    )


def face_leave(
    db: Connection, rules: ActRules, kiosk: str, request: FaceRequest, now: float
) -> FaceLeave:
    """Give a number for one look, where a certification would come of it.

    :raises Refusal: `session_ended`, or what the card's state forbids.
    """
    with transaction(db):
        card = card_of_session(db, kiosk, request.token, now, PROVED)
        holder_of(db, card, now)
        try:
            _open_here(db, rules.region.certification, card["holder"])
        except ActRefused as refused:
            return FaceLeave(refused=refused.reason)
        return give_number(db, kiosk, card["holder"], now)


def certify(
    db: Connection, rules: ActRules, kiosk: str, request: CertifyRequest, now: float
) -> ActAnswer:
    """Certify every benefit of the proved card's holder that is open here.

    :raises Refusal: `other_kiosk`, `session_ended`, or what the card's state forbids.
    """
    at_work = ActAtWork(db, rules, kiosk, request.act, now)

    def decide() -> ActAnswer:
        card = card_of_session(db, kiosk, request.token, now, PROVED)
        person = holder_of(db, card, now)
        own, today = rules.region.certification, china_date(now)
        open_here = _open_here(db, own, person.number)
        how = _proof(at_work, own, person, request)
        todo = [b for b in open_here if not done_this_month(b, today, how is not None)]
        for each in todo:
            write_held(db, person.number, _certified(each, how, today))
        done = ActAnswer(
            act=request.act,
            state=ActState.ACCEPTED if todo else ActState.ALREADY,
            effective_from=book.moment(now),
            card_number=book.masked_card(at_work, person),
            certified=standing_of(held_benefits(db, person.number), own, now),
        )
        return book.write(at_work, CERTIFY, done, person)

    return once(at_work, CERTIFY, decide)


def _open_here(
    db: Connection, rules: CertificationRules, holder: str
) -> tuple[HeldBenefit, ...]:
    """Return the benefits that can be certified here.

    :raises ActRefused: when there is none, with the reason of the nearest to it.
    """
    if not rules.kiosk:
        raise ActRefused(Reason.NOT_ALLOWED)
    held = held_benefits(db, holder)
    if not held:
        raise ActRefused(Reason.NO_BENEFIT)
    alive = [each for each in held if each.holding is not Holding.LOST]
    if not alive:
        raise ActRefused(Reason.TO_COUNTER)
    shut = () if rules.suspended_here else (Holding.SUSPENDED,)
    found = tuple(each for each in alive if each.holding not in shut)
    if not found:
        raise ActRefused(Reason.SUSPENDED)
    return found


def _proof(
    at_work: ActAtWork,
    rules: CertificationRules,
    person: Applicant,
    request: CertifyRequest,
) -> CertifiedBy | None:
    """Return what it is certified by; None: the card was presented, and no more.

    Where a module is, card and PIN alone are never enough: who failed before it could
    otherwise leave it out.

    :raises ActRefused: `not_proved`.
    """
    db, kiosk = at_work.db, at_work.kiosk
    if request.face is not None:
        check_face(db, kiosk, person.number, request.face, at_work.now)
        return CertifiedBy.SELF
    if rules.card_alone and not has_module(db, kiosk):
        return CertifiedBy.CARD
    return None


def _certified(held: HeldBenefit, how: CertifiedBy | None, today: date) -> HeldBenefit:
    if how is None:
        return msgspec.structs.replace(held, presented=today)
    stopped = held.holding is Holding.SUSPENDED
    holding = Holding.RESUMED if stopped else held.holding
    # What was only presented is over, whatever day a clock that was ahead gave it.
    return msgspec.structs.replace(
        held, last=today, how=how, holding=holding, presented=None
    )
