"""Does what the desk orders, when that interrupts nobody.

What can be done beside a visit is done at once; what ends the program waits until
nobody is served.
What was not begun by its end is not done at all. An order that a crash left open is
done again, which with each of them does no more than once; a restart has happened then.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from kiosk.domain.faults import KioskError
from kiosk.machine.remote.log_ring import LogRing
from kiosk.machine.remote.machine_pulse import MachinePulse, state_word
from kiosk.screens.window.current_view import NOBODYS
from kiosk.session.dialog.ports import Ports
from kiosk.session.staff.service.service_break import (
    ServiceBreak,
    end_break,
    keep_break,
)
from kiosk.session.visit.desk_message import DeskMessage, keep_message
from kiosk.settings.state.store import Store
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.downward.desk_client import DeskClient
from kiosk.sync.downward.order_book import OrderBook
from kiosk.sync.wire.downward.orders_wire import Order, OrderAct, OrderEnd

log = logging.getLogger(__name__)
CLOSED = "closed"
"""What people are told where the desk gave no words of its own."""
UNSEEN = "unseen"
"""A message is kept, but nobody sees it before the machine is in service again."""
_HIDING = ("closed", "break")
Outcome = tuple[OrderEnd, str]
_QUIET = (OrderAct.RESTART, OrderAct.UPDATE)
"""What ends the program waits until nobody is served."""
DONE: Outcome = (OrderEnd.DONE, "")


class OrderWatch:
    """The task that does orders; lives on the session thread's loop."""

    def __init__(
        self,
        parts: Ports,
        book: OrderBook,
        desk: DeskClient,
        told: MachinePulse,
        ring: LogRing,
    ) -> None:
        """Take the parts, what was taken, the line, and what goes into a bundle."""
        self._parts, self._book, self._desk = parts, book, desk
        self._told, self._ring = told, ring
        book.changed = parts.dialog.devices_changed

    async def run(self) -> None:
        """Do what comes, until cancelled."""
        self._restarted()
        while True:
            since = self._parts.dialog.device_changes
            for order in self._book.open:
                await self._one(order)
            await self._parts.dialog.changed(since)

    def _restarted(self) -> None:
        """End the restarts that are open: this is another start of the program."""
        for order in self._book.open:
            if order.act == OrderAct.RESTART:
                self._end(order, *DONE)

    async def _one(self, order: Order) -> None:
        """Do an order, if it can be done now."""
        if self._is_over(order):
            self._end(order, OrderEnd.EXPIRED)
            return
        if order.act in _QUIET and not self._nobody_is_served():
            return
        outcome: Outcome | None
        try:
            outcome = await _ACTS[OrderAct(order.act)](self, order)
        except StoreError:
            outcome = (OrderEnd.FAILED, "store")
        except KioskError as error:
            outcome = (OrderEnd.FAILED, str(error.fault))
        except OSError:
            outcome = (OrderEnd.FAILED, "system")
        if outcome is not None:
            self._end(order, *outcome)

    def _is_over(self, order: Order) -> bool:
        now: datetime | None = self._parts.clock.known()
        return now is not None and now >= order.expires

    def _nobody_is_served(self) -> bool:
        dialog = self._parts.dialog
        return isinstance(dialog.page, NOBODYS) and dialog.insertion is None

    def _end(self, order: Order, end: OrderEnd, why: str = "") -> None:
        """Keep how it ended; where that cannot be kept it stays open."""
        if order not in self._book.open:
            return  # it was kept in one step with what it did
        try:
            self._book.end(order, end, why)
        except StoreError as error:
            log.warning("the end of an order could not be kept: %s", error)

    def _in_store(
        self, order: Order, effect: Callable[[Store], None], why: str = ""
    ) -> Outcome:
        self._book.end(order, OrderEnd.DONE, why, effect)
        self._parts.dialog.devices_changed()
        return OrderEnd.DONE, why

    async def _message(self, order: Order) -> Outcome:
        told = DeskMessage(order.text, order.until)
        hidden = order.text and state_word(self._parts) in _HIDING
        why = UNSEEN if hidden else ""
        return self._in_store(order, lambda store: keep_message(store, told), why)

    async def _stop(self, order: Order) -> Outcome:
        # The page says when it ends, in the machine's own zone as all that it says.
        zone = self._parts.clock.now().tzinfo
        until = None if order.until is None else order.until.astimezone(zone)
        stop = ServiceBreak("" if order.text else CLOSED, order.text, until, order.by)
        return self._in_store(order, lambda store: keep_break(store, stop))

    async def _resume(self, order: Order) -> Outcome:
        return self._in_store(order, lambda store: _resumed(store))

    async def _restart(self, order: Order) -> Outcome | None:
        machine = self._parts.machine
        if machine is None:
            return OrderEnd.REFUSED, "machine"
        if not self._book.is_begun(order):
            # From here on it has happened, whatever ends the program.
            self._book.begin(order)
            machine.restart()
        return None

    async def _logs(self, order: Order) -> Outcome:
        bundle = self._told.bundle(self._ring.lines())
        await self._desk.send_logs(order.number, bundle)
        return DONE

    async def _update(self, order: Order) -> Outcome:
        updates = self._parts.updates
        if updates is None:
            return OrderEnd.REFUSED, "updates"
        updates.look()
        if updates.taken is None:
            return OrderEnd.REFUSED, "nothing"
        return DONE if updates.asked or updates.ask() else (OrderEnd.FAILED, "asking")


def _resumed(store: Store) -> None:
    end_break(store)


_ACTS: dict[OrderAct, Callable[[OrderWatch, Order], Awaitable[Outcome | None]]] = {
    OrderAct.MESSAGE: OrderWatch._message,
    OrderAct.STOP: OrderWatch._stop,
    OrderAct.RESUME: OrderWatch._resume,
    OrderAct.RESTART: OrderWatch._restart,
    OrderAct.LOGS: OrderWatch._logs,
    OrderAct.UPDATE: OrderWatch._update,
}
