"""A new authority beside the old one, and the end of the old one by an operator's word.

Between the two both are accepted: kiosks hear of the new one, trust it because the old
one vouches for it, and renew under it. Functions beside the running nodes.
"""

from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import Connection, func, insert, select, update

from kiosk.center.database.center_clock import now_of
from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import every, hold, transaction
from kiosk.center.identity import identity_tables as tables
from kiosk.center.identity.authorities import (
    FIRST,
    LEADS_AFTER,
    Authorities,
    KnownAuthority,
    statement_by,
)
from kiosk.center.identity.authority import Authority
from kiosk.center.identity.sealed_secrets import SealedSecrets
from kiosk.center.identity.signing_keys import made_authority, secret_name
from kiosk.domain.faults import SetupError
from kiosk.domain.message import Message
from kiosk.settings.told import Told


class NotNow(Told, SetupError):
    """A rotation is under way, or none is."""


class AuthorityUse(NamedTuple):
    """One authority for the operator: how many kiosks show a certificate of it."""

    number: int
    fingerprint: str
    begun: float
    leads: bool
    kiosks: int


class LeftBehind(NamedTuple):
    """Who is out when the oldest authority ends."""

    kiosks: tuple[str, ...]
    """Their good certificate is of that one."""
    ended: int
    """Kiosks whose certificate has ended anyway; staff lets them in again."""


def begin(folder: Path, *, in_token: bool = False) -> KnownAuthority:
    """Make another authority, which the newest vouches for; the nodes run meanwhile.

    :param in_token: its key is made in the token that `hsm.toml` names.

    :raises NotNow: when two are accepted already.
    """
    known, secrets = Authorities(folder), SealedSecrets(folder)
    newest = known.newest
    if len(known.accepted) > 1:
        raise NotNow(Message("operator__rotation_runs"))
    number = newest.number + 1
    made, sealed = made_authority(folder, number, newest.own, in_token=in_token)
    with closing(connect(folder)) as db:
        _add(db, secrets, known, made, sealed)
        known.look(db)
    return known.newest


def _add(
    db: Connection,
    secrets: SealedSecrets,
    known: Authorities,
    made: Authority,
    sealed: bytes,
) -> None:
    before, now = known.newest, now_of(db)
    vouched = before.own.vouch(made).public_bytes(Encoding.PEM).decode("ascii")
    others = [each.own for each in known.accepted]
    statement = statement_by(made, others, [vouched, *known.vouched()])
    number = before.number + 1
    row = {
        **{"number": number, "certificate": made.pem, "begun": now},
        **{"vouched": vouched, "statement": statement},
    }
    with transaction(db):
        hold(db, tables.authority, number=FIRST)
        last = db.execute(select(func.max(tables.authority.c.number))).scalar_one()
        if last != before.number:
            raise NotNow(Message("operator__rotation_runs"))
        secrets.write(db, secret_name(number), sealed)
        db.execute(insert(tables.authority).values(**row))


def end(folder: Path, *, leave: bool) -> tuple[KnownAuthority, LeftBehind]:
    """End the oldest of two authorities: its certificates are refused from now on.

    :param leave: also where machines are left behind by that.
    :raises NotNow: when there is one only, the newer one does not lead yet, or machines
        would be left behind.
    """
    known = Authorities(folder)
    if len(known.accepted) < 2:
        raise NotNow(Message("operator__no_rotation"))
    oldest, newest = known.accepted[-1], known.newest
    with closing(connect(folder)) as db:
        now = now_of(db)
        if newest.begun > now - LEADS_AFTER:
            raise NotNow(Message("operator__rotation_young"))
        rest = [each.own for each in known.accepted[1:-1]]
        statement = statement_by(newest.own, rest, list(known.vouched()))
        with transaction(db):
            hold(db, tables.authority, number=FIRST)
            behind = left_behind(db, oldest, now)
            if behind.kiosks and not leave:
                raise NotNow(_behind(behind))
            numbered = update(tables.authority).where
            db.execute(
                numbered(tables.authority.c.number == oldest.number).values(ended=now)
            )
            db.execute(
                numbered(tables.authority.c.number == newest.number).values(
                    statement=statement
                )
            )
            own = tables.certificate
            of_it = own.c.authority.in_(_marks(oldest))
            db.execute(update(own).where(of_it).values(revoked=1))
    return oldest, behind


def _behind(behind: LeftBehind) -> Message:
    shown = ", ".join(behind.kiosks[:20])
    return Message("operator__left_behind", count=len(behind.kiosks), kiosks=shown)


def left_behind(db: Connection, oldest: KnownAuthority, now: float) -> LeftBehind:
    """Return who has no good certificate of another authority, shown before."""
    own, unused, machine = tables.certificate.c, tables.unused_certificate, tables.kiosk
    good = select(own.serial).where(
        own.kiosk == machine.c.id, own.revoked == 0, own.not_after > now
    )
    shown = own.serial.not_in(
        select(unused.c.serial).where(unused.c.kiosk == own.kiosk)
    )
    safe = good.where(own.authority.not_in(_marks(oldest)), shown)
    enrolled = select(machine.c.id).where(machine.c.signing_key != b"")
    out = enrolled.where(good.exists(), ~safe.exists()).order_by(machine.c.id)
    ended = enrolled.where(~good.exists()).subquery()
    count = db.execute(select(func.count()).select_from(ended)).scalar_one()
    return LeftBehind(tuple(row["id"] for row in every(db, out)), int(count))


def standings(folder: Path) -> list[AuthorityUse]:
    """Return the authorities that are accepted, the newest first."""
    known = Authorities(folder)
    with closing(connect(folder)) as db:
        now = now_of(db)
        leading = known.leading(now).digest
        return [
            AuthorityUse(
                *(each.number, each.fingerprint, each.begun),
                each.own.digest == leading,
                _kiosks_of(db, each, now),
            )
            for each in known.accepted
        ]


def _kiosks_of(db: Connection, of: KnownAuthority, now: float) -> int:
    own, unused = tables.certificate.c, tables.unused_certificate.c
    waiting = select(unused.serial).where(unused.kiosk == own.kiosk)
    good = (own.revoked == 0, own.not_after > now, own.serial.not_in(waiting))
    query = select(func.count(own.kiosk.distinct()))
    return int(
        db.execute(query.where(own.authority.in_(_marks(of)), *good)).scalar_one()
    )


def _marks(of: KnownAuthority) -> list[str]:
    """Return by what certificates of an authority are known in the database."""
    own = of.own.identifier.hex()
    return [own, ""] if of.number == FIRST else [own]
