"""Asks once more who it is before a dangerous act: a fresh code of the app."""

from sqlalchemy import Connection

from kiosk.center.database.transactions import hold, transaction
from kiosk.center.desk.desk_parts import DeskOperator, DeskParts, note
from kiosk.center.desk.desk_refusals import DeskRefusal
from kiosk.center.desk.entrance import login_waits, operators
from kiosk.center.desk.entrance.entrance_tables import desk_operator


async def confirm(desk: DeskParts, operator: DeskOperator, code: str) -> None:
    """Let an act go on when the code is good; it is dead then.

    :raises DeskRefusal: when it is not, or too many were wrong.
    """
    if not await desk.line.run(lambda db: _taken(desk, db, operator, code)):
        raise DeskRefusal(403, "code")


def _taken(desk: DeskParts, db: Connection, operator: DeskOperator, code: str) -> bool:
    now, mark = desk.now(), desk.keys.hashing("waits")
    key = f"codes:{mark(f'{operator.name}|{operator.session}')}"
    with transaction(db):
        row = hold(db, desk_operator, name=operator.name)
        if row is None or not login_waits.count(db, [key], now):
            return False
        if not operators.take_code(db, desk.keys.sealed, row, code, now):
            note(desk, db, operator, "code_failed")
            return False
        login_waits.forget(db, [key])
    return True
