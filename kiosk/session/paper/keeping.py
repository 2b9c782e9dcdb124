"""A receipt that did not come out is kept at the center, for its holder alone.

It needs the card with its PIN proved, and no line: the journal brings it there.
"""

from kiosk.devices.printer.typesetting.receipt_elements import Receipt
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.dialog.errand import Errand
from kiosk.session.paper.receipt_form import written
from kiosk.sync.wire.events.receipt_events import ReceiptKept, ReceiptPrintedLater


def can_keep(errand: Errand, receipt: Receipt) -> bool:
    """Tell whether this receipt can be promised to this person for later."""
    keeper = errand.parts.keeper
    if keeper is None or not may_keep(errand) or receipt.number in errand.kept:
        return False
    return keeper.can_keep(written(receipt))


def may_keep(errand: Errand) -> bool:
    """Tell whether anything can be kept for this person."""
    return (
        errand.parts.keeper is not None
        and isinstance(errand, CardSession)
        and errand.proved
        and errand.issuer.card_id is not None
    )


def keep(errand: Errand, receipt: Receipt) -> None:
    """Keep a receipt: durable when this returns.

    :raises StoreError: when it cannot be written down.
    """
    keeper = errand.parts.keeper
    assert keeper is not None
    assert isinstance(errand, CardSession)
    card = errand.issuer.card_id
    assert card is not None
    key, sealed = keeper.seal(card, receipt.number, written(receipt))
    errand.parts.note(
        ReceiptKept(
            errand.id,
            number=receipt.number,
            receipt=receipt.kind,
            card=card,
            copies=errand.copies.get(receipt.number, 0),
            key=key,
            sealed=sealed,
        )
    )
    errand.kept[receipt.number] = errand.parts.config.machine.id


def printed_again(errand: Errand, number: str) -> None:
    """Tell the center of a further print of what it keeps, so that all are counted.

    :raises StoreError: when it cannot be written down.
    """
    origin, copy = errand.kept.get(number), errand.copies.get(number, 0)
    if origin is not None:
        errand.parts.note(
            ReceiptPrintedLater(errand.id, number=number, origin=origin, copy=copy)
        )
