"""Certificates that a center put back from a copy cannot know: which are taken in."""

import time
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import Connection, delete, update

from kiosk.center.applications.applications_tables import act_number
from kiosk.center.database.transactions import every, transaction
from kiosk.center.identity import identity_tables as tables
from kiosk.center.identity import registry
from kiosk.center.identity.authority import Authority
from kiosk.center.identity.registry import Identity
from kiosk.center.identity.restored import LEAP, note_restored, spans
from kiosk.center.identity.revoking import revoke
from kiosk.center.server.refusals import Refusal
from kiosk.center.server.store_commands import restored_command
from kiosk.center.server.tls import identity_of
from kiosk.settings.texts import load_texts
from kiosk.sync.wire.upload_wire import TWIN
from tests.center.applications.direct_acts import at_once
from tests.center.identity.test_registry import KIOSK, REQUEST, enrol

DAY = 86400.0


@pytest.fixture
def authority(center_folder: Path) -> Authority:
    return Authority.load_or_create(center_folder)


@pytest.fixture
def first(db: Connection, authority: Authority) -> Identity:
    """A kiosk that enrolled a month ago: its first certificate, in the copy too."""
    now = time.time()
    serial = enrol(db, authority, now=now)
    month_ago = now - 30 * DAY
    own = tables.certificate
    with transaction(db):
        db.execute(update(own).values(not_after=month_ago + 90 * DAY))
        db.execute(update(tables.kiosk).values(enrolled_at=month_ago))
    return Identity(KIOSK, serial)


@pytest.fixture
def lost(db: Connection, authority: Authority, first: Identity) -> Identity:
    """The certificate that it renewed to, after the copy was made."""
    made = registry.renew(db, authority, KIOSK, REQUEST, time.time())
    pem = x509.load_pem_x509_certificate(made.certificate.encode())
    found = identity_of(pem.public_bytes(Encoding.DER))
    assert found is not None
    forget(db, found)
    return found


def forget(db: Connection, identity: Identity) -> None:
    """Make the database one that never saw a certificate."""
    with transaction(db):
        for table in (tables.certificate, tables.unused_certificate):
            db.execute(delete(table).where(table.c.serial == identity.serial))


def answer(db: Connection, identity: Identity) -> str:
    try:
        registry.require_enrolled(db, identity, time.time())
    except Refusal as refused:
        return refused.code
    return "ok"


def test_it_is_a_stranger_until_the_operator_says_so(
    db: Connection, first: Identity, lost: Identity
) -> None:
    assert answer(db, lost) == "not_enrolled"
    note_restored(db, time.time())
    assert answer(db, lost) == "ok"
    assert answer(db, lost) == "ok"
    assert answer(db, first) == TWIN, "the one before it has ended"


def test_many_requests_at_once_take_it_in_once(
    center_folder: Path, db: Connection, lost: Identity
) -> None:
    note_restored(db, time.time())
    answers = at_once(center_folder, 6, lambda own, _: answer(own, lost))
    assert answers == ["ok"] * 6
    assert len(every(db, tables.certificate.select())) == 2


def test_of_two_the_newer_one_stays(db: Connection, lost: Identity) -> None:
    note_restored(db, time.time())
    older = lost._replace(serial="abc", ends=lost.ends - 5.0)
    assert answer(db, lost) == "ok"
    assert answer(db, older) == "not_enrolled"


@pytest.mark.parametrize(
    "changed",
    [
        {"kiosk": "hall-9"},
        {"issued": 0.0},
        {"ends": 1.0},
        {"issued": time.time() - 31 * DAY},
        {"issued": time.time() + DAY},
    ],
)
def test_what_is_not_taken_in(
    db: Connection, lost: Identity, changed: dict[str, object]
) -> None:
    note_restored(db, time.time())
    assert answer(db, lost._replace(**changed)) == "not_enrolled"  # type: ignore[arg-type]
    assert answer(db, lost) == "ok"


def test_a_revoked_kiosk_stays_revoked(db: Connection, lost: Identity) -> None:
    revoke(db, KIOSK, time.time())
    note_restored(db, time.time())
    assert answer(db, lost) == "not_enrolled"


def test_what_was_revoked_is_not_taken_in_again(db: Connection, lost: Identity) -> None:
    note_restored(db, time.time())
    assert answer(db, lost) == "ok"
    revoke(db, KIOSK, time.time())
    assert answer(db, lost) != "ok"


def test_the_operator_says_it_and_reads_what_is_missing(
    center_folder: Path,
    db: Connection,
    first: Identity,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert restored_command(center_folder, load_texts("en")) == 0
    assert "not in this database" in capsys.readouterr().out
    (span,) = spans(db)
    assert span.until - span.since == pytest.approx(30 * DAY, abs=60)
    (row,) = every(db, act_number.select())
    assert row["last"] == LEAP
