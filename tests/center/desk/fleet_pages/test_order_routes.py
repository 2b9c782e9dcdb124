"""Remote acts: a page names them first; many cost a code; nobody acts on everything."""

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kiosk.center.database.transactions import every
from kiosk.center.desk.audit.audit_tables import desk_audit
from kiosk.center.desk.desk_roles import DeskRole
from kiosk.center.fleet.fleet_tables import desk_order
from kiosk.center.fleet.orders import MOST_WAITING, OrderState
from kiosk.center.server.alarms import sound
from tests.center.desk.desk_rig import RunningDesk
from tests.center.desk.fleet_pages.rig_fleet import fleet_desk

pytestmark = pytest.mark.engine("sqlite")


def given(desk: RunningDesk, kiosk: str) -> list[tuple[str, str]]:
    own = desk_order.c
    query = select(own.act, own.by).where(own.kiosk == kiosk, own.body != b"{}")
    return [(row["act"], row["by"]) for row in desk.write(lambda db: every(db, query))]


def test_one_machine_is_told_after_its_page(tmp_path: Path) -> None:
    with fleet_desk(tmp_path, 30) as desk:
        browser = desk.seated(DeskRole.OPERATOR, name="li.na")
        page = browser.get("/order?act=restart&kiosk=sl-00007").text
        assert "sl-00007" in page
        assert given(desk, "sl-00007") == []
        fields = {"act": "restart", "kiosk": "sl-00007"}
        answer = browser.post("/order", fields)
        assert answer.status_code == 303
        assert given(desk, "sl-00007") == [("restart", "li.na")]
        assert "sl-00007" in browser.get(answer.headers["location"]).text
        told = desk.write(lambda db: every(db, select(desk_audit)))
        assert [(r["operator"], r["act"], r["subject"], r["told"]) for r in told] == [
            ("li.na", "order", "sl-00007", "restart 1")
        ]


def noted(desk: RunningDesk) -> list[tuple[str, str]]:
    rows = desk.write(lambda db: every(db, select(desk_audit)))
    return [(row["subject"], row["told"]) for row in rows if row["act"] == "order"]


def test_the_audit_says_what_was_given_and_nothing_else(tmp_path: Path) -> None:
    """An act that was refused is none; else an operator stands accused of it."""
    with fleet_desk(tmp_path, 10) as desk:
        browser = desk.seated(DeskRole.OPERATOR)
        browser.get("/orders")
        said = {"act": "message", "text": "早上好", "hours": "4"}
        for kiosk, text in (
            ("NO", "x"),
            ("sl-00003", "a\u202eb"),
            ("sl-00003", "早上好"),
        ):
            browser.post("/order", {**said, "kiosk": kiosk, "text": text})
        [(kiosk, told)] = noted(desk)
        assert re.fullmatch(r"sl-00003 message \d+ 4 h: 早上好", f"{kiosk} {told}")
        browser.post("/order", {"act": "stop", "kiosk": "sl-00005", "hours": "8"})
        assert noted(desk)[-1][1].endswith(" 8 h"), "also without a text of its own"
        for _ in range(MOST_WAITING + 3):
            browser.post("/order", {"act": "logs", "kiosk": "sl-00004"})
        logs = [told for kiosk, told in noted(desk) if kiosk == "sl-00004"]
        assert len(logs) == len(given(desk, "sl-00004")) <= MOST_WAITING


def test_an_order_can_be_taken_back_until_it_is_handed_over(tmp_path: Path) -> None:
    with fleet_desk(tmp_path, 30) as desk:
        browser = desk.seated(DeskRole.OPERATOR)
        browser.get("/orders")
        browser.post("/order", {"act": "logs", "kiosk": "sl-00009"})
        fields = {"kiosk": "sl-00009", "number": "1"}
        assert browser.post("/orders/cancel", fields).status_code == 303
        own = desk_order.c
        state = select(own.state).where(own.kiosk == "sl-00009")
        assert desk.write(lambda db: db.execute(state).scalar()) == OrderState.DROPPED
        assert browser.post("/orders/cancel", fields).status_code == 409
        wrong = {"kiosk": "sl-00009", "number": "²"}
        assert browser.post("/orders/cancel", wrong).status_code == 400


@pytest.mark.parametrize(
    "fields",
    [
        {"act": "format", "kiosk": "sl-00001"},
        {"act": "restart"},
        {"act": "message", "kiosk": "sl-00001", "text": "x"},
        {"act": "message", "kiosk": "sl-00001", "text": "x", "hours": "9999"},
        {"act": "message", "kiosk": "sl-00001", "text": "x" * 121, "hours": "1"},
        {"act": "stop", "kiosk": "sl-00001", "hours": "nan"},
        {"act": "stop", "kiosk": "sl-00001", "text": "x", "hours": "0"},
    ],
)
def test_what_is_no_order_is_none(tmp_path: Path, fields: dict[str, Any]) -> None:
    with fleet_desk(tmp_path, 3) as desk:
        browser = desk.seated(DeskRole.OPERATOR)
        browser.get("/orders")
        assert browser.post("/order", fields).status_code == 400
        assert given(desk, "sl-00001") == []


def test_who_only_sees_does_not_act(tmp_path: Path) -> None:
    with fleet_desk(tmp_path, 3) as desk:
        browser = desk.seated(DeskRole.VIEWER)
        browser.get("/orders")
        assert "/order?" not in browser.get("/machine/sl-00001").text
        assert browser.get("/order?act=stop&kiosk=sl-00001").status_code == 403
        fields = {"act": "stop", "kiosk": "sl-00001"}
        assert browser.post("/order", fields).status_code == 403
        assert given(desk, "sl-00001") == []


def test_there_is_an_end_to_how_many_at_once(tmp_path: Path) -> None:
    with fleet_desk(tmp_path, 320, days=1) as desk:
        browser = desk.seated(DeskRole.OPERATOR)
        browser.get("/orders")
        names = [f"sl-{n:05d}" for n in range(1, 202)]
        fields = {"act": "restart", "kiosk": names, "code": "000000"}
        assert browser.post("/order", fields).status_code == 400
        few = {"act": "restart", "kiosk": names[:3], "code": "000000"}
        assert browser.post("/order", few).status_code >= 400, "a wrong code"
        assert given(desk, "sl-00002") == []
        page = browser.get("/order?act=restart&hall=示例市第一服务大厅").text
        assert page.count('name="kiosk"') == 12
        assert 'name="code"' in page
        assert browser.get("/order?act=restart&hall=无此大厅").status_code == 400


def test_an_alarm_is_ended_by_who_looked_and_the_audit_speaks_words(
    tmp_path: Path,
) -> None:
    with fleet_desk(tmp_path, 10) as desk:
        browser = desk.seated(DeskRole.OPERATOR, name="li.na", language="en")
        now = desk.now()
        desk.write(lambda db: sound(db, "sl-00004", "login", now))
        assert 'action="/looked/sl-00004"' in browser.get("/work/alarms").text
        for _ in range(2):
            assert browser.post("/looked/sl-00004").status_code == 303
        assert "sl-00004" not in browser.get("/work/alarms").text
        browser.post("/order", {"act": "restart", "kiosk": "sl-00007"})
        page = desk.seated(DeskRole.ADMIN, language="en").get("/audit").text
        assert page.count("alarms</td>") == 1, "what was not there is no act"
        assert "<td>Restart 1</td>" in page
