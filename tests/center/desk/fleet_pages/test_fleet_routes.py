"""Every fleet page stands, in both languages, whatever a machine says."""

import csv
import io
import time
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Connection, insert, select, update

from kiosk.center.desk.audit.audit_tables import desk_audit
from kiosk.center.desk.desk_roles import DeskRole
from kiosk.center.events.open_faults import open_fault
from kiosk.center.fleet.fleet_tables import machine, machine_count, receipt_place
from kiosk.center.fleet.shown.csv_lines import MARK
from kiosk.center.fleet.shown.work_lists import WORK
from kiosk.center.server.alarms import alarm
from kiosk.sync.wire.downward.orders_wire import OrderAct
from kiosk.sync.wire.downward.pulse_wire import EditionPlace, PartPulse, Pulse
from tests.center.desk.desk_rig import running_desk
from tests.center.desk.fleet_pages.rig_fleet import EVIL, UNWRITTEN, fleet_desk
from tests.every import every

PAGES = [
    *("/", "/wall/piece", "/?page=3", "/machines", "/work", "/orders", "/orders/piece"),
    *("/machines?need=silent", "/machines?hall=x&version=1&q=%25", "/machines?after=x"),
    *("/losses", "/receipt", "/figures", "/figures?first=x", "/machines?nameless=1"),
    *("/figures?first=2026-01-01&last=2026-12-31", "/losses?at=1e9&act=ff"),
    *(f"/work/{name}" for name in WORK),
]
NO_SUCH = ["/machine/nobody", "/machine/nobody/piece", "/work/nothing"]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.engine("sqlite")
def test_every_page_stands_on_an_empty_and_a_full_center(
    center_folder: Path, tmp_path: Path, language: str
) -> None:
    with running_desk(center_folder) as desk:
        browser = desk.seated(DeskRole.OPERATOR, language=language)
        for path in every(PAGES):
            answer = browser.get(path)
            assert answer.status_code == 200, path
            assert not UNWRITTEN.findall(answer.text), path
        assert {browser.get(path).status_code for path in NO_SUCH} == {404}
    with fleet_desk(tmp_path / "full", 130) as desk:
        browser = desk.seated(DeskRole.OPERATOR, language=language)
        acts = [f"/order?act={act}&kiosk=sl-00001" for act in OrderAct]
        many = "/order?act=stop&kiosk=sl-00001&kiosk=sl-00002"
        own = ["/machine/sl-00001", "/machine/sl-00001/piece", many]
        for path in (*PAGES, *own, *acts):
            answer = browser.get(path)
            assert answer.status_code == 200, path
            assert not UNWRITTEN.findall(answer.text), path


def test_the_wall_and_the_lists_are_there_on_both_engines(center_folder: Path) -> None:
    with fleet_desk(center_folder, 70) as desk:
        browser = desk.seated()
        assert "sl-000" in browser.get("/").text
        first = browser.get("/machines").text
        assert first.count("<tr>") == 51
        assert browser.get("/machine/sl-00001").status_code == 200


def spoil(db: Connection) -> None:
    """Let a machine say what it must not, wherever it is asked."""
    part = PartPulse(EVIL[:60], EVIL[:60], EVIL[:60], age=3)
    place = EditionPlace(EVIL[:60], 1)
    pulse = Pulse(
        boot="b",
        number=1,
        version=EVIL,
        site=EVIL,
        place=EVIL,
        state=EVIL,
        trial=EVIL,
        parts=(part,),
        editions=(place,),
        editions_refused=(place,),
    )
    said = dict.fromkeys(("site", "place", "version"), EVIL)
    said |= {"reasons": f"printer:{EVIL.replace(' ', '')} {EVIL.replace(' ', '_')}"}
    db.execute(update(machine).values(**said, pulse=msgspec.json.encode(pulse)))
    of = {"kiosk": "sl-00001"}
    fault = {"part": EVIL, "fault": EVIL, "since": time.time()}
    db.execute(insert(open_fault).values(**of, **fault))
    times = {"first": 1.0, "last": time.time(), "times": 3}
    db.execute(insert(alarm).values(**of, subject=EVIL, **times))
    day = {"day": time.strftime("%Y-%m-%d"), "what": f"service.{EVIL}", "times": 1}
    db.execute(insert(machine_count).values(**of, **day))
    row = {"event": b"x", "number": "A-1000", "what": EVIL, "state": EVIL, "copy": 1}
    db.execute(insert(receipt_place).values(**of, **row, at=time.time()))


@pytest.mark.engine("sqlite")
def test_what_a_machine_says_is_text_everywhere(tmp_path: Path) -> None:
    with fleet_desk(tmp_path, 30) as desk:
        desk.write(spoil)
        browser = desk.seated(DeskRole.OPERATOR)
        seen = 0
        for path in (*PAGES, "/machine/sl-00001", "/order?act=stop&kiosk=sl-00001"):
            text = browser.get(path).text
            assert "<img" not in text, path
            seen += text.count("&lt;img")
        assert seen > 20
        assert "<img" not in browser.post("/receipt", {"number": "A-1000"}).text


@pytest.mark.engine("sqlite")
def test_a_file_for_a_spreadsheet_runs_nothing(tmp_path: Path) -> None:
    with fleet_desk(tmp_path, 30) as desk:
        desk.write(lambda db: db.execute(update(machine).values(site="=1+1|' /C'!A0")))
        browser = desk.seated()
        for by in ("day", "hall", "machine"):
            answer = browser.get(f"/figures.csv?by={by}")
            assert answer.status_code == 200
            assert answer.text.startswith(MARK)
            assert "attachment" in answer.headers["content-disposition"]
            rows = list(csv.reader(io.StringIO(answer.text.removeprefix(MARK))))
            assert len(rows) > 20
            assert {len(row) for row in rows} == {len(rows[0])}
            assert not [c for row in rows for c in row if c[:1] in set("=+-@")]
        assert "'=1+1" in browser.get("/figures.csv?by=hall").text
        assert browser.get("/figures.csv?by=person").status_code == 400
        assert browser.get("/figures.csv?first=2000-01-01").status_code == 400


@pytest.mark.engine("sqlite")
def test_who_looked_for_a_receipt_is_written_down(tmp_path: Path) -> None:
    with fleet_desk(tmp_path, 30) as desk:
        number = desk.write(
            lambda db: db.execute(select(receipt_place.c.number)).scalars().first()
        )
        browser = desk.seated(DeskRole.OPERATOR, name="li.na")
        browser.get("/receipt")
        found = browser.post("/receipt", {"number": number.lower()})
        assert found.text.count("/machine/") == 1
        told = desk.write(lambda db: list(db.execute(select(desk_audit)).mappings()))
        assert [(row["operator"], row["act"], row["subject"]) for row in told] == [
            ("li.na", "receipt", number)
        ]
        assert browser.post("/receipt", {"number": "<b>"}).status_code == 200
        assert desk.seated(DeskRole.VIEWER).get("/receipt").status_code == 403
