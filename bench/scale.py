"""How the center's large tables behave with 10 million events: PostgreSQL, one machine.

    .venv/bin/python -m bench.scale [--events 10000000] [--kiosks 10000] [--parts 0 16]

For each layout (one table, or so many partitions by hash of the kiosk) it fills the
tables on the server, then measures what the center really does: a batch of 200 through
`ingest`, a repeated one, a kiosk's position, a step of forgetting, a kiosk's chain.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import msgspec
from sqlalchemy import Connection, text

from kiosk.center.database.connecting import connect
from kiosk.center.database.engine import keep_url
from kiosk.center.database.transactions import transaction
from kiosk.center.upload.ingest import ingest, position
from kiosk.center.upload.retention import forget_step
from kiosk.sync.wire.chain import (
    EventHead,
    EventPlace,
    event_digest,
    link_hash,
)
from kiosk.sync.wire.upload_wire import Batch, Event
from tests.postgres import cluster

BATCH = 200
ROUNDS = 50
_FILL = (
    "INSERT INTO event SELECT 'k' || (n % :kiosks), "
    "decode(lpad(to_hex(n), 12, '0'), 'hex') || sha256(int8send(n))::bytea, "
    "sha256(int8send(n)), 'visit.begin', n, n, 'boot', "
    "convert_to(repeat(md5(n::text), 8), 'UTF8'), NULL, NULL, n / 1000.0, NULL "
    "FROM generate_series(:first, :last) AS n",
    "INSERT INTO link SELECT 'k' || (n % :kiosks), 1, n / :kiosks + 1, "
    "decode(lpad(to_hex(n), 12, '0'), 'hex') || sha256(int8send(n))::bytea, "
    "sha256(int8send(n - :kiosks)), sha256(int8send(n)) "
    "FROM generate_series(:first, :last) AS n",
)
_POSITIONS = (
    "INSERT INTO position SELECT kiosk, 1, max(seq), (array_agg(hash ORDER BY seq "
    "DESC))[1], 1, max(seq) FROM link GROUP BY kiosk"
)
_STEP = 500_000


def parted(db: Connection, parts: int) -> None:
    """Lay the large tables out in partitions by hash of the kiosk."""
    for name in ("event", "link"):
        db.execute(text(f"ALTER TABLE {name} RENAME TO whole"))
        db.execute(
            text(
                f"CREATE TABLE {name} (LIKE whole INCLUDING ALL) "
                "PARTITION BY HASH (kiosk)"
            )
        )
        for number in range(parts):
            db.execute(
                text(
                    f"CREATE TABLE {name}_{number} PARTITION OF {name} "
                    f"FOR VALUES WITH (MODULUS {parts}, REMAINDER {number})"
                )
            )
        db.execute(text("DROP TABLE whole"))


def fill(db: Connection, events: int, kiosks: int) -> float:
    """Write events on the server; return the seconds it took."""
    began = time.monotonic()
    with transaction(db):
        db.execute(text("SET LOCAL statement_timeout = 0"))
        db.execute(text("SET LOCAL synchronous_commit = off"))
        for first in range(0, events, _STEP):
            last = min(first + _STEP, events) - 1
            for statement in _FILL:
                values = {"kiosks": kiosks, "first": first, "last": last}
                db.execute(text(statement), values)
        db.execute(text(_POSITIONS))
    db.execute(text("SET statement_timeout = 0"))
    db.execute(text("VACUUM ANALYZE"))
    return time.monotonic() - began


def batch(db: Connection, kiosk: str, random: Random) -> Batch:
    """Return what a kiosk would send next."""
    at = position(db, kiosk)
    events: list[Event] = []
    prev = at.hash
    for seq in range(at.seq + 1, at.seq + 1 + BATCH):
        place = EventPlace(1, seq)
        payload = b'{"text":"%s"}' % (b"x" * 250)
        head = EventHead(kiosk, random.randbytes(16), "visit.begin", 1, 2, "boot")
        hashed = link_hash(prev, place, event_digest(head, payload))
        raw = msgspec.Raw(payload)
        events.append(
            Event(*place, head.id, head.kind, 1, 2, "boot", prev, hashed, raw)
        )
        prev = hashed
    return Batch(kiosk, events)


def timed(work: Callable[[], object]) -> float:
    """Return the milliseconds of one call."""
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def measured(db: Connection, kiosks: int) -> dict[str, list[float]]:
    """Measure what the center does, on random kiosks."""
    random, found = Random(1), {}
    names = [f"k{random.randrange(kiosks)}" for _ in range(ROUNDS)]
    sent = [batch(db, name, random) for name in names]
    found["batch of 200"] = [timed(lambda b=each: ingest(db, b, 1e9)) for each in sent]
    found["the same again"] = [
        timed(lambda b=each: ingest(db, b, 1e9)) for each in sent
    ]
    found["position"] = [timed(lambda n=name: position(db, n)) for name in names]
    found["step of forgetting"] = [
        timed(lambda n=name: forget_step(db, n, 400, 2e9)) for name in set(names)
    ]
    return found


def run(events: int, kiosks: int, parts: int) -> None:
    """Measure one layout and print it."""
    url = cluster().fresh()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        keep_url(folder, url)
        with closing(connect(folder)) as db:
            if parts:
                parted(db, parts)
            seconds = fill(db, events, kiosks)
            layout = f"{parts} partitions by hash" if parts else "one table"
            size = db.execute(
                text("SELECT pg_database_size(current_database())")
            ).scalar_one()
            print(f"{layout}: {events} events of {kiosks} kiosks, ", end="")
            print(f"{size / 2**30:.1f} GiB, filled in {seconds:.0f} s", flush=True)
            for what, values in measured(db, kiosks).items():
                ordered = sorted(values)
                p99 = ordered[int(len(ordered) * 0.99)]
                middle = statistics.median(values)
                print(f"  {what}: p50 {middle:.2f} ms, p99 {p99:.2f} ms", flush=True)
    cluster().drop(url)


def main() -> None:
    """Measure each layout that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--kiosks", type=int, default=10_000)
    parser.add_argument("--parts", type=int, nargs="*", default=[0, 16])
    options = parser.parse_args()
    for parts in options.parts:
        run(options.events, options.kiosks, parts)


if __name__ == "__main__":
    main()
