"""The technician's test print: widths, sizes, a code, a cut."""

from kiosk.devices.printer.typesetting.receipt_elements import (
    Receipt,
    ReceiptField,
    TextLine,
)
from kiosk.session.dialog.errand import Errand
from kiosk.session.dialog.ports import Ports
from kiosk.session.paper.receipt_frame import build_receipt


def diagnostic_receipt(parts: Ports) -> Receipt:
    """Return the print that shows how the printer sets what receipts are made of."""
    texts = parts.texts
    body = (
        TextLine("0123456789" * 4),
        TextLine(texts("receipt__test_line")),
        ReceiptField(texts("receipt__amount"), "1,234.50"),
    )
    return build_receipt(
        Errand(parts, id="test"), "test", texts("receipt__test_title"), body
    )
