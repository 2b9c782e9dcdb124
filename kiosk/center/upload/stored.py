"""Counts and verifies what the center has stored; reads only, the server may run."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kiosk.center.server.db import FILE
from kiosk.domain.message import Message
from kiosk.sync.wire.chain import (
    ZERO_HASH,
    EventHead,
    EventPlace,
    event_digest,
    link_hash,
)


class StoredEvent(NamedTuple):
    """One event, once, at the first place it came with."""

    kiosk: str
    epoch: int
    seq: int
    id: bytes
    kind: str


@dataclass(frozen=True)
class StoredReport:
    """What a check of all chains found."""

    events: int
    broken: Message | None = None

    @property
    def ok(self) -> bool:
        """Tell whether every chain is whole."""
        return self.broken is None

    @property
    def message(self) -> Message:
        """Return what was found, for an operator's shell."""
        return self.broken or Message("operator__whole", events=self.events)


def stored_events(folder: Path) -> list[StoredEvent]:
    """Return every stored event by kiosk, in the order of its journal."""
    with closing(_open(folder)) as connection:
        rows = connection.execute(
            "SELECT e.kiosk, l.epoch, l.seq, e.id, e.kind FROM event AS e JOIN "
            "(SELECT kiosk, id, min(epoch) AS epoch, seq FROM link "
            "GROUP BY kiosk, id) AS l ON l.kiosk=e.kiosk AND l.id=e.id "
            "ORDER BY e.kiosk, l.epoch, l.seq"
        )
        return [StoredEvent(*row) for row in rows]


def verify_stored(folder: Path) -> StoredReport:
    """Compute every hash anew, from the stored payloads to the stored position."""
    with closing(_open(folder)) as connection:
        connection.execute("BEGIN")  # one state, while batches come in
        events = connection.execute("SELECT count(*) FROM event").fetchone()[0]
        for (kiosk,) in connection.execute("SELECT kiosk FROM position").fetchall():
            broken = _first_break(connection, kiosk)
            if broken is not None:
                return StoredReport(events, broken)
        return StoredReport(events)


def _first_break(connection: sqlite3.Connection, kiosk: str) -> Message | None:
    seen, chained, place = {ZERO_HASH}, ZERO_HASH, EventPlace(0, 0)
    rows = connection.execute(
        "SELECT l.epoch, l.seq, l.prev_hash, l.hash, e.* FROM link AS l "
        "LEFT JOIN event AS e ON e.kiosk=l.kiosk AND e.id=l.id "
        "WHERE l.kiosk=? ORDER BY l.epoch, l.seq",
        [kiosk],
    )
    for row in rows:
        here = EventPlace(row["epoch"], row["seq"])
        where = f"{kiosk} {here.epoch}:{here.seq}"
        follows = here == EventPlace(place.epoch, place.seq + 1)
        if not follows and here.seq != 1:
            return _broken(where, "journal__gap")
        if row["prev_hash"] not in ({chained} if follows else seen):
            return _broken(where, "journal__unchained")
        if row["payload"] is None or _hash(kiosk, row) != row["hash"]:
            return _broken(where, "journal__other_content")
        chained, place = row["hash"], here
        seen.add(chained)
    end = connection.execute("SELECT * FROM position WHERE kiosk=?", [kiosk]).fetchone()
    if (end["epoch"], end["seq"], end["hash"]) != (*place, chained):
        return _broken(kiosk, "journal__newest_missing")
    return None


def _broken(where: str, why: str) -> Message:
    return Message("operator__broken", where=where, why=Message(why))


def _hash(kiosk: str, row: sqlite3.Row) -> bytes:
    head = EventHead(
        *(kiosk, row["id"], row["kind"]),
        *(row["wall_us"], row["mono_us"], row["boot_id"]),
    )
    digest = event_digest(head, row["payload"])
    return link_hash(row["prev_hash"], EventPlace(row["epoch"], row["seq"]), digest)


def _open(folder: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"file:{folder / FILE}?mode=ro", uri=True, timeout=10)
    connection.row_factory = sqlite3.Row
    return connection
