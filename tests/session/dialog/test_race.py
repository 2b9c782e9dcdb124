"""race, the mailbox and the idle timer."""

import asyncio

import pytest

from kiosk.session.dialog.race import IdleTimer, Mailbox, race


async def value(result: str, after: float = 0.0) -> str:
    await asyncio.sleep(after)
    return result


async def test_the_first_wins_and_the_rest_have_ended() -> None:
    ended: list[str] = []

    async def slow() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append("slow")

    assert await race(slow(), value("quick")) == (1, "quick")
    assert ended == ["slow"]


async def test_of_two_at_once_the_first_named_wins() -> None:
    assert await race(value("a"), value("b")) == (0, "a")


async def test_an_exception_wins_too() -> None:
    async def fails() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        await race(value("late", 60), fails())


async def test_cancelling_a_race_cancels_all() -> None:
    ended = asyncio.Event()

    async def runner() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    task = asyncio.ensure_future(race(runner()))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()


async def test_the_mailbox_holds_one() -> None:
    box: Mailbox[int] = Mailbox()
    assert box.put(1)
    assert not box.put(2)
    assert await box.take() == 1
    assert box.put(3)
    box.clear()
    assert await race(box.take(), value("empty", 0.01)) == (1, "empty")


async def test_a_touch_moves_the_end() -> None:
    timer = IdleTimer()
    loop = asyncio.get_running_loop()
    began = loop.time()
    waiting = asyncio.ensure_future(timer.run_out(lambda: 0.05))
    for _ in range(4):
        await asyncio.sleep(0.03)
        timer.touch()
    await waiting
    assert loop.time() - began >= 0.12
