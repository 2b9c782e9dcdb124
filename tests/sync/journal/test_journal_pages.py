"""Leafing through a journal: every entry once, whatever the pages' size."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.sync.journal import journal_pages
from kiosk.sync.journal.blocks import in_one_piece
from kiosk.sync.journal.entries import EventState
from kiosk.sync.journal.journal import Journal
from kiosk.sync.journal.journal_pages import (
    BEYOND,
    NUMBERED,
    find_number,
    find_time,
    length,
    newer,
    older,
    opened,
)
from kiosk.sync.journal.seal import SealBroken
from kiosk.sync.wire.chain import EventPlace
from kiosk.sync.wire.events.machine_events import PrintDone, ReceiptNotTaken
from tests.sync.samples import HandClock, filled, journal_in

NUMBER = "5F0A1C3E-103000"


def seqs(lines: list[journal_pages.HeadLine]) -> list[tuple[int, int]]:
    return [tuple(line.place) for line in lines]  # type: ignore[misc]


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Journal:
    """Return one of two epochs."""
    own = journal_in(tmp_path_factory.mktemp("journal"))
    filled(own, 15)
    own.new_epoch("test")
    filled(own, 8, 15)
    return own


@given(size=st.integers(1, 30), start=st.integers(0, 40))
@settings(max_examples=40)
def test_each_entry_once_in_both_ways(journal: Journal, size: int, start: int) -> None:
    whole = seqs(older(journal, BEYOND, 1000))
    assert whole == sorted(whole, reverse=True)
    at, back = BEYOND, []
    while page := older(journal, at, size):
        back += seqs(page)
        at = page[-1].place
    assert back == whole
    forth: list[tuple[int, int]] = []
    at = EventPlace(0, start % 2)
    while page := newer(journal, at, size):
        forth = seqs(page) + forth
        at = page[0].place
    assert forth == whole
    assert length(journal) == len(whole)


def test_a_page_says_how_far_each_is(tmp_path: Path) -> None:
    own = journal_in(tmp_path)
    filled(own, 3)
    own.store.execute(
        "UPDATE pos SET acked_epoch=1, acked_seq=2, durable_epoch=1, durable_seq=1"
    )
    states = [line.state for line in older(own, BEYOND, 9)]
    assert states == [EventState.WAITING, EventState.ACKED, EventState.DURABLE]


def printed(number: str) -> PrintDone:
    return PrintDone(
        job=1, receipt="test", state="confirmed", sent=9, fault=None, number=number
    )


def test_a_receipt_is_found_by_its_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_pages, "BLOCK", 7)
    own = journal_in(tmp_path)
    filled(own, 20)
    own.append(printed(NUMBER))
    filled(own, 30)
    own.append(printed("5F0A1C3E-103001"))
    own.append(ReceiptNotTaken(job=1, number=NUMBER))
    blocks = find_number(own, NUMBER)
    assert next(blocks) == 7
    found = in_one_piece(blocks)
    assert [line.place.seq for line in found.lines] == [53, 21]
    assert in_one_piece(find_number(own, "00000000-000000")).lines == ()
    own.store.execute("UPDATE outbox SET sealed=zeroblob(50) WHERE seq=21")
    found = in_one_piece(find_number(own, NUMBER))
    assert ([line.place.seq for line in found.lines], found.unreadable) == ([53], 1)


def test_so_many_of_one_number_are_enough(tmp_path: Path) -> None:
    own = journal_in(tmp_path)
    for _ in range(25):
        own.append(printed(NUMBER))
    assert len(in_one_piece(find_number(own, NUMBER)).lines) == 20


def test_a_time_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_pages, "BLOCK", 4)
    clock = HandClock()
    clock.wall = 1_800_000_000
    own = journal_in(tmp_path, clock)
    for _ in range(15):
        clock.forward(60)
        filled(own, 1)
    middle = round((1_800_000_000 + 60 * 5 + 30) * 1e6)
    assert in_one_piece(find_time(own, middle)).lines[0].place.seq == 5
    assert in_one_piece(find_time(own, 0)).lines == ()


def test_one_entry_is_opened_or_not_here_or_broken(tmp_path: Path) -> None:
    own = journal_in(tmp_path)
    filled(own, 2)
    entry = opened(own, EventPlace(1, 2))
    assert entry is not None
    assert entry.payload["job"] == 1
    assert opened(own, EventPlace(1, 9)) is None
    own.store.execute("UPDATE outbox SET sealed=zeroblob(50) WHERE seq=2")
    with pytest.raises(SealBroken):
        opened(own, EventPlace(1, 2))


def test_what_bears_a_number_is_known() -> None:
    assert {
        *("print.done", "print.not_taken"),
        *("receipt.kept", "receipt.printed_later"),
    } == NUMBERED
