"""Loss reports are listed without who it was."""

from sqlalchemy import Connection, insert

from kiosk.center.applications.applications_tables import act
from kiosk.center.fleet.invented.invented_fleet import invent_fleet
from kiosk.center.fleet.shown.loss_list import LOOKED_AT, loss_page
from tests.center.fleet.shown.seeded import NOW


def test_pages_hold_each_report_once_the_newest_first(db: Connection) -> None:
    invent_fleet(db, 100, NOW, days=1)
    first = loss_page(db, NOW)
    second = loss_page(db, NOW, first.more)
    rows = [*first.rows, *second.rows]
    assert second.more is None
    assert len({row.act for row in rows}) == len(rows) == 70
    assert [row.decided for row in rows] == sorted(
        (row.decided for row in rows), reverse=True
    )
    assert any(row.undone for row in rows)
    assert {len(row.card) for row in rows} == {4}


def test_a_page_ends_however_many_other_acts_lie_between(db: Connection) -> None:
    rows = [
        {
            **{"kiosk": "k", "id": f"{n:032x}", "kind": "contact", "decided": NOW - n},
            **{"state": "accepted", "answer": '{"act":"x","state":"accepted"}'},
        }
        for n in range(LOOKED_AT + 5)
    ]
    rows.append({**rows[0], "kind": "loss.formal", "id": "f" * 32, "decided": 1.0})
    db.execute(insert(act), rows)
    db.commit()
    first = loss_page(db, NOW)
    assert first.rows == []
    assert first.more is not None
    (found,) = loss_page(db, NOW, first.more).rows
    assert found.kind == "formal"
