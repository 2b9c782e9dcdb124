"""The journal: durable, sealed, chained, and honest about what was done to it."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.settings.state.store import Store
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.journal.entries import EventState, JournalError, JournalNumbers
from kiosk.sync.journal.journal import Journal
from kiosk.sync.journal.journal_tables import MIGRATIONS
from kiosk.sync.upload.outbox import Outbox
from kiosk.sync.wire.chain import EventPlace
from kiosk.sync.wire.events.journal_event import JournalEvent, Severity, kind
from kiosk.sync.wire.upload_wire import RejectedEvent
from tests.sync.samples import CANARY, KIOSK, HandClock, filled, journal_in, numbered
from tests.whole import whole
from tests.wording import english


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = journal_in(tmp_path)
    yield opened
    opened.store.close()


def test_a_fresh_journal_is_whole_and_empty(journal: Journal) -> None:
    assert journal.numbers() == JournalNumbers(1, 0, 0, 0, 0, 0)
    assert journal.verify().ok
    assert journal.entries() == []


def test_events_come_back_in_order_with_their_payload(journal: Journal) -> None:
    filled(journal, 5)
    assert [e.seq for e in journal.entries()] == [1, 2, 3, 4, 5]
    newest = journal.entries(last=2)
    assert [e.payload["job"] for e in newest] == [3, 4]
    assert {e.state for e in newest} == {EventState.WAITING}
    assert [e.id for e in journal.entries()] == sorted(e.id for e in journal.entries())


def test_an_event_is_part_of_the_outer_step(journal: Journal) -> None:
    with pytest.raises(RuntimeError), journal.store.atomic():
        journal.append(numbered(1))
        raise RuntimeError
    assert journal.numbers().last_seq == 0
    with journal.store.atomic():
        filled(journal, 3)
    assert journal.numbers().last_seq == 3
    assert journal.verify().ok


def test_a_rolled_back_epoch_does_not_leave_its_key_behind(journal: Journal) -> None:
    filled(journal, 2)
    with pytest.raises(RuntimeError), journal.store.atomic():
        journal.new_epoch("never happened")
        raise RuntimeError
    journal.new_epoch("happened")
    filled(journal, 2)
    assert journal.verify().ok
    assert [e.epoch for e in journal.entries()] == [2] * 5


def test_it_survives_closing(tmp_path: Path) -> None:
    first = journal_in(tmp_path)
    filled(first, 3)
    first.store.close()
    second = journal_in(tmp_path)
    filled(second, 3, start=3)
    assert second.verify().ok
    assert [e.payload["job"] for e in second.entries()] == list(range(6))
    second.store.close()


def test_ids_never_go_back_when_the_clock_does(tmp_path: Path) -> None:
    clock = HandClock()
    journal = journal_in(tmp_path, clock)
    for step in (0, 5, -86400, -86400 * 365, 10, 0):
        clock.wall += step
        journal.append(numbered(0))
    ids = [e.id for e in journal.entries()]
    assert ids == sorted(ids)
    assert len(set(ids)) == 6
    journal.store.close()


def test_no_payload_is_readable_in_the_file(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)
    journal.append(numbered(0, CANARY))
    journal.new_epoch("test")
    assert CANARY in whole(journal.entries())
    files = [p for p in tmp_path.iterdir() if p.is_file()]
    raw = b"".join(p.read_bytes() for p in files)
    assert b"print.done" in raw
    for secret in (CANARY, "王秀兰", "990101198403120427"):
        assert secret.encode() not in raw
    journal.store.close()
    key = DeviceKeys.load_or_create(tmp_path / "keys").wrapping
    assert key not in raw


CHANGES = [
    "UPDATE outbox SET wall_us = wall_us + 1 WHERE seq = 4",
    "UPDATE outbox SET mono_us = mono_us + 1 WHERE seq = 4",
    "UPDATE outbox SET kind = 'other.kind' WHERE seq = 4",
    "UPDATE outbox SET boot_id = 'other' WHERE seq = 4",
    "UPDATE outbox SET id = zeroblob(16) WHERE seq = 4",
    "UPDATE outbox SET hash = zeroblob(32) WHERE seq = 4",
    "UPDATE outbox SET prev_hash = zeroblob(32) WHERE seq = 4",
    "UPDATE outbox SET sealed = zeroblob(60) WHERE seq = 4",
    "UPDATE outbox SET sealed = (SELECT sealed FROM outbox WHERE seq = 5) WHERE seq=4",
    "DELETE FROM outbox WHERE seq = 4",
]


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_found_at_its_place(journal: Journal, change: str) -> None:
    filled(journal, 8)
    journal.store.execute(change)
    report = journal.verify()
    assert not report.ok
    assert report.place in (EventPlace(1, 4), EventPlace(1, 5))
    assert report.events in (3, 4)
    assert "1:" in english(report.message)


@pytest.mark.parametrize(
    "change",
    ["DELETE FROM outbox WHERE seq > 5", "DELETE FROM outbox"],
)
def test_a_cut_end_is_found(journal: Journal, change: str) -> None:
    filled(journal, 8)
    journal.store.execute(change)
    report = journal.verify()
    assert report.place is None
    assert "the end" in english(report.message)


def test_a_cut_head_is_found(journal: Journal) -> None:
    filled(journal, 8)
    journal.store.execute("DELETE FROM outbox WHERE seq < 3")
    assert journal.verify().place == EventPlace(1, 3)


def test_other_keys_do_not_open_it(tmp_path: Path) -> None:
    journal_in(tmp_path).store.close()
    other = DeviceKeys.load_or_create(tmp_path / "other")
    store = Store(tmp_path / "kiosk.sqlite", MIGRATIONS)
    with pytest.raises(JournalError, match="other keys"):
        Journal(store, KIOSK, other, HandClock())
    same = DeviceKeys.load_or_create(tmp_path / "keys")
    with pytest.raises(JournalError, match=r"another machine\.id"):
        Journal(store, "hall-2", same, HandClock())
    store.close()


class Unregistered(JournalEvent, frozen=True):
    """A kind that stands in no file of the registry."""

    about = kind("test.event", Severity.INFO)


@pytest.mark.parametrize("event", [Unregistered(), numbered(0, "x" * 70_000)])
def test_what_could_never_be_uploaded_is_refused(
    journal: Journal, event: JournalEvent
) -> None:
    with pytest.raises(ValueError, match=r"event"):
        journal.append(event)
    assert journal.numbers().last_seq == 0


def test_a_new_epoch_takes_along_what_is_not_acked(journal: Journal) -> None:
    filled(journal, 6)
    ids = [e.id for e in journal.entries()]
    Outbox(journal).acked(EventPlace(1, 4), EventPlace(0, 0))
    journal.new_epoch("test", number=5)
    entries = journal.entries()
    assert [(e.epoch, e.seq) for e in entries] == [
        *[(1, 1), (1, 2), (1, 3), (1, 4)],
        *[(5, 1), (5, 2), (5, 3)],
    ]
    assert [e.id for e in entries][:6] == ids
    assert entries[-1].kind == "journal.epoch"
    assert entries[-1].payload["moved"] == 2
    assert journal.verify().ok
    assert journal.numbers() == JournalNumbers(5, 3, 0, 0, 3, 0)


def test_a_whole_epoch_takes_along_everything(journal: Journal) -> None:
    filled(journal, 6)
    Outbox(journal).acked(EventPlace(1, 4), EventPlace(1, 2))
    journal.new_epoch("test", whole=True)
    assert {e.epoch for e in journal.entries()} == {2}
    assert journal.verify().ok
    assert journal.numbers().waiting == 7


def test_only_old_durable_settled_events_are_forgotten(tmp_path: Path) -> None:
    clock = HandClock()
    journal = journal_in(tmp_path, clock)
    filled(journal, 10)
    outbox = Outbox(journal)
    refused = (RejectedEvent(6, "bad_kind", "no"),)
    outbox.acked(EventPlace(1, 9), EventPlace(1, 8), refused)
    assert journal.numbers().rejected == 1
    assert journal.prune(180) == 0, "nothing is old yet"
    clock.forward(181 * 86400)
    filled(journal, 1, start=10)
    assert journal.prune(180) == 5, "stops before the refused one"
    assert journal.verify().ok
    assert journal.hash_at(EventPlace(1, 5)) is not None, "the anchor is known"
    assert journal.hash_at(EventPlace(1, 4)) is None
    journal.store.execute("UPDATE rejected SET resolved_us = 1")
    assert journal.prune(180) == 3, "stops at the durable mark"
    assert journal.verify().ok
    assert [e.seq for e in journal.entries()] == [9, 10, 11]
    journal.store.close()


def test_everything_may_be_forgotten(tmp_path: Path) -> None:
    clock = HandClock()
    journal = journal_in(tmp_path, clock)
    filled(journal, 4)
    Outbox(journal).acked(EventPlace(1, 4), EventPlace(1, 4))
    clock.forward(200 * 86400)
    assert journal.prune(180) == 4
    assert journal.verify().ok
    filled(journal, 1)
    assert journal.verify().ok
    assert journal.numbers().last_seq == 5
    journal.store.close()


def test_a_damaged_event_is_set_aside_and_told(journal: Journal) -> None:
    filled(journal, 5)
    journal.store.execute("UPDATE outbox SET sealed = zeroblob(60) WHERE seq = 3")
    journal.new_epoch("an event does not open")
    assert [e.payload.get("job") for e in journal.entries()] == [0, 1, 3, 4, None]
    assert journal.entries()[-1].payload["unreadable"] == 1
    report = journal.verify()
    assert report.place == EventPlace(1, 3)
    assert "set aside" in english(report.message)


def test_the_file_is_durable_by_its_own_word(journal: Journal) -> None:
    assert journal.store.one("PRAGMA journal_mode") == {"journal_mode": "wal"}
    assert journal.store.one("PRAGMA synchronous") == {"synchronous": 2}


def test_another_process_reads_while_it_is_open(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)
    filled(journal, 2)
    other = sqlite3.connect(tmp_path / "kiosk.sqlite")
    assert other.execute("SELECT count(*) FROM outbox").fetchone() == (2,)
    other.close()
    journal.store.close()
