"""Signing in as unemployed: an act of the proved card's holder, once in a window."""

from datetime import date

from msgspec.structs import replace
from sqlalchemy import Connection, delete, insert

from kiosk.center.applications import book
from kiosk.center.applications.applicant import (
    ActAtWork,
    ActRefused,
    ActRules,
    Applicant,
)
from kiosk.center.applications.evidence import ActEffect
from kiosk.center.applications.run_once import accepted, once, refusal
from kiosk.center.database.transactions import hold
from kiosk.center.records.card_states import standing as card_standing
from kiosk.center.records.proofs import PROVED, card_of_session
from kiosk.center.records.records_tables import card as card_table
from kiosk.center.services.work_answers import last_sign_in, record_of, standing_of
from kiosk.center.services.work_tables import unemployed, work_sign_in
from kiosk.domain.applications import ActAnswer, ActState, Reason
from kiosk.domain.china_time import china_date
from kiosk.domain.services.work import SignInStanding, refused
from kiosk.sync.wire.services.work_wire import SignInRequest

SIGN_IN = "sign_in"


def sign_in(
    db: Connection, rules: ActRules, kiosk: str, request: SignInRequest, now: float
) -> ActAnswer:
    """Sign the holder in, or say why not and when next.

    :raises Refusal: `other_kiosk`, `session_ended`, or what the card's state forbids.
    """
    at_work = ActAtWork(db, rules, kiosk, request.act, now)

    def decide() -> ActAnswer:
        card = card_of_session(db, kiosk, request.token, now, PROVED)
        hold(db, card_table, id=card["id"])
        # Held: two cards of one person at two kiosks sign in once.
        hold(db, unemployed, holder=card["holder"])
        state = card_standing(db, card["id"], now)
        return _decided(at_work, Applicant(card["holder"], "token", card, state))

    return once(at_work, SIGN_IN, decide)


def _decided(at_work: ActAtWork, person: Applicant) -> ActAnswer:
    own, today = at_work.rules.region.unemployment, china_date(at_work.now)
    found = standing_of(own, record_of(at_work.db, person.number, today), today)
    reason = refused(own, found)
    if found is None or reason is not None:
        answer = refusal(at_work, ActRefused(reason or Reason.NOT_REGISTERED))
        return book.write(at_work, SIGN_IN, _with_next(answer, found), person)
    answer = _with_next(accepted(at_work, person), found)
    if found.done:
        number = _number_of(at_work.db, person.number, today)
        already = replace(answer, state=ActState.ALREADY, number=number)
        return book.write(at_work, SIGN_IN, already, person)
    effect = ActEffect(signed=today.isoformat())
    done = book.write(at_work, SIGN_IN, answer, person, effect)
    of = {"kiosk": at_work.kiosk, "act": at_work.act, "number": done.number}
    key = {"holder": person.number, "day": today.isoformat()}
    ahead = work_sign_in.c.day > str(today)
    # Of a clock that was ahead; when its day comes, it would stand for a sign-in.
    theirs = delete(work_sign_in).where(work_sign_in.c.holder == person.number, ahead)
    at_work.db.execute(theirs)
    at_work.db.execute(insert(work_sign_in).values(**key, **of))
    return done


def _with_next(answer: ActAnswer, found: SignInStanding | None) -> ActAnswer:
    if found is None or found.next is None:
        return answer
    first, last = found.next.first, found.next.last
    return replace(answer, next_from=first, next_until=last)


def _number_of(db: Connection, holder: str, today: date) -> str:
    """Return the number of the newest sign-in; empty where it was none of ours."""
    row = last_sign_in(db, holder, today)
    return "" if row is None else str(row["number"])
