"""The desk's accounts: made, found, changed and disabled; none is ever forgotten.

Functions over a connection, in the caller's transaction. A name stays in the audit, so
that nobody else gets it.
"""

import os
import re
from typing import NamedTuple

from sqlalchemy import Connection, select, update

from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every, hold, insert_new, one
from kiosk.center.desk.desk_roles import DeskRole, role_of
from kiosk.center.desk.entrance.desk_sessions import end_all
from kiosk.center.desk.entrance.entrance_tables import desk_operator
from kiosk.center.identity.sealed_secrets import SealedSecrets
from kiosk.domain.secret import Password
from kiosk.settings.login.time_codes import NEVER, SECRET_BYTES, good_step
from kiosk.settings.login.weak_passwords import (
    LEAST,
    MOST,
    TYPEABLE,
    PasswordMistake,
    password_mistake,
)

LEAST_LETTERS = 12
_DIFFERENT = 4
"""Letters that a password has at least."""
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")
_OLDER = 1e-3
"""Seconds by which a session that begins with a change is younger than it."""


class ListedOperator(NamedTuple):
    """An account as it may be listed."""

    name: str
    role: DeskRole
    disabled: bool
    used: bool
    made: float


def can_be_a_name(text: str) -> bool:
    """Tell whether an operator may be called so; the door knows no other names."""
    return _NAME.fullmatch(text) is not None


def fit_password(name: str, password: Password) -> PasswordMistake | None:
    """Return why a password is refused; None: it is fit.

    A desk has a whole keyboard: blanks and Chinese are as good as any letter.
    """
    text = password.reveal()
    if len(text) < LEAST_LETTERS:
        return PasswordMistake.SHORT
    if len(text) > MOST:
        return PasswordMistake.LONG
    plain = "".join(letter for letter in text if letter in TYPEABLE)
    if len(plain) < LEAST:
        return PasswordMistake.REPEATED if len(set(text)) < _DIFFERENT else None
    return password_mistake(Password(plain), name, "")


def add(
    db: Connection,
    sealed: SealedSecrets,
    name: str,
    role: DeskRole,
    hashed: str,
    now: float,
) -> bytes | None:
    """Make an account and return its app's secret; None when the name is taken."""
    values = {"name": name, "role": role.word, "password": hashed, "disabled": 0}
    times = {"last_step": NEVER, "drift": 0, "made": now, "changed": now - _OLDER}
    if not insert_new(db, desk_operator, [{**values, **times}]):
        return None
    return _new_secret(db, sealed, name)


def reset(
    db: Connection, sealed: SealedSecrets, name: str, hashed: str, now: float
) -> bytes | None:
    """Give an account a new password and a new app; it may come in again.

    None when there is none.
    """
    if hold(db, desk_operator, name=name) is None:
        return None
    again = {"last_step": NEVER, "drift": 0, "disabled": 0}
    _change(db, name, now, password=hashed, **again)
    return _new_secret(db, sealed, name)


def change_password(db: Connection, name: str, hashed: str, now: float) -> None:
    """Give an account a new password; its sessions and known devices are over."""
    _change(db, name, now, password=hashed)


def disable(db: Connection, name: str, now: float) -> bool:
    """Shut an account out at once; False when there is none."""
    if hold(db, desk_operator, name=name) is None:
        return False
    _change(db, name, now, disabled=1)
    return True


def found(db: Connection, name: str) -> Row | None:
    """Return an account's row."""
    return one(db, select(desk_operator).where(desk_operator.c.name == name))


def listed(db: Connection) -> list[ListedOperator]:
    """Return every account."""
    rows = every(db, select(desk_operator).order_by(desk_operator.c.name))
    return [
        ListedOperator(
            *(row["name"], role_of(row["role"]), bool(row["disabled"])),
            *(row["last_step"] != NEVER, row["made"]),
        )
        for row in rows
    ]


def take_code(
    db: Connection, sealed: SealedSecrets, row: Row, code: str, now: float
) -> bool:
    """Tell whether a code is good, and make it dead: no node takes it again.

    :param row: held by the caller's transaction.
    """
    secret = sealed.read(db, secret_name(row["name"]))
    if secret is None or len(code) > MOST:
        return False
    good = good_step(secret.plain, code, now, row["drift"], row["last_step"])
    if good is None:
        return False
    own = desk_operator.c.name == row["name"]
    newer = desk_operator.c.last_step < good.step
    taken = update(desk_operator).where(own, newer).returning(desk_operator.c.name)
    taken = taken.values(last_step=good.step, drift=good.drift)
    return one(db, taken) is not None


def secret_name(name: str) -> str:
    """Return under which name an operator's app is among the sealed secrets."""
    return f"desk-app:{name}"


def _new_secret(db: Connection, sealed: SealedSecrets, name: str) -> bytes:
    secret = os.urandom(SECRET_BYTES)
    sealed.write(db, secret_name(name), secret)
    return secret


def _change(db: Connection, name: str, now: float, **values: object) -> None:
    own = desk_operator.c.name == name
    db.execute(update(desk_operator).where(own).values(changed=now, **values))
    end_all(db, name)
