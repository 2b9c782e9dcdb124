"""Answers that are held: what wakes them, and how many in one moment."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.center.database.connecting import connect
from kiosk.center.database.workers import Workers
from kiosk.center.editions import shelf
from kiosk.center.fleet import held_pulses
from kiosk.center.fleet.held_pulses import HeldPulses, Woken

NOTICE = "[[notices]]\ntext = '三点停电'\n".encode()
WAIT = 9.0


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


async def test_a_new_edition_wakes_whom_it_is_for_and_once(
    held: HeldPulses, tmp_path: Path
) -> None:
    here, there = begun(held, "a", "hall"), begun(held, "b", "other")
    await asyncio.sleep(0)
    publish(tmp_path, "site:hall")
    assert await asyncio.wait_for(here, 5) is Woken.NEWS
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
    all_held = [begun(held, f"k{number}") for number in range(50)]
    await asyncio.sleep(0)
    publish(tmp_path, "all")
    ends = []
    for task in all_held:
        assert await task is Woken.NEWS
        ends.append(round(time.monotonic(), 1))
    moments = [ends.count(each) for each in sorted(set(ends))]
    assert len(moments) >= 3
    assert max(moments) <= 20
    held.end()
