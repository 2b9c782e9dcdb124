"""Refused events: listed, and ended by a note that reaches its kiosk once."""

from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Connection, delete

from kiosk.center.database.transactions import transaction
from kiosk.center.upload.refusal_notes import (
    RefusedAtCenter,
    UnknownRefusal,
    notes_behind,
    refusal_note,
    refused_events,
    resolve,
    settled,
)
from kiosk.center.upload.refused_commands import refused_command, resolve_command
from kiosk.domain.faults import Fault
from kiosk.settings.texts import load_texts
from kiosk.sync.journal.journal import Journal
from kiosk.sync.line.https import CenterError
from kiosk.sync.upload.center_notes import noted_lines
from kiosk.sync.upload.refused_list import queue_numbers
from kiosk.sync.wire.chain import EventHead, EventPlace
from kiosk.sync.wire.events.machine_events import RefusedSettled
from kiosk.sync.wire.upload_wire import (
    NOTES_AT_ONCE,
    Batch,
    BatchAccepted,
    BatchConflict,
)
from tests.center.upload.test_ingest import KIOSK, accepted, event
from tests.sync.applications.hall import database, scene

EN = load_texts("en")


def refused(db: Connection, count: int = 1) -> list[bytes]:
    """Let the center refuse some events, and return their ids."""
    events = [event(1, kind="NO WORD")]
    for number in range(2, count + 1):
        events.append(event(number, prev=events[-1].hash, kind="NO WORD"))
    accepted(db, events)
    return [each.id for each in events]


def told(db: Connection, event_id: bytes, how: str = "center") -> None:
    with transaction(db):
        settled(db, KIOSK, RefusedSettled(event_id.hex(), how), 1400.0)


def test_it_is_listed_until_its_kiosk_has_the_note(db: Connection) -> None:
    (one,) = refused(db)
    line = RefusedAtCenter(
        *(KIOSK, EventPlace(1, 1), one, "NO WORD", "bad_kind"),
        *("The kind is no dotted word.", 1000.0, None),
    )
    assert refused_events(db) == [line]
    resolve(db, KIOSK, one, "by hand", "zhao", 1200.5)
    assert refused_events(db) == [line._replace(by="zhao")]
    (note,) = notes_behind(db, KIOSK, 0)
    assert (note.event, note.epoch, note.seq, note.code) == (one, 1, 1, "bad_kind")
    assert (note.note, note.by, note.at.timestamp()) == ("by hand", "zhao", 1200.0)
    assert notes_behind(db, KIOSK, note.number) == ()
    assert notes_behind(db, "hall-2", 0) == ()
    told(db, one)
    assert refused_events(db) == []


def test_only_what_was_refused_gets_a_note_and_one(db: Connection) -> None:
    accepted(db, [event(9, seq=1)])
    for kiosk, event_id in ((KIOSK, event(9).id), (KIOSK, b"x" * 16), ("hall-2", b"")):
        with pytest.raises(UnknownRefusal):
            resolve(db, kiosk, event_id, "n", "w", 1.0)
    told(db, event(9).id)
    told(db, b"x" * 16)
    with transaction(db):
        settled(db, KIOSK, RefusedSettled("no id", "here"), 1.0)
    assert notes_behind(db, KIOSK, 0) == ()


def test_a_second_note_is_refused(db: Connection) -> None:
    (one,) = refused(db)
    resolve(db, KIOSK, one, "first", "zhao", 1200.0)
    with pytest.raises(UnknownRefusal):
        resolve(db, KIOSK, one, "second", "qian", 1201.0)
    assert [note.note for note in notes_behind(db, KIOSK, 0)] == ["first"]


def test_what_the_kiosk_ended_itself_needs_no_note(db: Connection) -> None:
    (one,) = refused(db)
    told(db, one, "sent_again")
    assert refused_events(db) == []
    assert notes_behind(db, KIOSK, 0) == ()
    with pytest.raises(UnknownRefusal):
        resolve(db, KIOSK, one, "n", "w", 1.0)


def test_numbers_grow_in_one_moment_and_over_a_lost_database(db: Connection) -> None:
    ids = refused(db, NOTES_AT_ONCE + 2)
    for event_id in ids:
        resolve(db, KIOSK, event_id, "n", "w", 1200.0)
    first = notes_behind(db, KIOSK, 0)
    assert [note.event for note in first] == ids[:NOTES_AT_ONCE]
    rest = notes_behind(db, KIOSK, first[-1].number)
    assert [note.event for note in rest] == ids[NOTES_AT_ONCE:]
    with transaction(db):
        db.execute(delete(refusal_note))
    resolve(db, KIOSK, ids[0], "anew", "w", 1300.0)
    assert [note.note for note in notes_behind(db, KIOSK, rest[-1].number)] == ["anew"]


def test_the_commands(
    db: Connection, center_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused_command(center_folder, EN) == 0
    (one,) = refused(db)
    assert refused_command(center_folder, EN) == 1
    line = capsys.readouterr().out
    assert line.startswith(f"{KIOSK}  1:1  {one.hex()}  NO WORD  bad_kind  ")
    what = (center_folder, KIOSK, one.hex())
    assert resolve_command(*what, "n" * 301, "zhao", EN) == 2
    assert resolve_command(*what, " ", "zhao", EN) == 2
    assert resolve_command(center_folder, KIOSK, "xyz", "n", "zhao", EN) == 2
    assert resolve_command(*what, "by hand", "zhao", EN) == 0
    assert resolve_command(*what, "by hand", "zhao", EN) == 2
    capsys.readouterr()
    assert refused_command(center_folder, EN) == 0
    assert "noted by zhao" in capsys.readouterr().out


def write_unreadable(journal: Journal, count: int) -> None:
    """Put events at the journal's end of a kind that no center takes."""
    for _ in range(count):
        pos = journal.pos()
        last = int.from_bytes(pos.last_id or bytes(16), "big") + 1
        head = EventHead(KIOSK, last.to_bytes(16, "big"), "NO WORD", 1, 2, "b")
        journal.link(pos, head, b"{}")


async def test_a_refusal_whose_answer_was_lost_is_told_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with scene(tmp_path) as (_, one, _):
        client, lost = one.line.client, list[Batch]()
        usual = client.upload

        async def upload(batch: Batch) -> BatchAccepted | BatchConflict:
            answer = await usual(batch)
            if not lost:
                lost.append(batch)
                raise CenterError("cut", Fault.CENTER_BAD_ANSWER)
            return answer

        monkeypatch.setattr(client, "upload", upload)
        write_unreadable(one.journal, 3)
        for _ in range(9):
            await one.uploader._try()
        assert len(lost[0].events) == 3
        assert queue_numbers(one.journal).refused == 3
        assert one.journal.numbers().waiting == 0
        assert one.uploader.online


async def test_a_note_goes_all_the_way_and_back(tmp_path: Path) -> None:
    async with scene(tmp_path) as (center, one, _):
        write_unreadable(one.journal, NOTES_AT_ONCE + 2)
        while await one.uploader.step():
            pass
        assert queue_numbers(one.journal).refused == NOTES_AT_ONCE + 2
        with database(center) as db:
            for at, each in enumerate(refused_events(db)):
                resolve(db, KIOSK, each.id, f"note {at}", "zhao", 1200.0)
        # One answer is bounded, and the rest is asked for at once.
        while await one.uploader.step():
            pass
        assert queue_numbers(one.journal).refused == 0
        assert len(noted_lines(one.journal, 99)) == NOTES_AT_ONCE + 2
        with database(center) as db:
            assert refused_events(db) == []
        old = await one.line.client.exchange(
            "GET", f"/kiosk/{KIOSK}/position", 5, None, {}
        )
        assert b"notes" not in old.body
        assert not await one.uploader.step()
        assert len(one.events("refused.settled")) == NOTES_AT_ONCE + 2
        assert msgspec.json.decode(old.body)["epoch"] == 1
