"""A list of vacancies brought in: in pieces, shown when it is whole, the old one gone.

Whoever asks meanwhile gets the old list to its last piece; a killed import leaves
nothing that is shown, and the next one clears it away.
"""

from collections.abc import Sequence
from itertools import count
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, update

from kiosk.center.database.expiry import forget
from kiosk.center.database.transactions import insert_new, transaction
from kiosk.center.services.work_tables import vacancy, vacancy_list
from kiosk.domain.services.work import Vacancy

PIECE = 500


def replace_vacancies(db: Connection, vacancies: Sequence[Vacancy], now: float) -> int:
    """Put these vacancies in the place of all that were there; return the list."""
    mine = _begin(db, now)
    for first in range(0, len(vacancies), PIECE):
        piece = vacancies[first : first + PIECE]
        with transaction(db):
            db.execute(insert(vacancy), [_row(mine, each) for each in piece])
    own = vacancy_list.c
    with transaction(db):
        db.execute(update(vacancy_list).where(own.list == mine).values(shown=1))
    for table in (vacancy, vacancy_list):
        _clear(db, table, mine)
    return mine


def _begin(db: Connection, now: float) -> int:
    """Return a list's number that nobody else has."""
    newest = select(func.max(vacancy_list.c.list))
    last: int = db.execute(newest).scalar_one() or 0
    for number in count(last + 1):
        with transaction(db):
            row = {"list": number, "at": now, "shown": 0}
            if insert_new(db, vacancy_list, [row]):
                return number
    raise AssertionError("counting ended")


def _clear(db: Connection, table: Table, mine: int) -> None:
    """Forget what is older, a block at a time."""
    while True:
        with transaction(db):
            if not forget(db, table, table.c.list < mine):
                return


def _row(mine: int, one: Vacancy) -> dict[str, Any]:
    values = {name: getattr(one, name) for name in Vacancy.__struct_fields__}
    values |= {"list": mine, "verified": int(one.verified)}
    return {**values, "valid_until": one.valid_until.isoformat()}
