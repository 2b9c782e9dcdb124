"""The demo's people without work stand as its file says, whatever day it is."""

from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import every
from kiosk.center.services.work_answers import record_of
from kiosk.center.services.work_tables import vacancy
from kiosk.devices.virtual.people.cast import load_people
from kiosk.domain.china_time import CHINA
from kiosk.domain.region.work_rules import UnemploymentRules
from kiosk.domain.services.work import WorkState, standing_on
from kiosk.machine.demo.registers.demo_work import months_before, write_work

MONTHLY = UnemploymentRules(source="甲", kiosk=True, sign_in="monthly")
CAST = load_people()


@pytest.mark.parametrize("day", ["2026-11-30", "2027-01-01", "2028-02-29"])
def test_the_people_stand_as_the_file_says(tmp_path: Path, day: str) -> None:
    today = date.fromisoformat(day)
    noon = datetime(today.year, today.month, today.day, 12, tzinfo=CHINA).timestamp()
    with closing(connect(tmp_path)) as db:
        for _ in range(2):
            write_work(db, CAST, noon)
        found = {key: record_of(db, CAST[key].number, today) for key in CAST}
        rows = every(db, select(vacancy.c.list).distinct())
    assert len(rows) == 1
    missed = {"zhao-genfu": 1, "liang-haibo": 0}
    for key, count in missed.items():
        record = found[key]
        assert record is not None
        standing = standing_on(MONTHLY, record, today)
        assert (standing.missed, standing.done) == (count, False)
        assert standing.open is not None
    over = found["sun-xiaoming"]
    assert over is not None
    assert over.state is WorkState.ENDED
    assert found["wang-xiulan"] is None


def test_months_are_counted_over_the_new_year() -> None:
    assert months_before(date(2027, 1, 31), 1) == date(2026, 12, 5)
    assert months_before(date(2027, 1, 31), 13) == date(2025, 12, 5)
