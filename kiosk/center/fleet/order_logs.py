"""What machines sent because an order asked for their logs; two weeks each."""

import re

import msgspec
from sqlalchemy import Connection, select

from kiosk.center.database.expiry import expire
from kiosk.center.database.transactions import hold, insert_new, one, transaction
from kiosk.center.fleet.fleet_tables import desk_order, order_log
from kiosk.center.fleet.handing_over import UNHEARD_S
from kiosk.center.fleet.orders import OPEN
from kiosk.center.server.refusals import Refusal
from kiosk.sync.wire.downward.log_wire import LogBundle
from kiosk.sync.wire.downward.orders_wire import OrderAct

KEEP_S = 14 * 86400.0
_PERSONAL = re.compile(r"(?<![0-9])[0-9]{14,18}[0-9Xx](?![0-9])")
"""As long as an ID number or a bank card's: no line of this program has one, but the
machine may run another one."""


def keep_log(
    db: Connection, kiosk: str, number: int, bundle: LogBundle, now: float
) -> None:
    """Keep what a machine sends for an order that waits for just that, once.

    The same again is no mistake: an answer may have been lost.

    :raises Refusal: `no_order` when none waits for it, or another bundle came before.
    """
    data = msgspec.json.encode(_without_numbers(bundle))
    with transaction(db):
        order = hold(db, desk_order, kiosk=kiosk, number=number)
        if order is None or order["act"] != OrderAct.LOGS or order["sent_at"] is None:
            raise _no_order()
        row = {"kiosk": kiosk, "number": number, "at": now, "bundle": data}
        waits = order["state"] in OPEN and now < order["expires"] + UNHEARD_S
        if waits and insert_new(db, order_log, [{**row, "expires": now + KEEP_S}]):
            return
        before = one(db, select(order_log).filter_by(kiosk=kiosk, number=number))
        if before is None or bytes(before["bundle"]) != data:
            raise _no_order()


def _without_numbers(bundle: LogBundle) -> LogBundle:
    replace = msgspec.structs.replace
    own = (replace(e, text=_PERSONAL.sub("***", e.text)) for e in bundle.lines)
    return replace(bundle, lines=tuple(own))


def _no_order() -> Refusal:
    return Refusal(403, "no_order", "No order waits for this.")


def log_of(db: Connection, kiosk: str, number: int) -> LogBundle | None:
    """Return what a machine sent for an order."""
    row = one(db, select(order_log).filter_by(kiosk=kiosk, number=number))
    return None if row is None else msgspec.json.decode(row["bundle"], type=LogBundle)


def expire_logs(db: Connection, now: float) -> None:
    """Forget what is older than two weeks, a block of it."""
    with transaction(db):
        expire(db, order_log, now)
