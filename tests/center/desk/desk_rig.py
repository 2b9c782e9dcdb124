"""A real desk over real HTTPS for tests, and browsers that talk to it."""

import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy import Connection, insert

from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import transaction
from kiosk.center.desk.desk_keys import DeskKeys
from kiosk.center.desk.desk_roles import DeskRole
from kiosk.center.desk.desk_serve import DeskOptions, DeskServer
from kiosk.center.desk.entrance import desk_sessions, operators
from kiosk.center.desk.entrance.entrance_tables import desk_operator
from kiosk.center.identity.authority import Authority
from kiosk.domain.secret import Password
from kiosk.settings.login.passwords import password_hash
from kiosk.settings.login.time_codes import STEP, code_at

FORM = "_csrf_token"


class RunningDesk:
    """A desk that answers."""

    def __init__(
        self, folder: Path, server: DeskServer, now: Callable[[], float]
    ) -> None:
        self.folder, self.port, self.now = folder, server.port, now
        self.parts = server._desk
        self.url = f"https://127.0.0.1:{server.port}"
        self._browsers: list[Browser] = []

    def write(self, work: Callable[[Connection], Any]) -> Any:
        """Change something in the database, in a transaction of its own."""
        with closing(connect(self.folder)) as db, transaction(db):
            return work(db)

    def browser(self, **options: Any) -> "Browser":
        """Return a browser nobody is logged in with."""
        self._browsers.append(Browser(self, **options))
        return self._browsers[-1]

    def close(self) -> None:
        """Hang up in every browser."""
        for browser in self._browsers:
            browser.client.close()

    def seated(
        self, role: DeskRole = DeskRole.VIEWER, name: str = "", language: str = ""
    ) -> "Browser":
        """Return a browser with somebody of a role logged in, without a login."""
        browser, name = self.browser(), name or f"a-{role.word}"
        now = self.now()

        def work(db: Connection) -> str:
            row = {"name": name, "role": role.word, "password": "", "disabled": 0}
            times = {"last_step": -1, "drift": 0, "made": now, "changed": now - 1}
            db.execute(insert(desk_operator).values(**row, **times))
            return desk_sessions.begin(db, name, now)

        browser.cookies[desk_sessions.COOKIE] = self.write(work)
        if language:
            browser.cookies["__Host-desk-language"] = language
        return browser


class Browser:
    """Asks as a browser would: cookies, where a form came from, the form's token."""

    def __init__(self, desk: RunningDesk, **options: Any) -> None:
        context = ssl.create_default_context(cafile=Authority.path(desk.folder))
        self.desk, self.cookies = desk, dict[str, str]()
        options = {"timeout": 60, **options}
        self.client = httpx2.Client(base_url=desk.url, verify=context, **options)

    def get(self, path: str, **headers: str) -> httpx2.Response:
        """Open a page; a redirect is not followed."""
        return self._kept(self.client.get(path, headers=self._headers(headers)))

    def post(
        self, path: str, fields: dict[str, Any] | None = None, **headers: str
    ) -> httpx2.Response:
        """Send a form as the desk's own page would."""
        if "__Host-desk-form" not in self.cookies:
            self.get("/login")
        token = self.cookies.get("__Host-desk-form", "")
        own = {"origin": self.desk.url, "sec-fetch-site": "same-origin", **headers}
        data = {FORM: token, **(fields or {})}
        sent = self._headers({k.replace("_", "-"): v for k, v in own.items()})
        return self._kept(self.client.post(path, data=data, headers=sent))

    def _headers(self, headers: dict[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        pairs = "; ".join(f"{name}={text}" for name, text in self.cookies.items())
        return {**({"cookie": pairs} if pairs else {}), **named}

    def _kept(self, answer: httpx2.Response) -> httpx2.Response:
        for line in answer.headers.get_list("set-cookie"):
            name, _, rest = line.partition("=")
            value = rest.partition(";")[0].strip('"')
            self.cookies.pop(name, None)
            if value:
                self.cookies[name] = value
        self.client.cookies.clear()
        return answer


@dataclass
class Account:
    """A person of the desk: what is known, and the app that shows codes."""

    name: str
    password: str
    secret: bytes

    def code(self, at: float) -> str:
        """Return what the app shows at a moment."""
        return code_at(self.secret, int(at // STEP))

    def fields(self, at: float) -> dict[str, str]:
        """Return what the person fills in at a moment."""
        own = {"name": self.name, "password": self.password}
        return {**own, "code": self.code(at)}


PASSWORD = "seven calm herons 7"
_HASHED: dict[str, str] = {}


def account(
    desk: RunningDesk, name: str = "li", role: DeskRole = DeskRole.ADMIN
) -> Account:
    """Make an account."""
    sealed = DeskKeys(desk.folder).sealed
    hashed = _HASHED.setdefault(PASSWORD, password_hash(Password(PASSWORD)))
    secret = desk.write(
        lambda db: operators.add(db, sealed, name, role, hashed, desk.now())
    )
    return Account(name, PASSWORD, secret)


@contextmanager
def running_desk(
    folder: Path, now: Callable[[], float] | None = None, **options: Any
) -> Iterator[RunningDesk]:
    """Run a desk in a thread for the time of the block."""
    options = {"refusal_s": 0.05, "look_every": 3600.0, **options}
    server = DeskServer(folder, now=now, options=DeskOptions(**options))
    server.start()
    desk = RunningDesk(folder, server, now or time.time)
    try:
        yield desk
    finally:
        desk.close()
        server.stop()
