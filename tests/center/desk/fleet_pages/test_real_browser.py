"""A real Chromium walks the wall, each work list and an act."""

from pathlib import Path

import pytest
from sqlalchemy import update

from kiosk.center.desk.desk_roles import DeskRole
from kiosk.center.desk.entrance import desk_sessions
from kiosk.center.fleet.fleet_tables import desk_order
from kiosk.center.fleet.orders import OrderState
from kiosk.center.fleet.shown.work_lists import WORK
from tests.center.desk.chromium import Chromium, chromium
from tests.center.desk.desk_rig import RunningDesk
from tests.center.desk.fleet_pages.rig_fleet import fleet_desk
from tests.every import every

pytestmark = [pytest.mark.real, pytest.mark.engine("sqlite")]
EMPTY = {"returning"}


def seat(web: Chromium, desk: RunningDesk) -> None:
    browser = desk.seated(DeskRole.OPERATOR, name="li.na")
    web.open(desk.url + "/")
    web.cookie(desk_sessions.COOKIE, browser.cookies[desk_sessions.COOKIE])


def test_a_browser_goes_through_the_fleet(tmp_path: Path) -> None:
    with fleet_desk(tmp_path, 130, days=1) as desk, chromium() as web:
        seat(web, desk)
        walk_the_lists(web, desk)
        walk_the_picture(web, desk)
        act(web, desk)
        assert web.complaints() == []


def walk_the_lists(web: Chromium, desk: RunningDesk) -> None:
    """From the wall into each list, and from its first row to the machine."""
    for name in every(WORK):
        web.open(desk.url + "/")
        web.press(f"#work-{name}")
        assert web.execute("return location.pathname") == f"/work/{name}"
        if name in EMPTY:
            assert web.execute("return document.querySelectorAll('td').length") == 1
            continue
        first = web.text("main tbody a")
        web.press("main tbody a")
        assert web.text("h1").startswith(first)


def walk_the_picture(web: Chromium, desk: RunningDesk) -> None:
    """A square leads to its hall; a tile to the machines that are so."""
    web.open(desk.url + "/")
    hall = web.text("#hall-1")
    web.execute(
        "window.left = true;"
        "document.querySelector('svg.fleet a rect').parentNode.dispatchEvent("
        "new MouseEvent('click', {bubbles: true}))"
    )
    web.wait_for_page()
    assert web.execute("return location.pathname") == "/machines"
    assert web.text("h1") == hall
    web.open(desk.url + "/")
    web.press("#tile-silent")
    assert (
        web.execute("return document.querySelectorAll('main tbody .silent').length") > 0
    )
    assert not web.execute("return document.querySelector('main tbody .well')")


def act(web: Chromium, desk: RunningDesk) -> None:
    """Give an order by its page; how it ends is seen without a new look."""
    web.open(desk.url + "/machine/sl-00042")
    web.press("a[href*='act=restart']")
    web.press("main form button")
    assert web.execute("return location.pathname") == "/orders"
    first = "return document.querySelector('main tbody td:nth-child(4)').innerText"
    waiting = web.execute(first)
    web.execute("document.querySelector('main tbody a').focus(); scrollTo(0, 40)")
    done = update(desk_order).where(desk_order.c.kiosk == "sl-00042")
    desk.write(lambda db: db.execute(done.values(state=OrderState.DONE)))
    web.wait_for(f"(() => {{{first}}})() !== '{waiting}'")
    assert web.execute("return scrollY") == web.execute(
        "return Math.min(40, document.documentElement.scrollHeight - innerHeight)"
    )
