"""Forgetting goes in steps, stops where it must, and leaves whole chains."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, select, update

from kiosk.center.database.transactions import every, transaction
from kiosk.center.upload import retention
from kiosk.center.upload.ingest import ingest
from kiosk.center.upload.retention import Step, forget_step
from kiosk.center.upload.stored import stored_events, verify_stored
from kiosk.center.upload.upload_tables import event as event_table
from kiosk.center.upload.upload_tables import position
from kiosk.sync.wire.upload_wire import Batch, BatchAccepted
from tests.center.upload.test_ingest import KIOSK, chain, conflict, event

DAY = 86400.0
NOW = 500 * DAY


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BLOCK", 4)


def filled(db: Connection, durable: int = 10) -> None:
    """Take ten events, one a day, and promise some of them."""
    for at, each in enumerate(chain(10)):
        assert isinstance(ingest(db, Batch(KIOSK, [each]), at * DAY), BatchAccepted)
    with transaction(db):
        db.execute(update(position).values(durable_epoch=1, durable_seq=durable))


def payloads(db: Connection) -> list[bytes]:
    rows = every(db, select(event_table).order_by(event_table.c.id))
    return [bytes(row["payload"]) for row in rows]


def all_steps(db: Connection, days: float = 400) -> list[int]:
    """Forget until it has ended; return what each step did."""
    steps: list[int] = []
    while True:
        step = forget_step(db, KIOSK, days, NOW)
        steps.append(step.events)
        if step.ended:
            return steps


def test_it_goes_in_steps_and_chains_stay_whole(
    db: Connection, center_folder: Path
) -> None:
    filled(db)
    assert all_steps(db, days=490.5) == [4, 4, 2]
    assert payloads(db) == [b""] * 10
    assert len(stored_events(center_folder)) == 10
    assert verify_stored(center_folder).ok
    assert forget_step(db, KIOSK, 490.5, NOW) == Step(0, ended=True)


def test_what_is_young_stays(db: Connection) -> None:
    filled(db)
    assert all_steps(db, days=494.5) == [4, 2]
    assert payloads(db)[5:] == [b"", *[b'{"a":1}'] * 4]


def test_what_no_backup_holds_stays(db: Connection) -> None:
    filled(db, durable=3)
    assert all_steps(db) == [3]
    assert payloads(db)[2:4] == [b"", b'{"a":1}']


def test_a_forgotten_event_is_still_known(db: Connection) -> None:
    filled(db)
    all_steps(db)
    again = ingest(db, Batch(KIOSK, chain(10)), NOW)
    assert isinstance(again, BatchAccepted)
    assert again.acked_seq == 10
    assert payloads(db) == [b""] * 10
    assert conflict(db, [event(3, payload=b'{"a":2}')]) == "fork"


def test_what_was_changed_is_found_all_the_same(
    db: Connection, center_folder: Path
) -> None:
    filled(db)
    all_steps(db)
    with transaction(db):
        db.execute(update(event_table).values(digest=bytes(32)))
    assert not verify_stored(center_folder).ok
