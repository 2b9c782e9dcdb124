"""Ingest: once or not at all, and the chain decides."""

from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Connection, text

from kiosk.center.database.transactions import every
from kiosk.center.server.backup import CopyBroken, backup
from kiosk.center.server.refusals import Refusal
from kiosk.center.upload.ingest import ingest, position
from kiosk.center.upload.stored import stored_events, verify_stored
from kiosk.sync.wire.chain import (
    ZERO_HASH,
    EventHead,
    EventPlace,
    event_digest,
    link_hash,
)
from kiosk.sync.wire.upload_wire import Batch, BatchAccepted, BatchConflict, Event
from tests.wording import english

KIOSK = "hall-1"


def event(
    number: int,
    epoch: int = 1,
    seq: int | None = None,
    prev: bytes = ZERO_HASH,
    payload: bytes = b'{"a":1}',
    kind: str = "test.event",
) -> Event:
    """Make an event by hand; its id says its number."""
    place = EventPlace(epoch, number if seq is None else seq)
    head = EventHead(KIOSK, number.to_bytes(16, "big"), kind, 1, 2, "b")
    hashed = link_hash(prev, place, event_digest(head, payload))
    return Event(*place, head.id, kind, 1, 2, "b", prev, hashed, msgspec.Raw(payload))


def chain(
    count: int, epoch: int = 1, prev: bytes = ZERO_HASH, first: int = 1
) -> list[Event]:
    """Make a chain of events with ids from `first` on."""
    events: list[Event] = []
    for seq in range(1, count + 1):
        before = events[-1].hash if events else prev
        events.append(event(first + seq - 1, epoch, seq, before))
    return events


def take(db: Connection, events: list[Event]) -> BatchAccepted | BatchConflict:
    return ingest(db, Batch(KIOSK, events), 1000.0)


def accepted(db: Connection, events: list[Event]) -> BatchAccepted:
    answer = take(db, events)
    assert isinstance(answer, BatchAccepted), answer
    return answer


def conflict(db: Connection, events: list[Event]) -> str:
    before = stored(db)
    answer = take(db, events)
    assert isinstance(answer, BatchConflict), answer
    assert answer.position == position(db, KIOSK)
    assert stored(db) == before, "a conflict stores nothing"
    return answer.code


def changed(db: Connection, statement: str) -> None:
    """Do what only somebody with the database's password does."""
    query = text(statement)
    db.execute(query, {"nought": bytes(32)} if ":nought" in statement else {})


def stored(db: Connection) -> list[list[tuple[object, ...]]]:
    tables = ("link", "event", "position", "fork")
    return [
        [tuple(row) for row in db.execute(text(f"SELECT * FROM {table}"))]
        for table in tables
    ]


def test_a_chain_goes_in(db: Connection, center_folder: Path) -> None:
    events = chain(10)
    answer = accepted(db, events[:4])
    assert (answer.epoch, answer.acked_seq, answer.hash) == (1, 4, events[3].hash)
    assert accepted(db, events[4:]).acked_seq == 10
    assert [(e.epoch, e.seq) for e in stored_events(center_folder)] == [
        (1, n) for n in range(1, 11)
    ]
    assert verify_stored(center_folder).ok


def test_what_comes_again_counts_once(db: Connection, center_folder: Path) -> None:
    events = chain(6)
    accepted(db, events[:4])
    assert accepted(db, events[:4]).acked_seq == 4
    assert accepted(db, events[:2]).acked_seq == 4, "an old request, late"
    assert accepted(db, events[2:]).acked_seq == 6
    assert len(stored_events(center_folder)) == 6


def test_a_gap_is_told(db: Connection) -> None:
    events = chain(9)
    assert conflict(db, events[3:]) == "gap"
    accepted(db, events[:2])
    assert conflict(db, events[3:]) == "gap"
    assert conflict(db, chain(3, epoch=2)[1:]) == "gap", "an epoch begins at one"
    second = event(50, epoch=2, seq=2, prev=events[1].hash)
    assert conflict(db, [second]) == "gap", "also where it hangs on what is known"


def test_another_history_is_a_fork(db: Connection, center_folder: Path) -> None:
    events = chain(5)
    accepted(db, events)
    other = event(99, seq=4, prev=events[2].hash)
    assert conflict(db, [other]) == "fork", "another event at a known number"
    beyond = event(99, seq=6, prev=b"\x07" * 32)
    assert conflict(db, [beyond]) == "fork", "hangs on something else"
    assert verify_stored(center_folder).ok


def test_an_older_epoch_is_a_fork(db: Connection) -> None:
    accepted(db, chain(3, epoch=2))
    assert conflict(db, chain(3, epoch=1, first=50)) == "fork"


def test_a_known_id_with_other_content_is_refused(
    db: Connection, center_folder: Path
) -> None:
    events = chain(3)
    accepted(db, events)
    liar = event(2, seq=4, prev=events[-1].hash, payload=b'{"a":2}')
    with pytest.raises(Refusal) as caught:
        take(db, [liar])
    assert caught.value.code == "bad_chain", "so that the kiosk looks for the event"
    assert position(db, KIOSK).seq == 3
    assert verify_stored(center_folder).ok


def test_a_new_epoch_takes_known_events_along(
    db: Connection, center_folder: Path
) -> None:
    events = chain(6)
    accepted(db, events)
    again = chain(4, epoch=2, prev=events[3].hash, first=5)
    assert accepted(db, again).acked_seq == 4
    ids = [e.id for e in stored_events(center_folder)]
    assert len(ids) == len(set(ids)) == 8, "5 and 6 came twice, 7 and 8 are new"
    (fork,) = every(db, text("SELECT * FROM fork"))
    assert (fork["left_seq"], fork["branch_seq"], fork["epoch"]) == (6, 4, 2)
    assert verify_stored(center_folder).ok


def test_an_epoch_that_simply_follows_is_no_fork(db: Connection) -> None:
    events = chain(3)
    accepted(db, events)
    accepted(db, chain(2, epoch=2, prev=events[-1].hash, first=10))
    assert every(db, text("SELECT * FROM fork")) == []


def test_an_epoch_on_an_unknown_event_is_a_gap(db: Connection) -> None:
    accepted(db, chain(3))
    assert conflict(db, chain(2, epoch=2, prev=b"\x05" * 32, first=9)) == "gap"


@pytest.mark.parametrize(
    "change",
    [
        {"hash": b"\x01" * 32},
        {"prev_hash": b"\x01" * 32},
        {"payload": msgspec.Raw(b'{"a":2}')},
        {"kind": "other"},
        {"wall_us": 7},
        {"seq": 0},
        {"epoch": 0},
    ],
)
def test_a_batch_that_contradicts_itself(
    db: Connection, change: dict[str, object]
) -> None:
    events = chain(3)
    events[1] = msgspec.structs.replace(events[1], **change)
    with pytest.raises(Refusal) as caught:
        take(db, events)
    assert caught.value.code == "bad_chain"
    assert position(db, KIOSK).seq == 0


def test_batches_have_limits(db: Connection) -> None:
    for events in ([], chain(201)):
        with pytest.raises(Refusal) as caught:
            take(db, events)
        assert caught.value.status == 413


@pytest.mark.parametrize(
    ("payload", "kind", "code"),
    [
        (b"[1]", "test.event", "bad_payload"),
        (b'{"a":"' + b"x" * 70_000 + b'"}', "test.event", "too_long"),
        (b"{}", "no kind!", "bad_kind"),
        (b"{}", "", "bad_kind"),
        (b"{}", "test.event\n", "bad_kind"),
        (b"{}", "k" * 200_000, "bad_kind"),
        (b"{}", "ｋ", "bad_kind"),
        (b"{}", "a\0b\ue000", "bad_kind"),
        (b"[" * 60_000, "test.event", "bad_payload"),
        (b'{"a":' + b"[" * 30_000 + b"]" * 30_000 + b"}", "test.event", "bad_payload"),
        (b'{"a":"\xff\xfe"}', "test.event", "bad_payload"),
        (b"null", "test.event", "bad_payload"),
    ],
)
def test_what_it_cannot_use_is_kept_and_told_every_time(
    db: Connection, center_folder: Path, payload: bytes, kind: str, code: str
) -> None:
    first = event(1)
    bad = event(2, prev=first.hash, payload=payload, kind=kind)
    last = event(3, prev=bad.hash)
    for _ in range(2):
        answer = accepted(db, [first, bad, last])
        assert [(r.seq, r.code) for r in answer.rejected] == [(2, code)]
        assert answer.acked_seq == 3, "the queue goes on"
    assert len(stored_events(center_folder)) == 3
    assert verify_stored(center_folder).ok


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE event SET payload = :nought WHERE id = (SELECT id FROM link LIMIT 1)",
        "UPDATE link SET hash = :nought WHERE seq = 3",
        "UPDATE link SET prev_hash = :nought WHERE seq = 3",
        "DELETE FROM link WHERE seq = 3",
        "DELETE FROM link WHERE seq = 5",
        "DELETE FROM event WHERE id = (SELECT id FROM link WHERE seq = 2)",
        "UPDATE position SET seq = 4",
    ],
)
def test_what_was_changed_in_the_center_is_found(
    db: Connection, center_folder: Path, change: str
) -> None:
    accepted(db, chain(5))
    assert verify_stored(center_folder).ok
    changed(db, change)
    report = verify_stored(center_folder)
    assert not report.ok
    assert KIOSK in english(report.message)


@pytest.mark.engine("sqlite")
def test_a_backup_is_a_promise(db: Connection, center_folder: Path) -> None:
    events = chain(8)
    accepted(db, events[:5])
    assert backup(center_folder, center_folder.parent / "copy") == 5
    assert position(db, KIOSK).durable_seq == 5
    assert accepted(db, events[5:]).durable_seq == 5
    assert len(stored_events(center_folder.parent / "copy")) == 5
    changed(db, "UPDATE link SET hash = :nought WHERE seq = 2")
    with pytest.raises(CopyBroken, match="1:2"):
        backup(center_folder, center_folder.parent / "copy")
    assert position(db, KIOSK).durable_seq == 5, "no promise on a broken copy"


@pytest.mark.parametrize("epoch", [2**53 - 1, 2**53, 2**63 - 1, 2**63, 2**64 - 1])
def test_an_epoch_out_of_range_ends_nothing(db: Connection, epoch: int) -> None:
    events = chain(2)
    accepted(db, events)
    with pytest.raises(Refusal) as caught:
        take(db, [event(9, epoch, 1, events[1].hash)])
    assert caught.value.code == "bad_chain"
    accepted(db, chain(2, epoch=1_000_001, prev=events[1].hash, first=20))


@pytest.mark.engine("sqlite")
def test_a_failed_backup_leaves_the_one_before(
    db: Connection, center_folder: Path
) -> None:
    accepted(db, chain(5))
    backup(center_folder, center_folder.parent / "copy")
    changed(db, "UPDATE link SET hash = :nought WHERE seq = 2")
    with pytest.raises(CopyBroken, match="1:2"):
        backup(center_folder, center_folder.parent / "copy")
    assert verify_stored(center_folder.parent / "copy").ok, "promises rest on it"
