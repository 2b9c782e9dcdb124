"""A stolen machine is revoked by an administrator with a fresh code; it is written."""

from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.center.database.transactions import every
from kiosk.center.desk.audit.audit_tables import desk_audit
from kiosk.center.desk.desk_roles import DeskRole
from kiosk.center.desk.entrance import desk_sessions
from kiosk.center.identity.identity_tables import kiosk as kiosk_table
from tests.center.desk.desk_rig import Account, Browser, RunningDesk, account
from tests.center.desk.fleet_pages.rig_fleet import fleet_desk

pytestmark = pytest.mark.engine("sqlite")
KIOSK = "sl-00003"


def entered(desk: RunningDesk) -> tuple[Browser, Account]:
    """Return an administrator with codes, who is in."""
    who, browser = account(desk), desk.browser()
    token = desk.write(lambda db: desk_sessions.begin(db, who.name, desk.now()))
    browser.cookies[desk_sessions.COOKIE] = token
    browser.get("/")
    return browser, who


def key_of(desk: RunningDesk) -> bytes:
    query = select(kiosk_table.c.signing_key).filter_by(id=KIOSK)
    return bytes(desk.write(lambda db: db.execute(query).scalar_one()))


def test_a_code_ends_the_machine_and_the_audit_says_who(tmp_path: Path) -> None:
    with fleet_desk(tmp_path, 10) as desk:
        browser, who = entered(desk)
        assert f"/revoke/{KIOSK}" in browser.get(f"/machine/{KIOSK}").text
        assert KIOSK in browser.get(f"/revoke/{KIOSK}").text
        assert browser.post(f"/revoke/{KIOSK}", {"code": "x"}).status_code == 403
        assert key_of(desk) != b""
        code = {"code": who.code(desk.now())}
        assert browser.post(f"/revoke/{KIOSK}", code).status_code == 303
        assert key_of(desk) == b""
        told = desk.write(lambda db: every(db, select(desk_audit)))
        lines = [(r["operator"], r["act"], r["subject"]) for r in told]
        assert lines[-1] == (who.name, "revoke", KIOSK)


def test_who_is_no_administrator_is_shown_no_way(tmp_path: Path) -> None:
    with fleet_desk(tmp_path, 10) as desk:
        browser = desk.seated(DeskRole.OPERATOR)
        assert "/revoke/" not in browser.get(f"/machine/{KIOSK}").text
        assert browser.get(f"/revoke/{KIOSK}").status_code == 403
        assert browser.post(f"/revoke/{KIOSK}", {"code": "1"}).status_code == 403
        assert key_of(desk) != b""
        admin = desk.seated(DeskRole.ADMIN)
        assert admin.get("/revoke/nobody").status_code == 404
