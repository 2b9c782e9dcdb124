"""Remote acts: named, confirmed, given; and what became of them.

Nothing is done by one press: a page says what will happen to which machines and until
when, and only its form gives the order. Several machines at once cost a one-time code.
"""

from typing import Annotated, NamedTuple
from urllib.parse import urlencode

from litestar import get, post
from litestar.params import QueryParameter
from litestar.response import Redirect, Template
from sqlalchemy import Connection

from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import transaction
from kiosk.center.desk.desk_form import TheForm
from kiosk.center.desk.desk_parts import (
    DeskOperator,
    DeskParts,
    TheDesk,
    TheOperator,
    note,
)
from kiosk.center.desk.desk_refusals import DeskRefusal
from kiosk.center.desk.desk_roles import DeskRole
from kiosk.center.desk.desk_sheet import TheSheet
from kiosk.center.desk.entrance.step_up import confirm
from kiosk.center.desk.fleet_pages.fleet_words import FleetWords
from kiosk.center.fleet.orders import (
    EXPIRES_S,
    OPEN,
    OrderNotGiven,
    cancel_order,
    orders_of,
    put_order,
)
from kiosk.center.fleet.shown.machine_list import MachineRow, some_machines
from kiosk.sync.wire.downward.orders_wire import MOST_TEXT, OrderAct

MOST_AT_ONCE = 200
HOURS = (1, 4, 8, 24, 72)
"""How long a message can stand."""
NAMED = 20
"""Machines that were not given an order and are told one by one."""
_TEXTS = (OrderAct.MESSAGE, OrderAct.STOP)
Kiosks = Annotated[list[str] | None, QueryParameter(max_items=MOST_AT_ONCE)]
Text = Annotated[str, QueryParameter(max_length=64)]


class NewOrder(NamedTuple):
    """What a form asks for."""

    act: OrderAct
    text: str
    until: float | None

    def __repr__(self) -> str:
        return "NewOrder(hidden)"


@get("/order", opt={"role": DeskRole.OPERATOR})
async def order_form(
    desk: TheDesk,
    sheet: TheSheet,
    act: Text = "",
    kiosk: Kiosks = None,
    hall: Annotated[str | None, QueryParameter(max_length=64)] = None,
) -> Template:
    """Say what an act does to which machines, and ask."""
    wanted, now = _act(act), desk.now()
    names = list(dict.fromkeys(kiosk or []))
    rows = await desk.line.run(
        lambda db: some_machines(db, names, hall, now, MOST_AT_ONCE + 1)
    )
    if not rows:
        raise DeskRefusal(400, "no_machine")
    if len(rows) > MOST_AT_ONCE:
        raise DeskRefusal(400, "too_many")
    return sheet(
        "order.html",
        words=FleetWords(sheet.texts, now),
        act=wanted,
        rows=rows,
        has_text=wanted in _TEXTS,
        most_text=MOST_TEXT,
        hours=HOURS,
        minutes=int(EXPIRES_S // 60),
        by_hall=hall is not None,
        silent=sum(_is_away(row, now) for row in rows),
    )


def _is_away(row: MachineRow, now: float) -> bool:
    return row.heard is None or now - row.heard > EXPIRES_S


def _act(word: str) -> OrderAct:
    if word not in set(OrderAct):
        raise DeskRefusal(400, "form")
    return OrderAct(word)


@post("/order", opt={"role": DeskRole.OPERATOR}, status_code=303)
async def give(desk: TheDesk, operator: TheOperator, form: TheForm) -> Redirect:
    """Give the order to each machine that the page named."""
    names = list(dict.fromkeys(form.many("kiosk")))
    if not 1 <= len(names) <= MOST_AT_ONCE:
        raise DeskRefusal(400, "too_many" if names else "no_machine")
    order = _read(form, desk.now())
    if len(names) > 1:
        await confirm(desk, operator, form.one("code"))
    refused: list[tuple[str, str]] = []
    for name in names:  # one by one, so that others have their turn
        why = await _give_one(desk, operator, name, order)
        if why:
            refused.append((name, why))
    told = [("not", f"{name}~{why}") for name, why in refused[:NAMED]]
    told += [("given", str(len(names) - len(refused))), ("lost", str(len(refused)))]
    return Redirect(f"/orders?{urlencode(told)}", status_code=303)


def _read(form: TheForm, now: float) -> NewOrder:
    act, text = _act(form.one("act")), form.one("text")
    if act not in _TEXTS:
        return NewOrder(act, "", None)
    hours = form.one("hours")
    if hours not in {"", *map(str, HOURS)} or len(text) > MOST_TEXT:
        raise DeskRefusal(400, "form")  # not the strongest that it could mean
    if act is OrderAct.MESSAGE and text and not hours:
        raise DeskRefusal(400, "form")
    ends = hours and (text or act is OrderAct.STOP)
    return NewOrder(act, text, now + 3600 * int(hours) if ends else None)


async def _give_one(
    desk: DeskParts, operator: DeskOperator, name: str, order: NewOrder
) -> str:
    """Give one order and write it down, both or none; return why it was not given."""

    def work(db: Connection) -> None:
        by, now = operator.name, desk.now()
        act, text, until = order
        with transaction(db):
            given = put_order(db, name, act, by, now, text=text, until=until)
            note(desk, db, operator, "order", name, _told(order, given.number, now))

    try:
        await desk.line.run(work)
    except OrderNotGiven as error:
        return error.why
    return ""


def _told(order: NewOrder, number: int, now: float) -> str:
    """Return an order as the audit keeps it: what people read on it is in there."""
    hours = "" if order.until is None else f" {(order.until - now) / 3600:.0f} h"
    return f"{order.act} {number}{hours}" + (f": {order.text}" if order.text else "")


@get("/orders", opt={"role": DeskRole.VIEWER})
async def orders(
    desk: TheDesk,
    sheet: TheSheet,
    operator: TheOperator,
    given: Annotated[int | None, QueryParameter(ge=0)] = None,
    lost: Annotated[int, QueryParameter(ge=0)] = 0,
    refused: Annotated[list[str] | None, QueryParameter(name="not")] = None,
) -> Template:
    """Show the newest orders, and what was just given."""
    why = [tuple(each.split("~", 1)) for each in (refused or [])[:NAMED] if "~" in each]
    return sheet(
        "orders.html",
        given=given,
        lost=lost,
        refused=why,
        open=OPEN,
        rows=await _newest(desk),
        words=FleetWords(sheet.texts, desk.now()),
        may_act=operator.role >= DeskRole.OPERATOR,
    )


@get("/orders/piece", opt={"role": DeskRole.VIEWER})
async def orders_piece(
    desk: TheDesk, sheet: TheSheet, operator: TheOperator
) -> Template:
    """Show the newest orders anew."""
    return sheet(
        "orders_piece.html",
        rows=await _newest(desk),
        open=OPEN,
        words=FleetWords(sheet.texts, desk.now()),
        may_act=operator.role >= DeskRole.OPERATOR,
    )


async def _newest(desk: DeskParts) -> list[Row]:
    return await desk.line.run(orders_of)


@post("/orders/cancel", opt={"role": DeskRole.OPERATOR}, status_code=303)
async def cancel(desk: TheDesk, operator: TheOperator, form: TheForm) -> Redirect:
    """Take back an order that was not handed over yet."""
    kiosk, number = form.one("kiosk"), form.one("number")
    if not (number.isascii() and number.isdigit()):
        raise DeskRefusal(400, "form")

    def work(db: Connection) -> bool:
        with transaction(db):
            gone = cancel_order(db, kiosk, int(number), desk.now())
            if gone:
                note(desk, db, operator, "order_cancel", kiosk, number)
        return gone

    if not await desk.line.run(work):
        raise DeskRefusal(409, "order_gone")
    return Redirect("/orders", status_code=303)


ORDERS = [order_form, give, orders, orders_piece, cancel]
