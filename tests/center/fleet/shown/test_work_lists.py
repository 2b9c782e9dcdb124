"""Each list names what waits, and only that; its length has a limit."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, update

from kiosk.center.database.transactions import transaction
from kiosk.center.events.open_faults import open_fault
from kiosk.center.fleet.invented.invented_fleet import invent_fleet
from kiosk.center.fleet.shown import work_lists
from kiosk.center.fleet.shown.work_lists import WORK, work_counts, work_page
from kiosk.center.identity.identity_tables import kiosk as kiosk_table
from kiosk.center.server.alarms import sound
from kiosk.center.upload import forks
from tests.center.fleet.shown.seeded import NOW, put_machine


def listed(db: Connection, name: str) -> list[str]:
    return [row["kiosk"] for row in work_page(db, name, NOW).rows]


def test_a_list_has_what_it_is_about(db: Connection) -> None:
    put_machine(db, "well", NOW, paper_mm=40_000)
    put_machine(db, "low", NOW, paper_mm=9_000)
    put_machine(db, "lower", NOW, paper_mm=900)
    put_machine(db, "late", NOW - 3601)
    put_machine(db, "never", None)
    put_machine(db, "minutes", NOW - 1200)
    broke = {"kiosk": "low", "part": "printer", "fault": "P04", "since": NOW}
    db.execute(insert(open_fault).values(**broke))
    sound(db, "well", "loss.many_misses", NOW)
    db.commit()
    forks.note_twin(db, "late", "journal", NOW)
    assert listed(db, "paper") == ["lower", "low"]
    assert listed(db, "silent") == ["never", "late"]
    assert listed(db, "faults") == ["low"]
    assert listed(db, "alarms") == ["well"]
    assert listed(db, "twins") == ["late"]
    assert work_counts(db, NOW) == {
        **{"silent": 2, "faults": 1, "paper": 2, "refused": 0},
        **{"returning": 0, "twins": 1, "forks": 0, "alarms": 1},
    }
    assert forks.settle(db, "late", NOW)
    assert listed(db, "twins") == []


def test_what_is_settled_leaves_the_list(db: Connection, center_folder: Path) -> None:
    invent_fleet(db, 40, NOW, days=1)
    assert len(listed(db, "refused")) == 3
    (forked,) = listed(db, "forks")
    forks.settle(db, forked, NOW)
    assert listed(db, "forks") == []


def test_a_long_list_has_pages_and_an_end(
    db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work_lists, "MOST", 60)
    for number in range(70):
        sound(db, f"k{number:02d}", "loss.many_misses", NOW + number)
    db.commit()
    first, second = (work_page(db, "alarms", NOW, skip) for skip in (0, 50))
    assert (len(first.rows), first.more) == (50, True)
    assert (len(second.rows), second.more) == (20, False)
    assert len({row["kiosk"] for row in (*first.rows, *second.rows)}) == 70
    assert work_counts(db, NOW)["alarms"] == 61
    assert len(work_page(db, "alarms", NOW, skip=10**9).rows) == 10


def test_every_list_can_be_asked_of_an_empty_center(db: Connection) -> None:
    assert [work_page(db, name, NOW).rows for name in WORK] == [[]] * len(WORK)


def test_a_machine_that_was_just_enrolled_is_not_yet_silent(db: Connection) -> None:
    put_machine(db, "new", None)
    assert listed(db, "silent") == ["new"]
    with transaction(db):
        db.execute(update(kiosk_table).values(enrolled_at=NOW - 60))
    assert listed(db, "silent") == []
