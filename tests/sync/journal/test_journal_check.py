"""The check of a journal that lives on while it is checked."""

from pathlib import Path

import pytest

from kiosk.sync.journal import journal_check, upkeep
from kiosk.sync.journal.blocks import in_one_piece
from kiosk.sync.journal.journal import Journal
from kiosk.sync.journal.journal_check import VerifyReport, verify_blocks, verify_journal
from kiosk.sync.wire.chain import EventPlace
from tests.sync.samples import filled, journal_in


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_check, "_PAGE", 5)
    monkeypatch.setattr(upkeep, "BLOCK", 5)


def walked(journal: Journal, *between: object) -> tuple[VerifyReport, list[int]]:
    """Walk, and do one thing after each of the first blocks."""
    blocks, seen, acts = verify_blocks(journal), list[int](), list(between)
    while True:
        try:
            seen.append(next(blocks))
        except StopIteration as end:
            report = end.value
            assert isinstance(report, VerifyReport)
            return report, seen
        if acts:
            act = acts.pop(0)
            assert callable(act)
            act()


def test_it_goes_block_by_block(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)
    filled(journal, 22)
    report, seen = walked(journal)
    assert (report.ok, report.events, seen) == (True, 22, [5, 10, 15, 20])
    assert report == verify_journal(journal) == in_one_piece(verify_blocks(journal))


def test_what_is_added_meanwhile_is_checked_too(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)
    filled(journal, 12)
    report, _ = walked(journal, lambda: filled(journal, 9, 12))
    assert (report.ok, report.events) == (True, 21)


def test_what_is_forgotten_meanwhile_is_passed_over(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)
    filled(journal, 22)

    def forget() -> None:
        row = journal.store.one("SELECT hash FROM outbox WHERE seq=13")
        assert row is not None
        journal.store.execute("DELETE FROM outbox WHERE seq <= 13")
        journal.store.execute(
            "UPDATE pos SET anchor_epoch=1, anchor_seq=13, anchor_hash=?", [row["hash"]]
        )

    report, _ = walked(journal, forget)
    assert (report.ok, report.events) == (True, 5 + 9)


def test_a_new_epoch_meanwhile_begins_it_anew(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)
    filled(journal, 22)
    report, _ = walked(
        *(journal, lambda: journal.begin_epoch("test")),
        *(journal.move_block for _ in range(6)),
    )
    assert report.ok
    assert report.events == 23, "all of them, and the new epoch's own"


@pytest.mark.parametrize("seq", [2, 13, 21])
def test_a_change_behind_the_walk_and_before_it(tmp_path: Path, seq: int) -> None:
    """What was checked is not looked at again; what is still to come is."""
    journal = journal_in(tmp_path)
    filled(journal, 22)

    def change() -> None:
        journal.store.execute(
            "UPDATE outbox SET sealed=zeroblob(60) WHERE seq=?", [seq]
        )

    report, _ = walked(journal, change)
    assert report.ok is (seq <= 5)
    if not report.ok:
        assert report.place == EventPlace(1, seq)


def test_a_cut_in_the_middle_of_the_walk(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)
    filled(journal, 22)
    report, _ = walked(
        journal, lambda: journal.store.execute("DELETE FROM outbox WHERE seq > 17")
    )
    assert not report.ok
