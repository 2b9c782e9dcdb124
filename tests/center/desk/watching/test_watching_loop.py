"""Alerts from rows of machines to a signed POST, by one node of two."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection

from kiosk.center.database.connecting import connect
from kiosk.center.desk.watching import alert_rounds, webhook
from kiosk.center.desk.watching.alert_rounds import alerts_page, lease
from kiosk.center.desk.watching.alert_rules import RuleReading
from kiosk.center.desk.watching.watching_loop import round_of
from kiosk.center.desk.watching.webhook import NoWebhook, Webhook
from tests.center.desk.desk_rig import running_desk
from tests.center.engines import asked, force
from tests.center.fleet.shown.seeded import put_machine

NOW = 1_796_000_000.0
SECRET = "sixteen letters!"


class Heard(HTTPServer):
    """Somebody else's program that hears of alerts."""

    def __init__(self, status: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status, self.posts = status, list[tuple[dict[str, str], bytes]]()


class _Handler(BaseHTTPRequestHandler):
    server: Heard

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.posts.append((dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("location", "http://127.0.0.1:9/")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def heard(status: int = 204) -> Iterator[tuple[Heard, Webhook]]:
    with Heard(status) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server, Webhook(f"http://127.0.0.1:{server.server_port}/x", SECRET)
        finally:
            server.shutdown()
            thread.join(5)


def test_a_hall_is_told_once_when_it_falls_silent_and_once_when_it_is_back(
    center_folder: Path,
) -> None:
    at = [NOW]
    with closing(connect(center_folder)) as db:
        for number in range(3):
            put_machine(db, f"k-{number}", NOW - 4000, site="A<b>")
    with (
        running_desk(center_folder, now=lambda: at[0]) as desk,
        heard() as (server, hook),
    ):

        def rounds(times: int) -> None:
            for _ in range(times):
                asyncio.run(round_of(desk.parts, hook, "here"))
                at[0] += 60

        rounds(1)
        assert server.posts == []
        rounds(4)
        assert len(server.posts) == 1
        desk.write(lambda db: force(db, f"UPDATE machine SET heard = {at[0]}"))
        rounds(4)
        page = desk.seated().get("/alerts").text
    (headers, body), (_, last) = server.posts
    told = msgspec.json.decode(body)
    assert (told["rule"], told["subject"], told["state"]) == (
        *("hall_silent", "A<b>", "open"),
    )
    assert msgspec.json.decode(last)["state"] == "over"
    stamp = headers[webhook.STAMP]
    assert headers[webhook.SIGNATURE] == webhook.signature(SECRET, stamp, body)
    assert "A&lt;b&gt;" in page
    assert "A<b>" not in page


def test_of_two_nodes_one_watches_until_it_falls_silent(db: Connection) -> None:
    assert lease(db, "a", NOW)
    assert not lease(db, "b", NOW + 60)
    assert lease(db, "a", NOW + 60)
    assert lease(db, "b", NOW + 60 + 2.5 * alert_rounds.EVERY)
    assert not lease(db, "a", NOW + 300)


@pytest.mark.parametrize("status", [302, 500])
def test_who_does_not_take_it_is_asked_a_few_times_and_no_more(
    status: int, db: Connection
) -> None:
    now = NOW
    alert_rounds.look(db, [RuleReading("alarms", "", 3)], now)
    with heard(status) as (server, hook):
        for _ in range(40):
            now += 1800
            for row in webhook.owed(db, now):
                ok = webhook.send(hook, webhook.body_of(row), lambda: NOW)
                webhook.told(db, row, ok, now)
    assert len(server.posts) == webhook.MOST_TRIES
    assert asked(db, "SELECT owed FROM desk_alert")[0]["owed"] == ""


def test_a_page_of_alerts_goes_on_where_it_ended(db: Connection) -> None:
    for hall in ("A", "B", "C"):
        for _ in range(2):
            seen = [RuleReading("hall_silent", hall, 1.0)]
            held = [RuleReading("hall_silent", h, 1.0) for h in "ABC" if h < hall]
            alert_rounds.look(db, seen + held, NOW)
    first = alerts_page(db, None, 2)
    rest = alerts_page(db, (first[-1].begun, first[-1].id), 2)
    assert sorted(each.subject for each in first + rest) == ["A", "B", "C"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        '{"url": "http://elsewhere.example/", "secret": "sixteen letters!"}',
        '{"url": "file:///etc/passwd", "secret": "sixteen letters!"}',
        '{"url": "https://here.example/", "secret": "short"}',
        '{"url": "https://[/", "secret": "sixteen letters!"}',
    ],
)
def test_a_file_that_is_no_webhooks_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "hook.json"
    path.write_text(text)
    with pytest.raises(NoWebhook, match=r"hook\.json"):
        webhook.webhook_of(path)
    path.write_text('{"url": "https://here.example/", "secret": "sixteen letters!"}')
    assert "sixteen" not in repr(webhook.webhook_of(path))
