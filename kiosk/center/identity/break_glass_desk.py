"""The desk that reads out one-time codes by telephone, and what it has given.

Whoever calls is known by voice or by calling back; the center keeps for whom and by
whom a code was given, and the machine tells when it was used.
"""

import sqlite3
from typing import NamedTuple

from kiosk.center.applications.application_keys import ActKeys
from kiosk.center.server.db import transaction
from kiosk.sync.wire.phone_code import center_secret, counter_in, phone_code


class GivenCode(NamedTuple):
    """A code, and whether one was given for the same number before."""

    code: str
    again: bool

    def __repr__(self) -> str:
        return "GivenCode(hidden)"


class UnknownMachine(Exception):
    """No kiosk of this name was ever enrolled, or it was ended."""


class WrongChallenge(Exception):
    """The number was misheard, or is another machine's."""


def give_code(
    connection: sqlite3.Connection,
    keys: ActKeys,
    kiosk: str,
    challenge: str,
    by: str,
    now: float,
) -> GivenCode:
    """Return the code for what a machine shows, and keep that it was given.

    :raises UnknownMachine: when there is no such kiosk, or it was revoked.
    :raises WrongChallenge: when the number cannot be this machine's.
    """
    row = connection.execute(
        "SELECT signing_key FROM kiosk WHERE id=? AND EXISTS (SELECT 1 "
        "FROM certificate WHERE certificate.kiosk=kiosk.id AND revoked=0)",
        [kiosk],
    ).fetchone()
    if row is None:
        raise UnknownMachine
    told = "".join(challenge.split())
    code = _code(keys, bytes(row["signing_key"]), kiosk, told)
    with transaction(connection):
        again = was_given(connection, kiosk, told)
        connection.execute(
            "INSERT INTO break_glass VALUES (?, ?, ?, ?)", [kiosk, told, by, now]
        )
    return GivenCode(code, again)


def was_given(connection: sqlite3.Connection, kiosk: str, challenge: str) -> bool:
    """Tell whether this center ever gave a code for a machine's number."""
    row = connection.execute(
        "SELECT 1 FROM break_glass WHERE kiosk=? AND challenge=?", [kiosk, challenge]
    ).fetchone()
    return row is not None


def _code(keys: ActKeys, machine: bytes, kiosk: str, challenge: str) -> str:
    """Return the code under whichever sealing key the machine knows."""
    for sealing in keys.all():
        try:
            secret = center_secret(sealing, machine)
        except ValueError:
            continue
        counter = counter_in(challenge, secret, kiosk)
        if counter is not None:
            return phone_code(secret, kiosk, counter)
    raise WrongChallenge
