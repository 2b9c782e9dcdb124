"""The wall: halls worst first, and totals that add up whoever is asked."""

from sqlalchemy import Connection

from kiosk.center.fleet.fleet_state import Need
from kiosk.center.fleet.invented.invented_fleet import invent_fleet
from kiosk.center.fleet.shown.machine_list import MachineFilter, how_many
from kiosk.center.fleet.shown.wall import wall
from tests.center.fleet.shown.seeded import NOW, put_machine


def test_totals_and_lists_agree(db: Connection) -> None:
    invent_fleet(db, 300, NOW, days=1)
    seen = wall(db, NOW)
    assert seen.machines == 300
    for need in Need:
        listed = how_many(db, MachineFilter(need=need), NOW)
        assert seen.totals.get(need, 0) == listed
    worst = [max(hall.needs) for hall in seen.halls]
    assert worst == sorted(worst, reverse=True)


def test_a_hall_names_what_is_worst_in_it(db: Connection) -> None:
    put_machine(db, "w-1", NOW, site="甲")
    put_machine(db, "w-2", NOW, site="甲", severity=3, reasons="reader:R01 paper_low")
    put_machine(db, "w-3", NOW, site="甲", severity=1, reasons="paper_low")
    put_machine(db, "w-4", NOW, site="乙")
    first, second = wall(db, NOW).halls
    assert first.name == "甲"
    assert [(w.kiosk, w.need, w.reason) for w in first.worst] == [
        ("w-2", Need.STOPPED, "reader:R01"),
        ("w-3", Need.SOON, "paper_low"),
    ]
    assert second.worst == []
    assert not first.all_silent


def test_a_dark_hall_is_told_apart(db: Connection) -> None:
    put_machine(db, "d-1", NOW - 4000)
    put_machine(db, "d-2", NOW - 4000)
    put_machine(db, "d-3", None)
    seen = wall(db, NOW)
    assert [hall.all_silent for hall in seen.halls] == [True, False]
    assert seen.never == 1
