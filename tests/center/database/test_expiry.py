"""What is over goes in blocks, whatever else is being written."""

from sqlalchemy import Connection, func, select

from kiosk.center.applications.applications_tables import number_try
from kiosk.center.database.expiry import forget
from kiosk.center.database.transactions import hold, insert_new, transaction


def fill(db: Connection, count: int) -> None:
    same = {"subject": "loss", "place": "all", "level": 1.0, "at": 0.0}
    rows = [{**same, "tag": bytes([n]), "over": float(n)} for n in range(count)]
    with transaction(db):
        insert_new(db, number_try, rows)


def left(db: Connection) -> int:
    counted = select(func.count()).select_from(number_try)
    return int(db.execute(counted).scalar_one())


def test_a_block_goes_and_what_is_not_over_stays(db: Connection) -> None:
    fill(db, 20)
    for expected in (10, 5, 5):
        with transaction(db):
            forget(db, number_try, number_try.c.over < 15.0, most=10)
        assert left(db) == expected


def test_what_somebody_else_holds_is_left_out(db: Connection) -> None:
    if db.dialect.name == "sqlite":
        fill(db, 3)
        with transaction(db):
            assert forget(db, number_try, number_try.c.over < 9.0) == 3
        return
    fill(db, 3)
    held = {"tag": b"\1", "subject": "loss", "place": "all"}
    other = db.engine.connect()
    with transaction(other):
        assert hold(other, number_try, **held) is not None
        with transaction(db):
            assert forget(db, number_try, number_try.c.over < 9.0) == 2
    other.close()
    assert left(db) == 1
