"""Loss reports are listed without who it was."""

from sqlalchemy import Connection

from kiosk.center.fleet.invented.invented_fleet import invent_fleet
from kiosk.center.fleet.shown.loss_list import loss_page
from tests.center.fleet.shown.seeded import NOW


def test_pages_hold_each_report_once_the_newest_first(db: Connection) -> None:
    fleet = invent_fleet(db, 100, NOW, days=1)
    first = loss_page(db)
    second = loss_page(db, first.more)
    rows = [*first.rows, *second.rows]
    assert second.more is None
    assert len({row.act for row in rows}) == len(rows) == 70
    assert [row.decided for row in rows] == sorted(
        (row.decided for row in rows), reverse=True
    )
    assert any(row.undone for row in rows)
    assert {len(row.card) for row in rows} == {4}
    name = fleet[0].kiosk
    assert {row.kiosk for row in loss_page(db, kiosk=name).rows} <= {name}
