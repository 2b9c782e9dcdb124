"""Editions are beside what a machine applied; a rollout is paused by who may."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select

from kiosk.center.database.transactions import every
from kiosk.center.desk.audit.audit_tables import desk_audit
from kiosk.center.desk.desk_roles import DeskRole
from kiosk.center.editions import editions_tables as tables
from kiosk.center.editions import rollouts
from kiosk.center.editions.shelf import put_edition
from tests.center.desk.desk_rig import RunningDesk
from tests.center.desk.fleet_pages.rig_fleet import EVIL, UNWRITTEN, fleet_desk
from tests.center.desk.fleet_pages.test_revoke_routes import entered

pytestmark = pytest.mark.engine("sqlite")
WHY = "taken_back"


def begun(desk: RunningDesk) -> int:
    """Publish something, and begin a rollout of a release that is here."""
    now = desk.now()

    def work(db: Connection) -> int:
        put_edition(db, "notices", b"{}", "kiosk:sl-00001", "li", now)
        put_edition(db, "settings", b"{}", "site:hall", EVIL[:60], now)
        made = put_edition(db, "release", b"{}", "ring", "li", now)
        row = {"number": made.number, "version": "9.9.1", "rings": "1,10,100"}
        row |= {"ring": 0, "hours": 24, "state": rollouts.RUNNING, "why": ""}
        row |= {"by": "li", "opened": now, "began": now}
        db.execute(insert(tables.rollout).values(**row))
        at = {"kiosk": "sl-00001", "kind": "notices", "why": WHY, "told_at": now}
        place = insert(tables.edition_place)
        db.execute(place.values(**at, applied=0, refused=made.number))
        return made.number

    return int(desk.write(work))


def state_of(desk: RunningDesk) -> str:
    return str(desk.write(lambda db: rollouts.newest(db))["state"])


def test_the_pages_say_what_is_published_and_what_became_of_it(tmp_path: Path) -> None:
    with fleet_desk(tmp_path, 10) as desk:
        browser = desk.seated(DeskRole.OPERATOR, language="en")
        assert "No release was rolled out" in browser.get("/editions").text
        begun(desk)
        page = browser.get("/editions").text
        assert "9.9.1" in page
        assert "sl-00001" in page
        assert "<img" not in page
        assert 'action="/rollout"' not in page
        assert not UNWRITTEN.findall(page)
        own = browser.get("/machine/sl-00001").text
        assert "was not applied" in own
        assert "was taken back" in own
        assert not UNWRITTEN.findall(own)
        chinese = desk.seated(DeskRole.ADMIN, language="zh-CN").get("/editions").text
        assert 'action="/rollout"' in chinese
        assert not UNWRITTEN.findall(chinese)


def test_a_rollout_is_paused_and_stopped_with_a_code(tmp_path: Path) -> None:
    with fleet_desk(tmp_path, 10) as desk:
        operator = desk.seated(DeskRole.OPERATOR)
        number = str(begun(desk))
        fields = {"act": "pause", "number": number, "code": "000000"}
        assert operator.post("/rollout", fields).status_code == 403
        browser, who = entered(desk)
        assert browser.post("/rollout", fields).status_code == 403, "a wrong code"
        assert state_of(desk) == rollouts.RUNNING
        now = desk.now()
        fields["code"] = who.code(now)
        assert browser.post("/rollout", fields).status_code == 303
        assert state_of(desk) == rollouts.PAUSED
        other = {"act": "stop", "number": "1", "code": who.code(now + 30)}
        assert browser.post("/rollout", other).status_code == 409, "not what was shown"
        assert state_of(desk) == rollouts.PAUSED
        told = desk.write(lambda db: every(db, select(desk_audit)))
        done = [(r["act"], r["subject"]) for r in told if "rollout" in r["act"]]
        assert done == [("rollout_pause", "9.9.1")]
