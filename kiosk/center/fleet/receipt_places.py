"""Where a receipt's number was told: of which machine, when, and what it was.

The number alone leads to a person only together with other registers; who looks for one
is noted by the page that asks.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from kiosk.center.applications.applications_tables import act
from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every
from kiosk.center.fleet.fleet_tables import receipt_place
from kiosk.domain.china_time import CHINA
from kiosk.sync.wire.events.application_events import LossAnswered
from kiosk.sync.wire.events.journal_event import JournalEvent
from kiosk.sync.wire.events.machine_events import PrintDone
from kiosk.sync.wire.events.receipt_events import ReceiptKept, ReceiptPrintedLater

LISTED = 50
NUMBER = re.compile(r"[0-9A-Za-z-]{4,32}")
_WORD = re.compile(r"[a-z_.]{1,32}")
_ACT_ID = re.compile(r"[0-9A-Fa-f]{32}")
_ACT_NUMBER = re.compile(r"(\d{8})\d{5}")
Placed = tuple[str, str, str, int, str | None]
"""Number, what it was, how it stands, which copy, the act's id."""


class ReceiptPlace(NamedTuple):
    """One thing that was said of a receipt."""

    kiosk: str
    what: str
    """The receipt's kind; of an act the act's."""
    state: str
    copy: int
    at: float


def _placed(
    number: object, what: str, state: str, copy: object, act_id: str | None = None
) -> Placed | None:
    if not isinstance(number, str) or not NUMBER.fullmatch(number):
        return None
    words = (each if _WORD.fullmatch(each) else "other" for each in (what, state))
    first, second = words
    times = copy if isinstance(copy, int) and 0 <= copy < 10_000 else 0
    known = act_id if act_id and _ACT_ID.fullmatch(act_id) else None
    return number.upper(), first, second, times, known


placed: Mapping[type[JournalEvent], Callable[[Any], Placed | None]] = {
    PrintDone: lambda told: _placed(told.number, told.receipt, told.state, told.copy),
    ReceiptKept: lambda told: _placed(told.number, told.receipt, "kept", told.copies),
    ReceiptPrintedLater: lambda told: _placed(
        told.number, "print_later", "printed_later", told.copy
    ),
    LossAnswered: lambda told: _placed(told.number, "loss", told.state, 0, told.act),
}
"""What events of a kind say of a receipt."""


def receipts_by_number(db: Connection, number: str) -> list[ReceiptPlace]:
    """Return what is known of a receipt's number, the newest first; often nothing."""
    wanted = number.strip().upper()
    if not NUMBER.fullmatch(wanted):
        return []
    own = receipt_place.c
    here = select(own.kiosk, own.what, own.state, own.copy, own.at)
    newest = here.where(own.number == wanted).order_by(own.at.desc()).limit(LISTED)
    found = [ReceiptPlace(**row) for row in every(db, newest)]
    return found or _of_acts(db, wanted)


def _of_acts(db: Connection, number: str) -> list[ReceiptPlace]:
    """Look among the acts of the day that the number itself names.

    Its machine may not have told of it yet.
    """
    day = _named_day(number)
    if day is None:
        return []
    end = day + timedelta(days=1)
    own = act.c
    within = own.decided.between(day.timestamp(), end.timestamp())
    rows = every(
        db,
        select(own.kiosk, own.kind, own.state, own.decided)
        .where(within, own.answer.contains(f'"number":"{number}"', autoescape=True))
        .order_by(own.decided.desc())
        .limit(LISTED),
    )
    return [_act_place(row) for row in rows]


def _named_day(number: str) -> datetime | None:
    """Return the day in China with which an act's number begins."""
    known = _ACT_NUMBER.fullmatch(number)
    if known is None:
        return None
    try:
        return datetime.strptime(known[1], "%Y%m%d").replace(tzinfo=CHINA)
    except ValueError:
        return None


def _act_place(row: Row) -> ReceiptPlace:
    return ReceiptPlace(row["kiosk"], row["kind"], row["state"], 0, row["decided"])
