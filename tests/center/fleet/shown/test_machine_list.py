"""Lists of machines: the same rule as anywhere, the worst first, none twice or lost."""

from sqlalchemy import Connection, update

from kiosk.center.fleet.fleet_state import SILENT_AFTER, Need, seen_as
from kiosk.center.fleet.invented.invented_fleet import invent_fleet
from kiosk.center.fleet.shown.machine_list import (
    MachineFilter,
    how_many,
    machine_page,
    one_machine,
)
from kiosk.center.identity.identity_tables import kiosk as kiosk_table
from tests.center.fleet.shown.seeded import NOW, put_machine

ALL = MachineFilter()


def test_the_list_and_the_rule_agree(db: Connection) -> None:
    for number, age in enumerate((0, 1, SILENT_AFTER - 1, SILENT_AFTER, 301, 9999)):
        for severity in range(4):
            name = f"m{number}-{severity}"
            put_machine(db, name, NOW - age, severity=severity)
    page = machine_page(db, ALL, NOW, page=100)
    assert len(page.rows) == 24
    for row in page.rows:
        assert row.heard is not None
        severity = int(row.kiosk[-1])
        assert row.need is seen_as(severity, row.heard, NOW)


def test_who_never_spoke_is_silent_and_who_was_revoked_is_not_there(
    db: Connection,
) -> None:
    put_machine(db, "never", None)
    put_machine(db, "gone", NOW)
    key = update(kiosk_table).where(kiosk_table.c.id == "gone")
    db.execute(key.values(signing_key=b""))
    db.commit()
    (row,) = machine_page(db, ALL, NOW).rows
    assert (row.kiosk, row.need, row.heard) == ("never", Need.SILENT, None)
    assert one_machine(db, "gone", NOW) is None


def test_pages_hold_each_machine_once_the_worst_first(db: Connection) -> None:
    invent_fleet(db, 130, NOW, days=1)
    seen: list[tuple[int, str]] = []
    after = None
    while True:
        page = machine_page(db, ALL, NOW, after, page=20)
        seen += [(-row.need, row.kiosk) for row in page.rows]
        if page.more is None:
            break
        after = page.more
    assert len(seen) == 130 == how_many(db, ALL, NOW)
    assert seen == sorted(set(seen))


def test_a_list_can_be_narrowed(db: Connection) -> None:
    put_machine(db, "a-1", NOW, site="一号厅", version="0.2.0", severity=2)
    put_machine(db, "a-2", NOW, site="", place="二号厅", reasons="printer:P02")
    put_machine(db, "a_3", NOW, site="百分%厅")

    def names(**wanted: object) -> list[str]:
        chosen = ALL._replace(**wanted)  # type: ignore[arg-type]
        found = [row.kiosk for row in machine_page(db, chosen, NOW).rows]
        assert how_many(db, chosen, NOW) == len(found)
        return found

    assert names(hall="二号厅") == ["a-2"]
    assert names(version="0.2.0") == ["a-1"]
    assert names(need=Need.LIMITED) == ["a-1"]
    assert names(text="P02") == ["a-2"]
    assert names(text="A-") == ["a-1", "a-2"]
    assert names(text="%") == ["a_3"]
    assert names(text="_") == ["a_3"]
