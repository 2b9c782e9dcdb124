"""A new epoch and forgetting go block by block, and a kill in between costs nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.domain.message import Message
from kiosk.sync.journal import upkeep
from kiosk.sync.journal.journal import Journal
from kiosk.sync.upload.outbox import Outbox
from kiosk.sync.wire.chain import EventPlace
from tests.sync.samples import HandClock, filled, journal_in, numbered

TRUE = datetime(2026, 3, 1, 9, 0, tzinfo=UTC).timestamp()


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = journal_in(tmp_path)
    yield opened
    opened.store.close()


@pytest.mark.parametrize("whole", [False, True])
def test_a_move_that_was_killed_goes_on_where_it_stood(
    journal: Journal, tmp_path: Path, whole: bool
) -> None:
    filled(journal, 3 * upkeep.BLOCK)
    hashed = journal.hash_at(EventPlace(1, 10))
    Outbox(journal).acked(EventPlace(1, 10), EventPlace(0, 0))
    before = [e.id for e in journal.entries()]
    journal.begin_epoch("test", 7, whole)
    assert journal.move_block()
    assert journal.verify().ok, "two chains for the time being"
    journal.store.close()  # killed here, nothing in memory left
    again = journal_in(tmp_path)
    assert again.verify().ok
    assert again.pos().last.epoch == 1, "people's events still go behind the last one"
    filled(again, 1, start=9999)
    blocks = 1
    while again.move_block():
        assert again.verify().ok
        blocks += 1
    assert blocks == 4 if whole else blocks == 3
    entries = again.entries()
    assert [e.id for e in entries[:-2]] == before, "in their order, none missing"
    assert [e.payload.get("job") for e in entries[-2:]] == [9999, None]
    assert entries[-1].payload["moved"] == 3 * upkeep.BLOCK + (1 if whole else -9)
    assert again.verify().ok
    assert again.pos().last.epoch == 7
    first = again.store.one("SELECT prev_hash FROM outbox WHERE epoch=7 AND seq=1")
    assert first == {"prev_hash": bytes(32) if whole else hashed}
    again.store.close()


def test_a_change_in_either_chain_of_a_move_is_found(journal: Journal) -> None:
    filled(journal, 2 * upkeep.BLOCK)
    journal.begin_epoch("test")
    assert journal.move_block()
    for epoch in (1, 2):
        with journal.store.atomic():
            row = "epoch=? AND seq=(SELECT max(seq) FROM outbox WHERE epoch=?)"
            journal.store.execute("SAVEPOINT look")
            journal.store.execute(f"DELETE FROM outbox WHERE {row}", [epoch, epoch])
            assert journal.verify().reason == Message("journal__newest_missing")
            journal.store.execute("ROLLBACK TO look")
    assert journal.verify().ok


def test_no_step_moves_more_than_a_block(journal: Journal) -> None:
    filled(journal, upkeep.BLOCK + 1)
    journal.begin_epoch("test")
    changes = journal.store.one("SELECT total_changes() AS n")
    journal.move_block()
    after = journal.store.one("SELECT total_changes() AS n")
    assert changes is not None
    assert after is not None
    assert after["n"] - changes["n"] == 2 * upkeep.BLOCK + 1
    journal.append(numbered(0, "y" * 60_000))
    for _ in range(40):
        journal.append(numbered(0, "y" * 60_000))
    assert journal.move_block()
    left = journal.store.one("SELECT count(*) AS n FROM outbox WHERE epoch=1")
    assert left is not None
    assert left["n"] >= 20, "large events make a smaller block"


def test_nothing_is_forgotten_while_events_move(journal: Journal) -> None:
    filled(journal, 5)
    Outbox(journal).acked(EventPlace(1, 5), EventPlace(1, 5))
    filled(journal, 1)
    clock = journal.clock
    assert isinstance(clock, HandClock)
    clock.forward(86400 * 200)
    journal.begin_epoch("test")
    assert journal.prune(180) == 0
    while journal.move_block():
        pass
    assert journal.prune(180) == 5
    assert journal.verify().ok


def test_forgetting_goes_block_by_block(journal: Journal) -> None:
    count = 2 * upkeep.PRUNED_AT_ONCE + 7
    with journal.store.atomic():
        filled(journal, count)
    Outbox(journal).acked(EventPlace(1, count), EventPlace(1, count))
    clock = journal.clock
    assert isinstance(clock, HandClock)
    clock.forward(86400 * 200)
    blocks = [journal.prune(180) for _ in range(4)]
    assert blocks == [upkeep.PRUNED_AT_ONCE, upkeep.PRUNED_AT_ONCE, 7, 0]
    assert journal.verify().ok


def test_a_promise_of_an_earlier_center_does_not_outlive_it(journal: Journal) -> None:
    """The center was put back: what its lost backup held is held by nobody now."""
    filled(journal, 9)
    outbox = Outbox(journal)
    outbox.acked(EventPlace(1, 9), EventPlace(1, 8))
    outbox.acked(EventPlace(1, 5), EventPlace(1, 3))
    outbox.acked(EventPlace(1, 9), EventPlace(1, 3))
    assert journal.pos().durable == EventPlace(1, 3)


def test_an_older_file_opens_and_its_promises_are_asked_for_again(
    tmp_path: Path,
) -> None:
    new = journal_in(tmp_path)
    filled(new, 5)
    Outbox(new).acked(EventPlace(1, 5), EventPlace(1, 5))
    for table in ("move", "twin", "agreed", "age_mark"):
        new.store.execute(f"DROP TABLE {table}")
    new.store.execute("DELETE FROM migration WHERE name IN ('journal-2', 'journal-3')")
    new.store.close()  # as the version before left it
    old = journal_in(tmp_path)
    assert old.verify().ok
    assert (old.pos().acked, old.pos().durable) == (EventPlace(1, 5), EventPlace(0, 0))
    filled(old, 1)
    assert old.numbers().last_seq == 6
    old.store.close()


DAY = 86400


async def agreed(journal: Journal, true: float) -> None:
    """Let the center tell the time."""

    async def ask() -> datetime:
        return datetime.fromtimestamp(true, UTC)

    await journal.time.agree(ask)


@pytest.mark.parametrize("wrong", [-8 * DAY, 14 * 365 * DAY, -1_700_000_000])
async def test_no_jump_of_a_wall_clock_forgets_anything(
    journal: Journal, wrong: float
) -> None:
    """Neither a wrong stamp nor a wrong look makes an event old."""
    clock = journal.clock
    assert isinstance(clock, HandClock)
    await agreed(journal, TRUE)
    filled(journal, 3)
    clock.wall += wrong
    filled(journal, 3, start=3)
    Outbox(journal).acked(EventPlace(1, 6), EventPlace(1, 6))
    assert journal.prune(180) == 0
    clock.wall -= wrong
    assert journal.prune(180) == 0
    clock.boot_name = "boot-2"
    clock.wall += 14 * 365 * DAY
    assert journal.prune(180) == 0, "another boot, and nobody told the time"
    await agreed(journal, TRUE + DAY)
    assert journal.prune(180) == 0
    await agreed(journal, TRUE + 181 * DAY)
    assert journal.prune(180) == 6, "now they are old, whatever their clock said"
    assert journal.verify().ok


async def test_over_boots_events_grow_old_by_the_centers_days(
    journal: Journal,
) -> None:
    clock = journal.clock
    assert isinstance(clock, HandClock)
    for day in range(12):
        clock.boot_name = f"boot-{day}"
        clock.boot = 100.0
        await agreed(journal, TRUE + day * DAY)
        filled(journal, 1, start=day)
        Outbox(journal).acked(EventPlace(1, day + 1), EventPlace(1, day + 1))
        assert journal.prune(5) == (1 if day >= 5 else 0)
    assert [e.payload["job"] for e in journal.entries()] == list(range(7, 12))
    marks = journal.store.one("SELECT count(*) AS n FROM age_mark")
    assert marks == {"n": 6}, "as many as are needed"
