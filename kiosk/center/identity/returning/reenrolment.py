"""Machines that were off for so long that their certificate ended: staff lets them in.

A kiosk that we know asks with its signing key; one row waits for each, and a stranger
costs a look and at most a signature's check. Functions over a connection.
"""

import base64
import binascii
import hashlib
from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import Connection, delete, func, select, update

from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import (
    every,
    hold,
    one,
    put,
    transaction,
)
from kiosk.center.identity import identity_tables as tables
from kiosk.center.identity.authority import Authority
from kiosk.center.identity.registry import add_unused, issued
from kiosk.center.server import alarms
from kiosk.center.server.refusals import Refusal, not_enrolled
from kiosk.domain.faults import SetupError
from kiosk.domain.message import Message
from kiosk.settings.told import Told
from kiosk.sync.wire.identity_wire import REENROLMENT, Reenrolment

DAY = 86_400.0
KEPT = 60 * DAY
"""Seconds after its last question that a waiting row is kept."""
TWO_KEYS = "return.two_keys"
"""The alarm's subject."""
GOOD_FOR = 14 * DAY
"""Seconds that an approval holds; until the certificate is first shown, at most."""


class WaitingKiosk(NamedTuple):
    """A machine that asks to be let in again."""

    kiosk: str
    since: float
    last: float
    ended: float
    """When its newest certificate ended, or will; 0: there is none."""
    approved: float | None
    by: str
    two_keys: bool
    """Two machines ask: a disk was copied, and nobody can tell which is ours."""


class TwoKeys(Told, SetupError):
    """Two machines ask under one name; none of them is let in."""


class StillWaits(NamedTuple):
    """Nobody has approved it yet."""

    since: float


def ask(
    db: Connection,
    authority: Authority,
    request: Reenrolment,
    sent: bytes,
    signature: str,
    now: float,
) -> StillWaits | x509.Certificate:
    """Let a kiosk wait, or give it the certificate that staff has approved.

    :raises Refusal: `not_enrolled` for whoever we do not know, and `bad_request`.
    """
    kiosk = request.kiosk
    signing_key = _check(db, kiosk, sent, signature)
    key = _key_of(request.certificate_request)
    waits = tables.waiting_kiosk
    row = one(db, select(waits).filter_by(kiosk=kiosk))
    certificate = None
    if _is_approved(row, key, now):
        certificate = issued(authority, request.certificate_request, kiosk)
    with transaction(db):
        known = hold(db, tables.kiosk, id=kiosk)
        if known is None or known["signing_key"] != signing_key:
            raise not_enrolled()
        row = one(db, select(waits).filter_by(kiosk=kiosk))
        if certificate is not None and _is_approved(row, key, now):
            add_unused(db, authority, certificate, kiosk, now)
            return certificate
        if row is not None and row["key"] != key and row["last"] > now - DAY:
            # What staff has approved stays so: a copy could else keep ours out.
            alarms.sound(db, kiosk, TWO_KEYS, now)
            return StillWaits(row["since"])
        since, fresh = now, {"approved": None, "by": ""}
        if row is not None and row["key"] == key:
            since, fresh = row["since"], {}
        put(db, waits, kiosk=kiosk, key=key, since=since, last=now, **fresh)
        db.execute(delete(waits).where(waits.c.last < now - KEPT))
    return StillWaits(since)


def _is_approved(row: Row | None, key: bytes, now: float) -> bool:
    """Tell whether staff has approved just this key, not too long ago."""
    if row is None or row["key"] != key or row["approved"] is None:
        return False
    return bool(row["approved"] > now - GOOD_FOR)


def _check(db: Connection, kiosk: str, sent: bytes, signature: str) -> bytes:
    """Return the signing key of a kiosk that signed what was sent.

    :raises Refusal: the same for whoever is unknown, was revoked, or did not sign.
    """
    row = one(db, select(tables.kiosk.c.signing_key).filter_by(id=kiosk))
    if row is None or row["signing_key"] == b"":
        raise not_enrolled()
    key = bytes(row["signing_key"])
    try:
        raw = base64.b64decode(signature, validate=True)
        Ed25519PublicKey.from_public_bytes(key).verify(raw, REENROLMENT + sent)
    except (binascii.Error, InvalidSignature, ValueError):
        raise not_enrolled() from None
    return key


def _key_of(request_pem: str) -> bytes:
    """Return a hash of the key that a certificate is asked for.

    :raises Refusal: when it is no request.
    """
    try:
        key = x509.load_pem_x509_csr(request_pem.encode("utf-8")).public_key()
        spki = PublicFormat.SubjectPublicKeyInfo
        return hashlib.sha256(key.public_bytes(Encoding.DER, spki)).digest()
    except Exception as error:  # parsers raise many kinds on hostile input
        text = "That is no certificate request."
        raise Refusal(400, "bad_request", text) from error


def waiting(db: Connection) -> list[WaitingKiosk]:
    """Return the machines that ask, those that nobody has approved first."""
    own, theirs = tables.waiting_kiosk.c, tables.certificate.c
    ended = select(func.max(theirs.not_after)).where(theirs.kiosk == own.kiosk)
    alarm = select(alarms.alarm.c.last).where(alarms.alarm.c.kiosk == own.kiosk)
    told = alarm.where(alarms.alarm.c.subject == TWO_KEYS).scalar_subquery()
    columns = ended.scalar_subquery().label("ended"), told.label("two_keys")
    query = select(tables.waiting_kiosk, *columns)
    rows = every(db, query.order_by(own.approved.is_not(None), own.since))
    return [
        WaitingKiosk(
            *(row["kiosk"], row["since"], row["last"], row["ended"] or 0.0),
            *(row["approved"], row["by"], (row["two_keys"] or 0.0) >= row["since"]),
        )
        for row in rows
    ]


def approve(db: Connection, kiosk: str, by: str, now: float) -> bool:
    """Let a waiting machine have its certificate; False when it does not ask.

    It comes for it within minutes. What it asked with is what is approved: another key
    under the same name has to be approved anew.

    :raises TwoKeys: when two machines ask by this name.
    """
    with transaction(db):
        return put_approval(db, kiosk, by, now)


def put_approval(db: Connection, kiosk: str, by: str, now: float) -> bool:
    """Do what `approve` does, in the caller's transaction.

    :raises TwoKeys: when two machines ask by this name.
    """
    known = hold(db, tables.kiosk, id=kiosk)
    if known is None or known["signing_key"] == b"":
        return False
    own = tables.waiting_kiosk
    if any(each.two_keys for each in waiting(db) if each.kiosk == kiosk):
        raise TwoKeys(Message("operator__two_keys", kiosk=kiosk))
    mark = update(own).where(own.c.kiosk == kiosk).values(approved=now, by=by)
    return db.execute(mark).rowcount == 1
