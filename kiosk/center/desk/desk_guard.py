"""Lets in who is logged in and has the role that a page names; all else is shut.

A page names it by `opt={"role": DeskRole.VIEWER}`, or says `opt={"public": True}`.
"""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from sqlalchemy import Connection

from kiosk.center.database.transactions import transaction
from kiosk.center.desk.desk_parts import DeskOperator, DeskParts, note
from kiosk.center.desk.desk_refusals import NotLoggedIn, denied
from kiosk.center.desk.desk_roles import DeskRole
from kiosk.center.desk.entrance import desk_sessions
from kiosk.center.desk.entrance.address_nets import net_of

DeskConnection = ASGIConnection[Any, Any, Any, Any]


async def let_in(connection: DeskConnection, handler: BaseRouteHandler) -> None:
    """Let a request pass, or refuse it.

    :raises NotLoggedIn: when no living session comes with it.
    :raises DeskRefusal: when the role is too low, or the page names none.
    """
    if handler.opt.get("public"):
        return
    desk: DeskParts = connection.app.state.desk
    operator = await _operator(connection, desk)
    connection.scope["state"]["operator"] = operator
    if desk.door is not None and connection.client is not None:
        peer = connection.client.host, connection.client.port
        desk.door.proved(peer, operator.name)
    least = handler.opt.get("role")
    if not isinstance(least, DeskRole) or operator.role < least:
        path = connection.scope["path"]

        def write(db: Connection) -> None:
            with transaction(db):
                note(desk, db, operator, "denied", path)

        await desk.line.run(write)
        raise denied()


async def _operator(connection: DeskConnection, desk: DeskParts) -> DeskOperator:
    token = connection.cookies.get(desk_sessions.COOKIE, "")
    used = "hx-request" not in connection.headers or connection.method != "GET"  # type: ignore[attr-defined]
    now = desk.now()
    if token:
        found = await desk.line.run(lambda db: desk_sessions.find(db, token, now, used))
        if found is not None:
            client = connection.client
            net = net_of(client.host if client else None)
            return DeskOperator(found.name, found.role, net, found.session)
    raise NotLoggedIn
