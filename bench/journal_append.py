"""One durable event: our sealed and chained append beside what SQLite itself takes.

`raw` inserts bytes with the log's sync at each commit; `queue` does what a queue
library on SQLite does (pickled, numbered, with its time), made as durable. In turn.
"""

import pickle
import sqlite3
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from kiosk.settings.state.store import Store
from kiosk.sync.clock.clock import SystemClock
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.journal.journal import MIGRATIONS, Journal
from kiosk.sync.wire.events.machine_events import PrintDone

EVENT = PrintDone(job=1, receipt="x" * 380, state="confirmed", sent=None, fault=None)
SHORT = PrintDone(job=1, receipt="x", state="confirmed", sent=1, fault=None)
SEALED = bytes(700)
"""As long as the row of an event is."""
ROUNDS, EACH = 9, 150


def durable(path: Path) -> sqlite3.Connection:
    """Open a file whose commits are synced."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=wal")
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def raw(folder: Path) -> Callable[[], object]:
    """Return an insert and nothing else."""
    db = durable(folder / "raw.sqlite")
    db.execute("CREATE TABLE e (id INTEGER PRIMARY KEY, data BLOB)")
    return lambda: db.execute("INSERT INTO e(data) VALUES (?)", (SEALED,))


def queue(folder: Path) -> Callable[[], object]:
    """Return an insert as a queue library does it."""
    db = durable(folder / "queue.sqlite")
    number = "_id INTEGER PRIMARY KEY AUTOINCREMENT"
    db.execute(f"CREATE TABLE q ({number}, data BLOB, timestamp FLOAT)")
    into = "INSERT INTO q(data, timestamp) VALUES (?, ?)"
    return lambda: db.execute(into, (pickle.dumps(SEALED), time.time()))


def ours(folder: Path) -> Callable[[], object]:
    """Return the kiosk's own append."""
    store = Store(folder / "kiosk.sqlite", MIGRATIONS)
    store.serve()
    keys = DeviceKeys.load_or_create(folder / "keys")
    journal = Journal(store, "K", keys, SystemClock())
    return lambda: journal.append(EVENT)


def measured(folder: Path) -> dict[str, float]:
    """Return rate and CPU of ours against raw, and rate against the queue."""
    cases = {"raw": raw(folder), "queue": queue(folder), "ours": ours(folder)}
    wall: dict[str, list[float]] = {name: [] for name in cases}
    work: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(ROUNDS):
        for name, append in cases.items():
            began, used = time.perf_counter(), time.thread_time()
            for _ in range(EACH):
                append()
            work[name].append((time.thread_time() - used) / EACH)
            wall[name].append((time.perf_counter() - began) / EACH)
    for name in cases:
        took, cpu = (1e6 * statistics.median(each[name]) for each in (wall, work))
        print(f"  {name:6}{took:8.0f} us, CPU {cpu:.0f} us")
    return {
        "append ÷ raw": _ratio(wall["raw"], wall["ours"]),
        "append ÷ queue": _ratio(wall["queue"], wall["ours"]),
        "append CPU ÷ raw": _ratio(work["ours"], work["raw"]),
    }


def _ratio(above: list[float], below: list[float]) -> float:
    return statistics.median(a / b for a, b in zip(above, below, strict=True))
