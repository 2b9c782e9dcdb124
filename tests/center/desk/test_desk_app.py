"""The desk's frame over real HTTPS: who gets in, what a browser is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.center.desk.desk_app import ROUTES
from kiosk.center.desk.desk_fence import HEADERS
from kiosk.center.desk.desk_roles import DeskRole
from tests.center.desk.desk_rig import RunningDesk, running_desk
from tests.every import every


@pytest.fixture
def desk(center_folder: Path) -> Iterator[RunningDesk]:
    with running_desk(center_folder) as running:
        yield running


def test_every_page_is_public_or_names_its_least_role() -> None:
    for handler in every(ROUTES):
        role, public = handler.opt.get("role"), handler.opt.get("public")
        assert isinstance(role, DeskRole) != bool(public), handler


def test_a_stranger_is_sent_to_the_login_and_an_operator_sees_the_wall(
    desk: RunningDesk,
) -> None:
    stranger = desk.browser().get("/")
    assert (stranger.status_code, stranger.headers["location"]) == (303, "/login")
    piece = desk.browser().get("/", hx_request="true")
    assert (piece.status_code, piece.headers["hx-redirect"]) == (401, "/login")
    page = desk.seated().get("/")
    assert page.status_code == 200
    assert "<h1>全部终端</h1>" in page.text
    assert "<h1>All machines</h1>" in desk.seated(name="b", language="en").get("/").text


def test_every_answer_shuts_what_a_browser_need_not_do(desk: RunningDesk) -> None:
    browser = desk.seated()
    for path in ("/", "/nothing", "/login?<script>"):
        answer = browser.get(path)
        for name, value in every(HEADERS.items()):
            assert answer.headers[name] == value, (path, name)
        assert "'unsafe" not in answer.headers["content-security-policy"]
