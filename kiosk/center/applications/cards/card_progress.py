"""How far a person's card is: told to who shows the ID card, or knows the service PIN.

Who knows neither hears the same words as for a number that nobody has.
"""

from datetime import datetime

from sqlalchemy import Connection, select

from kiosk.center.applications import kiosk_tries, tries
from kiosk.center.applications.applicant import (
    ActAtWork,
    ActRefused,
    ActRules,
    is_own_pin,
    same_name,
    unsealed,
)
from kiosk.center.applications.cards.replacements import replacement_of
from kiosk.center.applications.tries import LOSS, PROGRESS
from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every, transaction
from kiosk.center.records.own_records_answers import card_record
from kiosk.center.records.records_tables import card as card_table
from kiosk.domain.applications import ProgressAnswer, ProgressState
from kiosk.domain.china_time import CHINA
from kiosk.domain.own_records import CardProgress, CardStep
from kiosk.domain.records import LOST
from kiosk.sync.wire import sealing
from kiosk.sync.wire.applications_wire import (
    NumberIdentity,
    PinProgressRequest,
    ProgressRequest,
)


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
    return _told(db, card, now)


def progress_by_pin(
    db: Connection,
    rules: ActRules,
    kiosk: str,
    request: PinProgressRequest,
    now: float,
) -> ProgressAnswer:
    """Tell it to who knows number and service PIN, where the region says so.

    A wrong PIN counts as it does with a loss report: together they are one lock.
    """
    at_work = ActAtWork(db, rules, kiosk, request.act, now)
    if not rules.region.pin.tells_progress:
        return ProgressAnswer(state=ProgressState.NOT_ALLOWED)
    with transaction(db):
        wait = kiosk_tries.kiosk_wait(db, PROGRESS, kiosk, now, rules.waited)
        wait = wait or kiosk_tries.kiosk_wait(db, LOSS, kiosk, now, rules.waited)
        if wait is not None:
            return ProgressAnswer(state=ProgressState.LOCKED, retry_after=wait)
        try:
            identity = unsealed(at_work, sealing.PROGRESS, request.identity)
        except ActRefused:
            return ProgressAnswer(state=ProgressState.UNREADABLE)
        if not isinstance(identity, NumberIdentity):
            return ProgressAnswer(state=ProgressState.UNREADABLE)
        found = _by_pin(at_work, identity)
    if isinstance(found, ProgressAnswer):
        return found
    return _told(db, found, now)


def _by_pin(at_work: ActAtWork, identity: NumberIdentity) -> Row | ProgressAnswer:
    """Return the card of who knows the PIN; or why nothing is told."""
    db, now, number = at_work.db, at_work.now, identity.number.upper()
    keys, pins = at_work.rules.keys, at_work.rules.pins
    tried = tries.TriedNumber(LOSS, keys.tag("number", number), at_work.kiosk)
    wait = tries.number_wait(db, tried, now)
    if wait is not None:
        return ProgressAnswer(state=ProgressState.LOCKED, retry_after=wait)
    kiosk_tries.kiosk_tried(db, PROGRESS, at_work.kiosk, now)
    right = pins.matches(number, identity.pin, pins.kept(db, number))
    # With an initial PIN the number alone would tell it; the kiosk says so to everybody
    # who types one, and here it is like a wrong one.
    right &= is_own_pin(at_work, number)
    card = _newest_card(db, number)
    if not right or card is None:
        tries.number_missed(db, tried, now)
        kiosk_tries.kiosk_tried(db, LOSS, at_work.kiosk, now)
        return ProgressAnswer(state=ProgressState.NOT_FOUND)
    tries.number_right(db, tried, now)
    return card


def _told(db: Connection, card: Row, now: float) -> ProgressAnswer:
    """Return the card's steps; those of a replacement begin with its application."""
    record = card_record(db, card, now)
    steps = record.progress
    asked = replacement_of(db, card["id"])
    if asked is not None and record.state in LOST:
        day = datetime.fromtimestamp(asked["decided"], CHINA).date()
        steps = (CardProgress(CardStep.APPLIED, day),)
    return ProgressAnswer(
        state=ProgressState.FOUND, card_state=record.state, steps=steps
    )


def _newest_card(db: Connection, number: str) -> Row | None:
    """Return the card that was applied for last."""
    theirs = select(card_table).filter_by(holder=number).order_by(card_table.c.id)
    cards = every(db, theirs)

    def applied(card: Row) -> str:
        steps = card_record(db, card, 0.0).progress
        return max((str(step.on or "") for step in steps), default="")

    return max(cards, key=applied, default=None)
