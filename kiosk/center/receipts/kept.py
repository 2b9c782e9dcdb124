"""Receipts kept for a later print: sealed as they came, for one holder, thirty days.

Functions over a connection; the caller's thread owns it. What is in a receipt is opened
for its holder only, whose card was proved with its PIN.
"""

import logging
import sqlite3
from datetime import UTC, datetime

import msgspec

from kiosk.center.receipts.kept_keys import DAY, KeptKeys
from kiosk.center.records.proofs import card_of_session
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

log = logging.getLogger(__name__)
BLOCK = 500
"""How many are forgotten at once."""


def keep(db: sqlite3.Connection, kiosk: str, event: ReceiptKept, now: float) -> None:
    """Keep a receipt for the holder of its card; of an unknown card nothing is kept.

    A holder's oldest gives way to a new one: a counter that refuses could be filled.
    """
    forget(db, now)
    try:
        msgspec.convert(event, KeepRequest, from_attributes=True)
    except msgspec.ValidationError:
        log.warning("%s: a receipt that is none cannot be kept", kiosk)
        return
    card = db.execute("SELECT holder FROM card WHERE id=?", [event.card]).fetchone()
    if card is None:
        return
    holder = card["holder"]
    db.execute(
        "INSERT INTO kept_receipt VALUES (?,?,?,?,?,?,?,?,?,?) "
        "ON CONFLICT(kiosk, number) DO NOTHING",
        [
            *(kiosk, event.number, holder, event.card, event.receipt),
            *(now, now + KEEP_DAYS * DAY, event.copies, event.key, event.sealed),
        ],
    )
    db.execute(
        "DELETE FROM kept_receipt WHERE rowid IN (SELECT rowid FROM kept_receipt "
        "WHERE holder=? ORDER BY kept DESC, rowid DESC LIMIT -1 OFFSET ?)",
        [holder, MOST_KEPT],
    )


def printed(
    db: sqlite3.Connection, kiosk: str, event: ReceiptPrintedLater, now: float
) -> None:
    """Count a print of a kept receipt, whichever kiosk made it."""
    db.execute(
        "UPDATE kept_receipt SET copies=max(copies, ?) WHERE kiosk=? AND number=?",
        [min(event.copy, MOST_COPIES), event.origin, event.number],
    )


def forget(db: sqlite3.Connection, now: float) -> None:
    """Forget what has been kept long enough, a block of it each time."""
    db.execute(
        "DELETE FROM kept_receipt WHERE rowid IN "
        "(SELECT rowid FROM kept_receipt WHERE expires<=? LIMIT ?)",
        [now, BLOCK],
    )


def receipts(
    db: sqlite3.Connection, keys: KeptKeys, kiosk: str, token: str, now: float
) -> KeptReceipts:
    """Return the receipts of the proved card's holder, the newest first.

    :raises Refusal: as every answer to a session's token.
    """
    card, ends = card_of_session(db, kiosk, token, now), keys.ends(now)
    forget(db, now)
    rows = db.execute(
        "SELECT * FROM kept_receipt WHERE holder=? AND expires>? "
        "ORDER BY kept DESC, rowid DESC LIMIT ?",
        [card["holder"], now, MOST_KEPT],
    )
    found = tuple(_kept(row, ends[row["key"]]) for row in rows if row["key"] in ends)
    return KeptReceipts(_time(now), found)


def receipt(
    db: sqlite3.Connection,
    keys: KeptKeys,
    kiosk: str,
    request: ReceiptRequest,
    now: float,
) -> ReceiptContent:
    """Return what is in one receipt of the proved card's holder.

    :raises Refusal: `no_receipt`, or as every answer to a session's token.
    """
    card = card_of_session(db, kiosk, request.token, now)
    row = db.execute(
        "SELECT * FROM kept_receipt WHERE kiosk=? AND number=? AND holder=? "
        "AND expires>?",
        [request.kiosk, request.number, card["holder"], now],
    ).fetchone()
    if row is None:
        raise Refusal(404, "no_receipt", "No such receipt is kept for this card.")
    place = (row["kiosk"], row["card"], row["number"])
    try:
        content = open_receipt(keys.private(row["key"], now), *place, row["sealed"])
    except SealUnreadable:
        raise Refusal(404, "no_receipt", "This receipt opens no more.") from None
    return ReceiptContent(content, row["copies"])


def _kept(row: sqlite3.Row, key_ends: float) -> KeptReceipt:
    return KeptReceipt(
        *(row["number"], row["kind"], row["kiosk"], _time(row["kept"])),
        *(_time(min(row["expires"], key_ends)), row["copies"]),
    )


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
