"""The technicians whom the center lets in at its machines: one sealed secret.

Each change is a new edition for all; what it holds is sealed for a machine when it
fetches it. A technician who was taken off is out everywhere with the next pulse.
"""

from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from kiosk.center.applications.application_keys import ActKeys
from kiosk.center.database.transactions import hold, transaction
from kiosk.center.editions.content_check import EditionMistake
from kiosk.center.editions.shelf import ALL, put_edition
from kiosk.center.identity.identity_tables import secret
from kiosk.center.identity.sealed_secrets import SealedSecrets
from kiosk.domain.message import Message
from kiosk.sync.wire.downward.editions_wire import EditionKind
from kiosk.sync.wire.downward.sealed_accounts import (
    MOST_ACCOUNTS,
    CenterAccount,
    seal_accounts,
)
from kiosk.sync.wire.phone_code import center_secret

NAME = "staff"


class StaffMember(NamedTuple):
    """One account and who made it; never told as a whole."""

    account: CenterAccount
    by: str
    at: float

    def __repr__(self) -> str:
        return "StaffMember(hidden)"


def members(db: Connection, secrets: SealedSecrets) -> list[StaffMember]:
    """Return all of them by their numbers."""
    found = secrets.read(db, NAME)
    if found is None:
        return []
    kept = msgspec.json.decode(found.plain, type=list[StaffMember])
    return sorted(kept, key=lambda each: each.account.number)


def add_member(
    db: Connection, secrets: SealedSecrets, account: CenterAccount, by: str, now: float
) -> int:
    """Let somebody in at all machines; return the edition's number.

    :raises EditionMistake: when somebody has the number, or there are too many.
    """
    secrets.kept(db, NAME, lambda db: b"[]")
    with transaction(db):
        kept = _held(db, secrets)
        if any(each.account.number == account.number for each in kept):
            raise EditionMistake(
                Message("shell__account__taken", number=account.number)
            )
        if len(kept) >= MOST_ACCOUNTS:
            raise EditionMistake(Message("staff__too_many", most=MOST_ACCOUNTS))
        return _write(db, secrets, [*kept, StaffMember(account, by, now)], by, now)


def remove_member(
    db: Connection, secrets: SealedSecrets, number: str, by: str, now: float
) -> int:
    """Take somebody off; return the edition's number.

    :raises EditionMistake: when there is no such account.
    """
    secrets.kept(db, NAME, lambda db: b"[]")
    with transaction(db):
        kept = _held(db, secrets)
        left = [each for each in kept if each.account.number != number]
        if len(left) == len(kept):
            raise EditionMistake(Message("shell__account__unknown", number=number))
        return _write(db, secrets, left, by, now)


def sealed_for(
    db: Connection, secrets: SealedSecrets, keys: ActKeys, kiosk: str, machine: bytes
) -> bytes:
    """Return the content of the newest edition, for one machine.

    :param machine: its raw Ed25519 public key.
    """
    sealing = keys.all()[0]
    shared = center_secret(sealing, machine)
    accounts = tuple(each.account for each in members(db, secrets))
    public = sealing.public_key().public_bytes_raw()
    return msgspec.json.encode(seal_accounts(shared, public, kiosk, accounts))


def _held(db: Connection, secrets: SealedSecrets) -> list[StaffMember]:
    hold(db, secret, name=NAME)
    return members(db, secrets)


def _write(
    db: Connection,
    secrets: SealedSecrets,
    kept: list[StaffMember],
    by: str,
    now: float,
) -> int:
    secrets.write(db, NAME, msgspec.json.encode(kept))
    return put_edition(db, EditionKind.ACCOUNTS, b"", ALL, by, now).number
