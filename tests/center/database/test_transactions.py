"""What both engines promise alike, and the traps in which they differ."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from kiosk.center.database.connecting import connect
from kiosk.center.database.database_away import state_of
from kiosk.center.database.engine import keep_url
from kiosk.center.database.schema import METADATA
from kiosk.center.database.transactions import (
    hold,
    insert_new,
    one,
    put,
    snapshot,
    transaction,
)
from kiosk.center.records.records_tables import meta
from kiosk.center.server.alarms import alarm
from kiosk.center.upload.ingest import ingest, position
from kiosk.center.upload.upload_tables import event
from kiosk.sync.wire.upload_wire import Batch, BatchAccepted
from tests.center.engines import be_patient
from tests.center.upload.test_ingest import KIOSK, chain
from tests.postgres import cluster

CANARY = "canary-3f07"
WRITERS, TIMES = 4, 25


def value(db: Connection, key: str = "a") -> str | None:
    row = one(db, select(meta).filter_by(key=key))
    return None if row is None else str(row["value"])


def at_once(folder: Path, work: Callable[[Connection], object], many: int) -> None:
    """Do something at so many connections, all at the same moment."""
    ready = threading.Barrier(many)

    def begin(_: int) -> None:
        with closing(connect(folder)) as db:
            be_patient(db)
            ready.wait(60)
            work(db)

    with ThreadPoolExecutor(many) as threads:
        list(threads.map(begin, range(many)))


def test_it_is_all_or_nothing(db: Connection) -> None:
    with pytest.raises(KeyError), transaction(db):
        put(db, meta, key="a", value="1")
        raise KeyError
    assert value(db) is None
    with transaction(db):
        put(db, meta, key="a", value="1")
        put(db, meta, key="a", value="2")
    assert value(db) == "2"


def test_new_rows_are_counted_and_not_guessed(db: Connection) -> None:
    rows = [{"key": key, "value": "1"} for key in "abb"]
    with transaction(db):
        assert {row["key"] for row in insert_new(db, meta, rows)} == {"a", "b"}
        assert insert_new(db, meta, rows) == []
        assert insert_new(db, meta, []) == []


def test_a_caught_error_does_not_end_well(db: Connection) -> None:
    """On PostgreSQL nothing would be stored, and the end would look like success."""

    def caught() -> None:
        with transaction(db):
            put(db, meta, key="a", value="1")
            with suppress(IntegrityError):
                db.execute(insert(meta).values(key="a", value="2"))

    if db.dialect.name == "postgresql":
        with pytest.raises(RuntimeError, match="caught"):
            caught()
        assert value(db) is None
    else:
        caught()
        assert value(db) == "1"


def test_no_increment_is_lost(db: Connection, center_folder: Path) -> None:
    with transaction(db):
        put(db, meta, key="a", value="0")

    def count(own: Connection) -> None:
        for _ in range(TIMES):
            with transaction(own):
                row = hold(own, meta, key="a")
                assert row is not None
                put(own, meta, key="a", value=str(int(row["value"]) + 1))

    at_once(center_folder, count, WRITERS)
    assert value(db) == str(WRITERS * TIMES)


def test_the_same_batch_at_once_is_stored_once(
    db: Connection, center_folder: Path
) -> None:
    batch, answers = Batch(KIOSK, chain(20)), []
    at_once(center_folder, lambda own: answers.append(ingest(own, batch, 1.0)), WRITERS)
    assert all(isinstance(each, BatchAccepted) for each in answers)
    assert position(db, KIOSK).seq == 20
    assert db.execute(select(func.count()).select_from(event)).scalar_one() == 20


def test_a_snapshot_is_one_state(db: Connection, center_folder: Path) -> None:
    with snapshot(db), closing(connect(center_folder)) as other:
        assert value(db) is None
        with transaction(other):
            put(other, meta, key="a", value="1")
        assert value(db) is None
    assert value(db) == "1"


def test_a_read_before_it_is_not_seen_within(
    db: Connection, center_folder: Path
) -> None:
    assert value(db) is None
    with closing(connect(center_folder)) as other, transaction(other):
        put(other, meta, key="a", value="1")
    with transaction(db):
        assert value(db) == "1"


def test_one_in_another_is_a_mistake(db: Connection) -> None:
    with (
        pytest.raises(RuntimeError, match="within"),
        transaction(db),
        transaction(db),
    ):
        pass
    with transaction(db):
        put(db, meta, key="a", value="1")


def test_numbers_come_back_as_they_were(db: Connection) -> None:
    with transaction(db):
        first = {"kiosk": KIOSK, "subject": "a", "first": 1790000000.123456}
        put(db, alarm, **first, last=0.1, times=2**53 + 1)
    row = one(db, select(alarm))
    assert row is not None
    assert (row["first"], row["times"]) == (1790000000.123456, 2**53 + 1)


def test_a_failure_says_no_value(db: Connection) -> None:
    with transaction(db):
        put(db, meta, key="a", value=CANARY)
    with pytest.raises(DBAPIError) as caught, transaction(db):
        db.execute(insert(meta).values(key="a", value=CANARY))
    assert CANARY not in str(caught.value)
    assert state_of(caught.value) in ("23505", "SQLITE_CONSTRAINT_PRIMARYKEY")
    with pytest.raises(DBAPIError) as caught, transaction(db):
        db.execute(update(meta).values(value=None), {"key": CANARY})
    assert CANARY not in state_of(caught.value)


@pytest.mark.engine("postgresql")
def test_two_nodes_may_make_the_tables_at_once(tmp_path: Path) -> None:
    keep_url(tmp_path, cluster().fresh())
    at_once(tmp_path, lambda own: value(own), WRITERS)
    with closing(connect(tmp_path)) as db:
        tables = "SELECT count(*) FROM pg_tables WHERE schemaname='public'"
        assert db.execute(text(tables)).scalar_one() == len(METADATA.tables) + 1
