"""What is counted of journal and parts: each once, whatever moves or flickers."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kiosk.devices.printer import jobs
from kiosk.devices.printer.printer_port import Paper
from kiosk.session.staff.numbers import day_counts
from kiosk.session.staff.numbers.day_counts import DayCounts
from kiosk.session.staff.numbers.event_tally import GONE, MOST_TOLD, SEEN, EventTally
from kiosk.settings.state.store import Store
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.journal import journal as journals
from kiosk.sync.journal.journal import Journal
from kiosk.sync.wire.events.machine_events import PrintDone
from kiosk.sync.wire.events.visit_events import VisitBegun
from tests.session.hall import OPEN_STORES, READY, OneJournal, OnePrinter
from tests.session.staff.desks import desk_of
from tests.sync.samples import KIOSK, HandClock, filled

TODAY = [date(2024, 12, 31)]


def tally_in(tmp_path: Path) -> tuple[EventTally, Journal, DayCounts, OnePrinter]:
    desk, place = desk_of(tmp_path)
    wanted = (*journals.MIGRATIONS, *jobs.MIGRATIONS, *day_counts.MIGRATIONS)
    store = Store(tmp_path / "whole.sqlite", wanted)
    OPEN_STORES.append(store)
    keys = DeviceKeys.load_or_create(tmp_path / "keys")
    journal = Journal(store, KIOSK, keys, HandClock())
    counts = DayCounts(store, place.clock)
    filled(journal, 3)
    return EventTally(desk.parts, journal, counts), journal, counts, place.printer


def printed(state: str, job: int = 1, receipt: str = "x") -> PrintDone:
    return PrintDone(job=job, receipt=receipt, state=state, sent=1, fault=None)


async def test_cards_and_prints(tmp_path: Path) -> None:
    tally, journal, counts, _ = tally_in(tmp_path)
    rows = jobs.Jobs(journal.store)
    rows.measured(rows.create("x", "", 1), 250.4)
    journal.append(VisitBegun("a", card="330200D1"))
    journal.append(VisitBegun("b", card=None, service="loss"))
    for state in ("confirmed", "assumed", "refused", "unknown"):
        journal.append(printed(state))
    tally.look()
    tally.look()
    kinds = ("cards", "errands", "printed", "print_failed", "print_unsure", "mm")
    found = [counts.of(kind, TODAY)[0] for kind in kinds]
    assert found == [1, 1, 2, 1, 1, 500]


async def test_what_staff_prints_for_itself_is_no_business_but_paper(
    tmp_path: Path,
) -> None:
    tally, journal, counts, _ = tally_in(tmp_path)
    rows = jobs.Jobs(journal.store)
    rows.measured(rows.create("x", "", 1), 250.4)
    for receipt in ("test", "readiness"):
        journal.append(printed("confirmed", receipt=receipt))
        journal.append(printed("refused", receipt=receipt))
    tally.look()
    kinds = ("printed", "print_failed", "print_unsure", "mm")
    assert [counts.of(kind, TODAY)[0] for kind in kinds] == [0, 0, 0, 500]


async def test_what_a_new_epoch_brings_along_counts_once(tmp_path: Path) -> None:
    tally, journal, counts, _ = tally_in(tmp_path)
    journal.append(VisitBegun("a", card="330200D1"))
    tally.look()
    journal.new_epoch("test")
    journal.append(VisitBegun("b", card="330200D2"))
    tally.look()
    assert counts.of("cards", TODAY) == [2]


@pytest.mark.parametrize(
    ("looks", "times"),
    [
        ("B", 0),
        ("BB", 1),
        ("BBBBBB", 1),
        ("B.B.B.B", 0),
        ("BB" + "." * (GONE - 1) + "BB", 1),
        ("BB" + "." * (GONE + 1) + "BB", 2),
        ("BB.B.B.B.BB", 1),
        ("", 0),
    ],
)
async def test_a_fault_counts_once_each_time_that_it_comes(
    tmp_path: Path, looks: str, times: int
) -> None:
    assert SEEN == 2
    tally, _, counts, printer = tally_in(tmp_path)
    for look in looks:
        printer.status = replace(READY, paper=Paper.OUT) if look == "B" else READY
        tally.look()
    assert counts.of("fault.", TODAY) == [times]
    told = [p["began"] for kind, p in journal_of(tally).events if kind == "part.fault"]
    assert told == [True, False, True, False][: len(told)]
    assert told.count(True) == times


async def test_a_fault_that_flickers_all_day_does_not_fill_the_journal(
    tmp_path: Path,
) -> None:
    tally, _, counts, printer = tally_in(tmp_path)
    for _ in range(MOST_TOLD + 10):
        printer.status = replace(READY, paper=Paper.OUT)
        tally.look()
        tally.look()
        printer.status = READY
        for _ in range(GONE + 1):
            tally.look()
    assert counts.of("fault.", TODAY) == [MOST_TOLD + 10]
    assert len(journal_of(tally).events) == 2 * MOST_TOLD


def journal_of(tally: EventTally) -> OneJournal:
    journal = tally._parts.journal
    assert isinstance(journal, OneJournal)
    return journal


async def test_a_broken_entry_and_a_missing_table_stop_nothing(tmp_path: Path) -> None:
    tally, journal, counts, _ = tally_in(tmp_path)
    journal.append(printed("confirmed"))
    journal.store.execute("UPDATE outbox SET sealed=x'00' WHERE seq=4")
    journal.store.execute("DROP TABLE print_job")
    tally.look()
    journal.append(VisitBegun("a", card="330200D1"))
    tally.look()
    assert counts.of("cards", TODAY) == [1]
