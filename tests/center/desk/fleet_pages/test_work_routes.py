"""A machine that was off too long is let in at the desk; of two by one name none is."""

import time
from pathlib import Path

from sqlalchemy import Connection, insert, select

from kiosk.center.database.transactions import every
from kiosk.center.desk.audit.audit_tables import desk_audit
from kiosk.center.desk.desk_roles import DeskRole
from kiosk.center.desk.entrance import desk_sessions
from kiosk.center.identity import identity_tables as tables
from kiosk.center.identity.returning import reenrolment
from kiosk.center.server import alarms
from kiosk.settings.login.time_codes import STEP
from tests.center.desk.desk_rig import account, running_desk


def asking(db: Connection, kiosk: str, now: float) -> None:
    known = {"id": kiosk, "signing_key": b"k" * 32, "enrolled_at": now - 9}
    db.execute(insert(tables.kiosk).values(**known))
    row = {"kiosk": kiosk, "key": b"x", "since": now, "last": now}
    db.execute(insert(tables.waiting_kiosk).values(**row))


def test_one_is_let_in_and_of_two_by_one_name_none(tmp_path: Path) -> None:
    now = time.time()
    with running_desk(tmp_path, lambda: now) as desk:
        person = account(desk, "li", DeskRole.ADMIN)

        def work(db: Connection) -> str:
            asking(db, "HALL-1", now - 60)
            asking(db, "HALL-2", now - 60)
            alarms.sound(db, "HALL-2", reenrolment.TWO_KEYS, now - 30)
            return desk_sessions.begin(db, "li", now)

        browser = desk.browser()
        browser.cookies[desk_sessions.COOKIE] = desk.write(work)
        assert "revoke HALL-1" not in browser.get("/returning/HALL-1").text
        assert "revoke HALL-2" in browser.get("/returning/HALL-2").text
        wrong = browser.post("/returning/HALL-1", {"code": "000000"})
        assert wrong.status_code == 403
        code = {"code": person.code(now)}
        assert browser.post("/returning/HALL-1", code).status_code == 303
        code = {"code": person.code(now + STEP)}
        assert browser.post("/returning/HALL-2", code).status_code == 409
        rows = desk.write(reenrolment.waiting)
        approved = {row.kiosk: row.approved is not None for row in rows}
        assert approved == {"HALL-1": True, "HALL-2": False}
        told = desk.write(lambda db: every(db, select(desk_audit)))
        done = [row["subject"] for row in told if row["act"] == "returning"]
        assert done == ["HALL-1"]
