"""Sessions: over when idle, after a day's work, when the account changed."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, insert

from kiosk.center.database.transactions import transaction
from kiosk.center.desk.entrance import desk_sessions
from kiosk.center.desk.entrance.desk_sessions import IDLE, LONGEST, MOST_SESSIONS
from kiosk.center.desk.entrance.entrance_tables import desk_operator
from tests.center.engines import asked, force

NOW = 1.9e9


@pytest.fixture
def token(db: Connection) -> str:
    row = {"name": "li", "role": "viewer", "password": "", "disabled": 0}
    times = {"last_step": -1, "drift": 0, "made": NOW, "changed": NOW - 1}
    with transaction(db):
        db.execute(insert(desk_operator).values(**row, **times))
        return desk_sessions.begin(db, "li", NOW)


def lives(db: Connection, token: str, at: float, used: bool = True) -> bool:
    return desk_sessions.find(db, token, at, used) is not None


def test_only_its_hash_is_kept(token: str, db: Connection, center_folder: Path) -> None:
    rows = asked(db, "SELECT * FROM desk_session")
    assert len(token) == 43
    assert token not in str(rows)
    assert not lives(db, rows[0]["token"], NOW)
    assert not lives(db, "", NOW)


def test_who_does_something_stays_and_a_page_that_refreshes_keeps_nobody(
    token: str, db: Connection
) -> None:
    assert lives(db, token, NOW + IDLE - 1)
    assert lives(db, token, NOW + 2 * IDLE - 2, used=False)
    assert not lives(db, token, NOW + 2 * IDLE)


def test_the_longest_day_ends(token: str, db: Connection) -> None:
    at = NOW
    while at < NOW + LONGEST - 1000:
        at += 1000
        assert lives(db, token, at)
    assert not lives(db, token, NOW + LONGEST)


@pytest.mark.parametrize("change", ["disabled = 1", f"changed = {NOW + 5}"])
def test_a_changed_account_has_no_session(
    change: str, token: str, db: Connection
) -> None:
    with transaction(db):
        force(db, f"UPDATE desk_operator SET {change}")
    assert not lives(db, token, NOW + 9)


def test_the_oldest_of_too_many_ends(token: str, db: Connection) -> None:
    with transaction(db):
        more = [desk_sessions.begin(db, "li", NOW + n) for n in range(1, 12)]
    assert not lives(db, token, NOW + 20)
    assert sum(lives(db, each, NOW + 20) for each in more) == MOST_SESSIONS
