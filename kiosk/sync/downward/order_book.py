"""The orders that this machine took from the desk, kept until each has its end.

An order is durable, with its event, before anything is done about it, and its number is
then used up: the same one again is nothing. What an order does is elsewhere.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

import msgspec
from cryptography import x509

from kiosk.domain.visible_text import visible
from kiosk.settings.state.store import Migration, Store
from kiosk.sync.journal.journal import Journal
from kiosk.sync.wire.downward.orders_wire import Order, OrderAct, OrderEnd
from kiosk.sync.wire.downward.signed_message import (
    Purpose,
    SignedMessage,
    UnsignedMessage,
    machine_mark,
    opened,
)
from kiosk.sync.wire.events.order_events import OrderEnded, OrderTaken

MIGRATIONS = (
    Migration(
        "orders-1",
        (
            """CREATE TABLE taken_order(
                number INTEGER PRIMARY KEY, body BLOB NOT NULL,
                begun INTEGER NOT NULL) STRICT""",
            """CREATE TABLE order_mark(
                one INTEGER PRIMARY KEY CHECK(one = 1), number INTEGER NOT NULL,
                act TEXT NOT NULL, by TEXT NOT NULL, ended TEXT NOT NULL) STRICT""",
        ),
    ),
)
MOST_OPEN = 16
"""Orders that were taken and have no end yet; a center gives fewer."""
log = logging.getLogger(__name__)


class LastOrder(NamedTuple):
    """The last order that was taken; `ended` is empty while it is open."""

    number: int
    act: str
    by: str
    ended: str

    def __repr__(self) -> str:
        return "LastOrder(hidden)"


def last_order(store: Store) -> LastOrder | None:
    """Return the last order that a machine took.

    :raises StoreError: when the store cannot be read.
    """
    row = store.one("SELECT number, act, by, ended FROM order_mark")
    return None if row is None else LastOrder(**row)


class OrderBook:
    """What was taken, for the session thread."""

    def __init__(
        self, journal: Journal, machine_key: bytes, kick: Callable[[], None]
    ) -> None:
        """Take the journal, our raw public signing key, and what hurries the upload."""
        self._journal, self._kick = journal, kick
        self._store, self._kiosk = journal.store, journal.kiosk_id
        self._mark = machine_mark(machine_key)
        self._said: set[str] = set()
        self.changed: Callable[[], None] = lambda: None
        """Called when there is an order to be done."""
        self._open = tuple(
            msgspec.json.decode(row["body"], type=Order)
            for row in self._store.all("SELECT body FROM taken_order ORDER BY number")
        )

    @property
    def open(self) -> tuple[Order, ...]:
        """Return what was taken and has no end yet, oldest first."""
        return self._open

    @property
    def last(self) -> int:
        """Return the number of the last order that was taken."""
        found = last_order(self._store)
        return 0 if found is None else found.number

    def take(
        self,
        message: SignedMessage,
        authorities: Iterable[x509.Certificate],
        now: datetime,
    ) -> None:
        """Take an order that is ours, new and signed; what is none is only logged.

        :raises StoreError: when it cannot be kept; the desk hands it over again.
        """
        try:
            body = opened(message, Purpose.ORDER, authorities, now)
            order = msgspec.json.decode(body, type=Order)
        except (UnsignedMessage, msgspec.DecodeError, UnicodeDecodeError) as error:
            self._say(f"no order was taken: {type(error).__name__}")
            return
        if (order.kiosk, order.machine) != (self._kiosk, self._mark):
            self._say("an order for another machine came here")
            return
        if order.number <= self.last:
            return
        why = _wrong(order)
        with self._store.atomic():
            self._note_taken(order)
            if why:
                self._end(order, OrderEnd.REFUSED, why)
            elif now >= order.expires:
                self._end(order, OrderEnd.EXPIRED)
            elif len(self._open) >= MOST_OPEN:
                self._end(order, OrderEnd.REFUSED, "many")
            else:
                row = [order.number, msgspec.json.encode(order)]
                self._store.execute("INSERT INTO taken_order VALUES (?, ?, 0)", row)
                why = "open"
        if why == "open":
            self._open = (*self._open, order)
        self._said.clear()
        self._kick()
        self.changed()

    def _say(self, why: str) -> None:
        """Log once, until an order is good: what is none comes with each pulse."""
        if why not in self._said:
            self._said.add(why)
            log.warning(why)

    def _note_taken(self, order: Order) -> None:
        mark = [order.number, visible(order.act), visible(order.by)]
        self._store.execute(
            "INSERT OR REPLACE INTO order_mark VALUES (1, ?, ?, ?, '')", mark
        )
        self._journal.append(
            OrderTaken(number=order.number, act=order.act, by=order.by)
        )

    def begin(self, order: Order) -> None:
        """Note durably that it is begun: what comes after may end this program.

        :raises StoreError: when that cannot be kept; then it is not to be begun.
        """
        own = "UPDATE taken_order SET begun = 1 WHERE number = ?"
        self._store.execute(own, [order.number])

    def is_begun(self, order: Order) -> bool:
        """Tell whether it was begun, in this start or an earlier one."""
        own = "SELECT begun FROM taken_order WHERE number = ?"
        row = self._store.one(own, [order.number])
        return row is not None and bool(row["begun"])

    def end(
        self,
        order: Order,
        end: OrderEnd,
        why: str = "",
        effect: Callable[[Store], None] | None = None,
    ) -> None:
        """Note durably how it ended, in one step with what it does in the store.

        :raises StoreError: when that cannot be kept; it is open still.
        """
        with self._store.atomic():
            if effect is not None:
                effect(self._store)
            own = "DELETE FROM taken_order WHERE number = ?"
            self._store.execute(own, [order.number])
            self._end(order, end, why)
        self._open = tuple(each for each in self._open if each.id != order.id)
        self._kick()

    def _end(self, order: Order, end: OrderEnd, why: str = "") -> None:
        self._store.execute(
            "UPDATE order_mark SET ended = ? WHERE number = ?", [end, order.number]
        )
        self._journal.append(
            OrderEnded(
                number=order.number, act=order.act, by=order.by, end=end, why=why
            )
        )


def _wrong(order: Order) -> str:
    """Return why an order of the desk cannot be done by any machine of this release."""
    if order.act not in set(OrderAct):
        return "act"
    return "" if visible(order.text) == order.text else "text"
