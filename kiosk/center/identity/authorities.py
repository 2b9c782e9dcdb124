"""All authorities of a center: which one issues, which are accepted, what kiosks hear.

One at first. A second one is made by an operator (`authority_rotation`): all nodes
accept it with their next look, then kiosks hear of it, then it issues. Any thread may
ask; each node looks by itself.
"""

import hashlib
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import Connection, select

from kiosk.center.database.center_clock import now_of
from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import every, insert_new, transaction
from kiosk.center.identity.authority import Authority
from kiosk.center.identity.identity_tables import authority
from kiosk.center.identity.sealed_secrets import SealedSecrets
from kiosk.center.identity.signing_keys import opened_authority
from kiosk.sync.wire.enrolment_code import FINGERPRINT_LENGTH, base32
from kiosk.sync.wire.identity_wire import STATEMENT, TrustedAuthorities

FIRST = 1
LOOK_EVERY = 30.0
"""Seconds between two looks of a node."""
HEARD_AFTER = 120.0
"""Seconds after which kiosks hear of a new one: every node accepts it then."""
LEADS_AFTER = 2.5 * 3600
"""Seconds after which it issues without being asked for: every kiosk that is awake has
heard of it then."""


class KnownAuthority(NamedTuple):
    """One authority, and since when it is there."""

    number: int
    own: Authority
    vouched: str
    """Its key, certified by the one before; empty for the first."""
    begun: float
    ended: float | None
    statement: bytes

    @property
    def fingerprint(self) -> str:
        """Return what codes and kiosks call it by."""
        return base32(self.own.digest, FINGERPRINT_LENGTH)


class Authorities:
    """What one node knows of them; made anew by each look, so that no reader waits."""

    def __init__(self, folder: Path) -> None:
        """Look for the first time, and make the first one where there is none.

        :raises KeysGone: when the root key is missing.
        """
        self._folder = folder
        first = Authority.load_or_create(folder)
        self._secrets = SealedSecrets(folder)
        with closing(connect(folder)) as db:
            if not every(db, select(authority.c.number)):
                row = {
                    **{"number": FIRST, "certificate": first.pem, "vouched": ""},
                    **{"begun": now_of(db), "statement": b""},
                }
                with transaction(db):
                    insert_new(db, authority, [row])
            self.look(db)

    def look(self, db: Connection) -> bool:
        """Look anew; tell whether anything changed."""
        rows = every(db, select(authority).order_by(authority.c.number))
        before = getattr(self, "_rows", None)
        seen = [tuple(row.values()) for row in rows]
        if seen == before:
            return False
        found = [
            KnownAuthority(
                row["number"],
                opened_authority(self._folder, self._secrets, db, row),
                *(row["vouched"], row["begun"], row["ended"], bytes(row["statement"])),
            )
            for row in rows
        ]
        self._known, self._rows = tuple(found), seen
        return True

    @property
    def accepted(self) -> tuple[KnownAuthority, ...]:
        """Return those whose certificates are good, the newest first."""
        return tuple(each for each in reversed(self._known) if each.ended is None)

    @property
    def newest(self) -> KnownAuthority:
        """Return the one that nodes show themselves by; a chain leads to older ones."""
        return self.accepted[0]

    def leading(self, now: float) -> Authority:
        """Return the one that issues for whoever asks for none."""
        return self._since(now - LEADS_AFTER).own

    def asked_for(self, fingerprint: str, now: float) -> Authority:
        """Return one that a kiosk trusts, or the oldest: all kiosks trust that one."""
        heard = [each for each in self.accepted if each.begun <= now - HEARD_AFTER]
        oldest = self.accepted[-1]
        found = (each for each in heard if each.fingerprint == fingerprint)
        return next(found, oldest).own

    def vouched(self) -> tuple[str, ...]:
        """Return what leads from the newest one to each older one, the newest first."""
        return tuple(each.vouched for each in reversed(self._known) if each.vouched)

    def pems(self, now: float) -> str:
        """Return all, first the one that codes name now."""
        leading = self.leading(now)
        others = (e.own for e in self.accepted if e.own.digest != leading.digest)
        return "".join(each.pem for each in (leading, *others))

    def told(self, now: float) -> TrustedAuthorities:
        """Return what kiosks hear."""
        newest = self._since(now - HEARD_AFTER)
        heard = [e for e in self.accepted if e.number <= newest.number]
        if newest.statement:
            return msgspec.json.decode(newest.statement, type=TrustedAuthorities)
        return TrustedAuthorities(tuple(each.own.pem for each in heard), (), b"")

    def _since(self, moment: float) -> KnownAuthority:
        found = (each for each in self.accepted if each.begun <= moment)
        return next(found, self.accepted[-1])

    def publish(self) -> Path:
        """Write down what a client's certificate must be of, and return the file."""
        return self.newest.own.publish(
            self._folder, "".join(each.own.pem for each in self.accepted)
        )


def statement_by(
    signer: Authority, others: list[Authority], vouched: list[str]
) -> bytes:
    """Return what kiosks are told, signed: the signer is the newest of those.

    :raises TokenAway: when the signer's key cannot be used.
    """
    held = [signer, *others]
    signature = signer.sign(statement_of([each.certificate for each in held]))
    pems = tuple(each.pem for each in held)
    return msgspec.json.encode(TrustedAuthorities(pems, tuple(vouched), signature))


def statement_of(certificates: list[x509.Certificate]) -> bytes:
    """Return the words that the newest authority signs."""
    ders = (each.public_bytes(Encoding.DER) for each in certificates)
    return STATEMENT + b"".join(hashlib.sha256(der).digest() for der in ders)
