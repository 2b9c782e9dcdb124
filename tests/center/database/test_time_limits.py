"""Every wait for the database ends at its limit, in the same word, on both engines."""

import asyncio
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, text

from kiosk.center.database import engine, workers
from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import hold, one, put, transaction
from kiosk.center.records.records_tables import meta
from tests.center.database.test_workers import line, refused, there, write
from tests.until import until

SLACK = 5.0
"""Seconds that a machine may be late; the limits in force are longer still."""


async def test_a_lock_that_is_never_given_back_is_waited_for_to_the_limit(
    center_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_BUSY", 0.3)
    monkeypatch.setitem(engine._TIMES, "lock_timeout", "300ms")

    def change(db: Connection) -> None:
        with transaction(db):
            hold(db, meta, key="a")

    async with line(center_folder) as own:
        await own.run(write)
        with closing(connect(center_folder)) as other, transaction(other):
            hold(other, meta, key="a")
            with monkeypatch.context() as brief:
                brief.setattr(workers, "PATIENCE", 0.5)
                began = time.monotonic()
                assert await refused(own, change) == "busy"
                waited = time.monotonic() - began
            assert 0.5 <= waited < 0.9 + SLACK, "one try, and one more"
            assert await own.run(there), "who only reads waits for nobody"
        assert await own.run(write) == "written"


@pytest.mark.engine("postgresql")
async def test_a_statement_without_an_end_is_ended(center_folder: Path) -> None:
    def endless(db: Connection) -> None:
        db.execute(text("SET statement_timeout = '200ms'"))
        db.execute(text("SELECT pg_sleep(20)"))

    async with line(center_folder) as own:
        began = time.monotonic()
        assert await refused(own, endless) == "busy"
        assert time.monotonic() - began < 0.2 + SLACK
        assert await own.run(write) == "written"


@pytest.mark.engine("postgresql")
async def test_who_stands_still_in_a_transaction_loses_it_and_begins_anew(
    center_folder: Path,
) -> None:
    """The server says so only at the next statement."""
    tried: list[int] = []

    def idles(db: Connection) -> str:
        tried.append(1)
        if len(tried) == 1:
            db.execute(text("SET idle_in_transaction_session_timeout = '100ms'"))
        with transaction(db):
            put(db, meta, key="b", value=str(len(tried)))
            if len(tried) == 1:
                time.sleep(0.4)
            put(db, meta, key="c", value="1")
        return "written"

    async with line(center_folder) as own:
        assert await own.run(idles) == "written"
        assert len(tried) == 2
    with closing(connect(center_folder)) as db:
        row = one(db, select(meta.c.value).filter_by(key="b"))
        assert row is not None
        assert row["value"] == "2"


@pytest.mark.engine("postgresql")
async def test_each_connection_has_its_limits(center_folder: Path) -> None:
    def limits(db: Connection) -> dict[str, str]:
        return {
            name: str(db.execute(text(f"SHOW {name}")).scalar_one())
            for name in engine._TIMES
        }

    async with line(center_folder) as own:
        assert await own.run(limits) == engine._TIMES


async def test_a_line_in_which_nobody_gets_on_is_left(
    center_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave, ran, begun = threading.Event(), [], []

    def stands_still(db: Connection) -> bool:
        begun.append(1)
        return leave.wait(60)

    async with line(center_folder) as own:
        stuck = [asyncio.create_task(own.run(stands_still)) for _ in range(2)]
        await until(lambda: len(begun) == 2)
        with monkeypatch.context() as brief:
            brief.setattr(workers, "PATIENCE", 0.3)
            began = time.monotonic()
            assert await refused(own, lambda db: ran.append(1)) == "busy"
            assert 0.3 <= time.monotonic() - began < 0.3 + SLACK
        leave.set()
        assert await asyncio.gather(*stuck) == [True, True], "what had begun went on"
        assert await own.run(write) == "written"
    assert not ran, "what was refused was not done behind the answer's back"
