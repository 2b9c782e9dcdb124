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
from kiosk.domain.notation import minute
from kiosk.session.dialog.ports import Ports


def marked(parts: Ports, receipt: Receipt, copy: int) -> Receipt:
    """Return what the so-many-th print says: the first bears no mark."""
    if copy < 2:
        return receipt
    return replace(receipt, elements=tuple(_marked(parts, receipt, copy)))


def _marked(parts: Ports, receipt: Receipt, copy: int) -> Iterator[Element]:
    """Say it large above all, with the time of this print, and under the number."""
    texts, now = parts.texts, parts.clock.known()
    mark = texts("receipt__copy", count=copy)
    yield TextLine(mark, Align.CENTER, size=2, bold=True)
    if now:
        when = texts("receipt__copied", time=minute(now))
        yield TextLine(when, Align.CENTER)
    for element in receipt.elements:
        yield element
        if isinstance(element, ReceiptField) and element.value == receipt.number:
            yield TextLine(mark, Align.RIGHT, bold=True)
