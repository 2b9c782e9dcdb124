"""Waits on both engines: counted before they are judged, never extended, forgotten."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import transaction
from kiosk.center.desk.entrance import login_waits
from kiosk.center.desk.entrance.login_waits import RULES
from tests.center.engines import asked

KEYS = ["pair:a", "net:a", "name:a"]
NOW = 1.9e9


def count(db: Connection, at: float, *keys: str) -> bool:
    with transaction(db):
        return login_waits.count(db, keys or KEYS, at)


@pytest.mark.parametrize("kind", sorted(RULES))
def test_a_wait_doubles_up_to_its_longest(kind: str) -> None:
    rule = RULES[kind]
    waits = [rule.wait(misses) for misses in range(rule.free, rule.free + 40)]
    assert rule.wait(rule.free - 1) == 0
    assert waits[:2] == [rule.first, min(rule.longest, 2 * rule.first)]
    assert waits[-1] == rule.longest
    assert rule.wait(10**9) == rule.longest


def test_tries_in_a_wait_count_nowhere_and_do_not_extend_it(db: Connection) -> None:
    free = RULES["pair"].free
    assert [count(db, NOW) for _ in range(free + 3)] == [True] * free + [False] * 3
    assert count(db, NOW, "net:a")
    assert not count(db, NOW + 14.9)
    assert count(db, NOW + 15)
    assert not count(db, NOW + 15 + 29.9)


def test_who_came_in_is_forgotten_and_the_rest_taken_back(db: Connection) -> None:
    for _ in range(4):
        count(db, NOW)
    with transaction(db):
        login_waits.forget(db, ["pair:a"])
        login_waits.take_back(db, ["net:a", "name:a"], NOW)
    rows = asked(db, "SELECT who, misses FROM desk_wait ORDER BY who")
    assert [(row["who"], row["misses"]) for row in rows] == [
        ("name:a", 3),
        ("net:a", 3),
    ]


def test_old_misses_are_forgotten(db: Connection) -> None:
    for _ in range(4):
        count(db, NOW)
    later = NOW + login_waits.KEPT + 1
    assert count(db, later, "pair:b")
    assert [r["who"] for r in asked(db, "SELECT who FROM desk_wait")] == ["pair:b"]


def test_many_at_once_gain_nothing(center_folder: Path, db: Connection) -> None:
    def one(number: int) -> bool:
        with closing(connect(center_folder)) as own:
            return count(own, NOW)

    with ThreadPoolExecutor(4) as threads:
        let = list(threads.map(one, range(12)))
    assert sum(let) == RULES["pair"].free


def test_who_sprays_over_names_waits_and_fills_no_table(db: Connection) -> None:
    let = [count(db, NOW, f"pair:{n}", "net:a", "nobody:all") for n in range(500)]
    assert sum(let) == RULES["net"].free
    rows = asked(db, "SELECT who FROM desk_wait")
    assert len(rows) == RULES["net"].free + 2


def test_names_that_nobody_has_are_paced_wherever_they_come_from(
    db: Connection,
) -> None:
    let = [count(db, NOW, f"pair:{n}", f"net:{n}", "nobody:all") for n in range(200)]
    assert sum(let) == RULES["nobody"].free
