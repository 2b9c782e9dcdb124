"""The center's book of what kiosks asked a hospital for, whatever hospital it is.

It knows whose an id is, how many seats a machine keeps, and which number in a queue it
was told: a stranger at a machine cannot hold all seats, and a number that was sold
twice shows. Functions over a connection, in the caller's transaction.
"""

from typing import Any

from sqlalchemy import Connection, insert, select, update

from kiosk.center.applications import kiosk_tries
from kiosk.center.applications.tries import HOLDS, seconds
from kiosk.center.database.expiry import expire
from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every, one
from kiosk.center.hospital.claimants import AskAtWork, ClaimRefused
from kiosk.center.hospital.hospital_tables import hospital_ask
from kiosk.domain.services.registrations import (
    Registration,
    RegistrationReason,
    RegistrationState,
)

HOLDS_OF_KIOSK = 3
"""Seats that one machine may keep for others, and as many for one person.

It serves one at a time; a person's earlier seat goes back, unless the hospital is away.
"""
UNTOLD = 180.0
"""Seconds for which a seat counts as kept whose answer is not there."""
_KEPT = 2 * 86400.0
"""Seconds for which an id is known that led to nothing."""
_KEPT_OPEN = 90 * 86400.0
"""The same, of one whose confirmation was asked for: the hospital may know of it when
nobody here was told, and no clinic is further ahead."""
_KEPT_AFTER = 86400.0
"""The same, behind the clinic of a registration."""
_OVER = (RegistrationState.CANCELLED, RegistrationState.LAPSED)


def ask_row(db: Connection, act: str) -> Row | None:
    """Return what was asked for under an id."""
    return one(db, select(hospital_ask).where(hospital_ask.c.id == act))


def ask_for_seat(at_work: AskAtWork, person: bytes, clinic: str) -> list[str]:
    """Write down that a seat is asked for; a repeated request passes.

    Returns the ids under which this machine keeps the person a seat already.

    :raises ClaimRefused: when the id is another's, or over, or this machine keeps
        enough seats.
    """
    row = ask_row(at_work.db, at_work.act)
    if row is not None:
        check_owner(at_work, row, person, here=True)
        if row["over"] or row["clinic"] != clinic:
            raise ClaimRefused(RegistrationReason.HOLD_OVER)
        return []
    own = _check_holds(at_work, person)
    _write(at_work, person, clinic, at_work.now + UNTOLD)
    return own


def ask_nothing(at_work: AskAtWork, person: bytes) -> None:
    """Write down that an id is over before a seat was asked for under it.

    The request for the seat may be on its way behind this one.

    :raises ClaimRefused: when this machine asks for too much.
    """
    _check_pace(at_work)
    _write(at_work, person, "", None)


def check_owner(at_work: AskAtWork, row: Row, person: bytes, here: bool) -> None:
    """Check that an id is this person's.

    :param here: and of this kiosk.
    :raises ClaimRefused: `not_yours`.
    """
    if row["person"] != person or (here and row["kiosk"] != at_work.kiosk):
        raise ClaimRefused(RegistrationReason.NOT_YOURS)


def confirm_asked(at_work: AskAtWork, row: Row) -> None:
    """Write down that a confirmation goes to the hospital, before it does."""
    own = update(hospital_ask).where(hospital_ask.c.id == row["id"])
    longest = max(row["expires"], at_work.now + _KEPT_OPEN)
    at_work.db.execute(own.values(expires=longest))


def write_answer(db: Connection, told: Registration, ends: float) -> None:
    """Write down what the hospital said of an id; a number that another has is not.

    :param ends: of the clinic.
    """
    held, state = told.hold_until, told.state
    kept = state is RegistrationState.HELD and held is not None
    values: dict[str, Any] = {"open_until": held.timestamp() if kept and held else None}
    if state in _OVER:
        values |= {"number": None}
    elif not kept:
        free = other_with(db, told) is None
        values |= {"expires": ends + _KEPT_AFTER, "clinic": told.clinic.id}
        values |= {"number": told.number if free else None}
    db.execute(
        update(hospital_ask).where(hospital_ask.c.id == told.id).values(**values)
    )


def end_ask(db: Connection, act: str) -> None:
    """Write down that nothing comes of an id any more, whatever the hospital does."""
    own = update(hospital_ask).where(hospital_ask.c.id == act)
    db.execute(own.values(over=1, open_until=None, number=None))


def over_of(db: Connection, acts: list[str]) -> list[str]:
    """Return those ids of which nothing comes any more."""
    own = hospital_ask.c
    rows = every(db, select(own.id).where(own.id.in_(acts), own.over != 0))
    return [str(row["id"]) for row in rows]


def close_ask(db: Connection, act: str) -> None:
    """Write down that no seat is kept under an id, which may be asked for again."""
    own = update(hospital_ask).where(hospital_ask.c.id == act)
    db.execute(own.values(open_until=None))


def other_with(db: Connection, told: Registration) -> str | None:
    """Return another id that was told the same number in the same clinic."""
    own = hospital_ask.c
    same = select(own.id).where(own.clinic == told.clinic.id, own.id != told.id)
    row = one(db, same.where(own.number == told.number))
    return None if told.number is None or row is None else str(row["id"])


def forget_number(db: Connection, act: str) -> None:
    """Forget the number of an id that has it no more."""
    own = update(hospital_ask).where(hospital_ask.c.id == act)
    db.execute(own.values(number=None))


def _write(
    at_work: AskAtWork, person: bytes, clinic: str, open_until: float | None
) -> None:
    db, now = at_work.db, at_work.now
    expire(db, hospital_ask, now)
    kiosk_tries.kiosk_tried(db, HOLDS, at_work.kiosk, now)
    row = {
        **{"id": at_work.act, "kiosk": at_work.kiosk, "person": person},
        **{"clinic": clinic, "number": None, "open_until": open_until},
        **{"over": 0 if open_until else 1, "expires": now + _KEPT},
    }
    db.execute(insert(hospital_ask).values(**row))


def _check_pace(at_work: AskAtWork) -> None:
    waited = at_work.rules.waited
    wait = kiosk_tries.kiosk_wait(at_work.db, HOLDS, at_work.kiosk, at_work.now, waited)
    if wait is not None:
        raise ClaimRefused(RegistrationReason.LOCKED, wait)


def _check_holds(at_work: AskAtWork, person: bytes) -> list[str]:
    """Check how many seats this machine keeps; return the ids of this person's.

    :raises ClaimRefused: `locked`.
    """
    _check_pace(at_work)
    own, now = hospital_ask.c, at_work.now
    kept = select(own.id, own.person, own.open_until).where(
        own.kiosk == at_work.kiosk,
        own.open_until > now,
        own.open_until <= now + 900.0,
    )
    rows = sorted(every(at_work.db, kept), key=lambda row: row["open_until"])
    of_person = [row for row in rows if row["person"] == person]
    others = [row for row in rows if row["person"] != person]
    for few in (others, of_person):
        if len(few) >= HOLDS_OF_KIOSK:
            wait = seconds(few[len(few) - HOLDS_OF_KIOSK]["open_until"] - now)
            raise ClaimRefused(RegistrationReason.LOCKED, wait)
    return [row["id"] for row in of_person]
