"""All nodes of a center count by one clock, whatever their own ones say."""

import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Connection

from kiosk.center.applications.tries import (
    LOSS,
    TriedNumber,
    number_missed,
    number_wait,
)
from kiosk.center.database.center_clock import CALM, CenterClock, EvenClock, now_of
from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import transaction
from kiosk.center.server.serve import CenterServer
from kiosk.machine.demo.demo_center import DemoKeys
from tests.center.fixture import RunningCenter, enrolled

postgresql = pytest.mark.engine("postgresql")
DAY = 86400.0
ROUNDS = 60
TRIED = TriedNumber(LOSS, b"one", "K-1")


@pytest.fixture
def walls(monkeypatch: pytest.MonkeyPatch) -> Callable[[], float]:
    """Let this machine's own clock be a day off at every second look or so."""
    real, off = time.time, Random(1)
    monkeypatch.setattr("time.time", lambda: real() + off.choice([0.0, DAY]))
    return real


def judged(db: Connection, nodes: list[Callable[[], float]]) -> int:
    """Guess at one number in turn at these nodes; return how often it was judged."""
    times = 0
    for _ in range(ROUNDS):
        for node in nodes:
            with transaction(db):
                now = node()
                if number_wait(db, TRIED, now) is None:
                    number_missed(db, TRIED, now)
                    times += 1
    return times


def test_nodes_that_count_by_their_own_clocks_would_judge_again_and_again(
    db: Connection,
) -> None:
    assert judged(db, [lambda: time.time(), lambda: time.time() + DAY]) > ROUNDS / 2


@postgresql
def test_guesses_in_turn_at_nodes_a_day_apart_are_counted_as_at_one(
    db: Connection, walls: Callable[[], float]
) -> None:
    assert judged(db, [CenterClock(db), CenterClock(db)]) <= 4


@postgresql
async def test_what_a_node_says_is_the_time_is_the_database_servers(
    center_folder: Path, tmp_path: Path, walls: Callable[[], float]
) -> None:
    for number in range(2):
        node = CenterServer(center_folder, keys=DemoKeys())
        node.start()
        running = RunningCenter(center_folder, node.port)
        try:
            async with enrolled(running, tmp_path / f"{number}") as kiosk:
                for _ in range(4):
                    told = (await kiosk.health()).time
                    assert abs(told.timestamp() - walls()) < 60
        finally:
            node.stop()


@postgresql
def test_a_look_is_of_its_middle_and_is_carried_on(db: Connection) -> None:
    ticks = [100.0]

    def slow() -> float:
        ticks[0] += 0.4
        return ticks[0]

    before = now_of(db)
    clock = CenterClock(db, slow)
    after = now_of(db)
    assert before + 0.59 < clock() < after + 0.61
    ticks[0] += 1000
    assert before + 1000.99 < clock() < after + 1001.01
    before = now_of(db)
    clock.look(db)
    assert before + 0.59 < clock() < now_of(db) + 0.61


@postgresql
def test_a_look_that_took_long_says_nothing(db: Connection) -> None:
    ticks = iter([0.0, 0.0, 1.0, 9.0, 9.0])
    before = now_of(db)
    clock = CenterClock(db, lambda: next(ticks))
    after = now_of(db)
    clock.look(db)
    assert before + 8.99 < clock() < after + 9.01


@pytest.mark.engine("sqlite")
def test_a_file_has_the_clock_of_its_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(connect(tmp_path)) as db:
        clock = CenterClock(db)
        monkeypatch.setattr("time.time", lambda: 5.0)
        clock.look(db)
        assert clock() == now_of(db) == 5.0


def test_nothing_is_forgotten_within_an_hour_of_a_start_or_a_leap() -> None:
    now, ticks = 1_800_000_000.0, 50.0
    even = EvenClock(lambda: now, lambda: ticks)

    def after(seconds: float, leap: float = 0.0) -> bool:
        nonlocal now, ticks
        now, ticks = now + seconds + leap, ticks + seconds
        return even.is_even()

    assert not after(CALM - 1)
    assert after(1)
    assert after(60, leap=1.0), "a clock that is set right by a second"
    assert not after(60, leap=400 * 86400.0)
    assert not after(60)
    assert not after(60, leap=-400 * 86400.0)
    assert not after(CALM - 1)
    assert after(1)
