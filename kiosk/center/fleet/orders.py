"""Orders from the desk: given, handed over, and how they ended.

A row for each; a number once given to a kiosk is never given again. How an order ended
comes by the journal: what a pulse says of it hands it over anew, and proves nothing.
"""

import secrets
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, func, insert, select, update

from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every, hold, one, transaction
from kiosk.center.fleet.fleet_tables import desk_order, machine
from kiosk.center.identity import identity_tables
from kiosk.domain.visible_text import visible
from kiosk.sync.wire.downward.orders_wire import MOST_TEXT, Order, OrderAct
from kiosk.sync.wire.downward.pulse_wire import Pulse
from kiosk.sync.wire.downward.signed_message import machine_mark

EXPIRES_S = 600.0
"""An act on a machine that is off is not to happen hours later."""
LONGEST_S = 30 * 86400.0
MOST_WAITING = 8
"""Orders of one kiosk that have not ended."""
MOST_LISTED = 200
MOST_BY = 64
_LEAP = 1_000_000
"""A kiosk that says it took an order so far ahead of ours is not believed."""


class OrderState(StrEnum):
    """Where an order is; the last five are an end."""

    WAITING = "waiting"
    SENT = "sent"
    """Handed over at least once; nobody knows yet whether it came."""
    TAKEN = "taken"
    """The machine has it durably, and begins when nobody is served."""
    DONE = "done"
    EXPIRED = "expired"
    REFUSED = "refused"
    FAILED = "failed"
    DROPPED = "dropped"
    """Taken back, or its machine is another one now; `told` says which."""


OPEN = (OrderState.WAITING, OrderState.SENT, OrderState.TAKEN)


class OrderNotGiven(Exception):
    """An order that cannot be given; `why` is a word of `operator__no_order__*`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class OrderGiven(NamedTuple):
    """What was given."""

    kiosk: str
    number: int
    expires: float


def give_order(
    db: Connection,
    kiosk: str,
    act: str,
    by: str,
    now: float,
    *,
    text: str = "",
    until: float | None = None,
    expires_s: float | None = None,
) -> OrderGiven:
    """Give a machine an order; it is for the machine that has this name now.

    :param text: of a message, or what people are told while it is out of service.
    :param until: when that ends by itself; a message has to have one.
    :param expires_s: seconds within which it has to begin; a message's end, or
        `EXPIRES_S`, without it.
    :raises OrderNotGiven: when it cannot be.
    """
    with transaction(db):
        return put_order(
            db, kiosk, act, by, now, text=text, until=until, expires_s=expires_s
        )


def put_order(
    db: Connection,
    kiosk: str,
    act: str,
    by: str,
    now: float,
    *,
    text: str = "",
    until: float | None = None,
    expires_s: float | None = None,
) -> OrderGiven:
    """Do what `give_order` does, in the caller's transaction.

    :raises OrderNotGiven: when it cannot be; nothing is to stay of the transaction.
    """
    why = _wrong(act, by, now, text, until)
    if why:
        raise OrderNotGiven(why)
    seconds = EXPIRES_S if expires_s is None else expires_s
    if expires_s is None and until is not None and act == OrderAct.MESSAGE:
        seconds = until - now
    expires = now + min(max(seconds, 1.0), LONGEST_S)
    owner = hold(db, identity_tables.kiosk, id=kiosk)
    if owner is None or not owner["signing_key"]:
        raise OrderNotGiven("unknown")
    if _open_orders(db, kiosk) >= MOST_WAITING:
        raise OrderNotGiven("many")
    order = Order(
        kiosk=kiosk,
        machine=machine_mark(bytes(owner["signing_key"])),
        id=secrets.token_bytes(16),
        number=_next_number(db, kiosk),
        act=act,
        made=_moment(now),
        expires=_moment(expires),
        by=by,
        text=text,
        until=None if until is None else _moment(until),
    )
    row = {"kiosk": kiosk, "number": order.number, "act": act, "by": by}
    times = {"made": now, "expires": expires, "body": msgspec.json.encode(order)}
    new = insert(desk_order).values(**row, **times, told="")
    db.execute(new.values(state=OrderState.WAITING))
    return OrderGiven(kiosk, order.number, expires)


def _wrong(act: str, by: str, now: float, text: str, until: float | None) -> str:
    if act not in set(OrderAct):
        return "act"
    if not by.strip() or len(by) > MOST_BY or visible(by) != by:
        return "by"
    if len(text) > MOST_TEXT or visible(text) != text:
        return "text"
    if text and act not in (OrderAct.MESSAGE, OrderAct.STOP):
        return "text"
    if until is not None and not now < until <= now + LONGEST_S:
        return "until"
    return "until" if act == OrderAct.MESSAGE and text and until is None else ""


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)


def _open_orders(db: Connection, kiosk: str) -> int:
    own = desk_order.c
    counted = select(func.count()).select_from(desk_order)
    found = counted.where(own.kiosk == kiosk, own.state.in_(OPEN))
    return int(db.execute(found).scalar_one())


def _next_number(db: Connection, kiosk: str) -> int:
    """Return a number over all that were given, and over the last that was taken.

    A center from an older copy has forgotten some.
    """
    own = desk_order.c
    last = select(func.max(own.number)).where(own.kiosk == kiosk)
    given = int(db.execute(last).scalar() or 0)
    kept = db.execute(select(machine.c.pulse).where(machine.c.kiosk == kiosk)).scalar()
    taken = 0 if kept is None else msgspec.json.decode(kept, type=Pulse).order
    return max(given, taken if taken < given + _LEAP else 0) + 1


def cancel_order(db: Connection, kiosk: str, number: int, now: float) -> bool:
    """Take back an order that was not handed over, in the caller's transaction.

    False: it was handed over, or there is none.
    """
    own = desk_order.c
    ended = {"state": OrderState.DROPPED, "told": "cancelled", "ended_at": now}
    which = update(desk_order).where(own.kiosk == kiosk, own.number == number)
    waiting = which.where(own.state == OrderState.WAITING)
    return db.execute(waiting.values(**ended)).rowcount == 1


def drop_orders(db: Connection, kiosk: str, now: float) -> None:
    """End what was meant for the machine that had this name, in the caller's turn."""
    own = desk_order.c
    ended = {"state": OrderState.DROPPED, "told": "machine", "ended_at": now}
    which = update(desk_order).where(own.kiosk == kiosk, own.state.in_(OPEN))
    db.execute(which.values(**ended))


def orders_of(
    db: Connection, kiosk: str | None = None, most: int = MOST_LISTED
) -> list[Row]:
    """Return the newest orders of a kiosk, or of all, without their bodies."""
    own = desk_order.c
    plain = [column for column in desk_order.columns if column.name != "body"]
    query = select(*plain).order_by(own.made.desc(), own.kiosk, own.number.desc())
    if kiosk is not None:
        query = query.where(own.kiosk == kiosk)
    return every(db, query.limit(most))


def order_of(db: Connection, kiosk: str, number: int) -> Row | None:
    """Return one order."""
    return one(db, select(desk_order).filter_by(kiosk=kiosk, number=number))
