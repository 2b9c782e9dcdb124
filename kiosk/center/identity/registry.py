"""Which kiosks are enrolled: one-time codes, certificates and signing keys.

Functions over a connection; the caller's thread owns it.
"""

import hashlib
import logging
import secrets
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from kiosk.center.applications.applications_tables import kiosk_part
from kiosk.center.database.expiry import expire
from kiosk.center.database.transactions import (
    hold,
    insert_new,
    one,
    put,
    transaction,
    upsert,
)
from kiosk.center.fleet.orders import drop_orders
from kiosk.center.identity import identity_tables as tables
from kiosk.center.identity.authority import Authority, RequestRefused
from kiosk.center.identity.restored import ShownCertificate, adopt
from kiosk.center.identity.token.token_settings import TokenAway
from kiosk.center.server.refusals import Refusal, not_enrolled
from kiosk.center.upload.forks import CERTIFICATE, note_twin
from kiosk.sync.wire.enrolment_code import FINGERPRINT_LENGTH, SECRET_LENGTH, base32
from kiosk.sync.wire.identity_wire import Enrolled, Enrolment
from kiosk.sync.wire.upload_wire import TWIN

log = logging.getLogger(__name__)
CODE_MINUTES = 10
MAX_UNUSED = 2
"""Renewed certificates a kiosk may have beside the one it shows."""


class Identity(NamedTuple):
    """Who is on the line, as its certificate says."""

    kiosk: str
    serial: str
    issued: float = 0.0
    """When it begins to be good; 0: not known."""
    ends: float = 0.0
    issuer: str = ""
    """The key of the authority that issued it, as it names it."""


def make_code(
    db: Connection, authority: Authority, kiosk_id: str | None, now: float
) -> str:
    """Return a one-time code, good for ten minutes and, when given, for one kiosk.

    Only the hash of its secret part is kept.
    """
    secret = base32(secrets.token_bytes(8), SECRET_LENGTH)
    ends = now + CODE_MINUTES * 60
    values = {"hash": _hash(secret), "kiosk": kiosk_id, "expires": ends}
    with transaction(db):
        expire(db, tables.code, now)
        db.execute(insert(tables.code).values(**values))
    text = secret + base32(authority.digest, FINGERPRINT_LENGTH)
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def enrol(
    db: Connection,
    authority: Authority,
    request: Enrolment,
    secret: str,
    now: float,
) -> Enrolled:
    """Use up a code and issue a certificate; older ones of that kiosk end.

    :raises Refusal: `code_refused` or `bad_request`.
    """
    # Before any work for a stranger: parsing and signing cost far more than a look.
    kiosk, code = request.kiosk, _good_code(secret, request.kiosk, now)
    if one(db, select(tables.code.c.hash).where(code)) is None:
        raise _code_refused()
    certificate = issued(authority, request.certificate_request, kiosk)
    with transaction(db):
        if db.execute(delete(tables.code).where(code)).rowcount != 1:
            raise _code_refused()
        change_key(db, kiosk, request.signing_key, now)
        end_certificates(db, kiosk)
        db.execute(delete(tables.waiting_kiosk).filter_by(kiosk=kiosk))
        _register(db, authority, certificate, kiosk)
    return _answer(authority, certificate)


def _good_code(secret: str, kiosk: str, now: float) -> ColumnElement[bool]:
    own = tables.code.c
    for_it = or_(own.kiosk.is_(None), own.kiosk == kiosk)
    return and_(own.hash == _hash(secret), own.expires >= now, for_it)


def change_key(db: Connection, kiosk: str, key: bytes, now: float) -> None:
    """Give a kiosk another signing key, in the caller's transaction; the first too.

    The former one is kept: what was signed with it was true then. From here to the end
    of the transaction nobody else changes anything of this kiosk.
    """
    # The row is there before it is held: else two first enrolments would both go on.
    new = {"id": kiosk, "signing_key": b"", "enrolled_at": now}
    insert_new(db, tables.kiosk, [new])
    before = hold(db, tables.kiosk, id=kiosk)
    if before is not None and before["signing_key"] not in (b"", key):
        former = before["signing_key"]
        put(db, tables.former_key, kiosk=kiosk, signing_key=former, until=now)
        drop_orders(db, kiosk, now)
    put(db, tables.kiosk, id=kiosk, signing_key=key, enrolled_at=now)


def end_certificates(db: Connection, kiosk: str) -> None:
    """End every certificate of a kiosk, in the caller's transaction."""
    own = tables.certificate
    db.execute(update(own).where(own.c.kiosk == kiosk).values(revoked=1))
    for table in (tables.unused_certificate, tables.replaced_certificate):
        db.execute(delete(table).where(table.c.kiosk == kiosk))


def _code_refused() -> Refusal:
    return Refusal(403, "code_refused", "Unknown, used, expired or not yours.")


def renew(
    db: Connection,
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
    certificate = issued(authority, request_pem, kiosk)
    with transaction(db):
        hold(db, tables.kiosk, id=kiosk)
        _require_any(db, kiosk)
        add_unused(db, authority, certificate, kiosk, now)
    return _answer(authority, certificate)


def add_unused(
    db: Connection,
    authority: Authority,
    certificate: x509.Certificate,
    kiosk: str,
    now: float,
) -> None:
    """Honour a certificate that is still to be shown, in the caller's transaction."""
    unused = tables.unused_certificate
    _register(db, authority, certificate, kiosk)
    last = select(func.max(unused.c.number)).where(unused.c.kiosk == kiosk)
    number = (db.execute(last).scalar() or 0) + 1
    serial = serial_text(certificate.serial_number)
    row = {"kiosk": kiosk, "number": number, "serial": serial}
    db.execute(insert(unused).values(**row))
    _clear_up(db, kiosk, number - MAX_UNUSED, now)


def _clear_up(db: Connection, kiosk: str, number: int, now: float) -> None:
    """Take what is no longer honoured: an unknown certificate is refused as well.

    :param number: the last of the unused ones that has to go.
    """
    own, unused = tables.certificate, tables.unused_certificate
    surplus = _unused_serials(kiosk).where(unused.c.number <= number)
    gone = or_(own.c.not_after < now, own.c.serial.in_(surplus))
    db.execute(delete(own).where(own.c.kiosk == kiosk, gone))
    left = select(own.c.serial).where(own.c.kiosk == kiosk)
    for table in (unused, tables.replaced_certificate):
        here = table.c.kiosk == kiosk
        db.execute(delete(table).where(here, table.c.serial.not_in(left)))


def _unused_serials(kiosk: str) -> Select[tuple[str]]:
    unused = tables.unused_certificate.c
    return select(unused.serial).where(unused.kiosk == kiosk)


def _require_any(db: Connection, kiosk: str) -> None:
    own = tables.certificate.c
    query = select(own.serial).where(own.kiosk == kiosk, own.revoked == 0)
    if one(db, query.limit(1)) is None:
        raise not_enrolled()


def allow_part(db: Connection, kiosk: str, part: str) -> None:
    """Write down that a kiosk has a part whose word is believed, such as `id_card`."""
    with transaction(db):
        put(db, kiosk_part, kiosk=kiosk, part=part)


def require_enrolled(db: Connection, identity: Identity, now: float) -> None:
    """Check that a certificate is one this center issued and still honours.

    TLS looks at its end too, but only when a connection begins. The first use of a
    renewed one ends those before it.

    :raises Refusal: when it is not.
    """
    own, unused = tables.certificate.c, tables.unused_certificate.c
    joined = tables.certificate.outerjoin(
        tables.unused_certificate,
        and_(unused.kiosk == own.kiosk, unused.serial == own.serial),
    )
    query = (
        select(unused.number)
        .select_from(joined)
        .where(own.kiosk == identity.kiosk, own.serial == identity.serial)
        .where(own.revoked == 0, own.not_after > now)
    )
    row = one(db, query)
    number = None if row is None else row["number"]
    if row is None:
        number = adopt(db, ShownCertificate(*identity), now)
        if number is None:
            raise _stranger(db, identity, now)
    if number is not None:
        _first_use(db, identity.kiosk, number)


def _stranger(db: Connection, identity: Identity, now: float) -> Refusal:
    """Return the refusal; a certificate that was replaced means a second machine."""
    key = {"kiosk": identity.kiosk, "serial": identity.serial}
    query = select(tables.replaced_certificate).filter_by(**key)
    if one(db, query) is None:
        return not_enrolled()
    note_twin(db, identity.kiosk, CERTIFICATE, now)
    text = "A newer certificate of this name was shown; staff has to settle it."
    return Refusal(401, TWIN, text)


def _first_use(db: Connection, kiosk: str, number: int) -> None:
    """End what a kiosk had before the new certificate that it shows now."""
    own, unused = tables.certificate, tables.unused_certificate
    replaced = tables.replaced_certificate
    with transaction(db):
        hold(db, tables.kiosk, id=kiosk)
        if hold(db, unused, kiosk=kiosk, number=number) is None:
            return  # another request, perhaps with a newer one, came first
        # Kept to know it again: whoever shows it is another machine, or an old copy.
        used = own.c.serial.not_in(_unused_serials(kiosk))
        before = select(own.c.kiosk, own.c.serial).where(
            own.c.kiosk == kiosk, own.c.revoked == 0, used
        )
        ended = upsert(db, replaced).from_select(["kiosk", "serial"], before)
        db.execute(ended.on_conflict_do_nothing())
        serials = select(replaced.c.serial).where(replaced.c.kiosk == kiosk)
        of_it = update(own).where(own.c.kiosk == kiosk, own.c.serial.in_(serials))
        db.execute(of_it.values(revoked=1))
        older = _unused_serials(kiosk).where(unused.c.number < number)
        db.execute(delete(own).where(own.c.kiosk == kiosk, own.c.serial.in_(older)))
        gone = and_(unused.c.kiosk == kiosk, unused.c.number <= number)
        db.execute(delete(unused).where(gone))
        db.execute(delete(tables.waiting_kiosk).filter_by(kiosk=kiosk))


def issued(authority: Authority, request_pem: str, kiosk: str) -> x509.Certificate:
    """Sign a request.

    :raises Refusal: `bad_request` when it is none.
    """
    try:
        return authority.issue_kiosk(request_pem, kiosk)
    except TokenAway as error:
        log.error("nothing is issued: the authority's token is away")
        raise Refusal(503, "busy", "Nothing can be issued now.") from error
    except RequestRefused as error:
        raise Refusal(400, "bad_request", f"{error}.") from error


def _register(
    db: Connection, authority: Authority, certificate: x509.Certificate, kiosk: str
) -> None:
    serial, ends = certificate.serial_number, certificate.not_valid_after_utc
    values: dict[str, object] = {"serial": serial_text(serial)}
    values |= {"not_after": ends.timestamp(), "authority": authority.identifier.hex()}
    db.execute(insert(tables.certificate).values(kiosk=kiosk, **values))


def _answer(authority: Authority, certificate: x509.Certificate) -> Enrolled:
    pem = certificate.public_bytes(Encoding.PEM).decode("ascii")
    return Enrolled(pem, authority.pem)


def serial_text(number: int) -> str:
    """Return a certificate's serial as the database keeps it."""
    return f"{number:x}"


def _hash(secret: str) -> bytes:
    return hashlib.sha256(b"kiosk-code-1" + secret.encode("ascii")).digest()
