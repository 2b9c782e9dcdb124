"""The queue and the center under load: append, drain, ingest, a thousand kiosks.

`python -m bench.sync [PART ...]` with parts of `append ingest drain crowd growth`. Each
ratio is of one run. The plot of `growth` goes to out/kiosks.png.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, func, select

from bench import crowd, journal_append
from bench.center_process import center
from bench.simulated_kiosks import batch, enrolled
from kiosk.center.database.bulk_insert import bulk_insert
from kiosk.center.database.connecting import connect
from kiosk.center.database.engine import keep_url
from kiosk.center.database.transactions import transaction
from kiosk.center.server.operations import new_code
from kiosk.center.upload import ingest, storing, upload_tables
from kiosk.settings.state.store import Store
from kiosk.sync.clock.clock import SystemClock
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.identity.enrolment import enrol
from kiosk.sync.journal.journal import MIGRATIONS, Journal
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.line.https import HttpAnswer
from kiosk.sync.upload.uploader import Uploader
from kiosk.sync.wire.chain import EventPlace
from kiosk.sync.wire.upload_wire import Batch
from tests.postgres import cluster

ENGINES = ("sqlite", "postgresql")
DRAINED = 50_000
Figures = dict[str, float]
LEAST = {
    "append ÷ raw": 0.85,
    "ingest ÷ limit, sqlite": 0.5,
    "ingest ÷ limit, postgresql": 0.7,
}
MOST = {
    "append CPU ÷ raw": 1.5,
    "drain s, sqlite": 10,
    "drain s, postgresql": 15,
    "bytes an event": 130,
    "crowd s": 60,
    "health p99 s": 0.2,
    "person p99 s": 0.1,
    "crowd: not 200 or 503": 0,
    "crowd: 503 without a time": 0,
    "crowd: events missing or double": 0,
    "CPU a kiosk, most ÷ least": 2.0,
}


def main(parts: list[str]) -> int:
    """Measure what was asked for; the exit status is 1 when a goal was missed."""
    figures: Figures = {}
    for name, measure in PARTS.items():
        if not parts or name in parts:
            print(name, flush=True)
            with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
                figures |= measure(Path(folder))
    met = True
    for name, value in figures.items():
        goal = MOST.get(name, LEAST.get(name))
        well = goal is None or (value <= goal if name in MOST else value >= goal)
        met &= well
        sign = (
            "" if goal is None else f" (goal {goal:g}: {'met' if well else 'MISSED'})"
        )
        print(f"{name:34}{value:10.3f}{sign}")
    return 0 if met else 1


@contextmanager
def database(folder: Path, engine: str) -> Iterator[str | None]:
    """Give the address of an empty database that keeps what it confirms."""
    folder.mkdir()
    if engine == ENGINES[0]:
        yield None
        return
    url = cluster().fresh()
    keep_url(folder, url)
    yield url
    cluster().drop(url)


def drain(folder: Path) -> Figures:
    """Let one real kiosk send 50,000 events to a center of each engine."""
    found: Figures = {}
    for engine in ENGINES:
        own = folder / engine
        with database(own, engine) as url, center(own, url) as (port, _):
            found |= asyncio.run(
                _drained(folder / f"kiosk-{engine}", own, port, engine)
            )
    return found


async def _drained(state: Path, folder: Path, port: int, engine: str) -> Figures:
    keys, url = DeviceKeys.load_or_create(state / "keys"), f"https://127.0.0.1:{port}"
    await enrol(url, new_code(folder, "one"), "one", keys, state / "keys")
    store = Store(state / "kiosk.sqlite", MIGRATIONS)
    journal = Journal(store, "one", keys, SystemClock())
    with store.atomic():
        for _ in range(DRAINED):
            journal.append(journal_append.SHORT)
    store.serve()
    client = _Counting(url, "one", keys, state / "keys")
    uploader = Uploader(journal, client, SystemClock())
    began = time.perf_counter()
    more = True
    while more:
        more = await uploader.step()
    took = time.perf_counter() - began
    await client.close()
    store.close()
    return {f"drain s, {engine}": took, "bytes an event": client.sent / DRAINED}


class _Counting(CenterClient):
    """A client that counts what goes out in batches."""

    sent = 0

    async def exchange(
        self,
        method: str,
        path: str,
        deadline: float,
        body: bytes | None,
        headers: dict[str, str] | None,
        again: bool = True,
    ) -> HttpAnswer:
        """Pass it on."""
        self.sent += len(body or b"")
        return await super().exchange(method, path, deadline, body, headers, again)


def limits(folder: Path) -> Figures:
    """Compare taking a batch with nothing but writing its rows, batch by batch."""
    found: Figures = {}
    for engine in ENGINES:
        ratios = []
        with database(folder / engine, engine), closing(connect(folder / engine)) as db:
            for number in range(60):
                one, other = batch(f"a{number}", 200), batch(f"b{number}", 200)
                took = _timed(lambda: ingest.ingest(db, one, time.time()))  # noqa: B023
                bare = _timed(lambda: _written(db, other))  # noqa: B023
                ratios.append(bare / took)
        found[f"ingest ÷ limit, {engine}"] = statistics.median(ratios)
    return found


def _written(db: Connection, sent: Batch) -> None:
    """Write the rows of a batch in one transaction, and nothing else."""
    links = [
        storing.NewLink(each, EventPlace(each.epoch, each.seq), each.hash)
        for each in sent.events
    ]
    with transaction(db):
        rows = [storing._row(sent.kiosk, each, None, None, 1.0) for each in links]
        bulk_insert(db, upload_tables.event, rows)
        rows = [storing._link_row(sent.kiosk, each) for each in links]
        bulk_insert(db, upload_tables.link, rows)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def thousand(folder: Path) -> Figures:
    """Let a thousand kiosks come back at once, each with 200 events."""
    own = folder / ENGINES[1]
    with database(own, ENGINES[1]) as url, center(own, url) as (port, _):
        kiosks = enrolled(own, 1000, 200, "c")
        found = asyncio.run(crowd.came(kiosks, port, own))
        found["crowd: events missing or double"] = abs(_count(own) - 200_000)
    return found


def growth(folder: Path) -> Figures:
    """Measure what one kiosk costs the center among more and more of them."""
    own, costs = folder / ENGINES[1], {}
    with database(own, ENGINES[1]) as url, center(own, url) as (port, process):
        for count in crowd.STEPS:
            kiosks = enrolled(own, count, 20, f"g{count}")
            costs[count] = asyncio.run(crowd.cost(kiosks, port, process))
            print(f"  {count:6} kiosks: {1000 * costs[count]:.2f} ms CPU each")
    crowd.plot(costs, Path("out/kiosks.png"))
    few = min(costs)  # the first ones also pay for the start
    rest = [each for count, each in costs.items() if count != few]
    return {"CPU a kiosk, most ÷ least": max(rest) / min(rest)}


def _count(folder: Path) -> int:
    query = select(func.count()).select_from(upload_tables.event)
    with closing(connect(folder)) as db:
        return int(db.execute(query).scalar_one())


PARTS: dict[str, Callable[[Path], Figures]] = {
    "append": journal_append.measured,
    "ingest": limits,
    "drain": drain,
    "crowd": thousand,
    "growth": growth,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
