"""Which kiosks are enrolled: one-time codes, certificates and signing keys.

Functions over a connection; the caller's thread owns it.
"""

import hashlib
import secrets
import sqlite3
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.center.identity.authority import Authority, RequestRefused
from kiosk.center.server.db import transaction
from kiosk.center.server.refusals import Refusal, not_enrolled
from kiosk.center.upload.forks import CERTIFICATE, note_twin
from kiosk.sync.wire.enrolment_code import FINGERPRINT_LENGTH, SECRET_LENGTH, base32
from kiosk.sync.wire.identity_wire import Enrolled, Enrolment
from kiosk.sync.wire.upload_wire import TWIN

CODE_MINUTES = 10
MAX_UNUSED = 2
"""Renewed certificates a kiosk may have beside the one it shows."""


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
    # Before any work for a stranger: parsing and signing cost far more than a look.
    if not _is_good(connection, secret, request.kiosk, now):
        raise _code_refused()
    certificate = _issued(authority, request.certificate_request, request.kiosk)
    with transaction(connection):
        used = connection.execute(
            "DELETE FROM code WHERE hash=? AND expires>=? "
            "AND (kiosk IS NULL OR kiosk=?)",
            [_hash(secret), now, request.kiosk],
        )
        if used.rowcount != 1:
            raise _code_refused()
        connection.execute(
            "UPDATE certificate SET revoked=1 WHERE kiosk=?", [request.kiosk]
        )
        connection.execute(
            "DELETE FROM unused_certificate WHERE kiosk=?", [request.kiosk]
        )
        connection.execute(
            "DELETE FROM replaced_certificate WHERE serial IN "
            "(SELECT serial FROM certificate WHERE kiosk=?)",
            [request.kiosk],
        )
        _register(connection, certificate, request.kiosk)
        connection.execute(
            "INSERT INTO kiosk VALUES (?, ?, ?) ON CONFLICT(id) DO UPDATE SET "
            "signing_key=excluded.signing_key, enrolled_at=excluded.enrolled_at",
            [request.kiosk, request.signing_key, now],
        )
    return _answer(authority, certificate)


def _is_good(
    connection: sqlite3.Connection, secret: str, kiosk: str, now: float
) -> bool:
    row = connection.execute(
        "SELECT 1 FROM code WHERE hash=? AND expires>=? AND (kiosk IS NULL OR kiosk=?)",
        [_hash(secret), now, kiosk],
    ).fetchone()
    return row is not None


def _code_refused() -> Refusal:
    return Refusal(403, "code_refused", "Unknown, used, expired or not yours.")


def renew(
    connection: sqlite3.Connection,
    authority: Authority,
    kiosk: str,
    request_pem: str,
    now: float,
) -> Enrolled:
    """Issue the next certificate of a kiosk that showed a good one.

    The old one stays good until the new one is first shown. Of those that were
    issued and never shown only the newest few are kept: the answers of the others
    were lost.

    :raises Refusal: `bad_request`, or `not_enrolled` when the kiosk was revoked while
        it asked.
    """
    certificate = _issued(authority, request_pem, kiosk)
    serial = serial_text(certificate.serial_number)
    with transaction(connection):
        _require_any(connection, kiosk)
        _register(connection, certificate, kiosk)
        connection.execute(
            "INSERT INTO unused_certificate(serial, kiosk) VALUES (?, ?)",
            [serial, kiosk],
        )
        # What is no longer honoured needs no row: an unknown one is refused as well.
        connection.execute(
            "DELETE FROM certificate WHERE kiosk=?1 AND (not_after<?2 OR serial IN "
            "(SELECT serial FROM unused_certificate WHERE kiosk=?1 "
            "ORDER BY number DESC LIMIT -1 OFFSET ?3))",
            [kiosk, now, MAX_UNUSED],
        )
        connection.execute(
            "DELETE FROM unused_certificate "
            "WHERE serial NOT IN (SELECT serial FROM certificate)"
        )
        connection.execute(
            "DELETE FROM replaced_certificate "
            "WHERE serial NOT IN (SELECT serial FROM certificate)"
        )
    return _answer(authority, certificate)


def _require_any(connection: sqlite3.Connection, kiosk: str) -> None:
    row = connection.execute(
        "SELECT 1 FROM certificate WHERE kiosk=? AND revoked=0", [kiosk]
    ).fetchone()
    if row is None:
        raise not_enrolled()


def allow_part(connection: sqlite3.Connection, kiosk: str, part: str) -> None:
    """Write down that a kiosk has a part whose word is believed, such as `id_card`."""
    with transaction(connection):
        connection.execute(
            "INSERT OR IGNORE INTO kiosk_part VALUES (?, ?)", [kiosk, part]
        )


def require_enrolled(
    connection: sqlite3.Connection, identity: Identity, now: float
) -> None:
    """Check that a certificate is one this center issued and still honours.

    TLS looks at its end too, but only when a connection begins. The first use of a
    renewed one ends those before it.

    :raises Refusal: when it is not.
    """
    row = connection.execute(
        "SELECT certificate.kiosk, number FROM certificate "
        "LEFT JOIN unused_certificate USING(serial) "
        "WHERE serial=? AND revoked=0 AND not_after>?",
        [identity.serial, now],
    ).fetchone()
    if row is None or row["kiosk"] != identity.kiosk:
        raise _stranger(connection, identity, now)
    if row["number"] is not None:
        _first_use(connection, identity.kiosk, row["number"])


def _stranger(
    connection: sqlite3.Connection, identity: Identity, now: float
) -> Refusal:
    """Return the refusal; a certificate that was replaced means a second machine."""
    row = connection.execute(
        "SELECT 1 FROM replaced_certificate JOIN certificate USING(serial) "
        "WHERE serial=? AND kiosk=?",
        [identity.serial, identity.kiosk],
    ).fetchone()
    if row is None:
        return not_enrolled()
    note_twin(connection, identity.kiosk, CERTIFICATE, now)
    text = "A newer certificate of this name was shown; staff has to settle it."
    return Refusal(401, TWIN, text)


def _first_use(connection: sqlite3.Connection, kiosk: str, number: int) -> None:
    """End what a kiosk had before the new certificate that it shows now."""
    with transaction(connection):
        # Kept to know it again: whoever shows it is another machine, or an old copy.
        connection.execute(
            "INSERT OR IGNORE INTO replaced_certificate SELECT serial FROM certificate "
            "WHERE kiosk=?1 AND revoked=0 AND serial NOT IN (SELECT serial "
            "FROM unused_certificate WHERE kiosk=?1)",
            [kiosk],
        )
        connection.execute(
            "UPDATE certificate SET revoked=1 WHERE kiosk=?1 AND serial IN "
            "(SELECT serial FROM replaced_certificate)",
            [kiosk],
        )
        connection.execute(
            "DELETE FROM certificate WHERE kiosk=?1 AND serial IN (SELECT serial "
            "FROM unused_certificate WHERE kiosk=?1 AND number<?2)",
            [kiosk, number],
        )
        connection.execute(
            "DELETE FROM unused_certificate WHERE kiosk=? AND number<=?",
            [kiosk, number],
        )


def _issued(authority: Authority, request_pem: str, kiosk: str) -> x509.Certificate:
    try:
        return authority.issue_kiosk(request_pem, kiosk)
    except RequestRefused as error:
        raise Refusal(400, "bad_request", f"{error}.") from error


def _register(
    connection: sqlite3.Connection, certificate: x509.Certificate, kiosk: str
) -> None:
    connection.execute(
        "INSERT INTO certificate(serial, kiosk, not_after) VALUES (?, ?, ?)",
        [
            serial_text(certificate.serial_number),
            kiosk,
            certificate.not_valid_after_utc.timestamp(),
        ],
    )


def _answer(authority: Authority, certificate: x509.Certificate) -> Enrolled:
    pem = certificate.public_bytes(Encoding.PEM).decode("ascii")
    return Enrolled(pem, authority.pem)


def serial_text(number: int) -> str:
    """Return a certificate's serial as the database keeps it."""
    return f"{number:x}"


def _hash(secret: str) -> bytes:
    return hashlib.sha256(b"kiosk-code-1" + secret.encode("ascii")).digest()
