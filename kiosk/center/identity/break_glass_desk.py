"""The desk that reads out one-time codes by telephone, and what it has given.

Whoever calls is known by voice or by calling back; the center keeps for whom and by
whom a code was given, and the machine tells when it was used.
"""

from typing import NamedTuple

from sqlalchemy import Connection, select

from kiosk.center.applications.application_keys import ActKeys
from kiosk.center.database.transactions import hold, insert_new, one, transaction
from kiosk.center.identity import identity_tables as tables
from kiosk.sync.wire.phone_code import center_secret, counter_in, phone_code


class GivenCode(NamedTuple):
    """A code, and whether one was given for the same number before.

    Two digits tell the desk's keys apart, so the number may fit several of them: the
    code is of the newest, `others` are of the older ones, the newest first.
    """

    code: str
    again: bool
    others: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "GivenCode(hidden)"


class UnknownMachine(Exception):
    """No kiosk of this name was ever enrolled, or it was ended."""


class WrongChallenge(Exception):
    """The number was misheard, or is another machine's."""


def give_code(
    db: Connection,
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
    own, machine = tables.certificate.c, tables.kiosk.c
    good = select(own.serial).where(own.kiosk == machine.id, own.revoked == 0)
    query = select(machine.signing_key).where(machine.id == kiosk, good.exists())
    row = one(db, query)
    if row is None:
        raise UnknownMachine
    told = "".join(challenge.split())
    code, *others = _codes(keys, bytes(row["signing_key"]), kiosk, told)
    with transaction(db):
        hold(db, tables.kiosk, id=kiosk)
        again = was_given(db, kiosk, told)
        given = {"kiosk": kiosk, "challenge": told, "by": by, "at": now}
        insert_new(db, tables.break_glass, [given])
    return GivenCode(code, again, tuple(others))


def was_given(db: Connection, kiosk: str, challenge: str) -> bool:
    """Tell whether this center ever gave a code for a machine's number."""
    query = select(tables.break_glass).filter_by(kiosk=kiosk, challenge=challenge)
    return one(db, query.limit(1)) is not None


def _codes(keys: ActKeys, machine: bytes, kiosk: str, challenge: str) -> list[str]:
    """Return the codes under the sealing keys that the machine may know.

    :raises WrongChallenge: when it can know none.
    """
    codes = []
    for sealing in keys.all():
        try:
            secret = center_secret(sealing, machine)
        except ValueError:
            continue
        counter = counter_in(challenge, secret, kiosk)
        if counter is not None:
            codes.append(phone_code(secret, kiosk, counter))
    if not codes:
        raise WrongChallenge
    return codes
