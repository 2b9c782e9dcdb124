"""Who is logged in: a random token in a cookie, its hash here, seen by all nodes.

Over when idle, after a working day, at logout, and when the account was changed.
"""

import secrets
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from kiosk.center.database.expiry import expire
from kiosk.center.database.transactions import one, transaction
from kiosk.center.desk.desk_roles import DeskRole, role_of
from kiosk.center.desk.entrance.entrance_tables import desk_operator, desk_session

COOKIE = "__Host-desk"
IDLE, LONGEST = 1800.0, 12 * 3600.0
MOST_SESSIONS = 10
"""Of one operator; the oldest ends."""
_TOUCH = 60.0
_BYTES = 32


class FoundSession(NamedTuple):
    """Whose session it is, and its key in the database."""

    name: str
    role: DeskRole
    session: str

    def __repr__(self) -> str:
        return "FoundSession(hidden)"


def begin(db: Connection, operator: str, now: float) -> str:
    """Begin a session in the caller's transaction; return its token."""
    token = secrets.token_urlsafe(_BYTES)
    expire(db, desk_session, now)
    own = desk_session.c.operator == operator
    newest = select(desk_session.c.token).where(own)
    newest = newest.order_by(desk_session.c.begun.desc()).limit(MOST_SESSIONS - 1)
    kept = [row[0] for row in db.execute(newest)]
    db.execute(delete(desk_session).where(own, desk_session.c.token.not_in(kept)))
    row = {"token": hashed(token), "operator": operator, "begun": now, "seen": now}
    db.execute(insert(desk_session).values(**row, expires=now + LONGEST))
    return token


def find(db: Connection, token: str, now: float, used: bool) -> FoundSession | None:
    """Return whose session a cookie is, when it lives.

    :param used: whether a person did something; a page that refreshes itself keeps
        nobody logged in.
    """
    row = one(db, _whose(hashed(token)))
    if row is None or row["disabled"] or row["begun"] < row["changed"]:
        return None
    if now >= row["expires"] or now - row["seen"] >= IDLE:
        return None
    if used and now - row["seen"] >= _TOUCH:
        own = desk_session.c.token == row["token"]
        with transaction(db):
            db.execute(update(desk_session).where(own).values(seen=now))
    return FoundSession(row["operator"], role_of(row["role"]), row["token"])


def end(db: Connection, session: str) -> None:
    """End a session, in the caller's transaction."""
    db.execute(delete(desk_session).where(desk_session.c.token == session))


def end_all(db: Connection, operator: str) -> None:
    """End every session of an operator, in the caller's transaction."""
    db.execute(delete(desk_session).where(desk_session.c.operator == operator))


def hashed(token: str) -> str:
    """Return what is kept of a token; its own randomness is enough salt."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def _whose(session: str) -> Any:
    columns = desk_operator.c.role, desk_operator.c.disabled, desk_operator.c.changed
    joined = desk_operator.c.name == desk_session.c.operator
    query = select(desk_session, *columns).join(desk_operator, joined)
    return query.where(desk_session.c.token == session)
