"""The routes of kept receipts: the key, the holder's list, one of them."""

from litestar import get, post
from litestar.params import JSONBody

from kiosk.center.receipts import kept
from kiosk.center.server.route_parts import PROBLEM, REFUSALS, TheCenter, TheKiosk
from kiosk.sync.wire.kept_receipts import (
    KeptReceipts,
    ReceiptContent,
    ReceiptKey,
    ReceiptRequest,
)
from kiosk.sync.wire.own_records_wire import RightsRequest


@get("/keys/receipts", summary="The key to seal receipts with", responses=REFUSALS)
async def receipt_key(center: TheCenter) -> ReceiptKey:
    """Give the present public key for receipts that are to be printed later."""
    now = center.now()
    return await center.people.run(lambda db: center.kept.present(db, now))


@post(
    "/records/receipts",
    summary="Receipts that can be printed later",
    status_code=200,
    responses=REFUSALS,
)
async def kept_receipts(
    data: JSONBody[RightsRequest], kiosk: TheKiosk, center: TheCenter
) -> KeptReceipts:
    """Give the list of the person whose card was proved at this kiosk."""
    now = center.now()
    return await center.people.run(
        lambda db: kept.receipts(db, center.kept, kiosk, data.token, now)
    )


@post(
    "/records/receipt",
    summary="One receipt to be printed later",
    status_code=200,
    responses={**REFUSALS, 404: PROBLEM},
)
async def kept_receipt(
    data: JSONBody[ReceiptRequest], kiosk: TheKiosk, center: TheCenter
) -> ReceiptContent:
    """Give what is in one of them, to be printed with the mark of a copy."""
    now = center.now()
    return await center.people.run(
        lambda db: kept.receipt(db, center.kept, kiosk, data, now)
    )


KEPT = (receipt_key, kept_receipts, kept_receipt)
