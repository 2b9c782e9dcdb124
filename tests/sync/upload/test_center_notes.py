"""Notes of the center's staff: each once, whatever is repeated, lost or restored."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.journal.journal import Journal
from kiosk.sync.upload.center_notes import keep_notes, note_mark, noted_lines
from kiosk.sync.upload.outbox import Outbox
from kiosk.sync.upload.refused_list import queue_numbers, settle
from kiosk.sync.upload.uploader import Uploader
from kiosk.sync.wire.chain import ZERO_HASH, EventPlace
from kiosk.sync.wire.upload_wire import Position, RefusedNote, RejectedEvent
from tests.sync.lines import NoLine
from tests.sync.samples import HandClock, filled, journal_in

AT = datetime(2025, 1, 10, 2, 0, tzinfo=UTC)


def refused(folder: Path, *seqs: int) -> Journal:
    """Return a journal of three events of which the center refused some."""
    journal = journal_in(folder)
    filled(journal, 3)
    last = journal.pos().last
    answers = [RejectedEvent(seq, "bad_kind", "no word") for seq in seqs]
    Outbox(journal).acked(last, last, answers)
    return journal


def note(journal: Journal, seq: int, number: int, text: str = "done") -> RefusedNote:
    entry = next(e for e in journal.entries() if (e.epoch, e.seq) == (1, seq))
    return RefusedNote(number, entry.id, 1, seq, "bad_kind", text, "zhao", AT)


def settled(journal: Journal) -> list[str]:
    kind = "refused.settled"
    return [e.payload["how"] for e in journal.entries() if e.kind == kind]


def test_a_note_settles_its_event_once_and_is_shown(tmp_path: Path) -> None:
    journal = refused(tmp_path, 2, 3)
    first, second = note(journal, 2, 10), note(journal, 3, 11, "again")
    assert keep_notes(journal, [first])
    assert not keep_notes(journal, [first]), "the answer before was lost"
    assert keep_notes(journal, [first, second])
    assert note_mark(journal) == 11
    assert settled(journal) == ["center", "center"]
    assert queue_numbers(journal).refused == 0
    lines = noted_lines(journal, 9)
    assert [(n.line.place, n.note, n.by) for n in lines] == [
        (EventPlace(1, 3), "again", "zhao"),
        (EventPlace(1, 2), "done", "zhao"),
    ]
    assert lines[0].noted_us == int(AT.timestamp()) * 1_000_000
    assert len(noted_lines(journal, 1)) == 1


def test_what_was_settled_here_gets_its_note_and_no_second_event(
    tmp_path: Path,
) -> None:
    journal = refused(tmp_path, 2)
    told = note(journal, 2, 10)
    assert settle(journal, told.event)
    assert keep_notes(journal, [told])
    assert settled(journal) == ["here"]
    assert [n.note for n in noted_lines(journal, 9)] == ["done"]


def test_a_refusal_that_never_arrived_comes_with_its_note(tmp_path: Path) -> None:
    journal = refused(tmp_path)
    assert keep_notes(journal, [note(journal, 2, 10)])
    (line,) = noted_lines(journal, 9)
    assert (line.line.place, line.line.code) == (EventPlace(1, 2), "bad_kind")
    assert queue_numbers(journal).refused == 0


def test_a_note_for_what_is_gone_does_not_come_for_ever(tmp_path: Path) -> None:
    journal = refused(tmp_path)
    stranger = RefusedNote(7, b"x" * 16, 1, 2, "bad_kind", "n", "w", AT)
    assert keep_notes(journal, [stranger])
    assert note_mark(journal) == 7
    assert (settled(journal), noted_lines(journal, 9)) == ([], [])


class Endless(NoLine):
    """A center that has one more note, however often it is asked."""

    asked = 0

    async def position(self, notes: int = 0) -> Position:
        self.asked += 1
        more = RefusedNote(notes + 1, b"x" * 16, 1, 2, "bad_kind", "n", "w", AT)
        return Position(0, 0, ZERO_HASH, 0, notes=(more,))


async def test_a_center_without_an_end_is_not_asked_without_a_pause(
    tmp_path: Path,
) -> None:
    journal, line = journal_in(tmp_path), Endless()
    uploader = Uploader(journal, line, HandClock(), start_jitter=0)
    while await uploader.step():
        assert line.asked < 99
    assert 1 < line.asked == note_mark(journal) < 30


def test_it_is_kept_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = refused(tmp_path, 2, 3)
    notes = [note(journal, 2, 10), note(journal, 3, 11)]

    def full(event: object) -> None:
        raise StoreError("full")

    with monkeypatch.context() as patch:
        patch.setattr(journal, "append", full)
        with pytest.raises(StoreError):
            keep_notes(journal, notes)
    assert (note_mark(journal), noted_lines(journal, 9)) == (0, [])
    assert queue_numbers(journal).refused == 2
    assert keep_notes(journal, notes)
    assert queue_numbers(journal).refused == 0
