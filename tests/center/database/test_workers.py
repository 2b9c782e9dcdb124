"""Work on the database: done again when that helps, refused in one word when not."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import DBAPIError

from kiosk.center.database import engine as engine_module
from kiosk.center.database import workers
from kiosk.center.database.engine import checked_url, make_engine
from kiosk.center.database.transactions import one, put, transaction
from kiosk.center.database.workers import Workers
from kiosk.center.records.records_tables import meta
from kiosk.center.server.refusals import Refusal

_FAILING = """
CREATE SEQUENCE tries;
CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF nextval('tries') <= {times} THEN
    RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END IF;
  RETURN NEW; END $$;
CREATE TRIGGER fail BEFORE INSERT ON meta FOR EACH ROW EXECUTE FUNCTION fail();
"""
_WELL = "DROP TRIGGER fail ON meta; DROP FUNCTION fail; DROP SEQUENCE tries"


@asynccontextmanager
async def line(folder: Path) -> AsyncIterator[Workers]:
    workers = Workers(folder, "test", 2)
    try:
        yield workers
    finally:
        workers.close()


def write(db: Connection) -> str:
    with transaction(db):
        put(db, meta, key="a", value="1")
    return "written"


def there(db: Connection) -> bool:
    return one(db, select(meta).filter_by(key="a")) is not None


async def refused(line: Workers, work: Callable[[Connection], object]) -> str:
    with pytest.raises(Refusal) as caught:
        await line.run(work)
    assert caught.value.status == 503
    return caught.value.code


@pytest.mark.engine("postgresql")
@pytest.mark.parametrize("state", ["40001", "40P01", "57P03", "08006", "53300"])
async def test_what_passes_is_done_again(
    center_folder: Path, db: Connection, state: str
) -> None:
    db.execute(text(_FAILING.format(times=2, state=state)))
    async with line(center_folder) as own:
        assert await own.run(write) == "written"
        assert await own.run(there)
    db.execute(text(_WELL))


@pytest.mark.engine("postgresql")
@pytest.mark.parametrize(
    ("state", "code"), [("53100", "full"), ("57014", "busy"), ("40001", "busy")]
)
async def test_what_does_not_pass_is_refused_in_one_word(
    *,
    center_folder: Path,
    db: Connection,
    state: str,
    code: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    db.execute(text(_FAILING.format(times=1_000_000, state=state)))
    async with line(center_folder) as own:
        with monkeypatch.context() as brief:
            if state == "40001":  # the one that is tried until the patience ends
                brief.setattr(workers, "PATIENCE", 0.3)
            assert await refused(own, write) == code
        db.execute(text(_WELL))
        assert await own.run(write) == "written"


@pytest.mark.engine("postgresql")
async def test_a_connection_that_is_gone_is_opened_anew(center_folder: Path) -> None:
    ended: list[int] = []

    def work(db: Connection) -> str:
        if not ended:
            ended.append(1)
            db.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        return write(db)

    async with line(center_folder) as own:
        assert await own.run(work) == "written"


@pytest.mark.engine("postgresql")
async def test_a_server_that_may_not_be_written_is_waited_for(
    center_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the old primary and each standby are, in the first second of a failover."""

    def reads_only(db: Connection) -> str:
        db.execute(text("SET default_transaction_read_only = on"))
        return write(db)

    async with line(center_folder) as own:
        with monkeypatch.context() as brief:
            brief.setattr(workers, "PATIENCE", 0.3)
            assert await refused(own, reads_only) == "busy"
        assert await own.run(write) == "written"


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("pragma", ["query_only=1", "max_page_count=1"])
async def test_a_file_that_cannot_be_written_is_said_so(
    center_folder: Path, pragma: str
) -> None:
    def work(db: Connection) -> None:
        db.exec_driver_sql(f"PRAGMA {pragma}")
        with transaction(db):
            rows = [{"key": str(n), "value": "x" * 500} for n in range(200)]
            db.execute(insert(meta), rows)

    async with line(center_folder) as own:
        assert await refused(own, work) == "full"
        assert await own.run(write) == "written"


async def test_a_mistake_of_ours_is_no_excuse(center_folder: Path) -> None:
    tried: list[int] = []

    def work(db: Connection) -> None:
        tried.append(1)
        with transaction(db):
            db.execute(insert(meta).values(key="a", value="1"))

    async with line(center_folder) as own:
        await own.run(work)
        with pytest.raises(DBAPIError):
            await own.run(work)
    assert len(tried) in (2, 3), "once more at most"


async def test_a_refusal_is_nobodys_failure(center_folder: Path) -> None:
    def work(db: Connection) -> None:
        with transaction(db):
            put(db, meta, key="a", value="1")
            raise Refusal(403, "no", "No.")

    async with line(center_folder) as own:
        with pytest.raises(Refusal, match="No"):
            await own.run(work)
        assert not await own.run(there)


@pytest.mark.engine("postgresql")
async def test_a_server_that_is_frozen_is_no_reason_to_say_nothing(
    center_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one whose disk hangs: its own limits do not run either."""

    def frozen(db: Connection) -> str:
        db.execute(text("SELECT pg_sleep(1.5)"))
        return write(db)

    async with line(center_folder) as own:
        with monkeypatch.context() as brief:
            brief.setattr(workers, "PATIENCE", 0.1)
            brief.setattr(workers, "LONGEST", 0.3)
            assert await refused(own, frozen) == "busy"
        assert await own.run(there) in (True, False)


def test_a_silent_host_is_left_within_seconds() -> None:
    """Nothing but libpq's own limits ends a connection whose host lost its power."""
    address = "postgresql://kiosk@/center?host=a:5432&host=b:5432&tcp_user_timeout=9"
    engine = make_engine(checked_url(address))
    _, given = engine.dialect.create_connect_args(engine.url)
    assert given["tcp_user_timeout"] == "9"
    assert engine_module._LINE["tcp_user_timeout"] <= 5000
    assert engine_module._LINE["keepalives_idle"] <= 5
