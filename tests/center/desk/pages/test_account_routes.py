"""One's own password over real HTTPS, and accounts that are shut out at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from kiosk.center.desk.audit.audit_book import lines_before
from kiosk.center.desk.desk_roles import DeskRole
from kiosk.settings.login.time_codes import STEP
from tests.center.desk.desk_rig import RunningDesk, account, running_desk
from tests.center.engines import asked

NOW = 1.9e9


@pytest.fixture
def at() -> list[float]:
    return [NOW]


@pytest.fixture
def desk(center_folder: Path, at: list[float]) -> Iterator[RunningDesk]:
    with running_desk(center_folder, now=lambda: at[0]) as running:
        yield running


@pytest.mark.engine("sqlite")
def test_a_changed_password_ends_every_session(
    desk: RunningDesk, at: list[float]
) -> None:
    li, fresh = account(desk, "li", DeskRole.VIEWER), "nine quiet rivers 9"
    browser, other = desk.browser(), desk.browser()
    browser.post("/login", li.fields(at[0]))
    other.cookies = dict(browser.cookies)
    fields = {"password": li.password, "new": fresh, "again": fresh}
    for wrong in ({"new": "short"}, {"again": "x"}, {"new": "111111111111111"}):
        answer = browser.post("/account", {**fields, **wrong, "code": "0"})
        assert answer.status_code == 400
        assert 'role="alert"' in answer.text
    assert browser.post("/account", {**fields, "code": "000000"}).status_code == 403
    at[0] += STEP
    done = browser.post("/account", {**fields, "code": li.code(at[0])})
    assert done.headers["location"] == "/login"
    assert other.get("/account").status_code == 303
    at[0] += STEP
    assert browser.post("/login", li.fields(at[0])).status_code == 403
    li.password = fresh
    assert browser.post("/login", li.fields(at[0])).status_code == 303


@pytest.mark.engine("sqlite")
def test_a_disabled_operator_is_out_at_once(desk: RunningDesk, at: list[float]) -> None:
    admin, wang = account(desk, "li", DeskRole.ADMIN), desk.seated(name="wang")
    browser = desk.browser()
    browser.post("/login", admin.fields(at[0]))
    assert wang.get("/").status_code == 200
    fields = {"name": "wang", "code": admin.code(at[0])}
    assert browser.post("/operators/disable", fields).status_code == 403  # used
    at[0] += STEP
    fields["code"] = admin.code(at[0])
    assert browser.post("/operators/disable", fields).status_code == 303
    assert wang.get("/").headers["location"] == "/login"
    assert "已停用" in browser.get("/operators").text
    acts = desk.write(lambda db: [line.act for line in lines_before(db, None, 9)])
    assert acts == ["operator_disable", "code_failed", "login"]
    assert desk.seated(DeskRole.OPERATOR).get("/operators").status_code == 403
    own = browser.post("/operators/disable", {"name": "li", "code": "0"})
    assert (own.status_code, "不能在这里停用" in own.text) == (409, True)


def test_html_in_every_field_that_the_frame_shows_is_text(desk: RunningDesk) -> None:
    evil = "<script>alert(1)</script>\"'><b>\u202e"

    def work(db: Connection) -> None:
        desk.parts.book.note(db, NOW, (evil, evil), "login", evil, evil)

    desk.write(work)
    admin = desk.seated(DeskRole.ADMIN)
    for path in ("/audit", f"/language?to={evil}", f"/x{evil}"):
        page = admin.get(path).text
        assert "<script>alert" not in page
        assert "<b>" not in page
        assert "\u202e" not in page
    assert "&lt;script&gt;" in admin.get("/audit").text
    assert len(desk.write(lambda db: asked(db, "SELECT * FROM desk_audit"))) == 1
