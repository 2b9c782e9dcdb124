"""A receipt as meaning: lines, fields, tables, codes, a cut; no bytes, no dots.

Texts arrive ready in the person's language; layout decides widths, bytes decide codes.
"""

from dataclasses import dataclass
from enum import StrEnum


class Align(StrEnum):
    """Where a line stands."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, repr=False)
class TextLine:
    """One paragraph; `size` 2 doubles width and height."""

    text: str
    align: Align = Align.LEFT
    size: int = 1
    bold: bool = False
    private: bool = False
    """Hidden in a preview until the person wants to see it."""


@dataclass(frozen=True, slots=True, repr=False)
class ReceiptField:
    """A label at the left edge and its value at the right one; wraps if long."""

    label: str
    value: str
    private: bool = False
    """Hidden in a preview until the person wants to see it."""
    bold: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Columns:
    """A table: `widths` are shares, `right` names the right-aligned columns."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    right: frozenset[int] = frozenset()
    private: frozenset[int] = frozenset()
    """Hidden in a preview until the person wants to see them."""
    foot: tuple[str, ...] = ()
    """What the columns add up to, below a rule; empty for none."""


@dataclass(frozen=True, slots=True)
class PaperRule:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class Space:
    """Empty lines."""

    lines: int = 1


@dataclass(frozen=True, slots=True, repr=False)
class Code:
    """A QR code, centred."""

    data: str


@dataclass(frozen=True, slots=True, repr=False)
class Barcode:
    """A CODE128, centred, with its text below; the text alone where it is too wide."""

    data: str


Element = TextLine | ReceiptField | Columns | PaperRule | Space | Code | Barcode


@dataclass(frozen=True, slots=True, repr=False)
class Receipt:
    """What is printed and cut as one piece of paper."""

    kind: str
    """A word for the journal and the job row, such as `contributions`."""
    elements: tuple[Element, ...]
    number: str = ""
    """What the person calls it by; the same for every copy."""
