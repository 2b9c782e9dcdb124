"""The pages of the door: log in, log out."""

from typing import Any

from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.response import Redirect, Template
from sqlalchemy import Connection

from kiosk.center.database.transactions import transaction
from kiosk.center.desk.desk_form import TheForm
from kiosk.center.desk.desk_parts import (
    DeskRequest,
    TheDesk,
    TheOperator,
    note,
)
from kiosk.center.desk.desk_roles import DeskRole
from kiosk.center.desk.desk_sheet import TheSheet
from kiosk.center.desk.entrance import desk_sessions, known_devices
from kiosk.center.desk.entrance.address_nets import net_of
from kiosk.center.desk.entrance.login_check import LoginTry, enter
from kiosk.domain.secret import Password

_HOME = "/"


@get("/login", opt={"public": True})
async def login_page(sheet: TheSheet) -> Template:
    """Ask for name, password and code."""
    return sheet("login.html", failed=False)


@post("/login", opt={"public": True}, status_code=303)
async def login(
    request: DeskRequest, desk: TheDesk, sheet: TheSheet, form: TheForm
) -> Response[Any]:
    """Let in, or show the one page for whatever is wrong."""
    net = net_of(request.client.host if request.client else None)
    what = form.one("name"), Password(form.exact("password")), form.one("code")
    tried = LoginTry(*what, net, request.cookies)
    entered = await enter(desk, tried)
    if entered is None:
        return sheet("login.html", status=403, failed=True)
    former = request.cookies.get(desk_sessions.COOKIE)
    if former:
        await desk.line.run(lambda db: _end(db, desk_sessions.hashed(former)))
    year = known_devices.DAYS * 86400
    cookies = [
        _cookie(desk_sessions.COOKIE, entered.token, None),
        _cookie(entered.device_cookie, entered.device, year),
    ]
    return Redirect(_HOME, status_code=303, cookies=cookies)


@post("/logout", opt={"role": DeskRole.VIEWER}, status_code=303)
async def logout(desk: TheDesk, operator: TheOperator) -> Response[Any]:
    """End the session, here and on all nodes."""

    def work(db: Connection) -> None:
        with transaction(db):
            desk_sessions.end(db, operator.session)
            note(desk, db, operator, "logout")

    await desk.line.run(work)
    gone = _cookie(desk_sessions.COOKIE, "", 0)
    return Redirect("/login", status_code=303, cookies=[gone])


def _end(db: Connection, session: str) -> None:
    with transaction(db):
        desk_sessions.end(db, session)


def _cookie(name: str, value: str, age: int | None) -> Cookie:
    return Cookie(
        name, value=value, max_age=age, secure=True, httponly=True, samesite="strict"
    )


LOGIN = [login_page, login, logout]
