"""What is on a receipt, as meaning; the same facts as the page it belongs to.

Widths, bytes and the cutter are the printer's business.
"""

from kiosk.session.receipts.contributions import (
    contributions_receipt,
    diagnostic_receipt,
)
from kiosk.session.receipts.paper import foot, head, holder, lines_of, money, whole
from kiosk.session.receipts.record import record_receipt

__all__ = [
    "contributions_receipt",
    "diagnostic_receipt",
    "foot",
    "head",
    "holder",
    "lines_of",
    "money",
    "record_receipt",
    "whole",
]
