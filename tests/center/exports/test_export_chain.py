"""The chain of an export: epochs, forgotten ones, and entries that do not open."""

from pathlib import Path

import pytest

from kiosk.center.exports.export_chain import ExportChain
from kiosk.sync.journal.journal import Journal
from kiosk.sync.journal.journal_export import export_blocks
from kiosk.sync.upload.outbox import Outbox
from kiosk.sync.wire.chain import NOWHERE, EventPlace
from kiosk.sync.wire.export_wire import ExportEntry, entries_of
from tests.sync.samples import KIOSK, filled, journal_in


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    made = journal_in(tmp_path)
    filled(made, 3)
    Outbox(made).acked(EventPlace(1, 3), NOWHERE)
    made.new_epoch("restored", 3)
    filled(made, 3)
    return made


def entries_in(journal: Journal) -> list[ExportEntry]:
    made = [entry for block in export_blocks(journal) for entry in entries_of(block)]
    journal.store.close()
    return made


def chain_of(entries: list[ExportEntry]) -> ExportChain:
    chain = ExportChain(KIOSK)
    for entry in entries:
        chain.add(*entry)
    return chain


def test_it_goes_on_in_a_new_epoch(journal: Journal) -> None:
    entries = entries_in(journal)
    chain = chain_of(entries)
    assert entries[-1].place.epoch > entries[0].place.epoch
    assert chain.first_break is None
    assert (chain.first, chain.last) == (entries[0].place, entries[-1].place)


def test_what_was_forgotten_is_no_break_and_what_was_cut_is(journal: Journal) -> None:
    entries = entries_in(journal)
    assert chain_of(entries[2:]).first_break is None
    begins = next(at for at, e in enumerate(entries) if e.place.epoch > 1)
    cut = entries[:begins] + entries[begins + 1 :]
    assert chain_of(cut).first_break == entries[begins + 1].place
    back = entries[begins:] + entries[:begins]
    assert chain_of(back).first_break == EventPlace(1, 1)


def test_one_that_does_not_open_keeps_its_place(journal: Journal) -> None:
    entries = entries_in(journal)
    entries[1] = ExportEntry(entries[1].place, None)
    chain = chain_of(entries)
    assert (chain.broken, chain.opened) == (1, len(entries) - 1)
    assert chain.first_break is None
    twice = chain_of([*entries[:2], *entries[1:]])
    assert twice.first_break == entries[1].place
