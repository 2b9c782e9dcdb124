"""A receipt as bytes that another kiosk, also a newer one, reads again.

JSON, deflated, padded so that its length tells little. What this kiosk does not know is
not printed in part: such a receipt is none.
"""

import zlib
from typing import Any

import msgspec

from kiosk.devices.printer.typesetting.receipt_elements import Element, Receipt

_VERSION = 1
_PADDED = 1024
_LONGEST = 1024 * 1024
"""Bytes of JSON; a receipt of many years has a tenth of it."""
_KINDS: dict[str, type] = {each.__name__: each for each in Element.__args__}


class UnreadableReceipt(ValueError):
    """These bytes are no receipt, or one of a kiosk that knows more."""


class _Form(msgspec.Struct, frozen=True):
    """What is written."""

    version: int
    kind: str
    number: str
    elements: tuple[tuple[str, dict[str, Any]], ...]

    def __repr__(self) -> str:
        return "_Form(hidden)"


def written(receipt: Receipt) -> bytes:
    """Return a receipt as bytes."""
    elements = tuple(
        (type(each).__name__, msgspec.to_builtins(each)) for each in receipt.elements
    )
    form = _Form(_VERSION, receipt.kind, receipt.number, elements)
    data = zlib.compress(msgspec.json.encode(form), 9)
    return data.ljust(-(-len(data) // _PADDED) * _PADDED, b"\0")


def read_again(data: bytes) -> Receipt:
    """Return the receipt that `written` made bytes of.

    :raises UnreadableReceipt: when it is none that this kiosk can print whole.
    """
    try:
        inflate = zlib.decompressobj()
        form = msgspec.json.decode(inflate.decompress(data, _LONGEST), type=_Form)
        if form.version != _VERSION:
            raise UnreadableReceipt("A receipt of another version.")
        elements = tuple(_element(*each) for each in form.elements)
    except (zlib.error, msgspec.DecodeError, UnicodeDecodeError, KeyError):
        # Without the cause: a decoder's message may quote what it read.
        raise UnreadableReceipt("These bytes are no receipt.") from None
    return Receipt(form.kind, elements, form.number)


def _element(name: str, fields: dict[str, Any]) -> Element:
    """Return one element; a field that is not known here may change its meaning."""
    kind = _KINDS[name]
    if not fields.keys() <= set(kind.__dataclass_fields__):  # type: ignore[attr-defined]
        raise UnreadableReceipt("An element says more than is known here.")
    element: Element = msgspec.convert(fields, type=kind)
    return element
