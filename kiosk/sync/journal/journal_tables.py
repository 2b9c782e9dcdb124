"""The journal's tables, and its rows as values.

`outbox` is the journal itself; `pos` says how far it, the upload and the center's
promise are; `agreed` when the clock was last compared with the center's; `age_mark`
which event was the newest when the center told the time; `note_mark` which note of
staff on a refused event is the newest here. Nothing here opens a file.
"""

from typing import Any, NamedTuple

from kiosk.settings.state.store import Migration, Row
from kiosk.sync.wire.chain import EventHead, EventPlace

MIGRATIONS = (
    Migration(
        "journal-1",
        (
            """CREATE TABLE outbox(
                epoch INTEGER NOT NULL, seq INTEGER NOT NULL, id BLOB NOT NULL,
                kind TEXT NOT NULL, wall_us INTEGER NOT NULL,
                mono_us INTEGER NOT NULL, boot_id TEXT NOT NULL,
                prev_hash BLOB NOT NULL, hash BLOB NOT NULL, sealed BLOB NOT NULL,
                PRIMARY KEY(epoch, seq)) STRICT, WITHOUT ROWID""",
            """CREATE TABLE pos(
                one INTEGER PRIMARY KEY CHECK(one = 1),
                epoch INTEGER NOT NULL, last_seq INTEGER NOT NULL,
                last_hash BLOB NOT NULL, last_id BLOB,
                acked_epoch INTEGER NOT NULL, acked_seq INTEGER NOT NULL,
                durable_epoch INTEGER NOT NULL, durable_seq INTEGER NOT NULL,
                anchor_epoch INTEGER NOT NULL, anchor_seq INTEGER NOT NULL,
                anchor_hash BLOB NOT NULL) STRICT""",
            """CREATE TABLE epoch_key(
                epoch INTEGER PRIMARY KEY, opened_us INTEGER NOT NULL,
                reason TEXT NOT NULL, wrapped BLOB NOT NULL) STRICT""",
            """CREATE TABLE attempt(
                one INTEGER PRIMARY KEY CHECK(one = 1), failures INTEGER NOT NULL,
                fault TEXT, failed_us INTEGER, succeeded_us INTEGER) STRICT""",
            """CREATE TABLE damaged(
                epoch INTEGER NOT NULL, seq INTEGER NOT NULL, id BLOB NOT NULL,
                kind TEXT NOT NULL, wall_us INTEGER NOT NULL,
                mono_us INTEGER NOT NULL, boot_id TEXT NOT NULL,
                prev_hash BLOB NOT NULL, hash BLOB NOT NULL, sealed BLOB NOT NULL)
                STRICT""",
            """CREATE TABLE rejected(
                id BLOB PRIMARY KEY, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
                kind TEXT NOT NULL, code TEXT NOT NULL, reason TEXT NOT NULL,
                at_us INTEGER NOT NULL, resolved_us INTEGER) STRICT""",
        ),
    ),
    Migration(
        "journal-2",
        (
            """CREATE TABLE move(
                one INTEGER PRIMARY KEY CHECK(one = 1), reason TEXT NOT NULL,
                epoch INTEGER NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL,
                branch_epoch INTEGER NOT NULL, branch_seq INTEGER NOT NULL,
                branch_hash BLOB NOT NULL,
                left_epoch INTEGER NOT NULL, left_seq INTEGER NOT NULL,
                left_hash BLOB NOT NULL,
                moved INTEGER NOT NULL, unreadable INTEGER NOT NULL) STRICT""",
            """CREATE TABLE twin(
                one INTEGER PRIMARY KEY CHECK(one = 1), seen_us INTEGER NOT NULL)
                STRICT""",
            # Before, a new epoch made events durable that no backup held; the center
            # says again what it holds.
            "UPDATE pos SET durable_epoch=0, durable_seq=0",
        ),
    ),
    Migration(
        "journal-3",
        (
            """CREATE TABLE agreed(
                one INTEGER PRIMARY KEY CHECK(one = 1), center_us INTEGER NOT NULL,
                wall_us INTEGER NOT NULL, mono_us INTEGER NOT NULL,
                boot_id TEXT NOT NULL) STRICT""",
            """CREATE TABLE age_mark(
                at_us INTEGER PRIMARY KEY, epoch INTEGER NOT NULL,
                seq INTEGER NOT NULL) STRICT""",
        ),
    ),
    Migration(
        "journal-notes",
        (
            "ALTER TABLE rejected ADD COLUMN note TEXT",
            "ALTER TABLE rejected ADD COLUMN noted_by TEXT",
            "ALTER TABLE rejected ADD COLUMN noted_us INTEGER",
            """CREATE TABLE note_mark(
                one INTEGER PRIMARY KEY CHECK(one = 1), number INTEGER NOT NULL)
                STRICT""",
        ),
    ),
    Migration(
        "journal-index",
        (
            "CREATE INDEX rejected_open ON rejected(epoch, seq) "
            "WHERE resolved_us IS NULL",
            "CREATE INDEX rejected_noted ON rejected(noted_us) "
            "WHERE noted_us IS NOT NULL",
        ),
    ),
)


class OutboxRow(NamedTuple):
    """A row of `outbox` as it stands there, for whoever reads very many."""

    epoch: int
    seq: int
    id: bytes
    kind: str
    wall_us: int
    mono_us: int
    boot_id: str
    prev_hash: bytes
    hash: bytes
    sealed: bytes


class EpochMove(NamedTuple):
    """The one row of `move`: a new epoch that waiting events are moving into."""

    reason: str
    end: EventPlace
    """The new epoch's newest event so far."""
    hash: bytes
    branch: EventPlace
    """Behind this everything moves; the epoch hangs on it."""
    branch_hash: bytes
    left: EventPlace
    """Where the newest event that has moved stood before."""
    left_hash: bytes
    moved: int
    unreadable: int


def move_of(row: Row) -> EpochMove:
    """Return the row of `move` as a value."""
    return EpochMove(
        row["reason"],
        place_of(row),
        row["hash"],
        EventPlace(row["branch_epoch"], row["branch_seq"]),
        row["branch_hash"],
        EventPlace(row["left_epoch"], row["left_seq"]),
        row["left_hash"],
        row["moved"],
        row["unreadable"],
    )


class JournalState(NamedTuple):
    """The one row of `pos`, with the current epoch's wrapped key."""

    last: EventPlace
    last_hash: bytes
    last_id: bytes | None
    acked: EventPlace
    """How far the center has it."""
    durable: EventPlace
    """How far the center will never ask again."""
    anchor: EventPlace
    """The place before the oldest row that is still here."""
    anchor_hash: bytes
    wrapped: bytes


POS_QUERY = (
    "SELECT pos.epoch, last_seq, last_hash, last_id, acked_epoch, acked_seq, "
    "durable_epoch, durable_seq, anchor_epoch, anchor_seq, anchor_hash, wrapped "
    "FROM pos JOIN epoch_key ON epoch_key.epoch = pos.epoch"
)


def pos_of(row: tuple[Any, ...]) -> JournalState:
    """Return a row of `POS_QUERY` as a value."""
    return JournalState(
        EventPlace(row[0], row[1]),
        row[2],
        row[3],
        EventPlace(row[4], row[5]),
        EventPlace(row[6], row[7]),
        EventPlace(row[8], row[9]),
        row[10],
        row[11],
    )


def place_of(row: Row) -> EventPlace:
    """Return where a row of `outbox` stands."""
    return EventPlace(row["epoch"], row["seq"])


def head_of(kiosk: str, row: Row) -> EventHead:
    """Return the head of a row of `outbox`."""
    return EventHead(
        kiosk, row["id"], row["kind"], row["wall_us"], row["mono_us"], row["boot_id"]
    )
