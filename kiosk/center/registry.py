"""Which kiosks are enrolled: one-time codes, certificates and signing keys.

Functions over a connection; the caller's thread owns it.
"""

import hashlib
import secrets
import sqlite3
from typing import NamedTuple

from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.center.ca import Authority, RequestRefused
from kiosk.center.db import transaction
from kiosk.center.problem import Refusal, not_enrolled
from kiosk.sync.codes import FINGERPRINT_LENGTH, SECRET_LENGTH, base32
from kiosk.sync.contract import Enrolled, Enrolment

CODE_MINUTES = 10


class Identity(NamedTuple):
    """Who is on the line, as its certificate says."""

    kiosk: str
    serial: str


def make_code(
    connection: sqlite3.Connection,
    authority: Authority,
    kiosk_id: str | None,
    now: float,
) -> str:
    """Return a one-time code, good for ten minutes and, when given, for one kiosk.

    Only the hash of its secret part is kept.
    """
    secret = base32(secrets.token_bytes(8), SECRET_LENGTH)
    with transaction(connection):
        connection.execute("DELETE FROM code WHERE expires < ?", [now])
        connection.execute(
            "INSERT INTO code VALUES (?, ?, ?)",
            [_hash(secret), kiosk_id, now + CODE_MINUTES * 60],
        )
    text = secret + base32(authority.digest, FINGERPRINT_LENGTH)
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def enrol(
    connection: sqlite3.Connection,
    authority: Authority,
    request: Enrolment,
    secret: str,
    now: float,
) -> Enrolled:
    """Use up a code and issue a certificate; older ones of that kiosk end.

    :raises Refusal: `code_refused` or `bad_request`.
    """
    try:
        certificate = authority.issue_kiosk(request.certificate_request, request.kiosk)
    except RequestRefused as error:
        raise Refusal(400, "bad_request", f"{error}.") from error
    with transaction(connection):
        used = connection.execute(
            "DELETE FROM code WHERE hash=? AND expires>=? "
            "AND (kiosk IS NULL OR kiosk=?)",
            [_hash(secret), now, request.kiosk],
        )
        if used.rowcount != 1:
            raise Refusal(403, "code_refused", "Unknown, used, expired or not yours.")
        connection.execute(
            "UPDATE certificate SET revoked=1 WHERE kiosk=?", [request.kiosk]
        )
        connection.execute(
            "INSERT INTO certificate(serial, kiosk, not_after) VALUES (?, ?, ?)",
            [
                serial_text(certificate.serial_number),
                request.kiosk,
                certificate.not_valid_after_utc.timestamp(),
            ],
        )
        connection.execute(
            "INSERT INTO kiosk VALUES (?, ?, ?) ON CONFLICT(id) DO UPDATE SET "
            "signing_key=excluded.signing_key, enrolled_at=excluded.enrolled_at",
            [request.kiosk, request.signing_key, now],
        )
    pem = certificate.public_bytes(Encoding.PEM).decode("ascii")
    return Enrolled(pem, authority.pem)


def require_enrolled(connection: sqlite3.Connection, identity: Identity) -> None:
    """Check that a certificate is one this center issued and still honours.

    :raises Refusal: when it is not.
    """
    row = connection.execute(
        "SELECT kiosk FROM certificate WHERE serial=? AND revoked=0", [identity.serial]
    ).fetchone()
    if row is None or row["kiosk"] != identity.kiosk:
        raise not_enrolled()


def serial_text(number: int) -> str:
    """Return a certificate's serial as the database keeps it."""
    return f"{number:x}"


def _hash(secret: str) -> bytes:
    return hashlib.sha256(b"kiosk-code-1" + secret.encode("ascii")).digest()
