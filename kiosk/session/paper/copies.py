"""A receipt that may be on paper already is printed again as a marked copy.

Its number, its time and its code stay as they were: only the mark is added, and the
code does not hold for it.
"""

from collections.abc import Iterator
from dataclasses import replace

from kiosk.devices.printer.typesetting.receipt_elements import (
    Align,
    Element,
    Receipt,
    ReceiptField,
    TextLine,
)
from kiosk.settings.texts import Texts


def marked(texts: Texts, receipt: Receipt, copy: int) -> Receipt:
    """Return what the so-many-th print says: the first bears no mark."""
    if copy < 2:
        return receipt
    return replace(receipt, elements=tuple(_marked(texts, receipt, copy)))


def _marked(texts: Texts, receipt: Receipt, copy: int) -> Iterator[Element]:
    """Say it large above all, and once more under the number."""
    mark = texts("receipt__copy", count=copy)
    yield TextLine(mark, Align.CENTER, size=2, bold=True)
    for element in receipt.elements:
        yield element
        if isinstance(element, ReceiptField) and element.value == receipt.number:
            yield TextLine(mark, Align.RIGHT, bold=True)
