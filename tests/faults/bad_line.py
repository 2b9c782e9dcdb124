"""A line that is cut in the middle of answers, and the kiosk that has to live with it.

Run as a program of its own: `cut` in mid-answer, `lost` now and then, or `slow` too,
64 kbit a second, on a network of its own.
"""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any

from kiosk.center.upload.stored import stored_events, verify_stored
from kiosk.domain.applications import LossKind
from kiosk.settings.programs import program
from tests.center.engines import asked
from tests.center.fixture import RunningCenter, enrolled, running_center
from tests.sync.applications.hall import (
    CAST,
    REGION,
    Hall,
    TestClock,
    database,
    open_hall,
    who,
)
from tests.sync.samples import filled

WANG = CAST["wang-xiulan"]
TRIES = 300
SLOW = "128kbit"
"""64 kbit a second: through the line in between every byte goes twice."""
Cut = Callable[[int], int | None]
"""After how many bytes of answer a connection is cut, by its number; None: never."""


def in_turn(number: int) -> int | None:
    """Cut further behind each time, in handshakes and answers; a fourth goes well."""
    return 4500 if number % 4 == 3 else number * 61 % 4500


def by_chance(random: Random) -> Cut:
    """Return a line that loses one connection of five, somewhere."""
    return lambda number: random.randrange(6000) if random.random() < 0.2 else None


@asynccontextmanager
async def bad_line(port: int, cut: Cut) -> AsyncIterator[int]:
    """Give the port of a line to the center that is cut again and again."""
    count = 0
    alive: dict[asyncio.StreamWriter, asyncio.Task[Any] | None] = {}

    async def joined(here: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        nonlocal count
        left, count = cut(count), count + 1
        alive[back] = asyncio.current_task()
        there, on = await asyncio.open_connection("127.0.0.1", port)
        ways = [_pump(here, on, None), _pump(there, back, left)]
        both = [asyncio.create_task(way) for way in ways]
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        for way in both:
            way.cancel()
        for writer in (on, back):
            writer.transport.abort()
        del alive[back]

    server = await asyncio.start_server(joined, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for writer in alive:
            writer.transport.abort()
        # Else the center would wait for them when it stops.
        await asyncio.gather(*[task for task in alive.values() if task])


async def _pump(
    source: asyncio.StreamReader, to: asyncio.StreamWriter, left: int | None
) -> None:
    """Carry bytes over until there are no more, or the line is cut."""
    with suppress(OSError):
        while left != 0 and (data := await source.read(4096)):
            if left is not None:
                data = data[:left]
                left -= len(data)
            to.write(data)
            await to.drain()


async def live_with(folder: Path, cut: Cut, events: int) -> int:
    """Let a kiosk report and upload over such a line; return how often it tried.

    :raises AssertionError: when something is missing, double or stuck in the end.
    """
    clock, people = TestClock(), {"wang": WANG}
    with running_center(
        folder / "center", clock.seconds, region=REGION, people=people
    ) as center:
        async with (
            bad_line(center.port, cut) as port,
            enrolled(center, folder / "kiosk", port=port) as client,
        ):
            one = open_hall(client, folder / "kiosk", clock)
            try:
                return await _live(one, center, clock, events)
            finally:
                one.store.close()


async def _live(one: Hall, center: RunningCenter, clock: TestClock, events: int) -> int:
    filled(one.journal, events)
    one.uploader._limit = 7
    reported = False
    for tries in range(1, TRIES):
        clock.at += 400
        await one.uploader._try()
        if one.acts.can_seal and not reported:
            await one.acts.report_loss(LossKind.TEMPORARY, who(WANG))
            reported = True
        waits = one.journal.numbers().waiting or one.acts.numbers().waiting
        if reported and not waits:
            _check(one, center)
            return tries
    raise AssertionError(f"stuck: {one.uploader.state}")


def _check(one: Hall, center: RunningCenter) -> None:
    """See that all of it is there, once."""
    stored = [event.id for event in stored_events(center.folder)]
    assert stored == [entry.id for entry in one.journal.entries()]
    assert verify_stored(center.folder).ok
    with database(center) as db:
        acts = asked(db, "SELECT state FROM act")
    assert [row["state"] for row in acts] == ["accepted"]


def make_slow() -> None:
    """Slow this network down; it must be one of its own."""
    ip, tc = program("ip"), program("tc")
    subprocess.run([ip, "link", "set", "lo", "mtu", "1500", "up"], check=True)
    slow = f"qdisc add dev lo root tbf rate {SLOW} burst 4kb latency 2s".split()
    subprocess.run([tc, *slow], check=True)


def main(folder: Path, how: str, events: int) -> None:
    """Live on a line and print how many tries it took."""
    if how == "slow":
        make_slow()
    cut = in_turn if how == "cut" else by_chance(Random(1))
    print(asyncio.run(live_with(folder, cut, events)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
