"""A page of records on paper: the same value, fact for fact and line for line.

Nothing is chosen here: what the page has is printed, but for its chart.
"""

from collections.abc import Iterator
from unicodedata import east_asian_width

from kiosk.devices.printer.typesetting.receipt_elements import (
    Align,
    Columns,
    Element,
    PaperRule,
    Receipt,
    ReceiptField,
    Space,
    TextLine,
)
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.pages.record import Fact, Listing, RecordPage
from kiosk.session.pages.record import ListingRow as PageLine
from kiosk.session.pages.values_wording import note_of, private_columns, said, title_of
from kiosk.session.paper.receipt_frame import build_receipt, holder
from kiosk.settings.texts import Texts

SIGNS = "*+-!#"
"""One for each kind of mark in a table, so that narrow paper still holds it."""


def record_receipt(visit: CardSession, page: RecordPage) -> Receipt:
    """Return the receipt of a page of records."""
    texts = visit.parts.texts
    title = texts(f"receipt__kind__{page.receipt}")
    body = tuple(_body(visit, page))
    if page.certificate:
        body = (*body, PaperRule(), TextLine(texts(f"receipt__{page.receipt}__use")))
    return build_receipt(visit.parts, visit.id, page.receipt, title, body)


def _body(visit: CardSession, page: RecordPage) -> Iterator[Element]:
    texts = visit.parts.texts
    yield TextLine(title_of(texts, page), Align.CENTER, bold=True)
    if not page.names_holder:
        yield from holder(visit)
    yield PaperRule()
    for note in page.notes:
        yield TextLine(texts("receipt__notice", text=note_of(texts, note)))
    yield from (_field(texts, fact) for fact in page.lead)
    for section in page.sections:
        yield from _title(texts, section.name)
        yield from (_field(texts, fact) for fact in section.facts)
    for listing in page.listings:
        yield from _title(texts, listing.name)
        yield from _listing(texts, listing)
    yield PaperRule()
    yield ReceiptField(texts("receipt__as_of"), said(texts, page.as_of))


def _title(texts: Texts, name: str) -> Iterator[Element]:
    yield Space()
    yield TextLine(texts(f"section__{name}"), bold=True)


def _field(texts: Texts, fact: Fact) -> ReceiptField:
    return ReceiptField(texts(f"field__{fact.name}"), said(texts, fact.value))


def _listing(texts: Texts, listing: Listing) -> Iterator[Element]:
    """Print a table, or a block for each line where lines have names of their own."""
    if not listing.lines:
        yield TextLine(texts("listing__none"))
    elif any(line.heading or line.opens for line in listing.lines):
        for line in listing.lines:
            yield from _block(texts, listing, line)
    else:
        yield from _table(texts, listing)


def _block(texts: Texts, listing: Listing, line: PageLine) -> Iterator[Element]:
    """Print what a line is, then whom it was with, then its sums."""
    private = private_columns(listing)
    cells = list(zip(listing.columns, line.values, private, strict=True))
    plain = [said(texts, value) for _, value, hidden in cells if not hidden]
    marks = [f"[{said(texts, mark)}]" for mark in line.marks]
    yield TextLine(" ".join((*plain, *marks)), bold=True)
    if line.heading:
        yield TextLine(line.heading)
    for column, value, hidden in cells:
        if hidden:
            yield ReceiptField("  " + texts(f"column__{column}"), said(texts, value))


def _table(texts: Texts, listing: Listing) -> Iterator[Element]:
    """Print a table; a sign behind a line's first word is explained below it."""
    private = private_columns(listing)
    header = tuple(texts(f"column__{name}") for name in listing.columns)
    rows = [[said(texts, value) for value in line.values] for line in listing.lines]
    marks = dict.fromkeys(mark for line in listing.lines for mark in line.marks)
    signs = dict(zip(marks, SIGNS, strict=False))
    for row, line in zip(rows, listing.lines, strict=True):
        row[0] += "".join(signs[mark] for mark in line.marks)
    columns = list(zip(header, *rows, strict=True))
    yield Columns(
        header=header,
        rows=tuple(tuple(row) for row in rows),
        widths=tuple(max(map(_width, column)) + 1 for column in columns),
        right=frozenset(i for i, hidden in enumerate(private) if hidden),
    )
    yield from (TextLine(f"{sign} {said(texts, mark)}") for mark, sign in signs.items())


def _width(text: str) -> int:
    """Return how many columns of paper a text takes."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
