"""The receipt of one year of one insurance, and the technician's test print."""

from decimal import Decimal

from kiosk.devices.printer.typesetting.receipt_elements import (
    Align,
    Columns,
    Element,
    PaperRule,
    Receipt,
    ReceiptField,
    TextLine,
)
from kiosk.session.contributions.by_month import (
    History,
    arrived,
    month_rows,
    months_paid,
)
from kiosk.session.contributions.pages import MonthMark, MonthRow
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.dialog.ports import Ports
from kiosk.session.paper.receipt_frame import build_receipt, holder, money

_ZERO = Decimal("0.00")
_SIGNS = {
    MonthMark.NOT_ARRIVED: "*",
    MonthMark.BACK_PAYMENT: "+",
    MonthMark.AHEAD: "!",
}


def contributions_receipt(visit: CardSession, history: History, year: int) -> Receipt:
    """Return the receipt for one year of one insurance."""
    parts, texts = visit.parts, visit.parts.texts
    rows, counted = month_rows(history, year), arrived(history.of_year(year))
    body: tuple[Element, ...] = (
        TextLine(texts("receipt__year_title", year=year), Align.CENTER, bold=True),
        *holder(visit),
        PaperRule(),
        Columns(
            header=tuple(
                texts(f"receipt__column_{name}")
                for name in ("month", "base", "employer", "personal")
            ),
            rows=tuple(_cells(parts, row) for row in rows),
            widths=(9, 12, 12, 12),
            right=frozenset({1, 2, 3}),
        ),
        *_marks(parts, rows),
        PaperRule(),
        ReceiptField(texts("receipt__months"), str(months_paid(counted))),
        ReceiptField(
            texts("receipt__all_months"), str(months_paid(history.contributions))
        ),
        ReceiptField(
            texts("receipt__employer_total"),
            money(sum((c.employer_amount for c in counted), _ZERO)),
        ),
        ReceiptField(
            texts("receipt__personal_total"),
            money(sum((c.personal_amount for c in counted), _ZERO)),
        ),
        ReceiptField(texts("receipt__as_of"), f"{history.as_of:%Y-%m-%d %H:%M}"),
    )
    title = texts(f"insurance__{history.insurance}")
    return build_receipt(parts, visit.id, "contributions", title, body)


def diagnostic_receipt(parts: Ports) -> Receipt:
    """Return the technician's test print: widths, sizes, a code, a cut."""
    texts = parts.texts
    body = (
        TextLine("0123456789" * 4),
        TextLine(texts("receipt__test_line")),
        ReceiptField(texts("receipt__amount"), "1,234.50"),
    )
    return build_receipt(parts, "test", "test", texts("receipt__test_title"), body)


def _cells(parts: Ports, row: MonthRow) -> tuple[str, ...]:
    if row.mark is MonthMark.GAP:
        return (row.month, parts.texts("mark__gap"), "", "")
    amounts = (row.base, row.employer_amount, row.personal_amount)
    return (row.month + _SIGNS.get(row.mark, ""), *map(money, amounts))


def _marks(parts: Ports, rows: tuple[MonthRow, ...]) -> tuple[Element, ...]:
    """Explain the signs that occur."""
    marked = {row.mark for row in rows}
    return tuple(
        TextLine(f"{sign} {parts.texts(f'month_mark__{mark}')}")
        for mark, sign in _SIGNS.items()
        if mark in marked
    )
