"""The ID card reader's port on the simulator: once a card, whoever waits and leaves."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.devices.idcard.idcard_port import IdCard, IdCardReader, IdReaderFault
from kiosk.devices.idcard.socket_reader import SocketIdReader
from kiosk.devices.virtual.reader.id_reader import VirtualIdReader

WANG = IdCard("990101198403120427", "王秀兰")
LONG = IdCard("99010119900307001X", "阿卜杜热合曼·𠮷")


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[VirtualIdReader]:
    one = VirtualIdReader(tmp_path / "idcard.sock")
    yield one
    one.close()


def reader(simulator: VirtualIdReader) -> IdCardReader:
    return SocketIdReader(simulator.path)


async def test_a_card_is_read_when_it_is_laid_on(simulator: VirtualIdReader) -> None:
    waiting = asyncio.create_task(reader(simulator).read())
    await asyncio.sleep(0)
    assert not waiting.done()
    simulator.put(WANG)
    assert await waiting == WANG
    assert simulator.present


async def test_a_forgotten_card_is_not_read_again(simulator: VirtualIdReader) -> None:
    simulator.put(WANG)
    assert await reader(simulator).read() == WANG
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await reader(simulator).read()
    simulator.take()
    assert not simulator.present
    simulator.put(LONG)
    assert await reader(simulator).read() == LONG


async def test_who_stops_waiting_takes_no_card(simulator: VirtualIdReader) -> None:
    for _ in range(3):
        waiting = asyncio.create_task(reader(simulator).read())
        await asyncio.sleep(0.02)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    simulator.put(WANG)
    assert await reader(simulator).read() == WANG


async def test_a_reader_that_goes_is_a_trouble(tmp_path: Path) -> None:
    simulator = VirtualIdReader(tmp_path / "idcard.sock")
    waiting = asyncio.create_task(reader(simulator).read())
    await asyncio.sleep(0.05)
    await asyncio.to_thread(simulator.close)
    with pytest.raises(IdReaderFault):
        await waiting
    with pytest.raises(IdReaderFault):
        await reader(simulator).read()


def test_a_card_shows_nothing() -> None:
    assert WANG.number not in repr(WANG)
    assert WANG.name not in repr(WANG)
