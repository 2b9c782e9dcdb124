"""Logging in over real HTTPS, and everybody who should not get in."""

import logging
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from kiosk.center.desk.desk_roles import DeskRole
from kiosk.center.desk.entrance import desk_sessions
from kiosk.settings.login.time_codes import STEP
from tests.center.desk.desk_rig import (
    Account,
    Browser,
    RunningDesk,
    account,
    running_desk,
)
from tests.center.engines import asked

LI = "li"
SHED = 0
"""The door let the oldest connection of this address go."""


class Wall:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = 1.9e9

    def __call__(self) -> float:
        """Return what the time is."""
        return self.at


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def desk(center_folder: Path, wall: Wall) -> Iterator[RunningDesk]:
    with running_desk(center_folder, now=wall) as running:
        yield running


@pytest.fixture
def li(desk: RunningDesk) -> Account:
    return account(desk, LI)


def storm(browser: Browser, fields: dict[str, str]) -> set[int]:
    """Send five logins, and say how they were answered."""
    found = set()
    for _ in range(5):
        try:
            found.add(browser.post("/login", fields).status_code)
        except httpx2.TransportError:
            found.add(SHED)
    return found


def audited(desk: RunningDesk) -> list[str]:
    rows = desk.write(
        lambda db: asked(db, "SELECT act FROM desk_audit ORDER BY number")
    )
    return [row["act"] for row in rows]


def test_in_and_out_again(desk: RunningDesk, li: Account, wall: Wall) -> None:
    browser = desk.browser()
    browser.cookies[desk_sessions.COOKIE] = "planted-by-somebody"
    entered = browser.post("/login", li.fields(wall.at))
    assert (entered.status_code, entered.headers["location"]) == (303, "/")
    cookies = entered.headers.get_list("set-cookie")
    assert all("Secure" in c and "HttpOnly" in c and "trict" in c for c in cookies)
    token = browser.cookies[desk_sessions.COOKIE]
    assert token != "planted-by-somebody"
    assert browser.get("/").status_code == 200
    assert browser.get("/audit").status_code == 200
    stolen = dict(browser.cookies)
    assert browser.post("/logout").headers["location"] == "/login"
    browser.cookies = stolen
    assert browser.get("/").headers["location"] == "/login"
    assert audited(desk) == ["login", "logout"]


def test_a_new_login_has_a_new_token_and_ends_the_former(
    desk: RunningDesk, li: Account, wall: Wall
) -> None:
    browser = desk.browser()
    browser.post("/login", li.fields(wall.at))
    first = dict(browser.cookies)
    wall.at += STEP
    browser.post("/login", li.fields(wall.at))
    assert browser.cookies[desk_sessions.COOKIE] != first[desk_sessions.COOKIE]
    other = desk.browser()
    other.cookies = first
    assert other.get("/").status_code == 303


@pytest.mark.engine("sqlite")
def test_whatever_is_wrong_has_one_answer(
    desk: RunningDesk, li: Account, wall: Wall
) -> None:
    right = li.fields(wall.at)
    wrong = [
        {"name": "nobody"},
        {"name": ""},
        {"name": "x" * 900},
        {"name": "李\u202e"},
        {"password": "wrong horses 77"},
        {"password": "p" * 900},
        {"password": ""},
        {"code": "000000"},
        {"code": "²²²²²²"},
        {"code": "1" * 900},
    ]
    first = desk.browser()
    first.get("/login")
    browsers = [desk.browser() for _ in wrong]
    for browser in browsers:
        browser.cookies = dict(first.cookies)
    pages = set()
    for browser, change in zip(browsers, wrong, strict=True):
        answer = browser.post("/login", {**right, **change})
        assert answer.status_code == 403, change
        assert desk_sessions.COOKIE not in browser.cookies
        pages.add(answer.text)
    assert len(pages) == 1
    assert "账号、密码或验证码不对" in pages.pop()


def test_a_code_is_good_once_on_all_nodes(
    desk: RunningDesk, li: Account, wall: Wall, center_folder: Path
) -> None:
    with running_desk(center_folder, now=wall) as other, ThreadPoolExecutor(2) as both:
        browsers = [node.browser() for node in (desk, other)]
        fields = li.fields(wall.at)
        answers = list(both.map(lambda b: b.post("/login", fields), browsers))
        assert sorted(a.status_code for a in answers) == [303, 403]
        again = desk.browser().post("/login", fields)
        assert again.status_code == 403
        wall.at -= 2 * STEP  # a clock that is set back reopens nothing
        assert desk.browser().post("/login", li.fields(wall.at)).status_code == 403


@pytest.mark.engine("sqlite")
def test_a_guesser_waits_and_tries_during_the_wait_do_not_extend_it(
    desk: RunningDesk, li: Account, wall: Wall
) -> None:
    guesser = desk.browser()
    bad = {**li.fields(wall.at), "password": "guess after guess"}
    for _ in range(7):
        assert guesser.post("/login", bad).status_code == 403
    # Right by now, from the same net, and not judged: the wait is on.
    assert guesser.post("/login", li.fields(wall.at)).status_code == 403
    wall.at += 14
    guesser.post("/login", bad)
    wall.at += 30
    assert guesser.post("/login", li.fields(wall.at)).status_code == 303


@pytest.mark.engine("sqlite")
def test_strangers_do_not_shut_out_a_device_that_was_in_before(
    desk: RunningDesk, li: Account, wall: Wall
) -> None:
    own = desk.browser()
    own.post("/login", li.fields(wall.at))
    own.post("/logout")
    stranger = desk.browser()
    bad = {**li.fields(wall.at), "password": "guess after guess"}
    for _ in range(12):
        stranger.post("/login", bad)
    next_code = li.fields(wall.at + STEP)
    assert stranger.post("/login", next_code).status_code == 403
    assert own.post("/login", next_code).status_code == 303
    assert audited(desk).count("login_failed") == 1


@pytest.mark.engine("sqlite")
def test_right_passwords_with_wrong_codes_come_to_an_end(
    desk: RunningDesk, li: Account, wall: Wall
) -> None:
    own = desk.browser()
    own.post("/login", li.fields(wall.at))
    wall.at += STEP
    for _ in range(6):
        own.post("/login", {**li.fields(wall.at), "code": "000001"})
    assert own.post("/login", li.fields(wall.at)).status_code == 403
    wall.at += 300
    assert own.post("/login", li.fields(wall.at)).status_code == 303


@pytest.mark.engine("sqlite")
def test_a_hundred_at_once_are_bounded_and_the_desk_answers_meanwhile(
    desk: RunningDesk, li: Account, wall: Wall
) -> None:
    known = desk.seated(DeskRole.VIEWER)
    token = desk.browser()
    token.get("/login")
    browsers = [desk.browser() for _ in range(20)]
    for browser in browsers:
        browser.cookies = dict(token.cookies)
    bad = {**li.fields(wall.at), "password": "guess after guess"}
    assert known.get("/").status_code == 200
    with ThreadPoolExecutor(20) as many:
        sent = [many.submit(storm, browser, bad) for browser in browsers]
        began = time.monotonic()
        assert known.get("/").status_code == 200
        assert time.monotonic() - began < 30
        found = set().union(*(each.result() for each in sent))
    assert 403 in found
    assert found <= {403, 503, SHED}
    rows = desk.write(lambda db: asked(db, "SELECT misses FROM desk_wait"))
    assert max(row["misses"] for row in rows) <= 6
    assert len(rows) <= 4


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"origin": "null"},
    ],
)
def test_forms_from_elsewhere_are_refused(
    headers: dict[str, str], desk: RunningDesk, li: Account, wall: Wall
) -> None:
    browser = desk.browser()
    assert browser.post("/login", li.fields(wall.at), **headers).status_code == 403
    assert browser.post("/login", {"_csrf_token": "x"}).status_code == 403
    bare = browser.client.post("/login", data=li.fields(wall.at))
    assert (bare.status_code, bare.content) == (403, b"")
    assert audited(desk) == []


def test_a_role_that_is_too_low_is_denied_and_noted(desk: RunningDesk) -> None:
    answer = desk.seated(DeskRole.OPERATOR).get("/audit")
    assert answer.status_code == 403
    assert "没有权限" in answer.text
    assert audited(desk) == ["denied"]


@pytest.mark.engine("sqlite")
def test_no_secret_is_written_anywhere(
    desk: RunningDesk, li: Account, wall: Wall, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    browser = desk.browser()
    secret = "canary-7041-password"
    browser.post("/login", {**li.fields(wall.at), "password": secret})
    browser.post("/login", {**li.fields(wall.at), "code": "704170"})
    browser.post("/login", li.fields(wall.at))
    token = browser.cookies[desk_sessions.COOKIE]
    tables = ("desk_audit", "desk_wait", "desk_session", "desk_operator")
    kept = desk.write(
        lambda db: [str(asked(db, f"SELECT * FROM {name}")) for name in tables]
    )
    ends = ("httpx", "httpcore")  # the browser's own
    told = [r for r in caplog.records if not r.name.startswith(ends)]
    ours = "".join(record.getMessage() for record in told)
    for hidden in (secret, "704170", li.password, li.code(wall.at), token):
        assert hidden not in ours
        assert not any(hidden in text for text in kept)
