"""Answers that are held: what wakes them, and how many in one moment."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.center.database.connecting import connect
from kiosk.center.database.workers import Workers
from kiosk.center.editions import shelf
from kiosk.center.editions.shelf import FreshEdition
from kiosk.center.fleet import held_pulses
from kiosk.center.fleet.held_pulses import HeldPulses, Woken

NOTICE = "[[notices]]\ntext = '三点停电'\n".encode()
WAIT = 60.0


@pytest.fixture
async def held(tmp_path: Path) -> AsyncIterator[HeldPulses]:
    connect(tmp_path).close()
    workers = Workers(tmp_path, "fleet")
    yield HeldPulses(workers, time.time)
    await asyncio.to_thread(workers.close)


def publish(folder: Path, audience: str) -> None:
    with closing(connect(folder)) as db:
        shelf.publish(db, "notices", NOTICE, audience, "desk1", time.time())


def begun(held: HeldPulses, kiosk: str, site: str = "") -> "asyncio.Task[Woken]":
    return asyncio.create_task(held.hold(kiosk, site, time.time(), WAIT))


def still(held: HeldPulses) -> int:
    """Return how many are held and were not woken."""
    return sum(not each.woken.done() for each in held._held.values())


async def test_a_new_edition_wakes_whom_it_is_for_and_once(
    held: HeldPulses, tmp_path: Path
) -> None:
    here, there = begun(held, "a", "hall"), begun(held, "b", "other")
    await asyncio.sleep(0)
    publish(tmp_path, "site:hall")
    assert await asyncio.wait_for(here, 30) is Woken.NEWS
    again = begun(held, "a", "hall")
    await asyncio.sleep(2 * held_pulses.LOOK_S + 0.5)
    assert not again.done(), "it was asked since"
    assert not there.done()
    assert len(held) == 2
    held.end()
    assert {await again, await there} == {Woken.OVER}


async def test_an_edition_for_all_wakes_some_at_a_time(
    held: HeldPulses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_pulses, "LOOK_S", 0.2)
    monkeypatch.setattr(held_pulses, "MOST_WOKEN", 20)
    wake, woken = held._wake_for, list[int]()

    def counted(editions: Iterable[FreshEdition]) -> None:
        before = still(held)
        wake(editions)
        woken.append(before - still(held))

    monkeypatch.setattr(held, "_wake_for", counted)
    all_held = [begun(held, f"k{number}") for number in range(50)]
    await asyncio.sleep(0)
    publish(tmp_path, "all")
    assert set(await asyncio.gather(*all_held)) == {Woken.NEWS}
    assert [number for number in woken if number] == [20, 20, 10]
    held.end()
