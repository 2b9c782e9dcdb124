"""Judges a login: name, password and code at once, and one answer for all that fails.

What was wrong, whether the name exists and whether a wait is on, nobody is told: a
failure has one page, and takes the same time.
"""

import asyncio
from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection

from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import hold, transaction
from kiosk.center.desk.desk_parts import DeskParts
from kiosk.center.desk.desk_refusals import DeskRefusal
from kiosk.center.desk.entrance import (
    desk_sessions,
    known_devices,
    login_waits,
    operators,
)
from kiosk.center.desk.entrance.entrance_tables import desk_operator
from kiosk.domain.secret import Password

NOBODY = "-"
"""Who tries is not known; in the audit the account is the subject."""
_NOTED_EVERY = 3600.0


class LoginTry(NamedTuple):
    """What somebody typed, and from where; it shows nothing of itself."""

    name: str
    password: Password
    code: str
    net: str
    cookies: Mapping[str, str]

    def __repr__(self) -> str:
        return "LoginTry(hidden)"


class LoggedIn(NamedTuple):
    """The cookies of who was let in: the session's, and the device's own."""

    token: str
    device_cookie: str
    device: str

    def __repr__(self) -> str:
        return "LoggedIn(hidden)"


async def enter(desk: DeskParts, tried: LoginTry) -> LoggedIn | None:
    """Let somebody in; None for whatever is wrong.

    :raises DeskRefusal: when too many are before.
    """
    loop = asyncio.get_running_loop()
    due = loop.time() + desk.refusal_s
    entered = await _judged(desk, tried)
    if entered is None:
        await asyncio.sleep(max(0.0, due - loop.time()))
    return entered


async def _judged(desk: DeskParts, tried: LoginTry) -> LoggedIn | None:
    now = desk.now()
    named = tried.name if operators.can_be_a_name(tried.name) else ""
    row = await desk.line.run(lambda db: operators.found(db, named))
    device = known_devices.device_of(desk.keys, row, tried.cookies, now)
    lane = desk.known if device else desk.strangers
    if lane.full:
        raise DeskRefusal(503, "busy")
    keys = _keys(desk, tried, named, row, device)

    def counted(db: Connection) -> bool:
        with transaction(db):
            return login_waits.count(db, keys, now)

    if not await desk.line.run(counted):
        return None
    right = await lane.matches(tried.password, row["password"] if row else None)
    if row is None or not right:
        await desk.line.run(lambda db: _missed(desk, db, tried, row))
        return None
    return await desk.line.run(lambda db: _admitted(desk, db, tried, keys, device))


def _keys(
    desk: DeskParts, tried: LoginTry, named: str, row: Row | None, device: str
) -> list[str]:
    """Return whom a miss is counted against."""
    mark = desk.keys.hashing("waits")
    if device:
        return [f"device:{mark(device)}"]
    about = f"name:{mark(named)}" if row is not None else "nobody:all"
    return [f"pair:{mark(f'{tried.net}|{named}')}", f"net:{mark(tried.net)}", about]


def _missed(desk: DeskParts, db: Connection, tried: LoginTry, row: Row | None) -> None:
    """Write down once an hour that somebody tries an account that exists."""
    if row is None:
        return
    with transaction(db):
        if _first_this_hour(desk, db, row["name"]):
            by = NOBODY, tried.net
            desk.book.note(db, desk.now(), by, "login_failed", row["name"])


def _first_this_hour(desk: DeskParts, db: Connection, name: str) -> bool:
    key, now = f"noted:{desk.keys.hashing('waits')(name)}", desk.now()
    return login_waits.first_since(db, key, now, _NOTED_EVERY)


def _admitted(
    desk: DeskParts, db: Connection, tried: LoginTry, keys: list[str], device: str
) -> LoggedIn | None:
    """Take the code and begin a session, in one transaction."""
    now, mark = desk.now(), desk.keys.hashing("waits")
    with transaction(db):
        row = hold(db, desk_operator, name=tried.name)
        codes = f"codes:{mark(f'{tried.name}|{device}')}"
        if row is None or row["disabled"] or not login_waits.count(db, [codes], now):
            return None
        if not operators.take_code(db, desk.keys.sealed, row, tried.code, now):
            if _first_this_hour(desk, db, tried.name):
                by = NOBODY, tried.net
                desk.book.note(db, now, by, "code_failed", tried.name)
            return None
        own = [key for key in keys if key.startswith(("pair:", "device:"))]
        login_waits.forget(db, [codes, *own])
        login_waits.take_back(db, [key for key in keys if key not in own], now)
        token = desk_sessions.begin(db, tried.name, now)
        desk.book.note(db, now, (tried.name, tried.net), "login")
        fresh = known_devices.new_device(desk.keys, row, now)
    cookie = known_devices.cookie_of(desk.keys, tried.name)
    return LoggedIn(token, cookie, tried.cookies[cookie] if device else fresh)
