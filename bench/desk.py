"""The operators' pages with 10,000 machines and 10 million events, on both engines.

    .venv/bin/python -m bench.desk [--machines 10000] [--events 10000000] [--sqlite]

Each page is asked for over real TLS, by one browser. The events lie beside: no page
reads them, and this shows it.
"""

import argparse
import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, text

from kiosk.center.database.connecting import connect
from kiosk.center.database.engine import keep_url
from kiosk.center.database.transactions import transaction
from kiosk.center.desk.desk_roles import DeskRole
from kiosk.center.fleet.counts import china_day
from kiosk.center.fleet.invented.invented_fleet import invent_fleet
from tests.center.desk.desk_rig import Browser, running_desk
from tests.postgres import cluster

ROUNDS = 20
DAYS = 31
GOALS = {"/": (500, 300), "/machine/sl-00042": (200, 0)}
"""Milliseconds and kilobytes of the issue."""
PAGES = (
    *("/", "/?page=4", "/wall/piece", "/machine/sl-00042", "/machines"),
    *("/machines?q=P02", "/work", "/work/silent", "/losses", "/orders"),
    *("/figures", "/figures.csv?by=hall"),
)
WHATS = (
    *("visit.card", "visit.loss", "visit.more", "end.finished", "end.card_removed"),
    *("end.timed_out", "service.contributions", "service.medical", "print.confirmed"),
    *("service.person", "wait.failed", "fault.P07", "machine.start"),
)
_POSTGRES = (
    "INSERT INTO event SELECT 'sl-' || lpad((n % :kiosks + 1)::text, 5, '0'), "
    "decode(lpad(to_hex(n), 32, '0'), 'hex'), sha256(int8send(n)), 'visit.begin', n, "
    "n, 'boot', convert_to(repeat(md5(n::text), 8), 'UTF8'), NULL, NULL, n / 1e3, NULL "
    "FROM generate_series(CAST(:first AS bigint), :last) AS n"
)
_SQLITE = (
    "WITH RECURSIVE s(n) AS "
    "(SELECT :first UNION ALL SELECT n + 1 FROM s WHERE n < :last) "
    "INSERT INTO event SELECT printf('sl-%05d', n % :kiosks + 1), "
    "CAST(printf('%016d', n) AS BLOB), randomblob(32), 'visit.begin', n, n, 'boot', "
    "randomblob(256), NULL, NULL, n / 1000.0, NULL FROM s"
)
_STEP = 500_000


def fill(db: Connection, machines: int, events: int, statement: str) -> None:
    """Write machines, a month of their days, and events."""
    now = time.time()
    invent_fleet(db, machines, now, days=0)
    for back in range(DAYS):
        for what in WHATS:
            with transaction(db):
                row = {"day": china_day(now, back), "what": what, "times": 1 + back}
                db.execute(
                    text(
                        "INSERT INTO machine_count SELECT id, :day, :what, :times "
                        "FROM kiosk"
                    ),
                    row,
                )
    for first in range(0, events, _STEP):
        with transaction(db):
            if statement is _POSTGRES:
                db.execute(text("SET LOCAL statement_timeout = 0"))
                db.execute(text("SET LOCAL synchronous_commit = off"))
            last = min(first + _STEP, events) - 1
            db.execute(
                text(statement), {"kiosks": machines, "first": first, "last": last}
            )
    if statement is _POSTGRES:
        db.execute(text("SET statement_timeout = 0"))
    db.execute(text("VACUUM ANALYZE" if statement is _POSTGRES else "ANALYZE"))


def measured(browser: Browser, path: str) -> tuple[float, float, float]:
    """Return a page's median and slowest milliseconds, and its kilobytes."""
    took, size = [], 0
    for _ in range(ROUNDS):
        began = time.perf_counter()
        answer = browser.get(path)
        took.append(1000 * (time.perf_counter() - began))
        assert answer.status_code == 200, path
        size = len(answer.content)
    return statistics.median(took), max(took), size / 1000


def run(machines: int, events: int, sqlite: bool) -> bool:
    """Measure all pages on one engine and print them; False: a goal was missed."""
    kept = True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if not sqlite:
            keep_url(folder, cluster().fresh())
        began = time.monotonic()
        with closing(connect(folder)) as db:
            fill(db, machines, events, _SQLITE if sqlite else _POSTGRES)
        engine = "SQLite" if sqlite else "PostgreSQL"
        print(f"{engine}: {machines} machines, {events} events, ", end="")
        print(f"filled in {time.monotonic() - began:.0f} s", flush=True)
        with running_desk(folder) as desk:
            browser = desk.seated(DeskRole.OPERATOR)
            for path in PAGES:
                median, slowest, size = measured(browser, path)
                print(f"  {path:24} {median:6.0f} ms {slowest:6.0f} ms {size:7.1f} kB")
                most_ms, most_kb = GOALS.get(path, (0, 0))
                kept &= not most_ms or median <= most_ms
                kept &= not most_kb or size <= most_kb
    return kept


def main() -> int:
    """Measure what the options name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--machines", type=int, default=10_000)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--sqlite", action="store_true")
    options = parser.parse_args()
    return 0 if run(options.machines, options.events, options.sqlite) else 1


if __name__ == "__main__":
    raise SystemExit(main())
