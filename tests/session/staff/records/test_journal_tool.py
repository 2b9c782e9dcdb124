"""The journal's page: leaf, find, open, check; a stop is no failure."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.session.pages.page import Answer, ItemChosen, Page, Tap
from kiosk.session.pages.record import Word
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.keyboard_page import KeyboardPage, TextTyped
from kiosk.session.staff.pages import ActChosen, TestOutcome, ToolPage
from kiosk.session.staff.records.journal_tool import entry_choice, show_journal
from kiosk.session.staff.self_tests import last_tests
from kiosk.sync.journal.blocks import Blocks
from kiosk.sync.journal.journal_pages import (
    BEYOND,
    FoundLines,
    HeadLine,
    find_time,
    older,
)
from kiosk.sync.wire.events.machine_events import PrintDone
from kiosk.sync.wire.events.visit_events import VisitBegun
from tests.session.hall import Scene
from tests.session.staff.desks import pages_of
from tests.session.staff.records.archives import archive_desk, written_out
from tests.sync.samples import HandClock, filled

NUMBER = "5F0A1C3E-103000"
LEAF = ItemChosen("leaf")


async def walk(desk: Desk, place: Scene, *touches: Answer, typed: str = "") -> None:
    """Touch one after the other, each when nothing goes on, then go back."""
    left = list(touches)

    def mind(page: Page) -> Answer | None:
        if isinstance(page, KeyboardPage):
            return TextTyped(typed)
        assert isinstance(page, ToolPage)
        goes_on = any(act.name == "stop_search" for act in page.acts)
        if goes_on and left[:1] != [ActChosen("stop_search")]:
            return None
        return left.pop(0) if left else Tap.BACK

    place.who.mind = mind
    await show_journal(desk)


def items(page: ToolPage) -> list[str]:
    return [choice.item for choice in page.choices]


async def test_leaf_there_and_back(tmp_path: Path) -> None:
    desk, place, journal = archive_desk(tmp_path)
    filled(journal, 18)
    back, on = ActChosen("older"), ActChosen("newer")
    await walk(desk, place, LEAF, back, back, back, on, on, on)
    first = [items(page)[0] for page in pages_of(place, "entries")]
    assert first == ["1:18", "1:10", "1:2", "1:2", "1:10", "1:18", "1:18"]


async def test_a_receipt_is_found_and_opened_without_the_card(tmp_path: Path) -> None:
    desk, place, journal = archive_desk(tmp_path)
    journal.append(VisitBegun("v", card="330200D156000005"))
    journal.append(
        PrintDone(
            *(),
            job=1,
            receipt="loss",
            state="confirmed",
            sent=9,
            fault=None,
            number=NUMBER,
        )
    )
    filled(journal, 9)
    find = ItemChosen("find_receipt")
    await walk(desk, place, find, typed=NUMBER.lower())
    (entry,) = pages_of(place, "entry")
    assert [said.name for said in entry.sayings] == ["found"], "opened by itself"
    assert NUMBER in str([fact.value for g in entry.groups for fact in g.facts])
    await walk(desk, place, LEAF, ItemChosen("1:1"))
    said = written_out(*pages_of(place, "entry"))
    assert "visit.begin" in said
    assert "330200D1" not in said


@pytest.mark.parametrize(
    ("act", "typed", "said"),
    [
        ("find_receipt", "rubbish!", "no_receipt_number"),
        ("find_receipt", "00000000-000000", "nothing_found"),
        ("find_time", "20240230", "no_moment"),
        ("find_time", "20200101", "nothing_found"),
        ("find_time", "20300101", "found"),
    ],
)
async def test_a_search_says_what_came_of_it(
    tmp_path: Path, act: str, typed: str, said: str
) -> None:
    desk, place, journal = archive_desk(tmp_path)
    filled(journal, 3)
    await walk(desk, place, ItemChosen(act), typed=typed)
    told = [s.name for p in place.who.shown for s in getattr(p, "sayings", ())]
    assert said in told


@pytest.mark.parametrize("change", ["", "UPDATE outbox SET sealed=x'00' WHERE seq=2"])
async def test_the_check_is_kept(tmp_path: Path, change: str) -> None:
    desk, place, journal = archive_desk(tmp_path)
    filled(journal, 3)
    if change:
        journal.store.execute(change)
    await walk(desk, place, ActChosen("check_journal"))
    (record,) = last_tests(desk.parts, "journal")
    assert record.outcome is (TestOutcome.FAILED if change else TestOutcome.PASSED)


async def test_a_stop_is_no_failure(tmp_path: Path) -> None:
    desk, place, journal = archive_desk(tmp_path)
    filled(journal, 450)
    await walk(desk, place, ActChosen("check_journal"), ActChosen("stop_search"))
    (record,) = last_tests(desk.parts, "journal")
    assert record.outcome is TestOutcome.BROKEN_OFF


@pytest.mark.parametrize(
    ("item", "said"), [("1:9", "entry_gone"), ("1:2", "entry_broken")]
)
async def test_an_entry_that_cannot_be_shown(
    tmp_path: Path, item: str, said: str
) -> None:
    desk, place, journal = archive_desk(tmp_path)
    filled(journal, 3)
    journal.store.execute("UPDATE outbox SET sealed=x'00' WHERE seq=2")
    await walk(desk, place, LEAF, ItemChosen(item))
    assert said in [s.name for s in pages_of(place, "entries")[-1].sayings]


async def test_an_entry_of_a_wrong_clock_is_found_by_the_certain_time(
    tmp_path: Path,
) -> None:
    _, _, journal = archive_desk(tmp_path)
    clock = journal.clock
    assert isinstance(clock, HandClock)
    now, clock.wall = clock.wall, 60.0
    filled(journal, 1)
    (line,) = older(journal, BEYOND, 9)
    assert Word("entry_time", "wrong") in entry_choice(line, (), None).hint
    assert not line.at.known
    clock.forward(120)

    async def center() -> datetime:
        return datetime.fromtimestamp(now, UTC)

    await journal.time.agree(center)
    (line,) = older(journal, BEYOND, 9)
    assert line.at.at_us == round((now - 120) * 1e6)
    assert ended(find_time(journal, round(now * 1e6))) == (line,)
    assert ended(find_time(journal, round((now - 200) * 1e6))) == ()


def ended(search: Blocks[FoundLines]) -> tuple[HeadLine, ...]:
    """Return what a short search came to."""
    with pytest.raises(StopIteration) as end:
        next(search)
    lines: tuple[HeadLine, ...] = end.value.value.lines
    return lines


async def test_a_machine_without_a_journal_at_hand(tmp_path: Path) -> None:
    desk, place, _ = archive_desk(tmp_path)
    desk.parts = place.parts
    await walk(desk, place)
    assert pages_of(place, "journal")[-1].acts == ()
