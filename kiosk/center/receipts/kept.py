"""Receipts kept for a later print: sealed as they came, for one holder, thirty days.

Functions over a connection; the caller's thread owns it. What is in a receipt is opened
for its holder only, whose card was proved with its PIN.
"""

from datetime import UTC, datetime

import msgspec
from sqlalchemy import Connection, Select, delete, select, tuple_, update

from kiosk.center.database.expiry import expire
from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every, insert_new, one, transaction
from kiosk.center.receipts.kept_keys import DAY, KeptKeys
from kiosk.center.receipts.kept_tables import kept_receipt
from kiosk.center.records.proofs import card_of_session
from kiosk.center.records.records_tables import card
from kiosk.center.server import alarms
from kiosk.center.server.refusals import Refusal
from kiosk.sync.wire.events.receipt_events import ReceiptKept, ReceiptPrintedLater
from kiosk.sync.wire.kept_receipts import (
    KEEP_DAYS,
    MOST_COPIES,
    MOST_KEPT,
    KeepRequest,
    KeptReceipt,
    KeptReceipts,
    ReceiptContent,
    ReceiptRequest,
    open_receipt,
)
from kiosk.sync.wire.sealing import SealUnreadable

NO_RECEIPT = "receipt.unreadable"
"""What a kiosk has too much of that gives receipts to keep which are none."""


def keep(db: Connection, kiosk: str, event: ReceiptKept, now: float) -> None:
    """Keep a receipt for the holder of its card; of an unknown card nothing is kept.

    A holder's oldest gives way to a new one: a counter that refuses could be filled.
    """
    forget(db, now)
    try:
        msgspec.convert(event, KeepRequest, from_attributes=True)
    except msgspec.ValidationError:
        # Not a line in the log for each: a hostile kiosk has as many as it likes.
        alarms.sound(db, kiosk, NO_RECEIPT, now)
        return
    found = one(db, select(card.c.holder).where(card.c.id == event.card))
    if found is None:
        return
    kept = {"kept": now, "expires": now + KEEP_DAYS * DAY, "copies": event.copies}
    told = {"card": event.card, "kind": event.receipt, "sealed": event.sealed}
    place = {"kiosk": kiosk, "number": event.number, "holder": found["holder"]}
    insert_new(db, kept_receipt, [place | told | kept | {"key": event.key}])
    _give_way(db, found["holder"])


def _give_way(db: Connection, holder: str) -> None:
    """Forget a holder's oldest where there are too many."""
    surplus = every(db, _newest(holder).offset(MOST_KEPT).limit(MOST_KEPT))
    keys = [(row["kiosk"], row["number"]) for row in surplus]
    if keys:
        key = tuple_(kept_receipt.c.kiosk, kept_receipt.c.number)
        db.execute(delete(kept_receipt).where(key.in_(keys)))


def _newest(holder: str) -> Select[tuple[object, ...]]:
    own = kept_receipt.c
    here = select(kept_receipt).where(own.holder == holder)
    return here.order_by(own.kept.desc(), own.number.desc())


def printed(db: Connection, kiosk: str, event: ReceiptPrintedLater, now: float) -> None:
    """Count a print of a kept receipt, whichever kiosk made it."""
    own, copies = kept_receipt.c, min(event.copy, MOST_COPIES)
    here = own.kiosk == event.origin, own.number == event.number
    more = update(kept_receipt).where(*here, own.copies < copies)
    db.execute(more.values(copies=copies))


def forget(db: Connection, now: float) -> None:
    """Forget what has been kept long enough, a block of it each time."""
    expire(db, kept_receipt, now)


def receipts(
    db: Connection, keys: KeptKeys, kiosk: str, token: str, now: float
) -> KeptReceipts:
    """Return the receipts of the proved card's holder, the newest first.

    :raises Refusal: as every answer to a session's token.
    """
    proved, ends = card_of_session(db, kiosk, token, now), keys.ends(db, now)
    with transaction(db):
        forget(db, now)
    query = _newest(proved["holder"]).where(kept_receipt.c.expires > now)
    rows = every(db, query.limit(MOST_KEPT))
    found = tuple(_kept(row, ends[row["key"]]) for row in rows if row["key"] in ends)
    return KeptReceipts(_time(now), found)


def receipt(
    db: Connection,
    keys: KeptKeys,
    kiosk: str,
    request: ReceiptRequest,
    now: float,
) -> ReceiptContent:
    """Return what is in one receipt of the proved card's holder.

    :raises Refusal: `no_receipt`, or as every answer to a session's token.
    """
    proved, own = card_of_session(db, kiosk, request.token, now), kept_receipt.c
    here = own.kiosk == request.kiosk, own.number == request.number
    query = select(kept_receipt).where(*here, own.holder == proved["holder"])
    row = one(db, query.where(own.expires > now))
    if row is None:
        raise Refusal(404, "no_receipt", "No such receipt is kept for this card.")
    place = (row["kiosk"], row["card"], row["number"])
    try:
        content = open_receipt(keys.private(db, row["key"], now), *place, row["sealed"])
    except SealUnreadable:
        raise Refusal(404, "no_receipt", "This receipt opens no more.") from None
    return ReceiptContent(content, row["copies"])


def _kept(row: Row, key_ends: float) -> KeptReceipt:
    return KeptReceipt(
        *(row["number"], row["kind"], row["kiosk"], _time(row["kept"])),
        *(_time(min(row["expires"], key_ends)), row["copies"]),
    )


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
