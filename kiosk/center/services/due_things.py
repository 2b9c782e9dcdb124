"""What a person has due, gathered from all services; each knows its own.

A card from before its PIN is told one thing only, and only about itself: when the
report ends that stopped it. Whoever found it may know that.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from kiosk.center.applications.applicant import ActRules
from kiosk.center.database.schema import Row
from kiosk.center.hospital.city.appointments import due_appointment
from kiosk.center.records.card_states import standing
from kiosk.center.records.own_records_answers import card_record
from kiosk.center.records.proofs import card_of_session, card_of_token
from kiosk.center.server.refusals import Refusal
from kiosk.center.services.eligibility_register import due_certification
from kiosk.center.services.work_answers import due_sign_in
from kiosk.domain.china_time import CHINA, china_date
from kiosk.domain.services.due import Due, DueKind
from kiosk.sync.wire.services.due_wire import DueAnswer

CARD_DAYS = 90
"""So long before a card's printed end its holder is told: a new one takes weeks."""

Source = Callable[[Connection, ActRules, Row, float], Due | None]
"""The proved card's row and the time, to the one thing of a service that is due."""


def due(
    db: Connection, rules: ActRules, kiosk: str, token: str, now: float
) -> DueAnswer:
    """Return what is due for the holder of a session's card.

    :raises Refusal: `session_ended`.
    """
    card = card_of_token(db, kiosk, token, now)
    try:
        card_of_session(db, kiosk, token, now)
        found = [source(db, rules, card, now) for source in SOURCES]
    except Refusal:
        found = [report_ending(db, card, now)]
    things = tuple(each for each in found if each is not None)
    return DueAnswer(as_of=datetime.fromtimestamp(now, UTC), things=things)


def report_ending(db: Connection, card: Row, now: float) -> Due | None:
    """Return the end of a temporary report on this very card."""
    until = standing(db, card["id"], now).loss_until
    if until is None:
        return None
    return Due(kind=DueKind.REPORT_ENDING, until=until.astimezone(CHINA).date())


def card_expiring(db: Connection, rules: ActRules, card: Row, now: float) -> Due | None:
    """Return the end that is printed on the card, when it is near or over."""
    until = card_record(db, card, now).valid_until
    if until is None or until > china_date(now) + timedelta(days=CARD_DAYS):
        return None
    return Due(kind=DueKind.CARD_EXPIRING, until=until)


def sign_in_due(db: Connection, rules: ActRules, card: Row, now: float) -> Due | None:
    """Return the open window of an unemployed person who has not signed in."""
    return due_sign_in(db, rules.region.unemployment, card["holder"], now)


SOURCES: tuple[Source, ...] = (
    *(due_certification, card_expiring),
    *(due_appointment, sign_in_due),
)
