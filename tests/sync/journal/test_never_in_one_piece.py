"""Nothing that the session's loop does in one piece grows with the journal.

What is counted is SQLite's own work, in steps of its machine: it is the same on every
computer. Only the long run looks at a clock, and only at what the thread itself did.
"""

import gc
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from kiosk.machine.running_kiosk import MIGRATIONS
from kiosk.sync.applications.pending import PendingActs
from kiosk.sync.journal import journal_pages, upkeep
from kiosk.sync.journal.journal import Journal
from kiosk.sync.journal.journal_check import verify_blocks
from kiosk.sync.journal.journal_export import export_blocks
from kiosk.sync.upload import refused_list
from kiosk.sync.upload.outbox import Outbox
from kiosk.sync.wire.chain import NOWHERE, EventPlace
from tests.sync.samples import HandClock, filled, journal_in, numbered

SHORT, LONG = 1_200, 12_000
"""Events; both are more than any block."""
DAYS = 86_400.0
Step = Callable[[], object]


def long_journal(folder: Path, events: int) -> Journal:
    """Return a journal of so many events, as many of them refused and settled."""
    journal = journal_in(folder, migrations=MIGRATIONS)
    store = journal.store
    store.execute("PRAGMA synchronous=OFF")
    for begun in range(0, events, 5_000):
        with store.atomic():
            filled(journal, min(5_000, events - begun), start=begun)
    with store.atomic():
        store.execute(
            "INSERT INTO rejected(id, epoch, seq, kind, code, reason, at_us, "
            "resolved_us) SELECT id, epoch, seq, kind, 'x', 'y', 1, 2 FROM outbox "
            "WHERE seq > 10"
        )
        store.execute(
            "INSERT INTO pending_act(act, asked_us, state, settled_us) "
            "SELECT hex(id), 1, 'accepted', 9e15 FROM outbox"
        )
        store.execute("INSERT INTO age_mark VALUES (1, 1, ?)", [events])
    store.execute("PRAGMA optimize")
    return journal


def steps_of(journal: Journal) -> Iterator[tuple[str, Step]]:
    """Give everything that the loop does with a journal, one after the other."""
    outbox, store = Outbox(journal), journal.store
    events = journal.pos().last.seq
    middle = EventPlace(1, events // 2)
    acts = PendingActs(store, journal, journal.time)
    moved = store.plain("SELECT id FROM outbox WHERE epoch=1 AND seq=?", [middle.seq])
    walks = {
        "verify": verify_blocks(journal),
        "export": export_blocks(journal),
        "find number": journal_pages.find_number(journal, "none"),
        "find time": journal_pages.find_time(journal, 0),
    }
    yield "open", lambda: Journal(store, journal.kiosk_id, journal.keys, journal.clock)
    yield "append", lambda: journal.append(numbered(1))
    yield "numbers", journal.numbers
    yield "queue", lambda: refused_list.queue_numbers(journal)
    yield "length", lambda: journal_pages.length(journal)
    yield "newest", lambda: journal.entries(20)
    yield "older", lambda: journal_pages.older(journal, middle, 20)
    yield "newer", lambda: journal_pages.newer(journal, middle, 20)
    for name, walk in walks.items():
        yield name, lambda walk=walk: next(walk)  # type: ignore[misc]
    yield "by id", lambda: refused_list._by_id(journal, moved[0][0])
    yield "refused", lambda: refused_list.refused_page(journal, NOWHERE, 20)
    yield "batch", lambda: outbox.batch(middle)
    yield "own", lambda: outbox.own().hash_at(middle)
    yield "reports", acts.numbers
    yield "waiting reports", acts.waiting
    yield "ack", lambda: outbox.acked(middle, middle)
    yield "prune", lambda: journal.prune(1)
    yield "prune reports", lambda: acts.prune(1)
    yield "new epoch", lambda: journal.begin_epoch("test", whole=True)
    for number in range(3):
        yield f"move {number}", journal.move_block
    yield "numbers in a move", journal.numbers


def work_of(journal: Journal, step: Step) -> int:
    """Return how many steps SQLite's machine takes, in tens."""
    ticks = count()
    connection = journal.store._db
    connection.set_progress_handler(lambda: next(ticks) and 0, 10)
    try:
        step()
    finally:
        connection.set_progress_handler(None, 0)
    return next(ticks)


def agreed(journal: Journal) -> None:
    """Let the center have told the time, so that something may be forgotten."""
    clock = journal.clock
    assert isinstance(clock, HandClock)
    clock.forward(400 * DAYS)
    journal.store.execute(
        "INSERT OR REPLACE INTO agreed VALUES (1, ?, ?, ?, ?)",
        [
            *(int(clock.wall * 1e6), int(clock.wall * 1e6)),
            *(int(clock.boot * 1e6), clock.boot_name),
        ],
    )
    journal.time = type(journal.time)(journal.store, clock)


def test_nothing_grows_with_the_journal(tmp_path: Path) -> None:
    work: list[dict[str, int]] = []
    for events in (SHORT, LONG):
        journal = long_journal(tmp_path / str(events), events)
        agreed(journal)
        work.append({name: work_of(journal, s) for name, s in steps_of(journal)})
        journal.store.close()
    short, long = work
    grown = {
        name: (short[name], long[name])
        for name in short
        # A search by halves takes some more; what scans takes ten times as much.
        if long[name] > 1.5 * short[name] + 20
    }
    assert not grown
    assert long["prune"] > 50, "something was forgotten"
    assert long["move 0"] > 50, "something was moved"
    assert max(long.values()) < 1_500, "no step is long"


def test_the_counter_would_see_a_scan(tmp_path: Path) -> None:
    journal = long_journal(tmp_path, SHORT)
    scan = work_of(journal, lambda: journal.store.plain("SELECT max(id) FROM outbox"))
    assert scan > SHORT // 10
    journal.store.close()


def test_how_many_wait_is_known_without_counting(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)
    filled(journal, 2 * upkeep.BLOCK + 7)
    Outbox(journal).acked(EventPlace(1, 5), NOWHERE)
    for whole in (False, True):
        journal.begin_epoch("test", whole=whole)
        while journal.move_block():
            counted = journal.store.plain("SELECT count(*) FROM outbox")[0][0]
            assert journal.count(NOWHERE) == counted
    for seq in (1, 5, 6, 9):
        for epoch in (0, 1, 2, 3, 4):
            place = EventPlace(epoch, seq)
            rows = list(journal.rows(place))
            assert journal.count(place) == len(rows), place
    journal.store.close()


@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_million_events_hold_nobody_up(tmp_path: Path) -> None:
    journal = long_journal(tmp_path, 1_000_000)
    journal.store.execute("PRAGMA synchronous=FULL")
    agreed(journal)
    journal.store.serve()
    gc.collect()
    gc.freeze()  # what the tests themselves hold is not the kiosk's to look through
    longest: dict[str, float] = {}
    for name, step in steps_of(journal):
        for _ in range(200 if name.startswith(("move", "verify", "prune")) else 1):
            began = time.thread_time()
            step()
            took = time.thread_time() - began
            longest[name] = max(longest.get(name, 0.0), took)
            time.sleep(journal.store.breath())
    gc.unfreeze()
    journal.store.close()
    assert {name: took for name, took in longest.items() if took > 0.020} == {}
