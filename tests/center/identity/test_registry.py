"""Certificates and codes where many nodes change them at the same moment."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import Connection, insert, update

from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import every, one, transaction
from kiosk.center.identity import identity_tables as tables
from kiosk.center.identity import registry
from kiosk.center.identity.authority import Authority
from kiosk.center.identity.registry import MAX_UNUSED, Identity
from kiosk.center.identity.revoking import revoke
from kiosk.center.server.refusals import Refusal
from kiosk.sync.wire.enrolment_code import split_code
from kiosk.sync.wire.identity_wire import Enrolled, Enrolment
from kiosk.sync.wire.upload_wire import TWIN
from tests.center.applications.direct_acts import at_once

KIOSK, NOW = "hall-1", 1_790_000_000.125
MANY = 6


def request_pem() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([]))
    return builder.sign(key, SHA256()).public_bytes(Encoding.PEM).decode()


REQUEST = request_pem()


def serial_of(enrolled: Enrolled) -> str:
    certificate = x509.load_pem_x509_certificate(enrolled.certificate.encode())
    return registry.serial_text(certificate.serial_number)


@pytest.fixture
def authority(center_folder: Path) -> Authority:
    return Authority.load_or_create(center_folder)


def enrol(
    db: Connection, authority: Authority, key: bytes = b"1" * 32, now: float = NOW
) -> str:
    """Enrol a kiosk and return its certificate's serial."""
    code = split_code(registry.make_code(db, authority, None, now)).secret
    return serial_of(registry.enrol(db, authority, asked(code, key), code, now))


def asked(code: str, key: bytes) -> Enrolment:
    return Enrolment(code, KIOSK, REQUEST, key)


def refusal_of(work: Callable[[], object]) -> str | None:
    try:
        work()
    except Refusal as refusal:
        return refusal.code
    return None


def good(db: Connection) -> set[str]:
    rows = every(db, tables.certificate.select().filter_by(kiosk=KIOSK, revoked=0))
    return {row["serial"] for row in rows}


def test_of_many_with_one_code_one_is_enrolled(
    center_folder: Path, db: Connection, authority: Authority
) -> None:
    code = split_code(registry.make_code(db, authority, None, NOW)).secret

    def work(own: Connection, place: int) -> str | None:
        request = asked(code, bytes([place]) * 32)
        return refusal_of(lambda: registry.enrol(own, authority, request, code, NOW))

    found = at_once(center_folder, MANY, work)
    assert found.count(None) == 1
    assert found.count("code_refused") == MANY - 1
    assert len(good(db)) == 1


def test_of_many_first_enrolments_one_certificate_is_good(
    center_folder: Path, db: Connection, authority: Authority
) -> None:
    codes = [
        split_code(registry.make_code(db, authority, None, NOW)).secret
        for _ in range(MANY)
    ]

    def work(own: Connection, place: int) -> str:
        request = asked(codes[place], bytes([place + 1]) * 32)
        return serial_of(registry.enrol(own, authority, request, codes[place], NOW))

    made = at_once(center_folder, MANY, work)
    assert len(good(db)) == 1
    assert good(db) <= set(made)
    # Whichever key is the present one, those before it are kept as former ones.
    former = every(db, tables.former_key.select().filter_by(kiosk=KIOSK))
    present = one(db, tables.kiosk.select().filter_by(id=KIOSK))
    assert present is not None
    keys = {row["signing_key"] for row in former} | {present["signing_key"]}
    assert keys == {bytes([n + 1]) * 32 for n in range(MANY)}


def test_renewals_at_once_are_counted_one_after_the_other(
    center_folder: Path, db: Connection, authority: Authority
) -> None:
    first = enrol(db, authority)

    def work(own: Connection, place: int) -> str:
        return serial_of(registry.renew(own, authority, KIOSK, REQUEST, NOW))

    made = at_once(center_folder, MANY, work)
    rows = every(db, tables.unused_certificate.select().filter_by(kiosk=KIOSK))
    assert sorted(row["number"] for row in rows) == [MANY - 1, MANY]
    assert len(rows) == MAX_UNUSED
    assert good(db) == {first} | {row["serial"] for row in rows}
    assert good(db) - {first} <= set(made)


def test_the_newest_that_is_shown_wins_whichever_is_shown_with_it(
    center_folder: Path, db: Connection, authority: Authority
) -> None:
    first = enrol(db, authority)
    two = [
        serial_of(registry.renew(db, authority, KIOSK, REQUEST, NOW)) for _ in range(2)
    ]

    def work(own: Connection, place: int) -> str | None:
        identity = Identity(KIOSK, two[place % 2])
        return refusal_of(lambda: registry.require_enrolled(own, identity, NOW))

    at_once(center_folder, MANY, work)
    assert two[1] in good(db), "the newest one is never taken for a replaced one"
    registry.require_enrolled(db, Identity(KIOSK, two[1]), NOW)
    assert refusal_of(
        lambda: registry.require_enrolled(db, Identity(KIOSK, first), NOW)
    ) in (TWIN, "not_enrolled")


def test_a_certificate_of_another_kiosk_is_none_of_this_one(
    db: Connection, authority: Authority
) -> None:
    serial = enrol(db, authority)
    registry.require_enrolled(db, Identity(KIOSK, serial), NOW)
    with pytest.raises(Refusal) as refused:
        registry.require_enrolled(db, Identity("hall-2", serial), NOW)
    assert refused.value.code == "not_enrolled"


def test_an_end_is_kept_to_the_millisecond(
    db: Connection, authority: Authority
) -> None:
    """A time of today in four bytes would be off by a minute."""
    serial = enrol(db, authority)
    ends = NOW + 0.002
    own = tables.certificate
    with transaction(db):
        db.execute(update(own).where(own.c.serial == serial).values(not_after=ends))
    registry.require_enrolled(db, Identity(KIOSK, serial), ends - 0.001)
    with pytest.raises(Refusal):
        registry.require_enrolled(db, Identity(KIOSK, serial), ends)
    (row,) = every(db, own.select())
    assert row["not_after"] == ends
    (kiosk,) = every(db, tables.kiosk.select())
    assert (kiosk["enrolled_at"], kiosk["signing_key"]) == (NOW, b"1" * 32)


def test_names_are_sorted_by_their_letters_codes(db: Connection) -> None:
    """As SQLite does; a server with a language's own order would mix them."""
    names = ["a", "B", "_", "A", "b", "9", "-"]
    with transaction(db):
        db.execute(
            insert(tables.kiosk),
            [{"id": name, "signing_key": b"", "enrolled_at": 0.0} for name in names],
        )
    found = every(db, tables.kiosk.select().order_by(tables.kiosk.c.id))
    assert [row["id"] for row in found] == sorted(names)


def test_a_revoked_kiosk_keeps_its_key_as_a_former_one(
    center_folder: Path, db: Connection, authority: Authority
) -> None:
    enrol(db, authority, b"1" * 32)
    assert revoke(db, KIOSK, NOW + 1)
    assert good(db) == set()
    (former,) = every(db, tables.former_key.select())
    assert (former["signing_key"], former["until"]) == (b"1" * 32, NOW + 1)
    enrol(db, authority, b"2" * 32, NOW + 2)
    assert len(every(db, tables.former_key.select())) == 1, "an empty one is none"
    with closing(connect(center_folder)) as other:
        assert one(other, tables.kiosk.select())["signing_key"] == b"2" * 32  # type: ignore[index]


def test_codes_that_ended_are_forgotten(db: Connection, authority: Authority) -> None:
    for n in range(3):
        registry.make_code(db, authority, None, NOW + n)
    registry.make_code(db, authority, None, NOW + 3600)
    assert len(every(db, tables.code.select())) == 1
