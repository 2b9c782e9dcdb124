"""The paper of a changed PIN: when, where, which card; never the PIN."""

from kiosk.devices.printer.typesetting.receipt_elements import (
    PaperRule,
    Receipt,
    TextLine,
)
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.paper.receipt_frame import build_receipt, holder
from kiosk.session.pin.pages import PinChangedPage


def pin_receipt(visit: CardSession, page: PinChangedPage) -> Receipt:
    """Return the paper that says that the card has a new PIN."""
    texts = visit.parts.texts
    word = "unlocked_title" if page.unlocked else "title"
    kind = "pin_unblock" if page.unlocked else "pin_change"
    body = (*holder(visit), PaperRule(), TextLine(texts("pin_changed__paper")))
    return build_receipt(visit, kind, texts(f"pin_changed__{word}"), body)
