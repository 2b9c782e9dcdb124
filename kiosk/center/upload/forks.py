"""Where a kiosk's history was left, and what it means when it goes on after all.

A restored disk leaves a history once: that is a fork, and no more. When what was left
goes on, two machines report under one name, for instance from a copied disk. The one
that comes back to it is refused until staff has settled the matter.
"""

import sqlite3
from typing import NamedTuple

from kiosk.center.server.db import transaction
from kiosk.sync.wire.chain import EventPlace

JOURNAL, CERTIFICATE = "journal", "certificate"


class Fork(NamedTuple):
    """A history that was left; `branch` 0:0: the next one has nothing of it."""

    kiosk: str
    at: float
    epoch: int
    left: EventPlace
    branch: EventPlace
    settled: bool


class Twin(NamedTuple):
    """Two machines of one name, seen by what."""

    kiosk: str
    seen_by: str
    since: float
    last: float
    times: int


def is_left(connection: sqlite3.Connection, kiosk: str, place: EventPlace) -> bool:
    """Tell whether a place is of a history that was left, and not settled since."""
    row = connection.execute(
        "SELECT 1 FROM fork AS f LEFT JOIN fork_settled AS s USING(kiosk) "
        "WHERE f.kiosk=? AND f.epoch > coalesce(s.epoch, 0) "
        "AND (f.branch_epoch, f.branch_seq) < (?, ?) "
        "AND (f.left_epoch, f.left_seq) >= (?, ?) LIMIT 1",
        [kiosk, *place, *place],
    ).fetchone()
    return row is not None


def note_twin(
    connection: sqlite3.Connection, kiosk: str, seen_by: str, now: float
) -> None:
    """Keep for the operator that a second machine was refused."""
    with transaction(connection):
        connection.execute(
            "INSERT INTO twin VALUES (?, ?, ?, ?, 1) ON CONFLICT(kiosk, seen_by) "
            "DO UPDATE SET last=excluded.last, times=times+1",
            [kiosk, seen_by, now, now],
        )


def settle(connection: sqlite3.Connection, kiosk: str, now: float) -> bool:
    """Let the machine that was refused go on; True when there was one.

    The next one that comes back to a left history is refused again. Certificates that
    a twin's renewal has ended are honoured again until then.
    """
    with transaction(connection):
        connection.execute(
            "INSERT INTO fork_settled SELECT kiosk, max(epoch) FROM fork WHERE kiosk=? "
            "GROUP BY kiosk "
            "ON CONFLICT(kiosk) DO UPDATE SET epoch=excluded.epoch",
            [kiosk],
        )
        connection.execute(
            "UPDATE certificate SET revoked=0 WHERE kiosk=? AND serial IN "
            "(SELECT serial FROM replaced_certificate) AND not_after>?",
            [kiosk, now],
        )
        connection.execute(
            "DELETE FROM replaced_certificate WHERE serial IN "
            "(SELECT serial FROM certificate WHERE kiosk=?)",
            [kiosk],
        )
        gone = connection.execute("DELETE FROM twin WHERE kiosk=?", [kiosk])
        return gone.rowcount > 0


def forks(connection: sqlite3.Connection) -> list[Fork]:
    """Return every fork, the oldest first."""
    rows = connection.execute(
        "SELECT f.*, f.epoch <= coalesce(s.epoch, 0) AS settled FROM fork AS f "
        "LEFT JOIN fork_settled AS s USING(kiosk) ORDER BY f.at, f.kiosk, f.epoch"
    )
    return [
        Fork(
            *(row["kiosk"], row["at"], row["epoch"]),
            EventPlace(row["left_epoch"], row["left_seq"]),
            EventPlace(row["branch_epoch"], row["branch_seq"]),
            bool(row["settled"]),
        )
        for row in rows
    ]


def twins(connection: sqlite3.Connection) -> list[Twin]:
    """Return the kiosks that wait for staff's decision."""
    rows = connection.execute("SELECT * FROM twin ORDER BY since, kiosk, seen_by")
    return [Twin(*row) for row in rows]
