"""A page of records on paper: the same value, fact for fact and line for line.

Nothing is chosen here: what the page has is printed, but for its chart.
"""

from collections.abc import Iterable, Iterator
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
from kiosk.session.pages.record import Fact, Listing, RecordPage, Word
from kiosk.session.pages.record import ListingRow as PageLine
from kiosk.session.pages.values_wording import note_of, private_columns, said, title_of
from kiosk.session.paper.receipt_frame import build_receipt, holder
from kiosk.settings.texts import Texts

SIGNS = "*+-!#"
"""One for each kind of mark in a table, so that narrow paper still holds it."""

SUMS = {
    "employer_part": ("year_employer", "employer_sum"),
    "personal_part": ("year_personal", "personal_sum"),
}
"""Which facts add a column up; both leave out what has not arrived."""


def record_receipt(visit: CardSession, page: RecordPage) -> Receipt:
    """Return the receipt of a page of records."""
    texts = visit.parts.texts
    title = texts(f"receipt__kind__{page.name}")
    body = tuple(_body(visit, page))
    if page.certificate:
        body = (*body, PaperRule(), TextLine(texts(f"receipt__{page.receipt}__use")))
    return build_receipt(visit, page.receipt, title, body)


def _body(visit: CardSession, page: RecordPage) -> Iterator[Element]:
    texts = visit.parts.texts
    whose: list[Element] = []
    if title_of(texts, page) != texts(f"receipt__kind__{page.name}"):
        whose.append(TextLine(title_of(texts, page), Align.CENTER, bold=True))
    if not page.names_holder:
        whose += holder(visit)
    if whose:
        yield from (*whose, PaperRule())
    for note in page.notes:
        yield TextLine(texts("receipt__notice", text=note_of(texts, note)))
    sums = _sums(page)
    yield from (_field(texts, f) for f in page.lead if f not in sums.values())
    for section in page.sections:
        yield from _title(texts, section.name)
        yield from (_field(texts, fact) for fact in section.facts)
    for listing in page.listings:
        yield from _title(texts, listing.name)
        yield from _listing(texts, listing, sums)
    yield Space()
    yield ReceiptField(texts("receipt__as_of"), said(texts, page.as_of))


def _title(texts: Texts, name: str) -> Iterator[Element]:
    yield Space()
    if name:
        yield TextLine(texts(f"section__{name}"), bold=True)


def _field(texts: Texts, fact: Fact) -> ReceiptField:
    private = fact.private and fact.value is not None
    name, value = texts(f"field__{fact.name}"), said(texts, fact.value)
    return ReceiptField(name, value, private, fact.bold)


def _sums(page: RecordPage) -> dict[str, Fact]:
    """Return the figures that stand below the column which they add up."""
    if len(page.listings) != 1:
        return {}
    names = {fact.name: fact for fact in page.lead}
    return {
        column: names[name]
        for column in page.listings[0].columns
        for name in SUMS.get(column, ())
        if name in names
    }


def _listing(
    texts: Texts, listing: Listing, sums: dict[str, Fact]
) -> Iterator[Element]:
    """Print a table, or a block for each line where lines have names of their own."""
    named = any(line.heading for line in listing.lines) and not listing.grouped
    if not listing.lines:
        yield TextLine(texts("listing__none"))
    elif named or any(line.opens for line in listing.lines):
        for line in listing.lines:
            yield from _block(texts, listing, line)
    else:
        yield from _table(texts, listing, sums)


def _block(texts: Texts, listing: Listing, line: PageLine) -> Iterator[Element]:
    """Print what a line is, then whom it was with, then its sums."""
    private = private_columns(listing)
    cells = list(zip(listing.columns, line.values, private, strict=False))
    plain = [said(texts, value) for _, value, hidden in cells if not hidden]
    marks = [f"[{said(texts, mark)}]" for mark in line.marks]
    yield TextLine(" ".join((*plain, *marks)), bold=True)
    if line.heading:
        yield TextLine(line.heading, private=True)
    for column, value, hidden in cells:
        if hidden:
            label = "  " + texts(f"column__{column}")
            yield ReceiptField(label, said(texts, value), private=value is not None)


def _table(texts: Texts, listing: Listing, sums: dict[str, Fact]) -> Iterator[Element]:
    """Print a table for each run of lines, under the name that holds for them.

    A sign behind a line's first word is explained below all; where nothing took place
    the mark itself stands in the place of the figures.
    """
    private = private_columns(listing)
    header = tuple(texts(f"column__{name}") for name in listing.columns)
    full = [line for line in listing.lines if len(line.values) > 1]
    marks = dict.fromkeys(mark for line in full for mark in line.marks)
    signs = dict(zip(marks, SIGNS, strict=False))
    rows = [_row(texts, line, len(header), signs) for line in listing.lines]
    foot = tuple(
        said(texts, sums[name].value) if name in sums else ""
        for name in listing.columns
    )
    foot = (texts("receipt__sums"), *foot[1:]) if sums else ()
    all_rows = (header, *rows, *([foot] if foot else []))
    widths = tuple(max(map(_width, c)) for c in zip(*all_rows, strict=True))
    right = frozenset(i for i, hidden in enumerate(private) if hidden)
    if sums:  # elsewhere the lead says what the figures are in
        yield TextLine(texts("receipt__yuan"), Align.RIGHT)
    runs = list(_runs(zip(listing.lines, rows, strict=True)))
    for index, (name, run) in enumerate(runs, 1):
        if name:
            yield TextLine(name, private=True)
        below = foot if index == len(runs) else ()
        yield Columns(header, tuple(run), widths, right, right, below)
    yield from (TextLine(f"{sign} {said(texts, mark)}") for mark, sign in signs.items())


def _row(
    texts: Texts, line: PageLine, columns: int, signs: dict[Word, str]
) -> tuple[str, ...]:
    first, *others = (said(texts, value) for value in line.values)
    if not others:
        words = texts("list__separator").join(said(texts, m) for m in line.marks)
        return (first, words, *("",) * (columns - 2))
    return (first + "".join(signs[mark] for mark in line.marks), *others)


def _runs(
    lines: Iterable[tuple[PageLine, tuple[str, ...]]],
) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """Yield each name with its lines; one where nothing took place has none."""
    name, run = "", list[tuple[str, ...]]()
    for line, row in lines:
        if len(line.values) > 1 and line.heading != name:
            if run:
                yield name, run
            name, run = line.heading, []
        run.append(row)
    yield name, run


def _width(text: str) -> int:
    """Return how many columns of paper a text takes."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
