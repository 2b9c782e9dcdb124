"""How a person is registered as unemployed, and what is due: by the center's date.

Functions over a connection; who asks is decided by the session's token.
"""

from datetime import UTC, date, datetime

import msgspec
from sqlalchemy import Connection, select

from kiosk.center.applications.applicant import ActRules
from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import one
from kiosk.center.records.proofs import card_of_session
from kiosk.center.records.records_tables import benefits
from kiosk.center.services.work_tables import unemployed, work_sign_in
from kiosk.domain.china_time import china_date
from kiosk.domain.own_records import Benefits
from kiosk.domain.region.work_rules import UnemploymentRules
from kiosk.domain.services.due import Due, DueKind
from kiosk.domain.services.work import (
    Cause,
    SignInStanding,
    UnemploymentRecord,
    WorkState,
    standing_on,
)
from kiosk.sync.wire.own_records_wire import RightsRequest
from kiosk.sync.wire.services.work_wire import UnemploymentAnswer


def unemployment(
    db: Connection, rules: ActRules, kiosk: str, request: RightsRequest, now: float
) -> UnemploymentAnswer:
    """Return how the holder is registered, signs in, and what is left of the benefit.

    :raises Refusal: `session_ended`, or what the card's state forbids.
    """
    holder = card_of_session(db, kiosk, request.token, now)["holder"]
    today = china_date(now)
    found = record_of(db, holder, today)
    paid = one(db, select(benefits.c.record).where(benefits.c.holder == holder))
    benefit = msgspec.json.decode(paid["record"], type=Benefits) if paid else Benefits()
    return UnemploymentAnswer(
        as_of=datetime.fromtimestamp(now, UTC),
        today=today,
        registration=found,
        standing=standing_of(rules.region.unemployment, found, today),
        benefit=benefit.unemployment,
    )


def due_sign_in(
    db: Connection, rules: UnemploymentRules, holder: str, now: float
) -> Due | None:
    """Return that a sign-in is due; None where none is, or it was done."""
    if not (rules.kiosk and rules.wants_sign_in):
        return None
    today = china_date(now)
    standing = standing_of(rules, record_of(db, holder, today), today)
    if standing is None or standing.open is None or standing.done:
        return None
    return Due(kind=DueKind.SIGN_IN, until=standing.open.last)


def record_of(db: Connection, holder: str, today: date) -> UnemploymentRecord | None:
    """Return a person's registration with the last sign-in; None: there is none."""
    row = one(db, select(unemployed).where(unemployed.c.holder == holder))
    if row is None:
        return None
    last = last_sign_in(db, holder, today)
    return UnemploymentRecord(
        registered=date.fromisoformat(row["registered"]),
        cause=Cause(row["cause"]),
        state=WorkState(row["state"]),
        ended=date.fromisoformat(row["ended"]) if row["ended"] else None,
        last_sign_in=date.fromisoformat(last["day"]) if last else None,
    )


def last_sign_in(db: Connection, holder: str, today: date) -> Row | None:
    """Return the last sign-in; one of a day to come is of a clock that was ahead."""
    own = work_sign_in.c
    theirs = select(work_sign_in).where(own.holder == holder, own.day <= str(today))
    return one(db, theirs.order_by(own.day.desc()).limit(1))


def standing_of(
    rules: UnemploymentRules, record: UnemploymentRecord | None, today: date
) -> SignInStanding | None:
    """Return how a registration stands; None without one."""
    return None if record is None else standing_on(rules, record, today)
