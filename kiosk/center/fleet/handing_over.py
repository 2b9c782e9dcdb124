"""Hands orders over, signed, to the machines that they are for.

One that was handed over and that a machine does not say it has is handed over again:
its answer was lost. It is the same order with the same number, so it is done once.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, Update, case, func, select, update

from kiosk.center.database.expiry import BLOCK, forget
from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every, transaction
from kiosk.center.fleet.fleet_tables import desk_order
from kiosk.center.fleet.orders import OPEN, OrderState
from kiosk.center.identity import identity_tables
from kiosk.domain.visible_text import visible
from kiosk.sync.wire.contract import MAX_NUMBER
from kiosk.sync.wire.downward.orders_wire import ORDERS_AT_ONCE, Order
from kiosk.sync.wire.downward.signed_message import machine_mark

UNHEARD_S = 3600.0
"""Seconds after its end within which a machine may tell how an order ended."""
KEEP_S = 400 * 86400.0
_MOST_TOLD = 64
_KEY = (desk_order.c.kiosk, desk_order.c.number)


class OpenOrder(NamedTuple):
    """An order that is to be handed over now."""

    kiosk: str
    number: int
    body: bytes

    def __repr__(self) -> str:
        return "OpenOrder(hidden)"


def due_orders(db: Connection, taken: Mapping[str, int], now: float) -> list[OpenOrder]:
    """Return what these kiosks are to have, and note that it was sent.

    In the caller's transaction.

    :param taken: by kiosk, the last order that it says it took.
    """
    found, left = [], dict.fromkeys(taken, ORDERS_AT_ONCE)
    for row in _open(db, taken, now):
        kiosk, number = row["kiosk"], row["number"]
        again = row["state"] != OrderState.WAITING
        if left[kiosk] == 0 or (again and number <= taken[kiosk]):
            continue
        if not _is_for(row):
            _end(db, kiosk, number, OrderState.DROPPED, "machine", now)
            continue
        left[kiosk] -= 1
        found.append(OpenOrder(kiosk, number, bytes(row["body"])))
        if not again:
            sent = {"state": OrderState.SENT, "sent_at": now}
            own = _one(kiosk, number).where(desk_order.c.state == OrderState.WAITING)
            db.execute(own.values(**sent))
    return found


def _open(db: Connection, kiosks: Iterable[str], now: float) -> list[Row]:
    own, owner = desk_order.c, identity_tables.kiosk.c
    joined = desk_order.join(identity_tables.kiosk, owner.id == own.kiosk)
    columns = (own.kiosk, own.number, own.state, own.body, owner.signing_key)
    query = select(*columns).select_from(joined).order_by(own.kiosk, own.number)
    states = (OrderState.WAITING, OrderState.SENT)
    ours = own.kiosk.in_(list(kiosks))
    return every(db, query.where(own.state.in_(states), ours, own.expires > now))


def _is_for(row: Row) -> bool:
    """Tell whether the name is still the machine's that the order was given for."""
    order = msgspec.json.decode(bytes(row["body"]), type=Order)
    return order.machine == machine_mark(bytes(row["signing_key"]))


def _one(kiosk: str, number: int) -> Update:
    own = desk_order.c
    return update(desk_order).where(own.kiosk == kiosk, own.number == number)


def _end(
    db: Connection, kiosk: str, number: int, state: OrderState, told: str, now: float
) -> None:
    ended = {"state": state, "told": told, "ended_at": now}
    db.execute(_one(kiosk, number).values(**ended))


def expire_orders(db: Connection, now: float, most: int = BLOCK) -> int:
    """End what was not begun in time, and forget what is very old; a block of each.

    One that was sent may have been done: its machine has an hour to say so, and what it
    says later holds all the same. Return how many were touched.
    """
    own = desk_order.c
    unsent = (own.state == OrderState.WAITING) & (own.expires < now)
    unheard = own.state.in_(OPEN) & (own.expires < now - UNHEARD_S)
    with transaction(db):
        block = select(*_KEY).where(unsent | unheard, own.state.in_(OPEN)).limit(most)
        rows = db.execute(block.with_for_update(skip_locked=True))
        keys = [tuple(row) for row in rows]
        told = case((own.state == OrderState.WAITING, ""), else_="unheard")
        for kiosk, number in keys:
            ended = {"state": OrderState.EXPIRED, "told": told, "ended_at": now}
            db.execute(_one(kiosk, number).values(**ended))
        gone = forget(db, desk_order, own.made < now - KEEP_S, most)
    return len(keys) + gone


def ended(
    db: Connection, kiosk: str, number: int, state: OrderState, told: str, now: float
) -> None:
    """Write down what a machine's journal says of an order, in the caller's turn.

    Its word holds over what the center took for the end, but not where the order was
    never handed over, or was for another machine.
    """
    if not 0 < number <= MAX_NUMBER:
        return  # no database has such a number
    own, told = desk_order.c, visible(told)[:_MOST_TOLD]
    theirs = _one(kiosk, number).where(own.sent_at.is_not(None))
    held = theirs.where(own.state != OrderState.DROPPED)
    if state is OrderState.TAKEN:
        still = held.where(own.state.in_((OrderState.SENT, OrderState.EXPIRED)))
        db.execute(still.values(state=state, told=told))
        return
    values = {"state": state, "told": told}
    db.execute(held.values(**values, ended_at=func.coalesce(own.ended_at, now)))
