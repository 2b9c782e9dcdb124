"""What is on a receipt, as meaning; the same facts as the page it belongs to.

Widths, bytes and the cutter are the printer's business.
"""

from decimal import Decimal

from kiosk.devices.printer.receipt import (
    Align,
    Code,
    Columns,
    Element,
    Field,
    Line,
    Receipt,
    Rule,
    Space,
)
from kiosk.records import masked_name, masked_number
from kiosk.session.contributions import History, arrived, month_rows, months_paid
from kiosk.session.pages import MonthMark, MonthRow
from kiosk.session.parts import Parts
from kiosk.session.visit import Visit

_ZERO = Decimal("0.00")


def money(amount: Decimal | None) -> str:
    """Return yuan with two decimals and thousands separated; a dash for none."""
    return "-" if amount is None else f"{amount:,.2f}"


def contributions_receipt(visit: Visit, history: History, year: int) -> Receipt:
    """Return the receipt for one year of one insurance."""
    parts, texts = visit.parts, visit.parts.texts
    counted = arrived(history.of_year(year))
    elements: tuple[Element, ...] = (
        *_head(parts, texts(f"insurance__{history.insurance}")),
        Line(texts("receipt__year_title", year=year), Align.CENTER, bold=True),
        *_holder(visit),
        Rule(),
        Columns(
            header=tuple(
                texts(f"receipt__column_{name}")
                for name in ("month", "base", "employer", "personal")
            ),
            rows=tuple(_cells(parts, row) for row in month_rows(history, year)),
            widths=(9, 12, 12, 12),
            right=frozenset({1, 2, 3}),
        ),
        Rule(),
        Field(texts("receipt__months"), str(months_paid(counted))),
        Field(
            texts("receipt__employer_total"),
            money(sum((c.employer_amount for c in counted), _ZERO)),
        ),
        Field(
            texts("receipt__personal_total"),
            money(sum((c.personal_amount for c in counted), _ZERO)),
        ),
        Field(
            texts("receipt__as_of"),
            f"{history.as_of.astimezone(parts.clock.now().tzinfo):%Y-%m-%d %H:%M}",
        ),
        *_marks(parts, month_rows(history, year)),
        *_foot(parts, visit.id),
    )
    return Receipt("contributions", elements)


def diagnostic_receipt(parts: Parts) -> Receipt:
    """Return the technician's test print: widths, sizes, a code, a cut."""
    texts = parts.texts
    return Receipt(
        "test",
        (
            *_head(parts, texts("receipt__test_title")),
            Line("0123456789" * 4),
            Line(texts("receipt__test_line")),
            Field(texts("receipt__amount"), "1,234.50"),
            *_foot(parts, "test"),
        ),
    )


def _head(parts: Parts, title: str) -> tuple[Element, ...]:
    return (
        Line(parts.texts("receipt__title"), Align.CENTER),
        Line(title, Align.CENTER, size=2, bold=True),
        Rule(),
    )


def _holder(visit: Visit) -> tuple[Element, ...]:
    texts = visit.parts.texts
    fields = {
        "receipt__name": masked_name(visit.holder.name or ""),
        "receipt__number": masked_number(visit.holder.number or "", 6, 2),
        "receipt__card": masked_number(visit.issuer.card_number or "", 2, 2),
    }
    return tuple(Field(texts(key), value) for key, value in fields.items() if value)


def _cells(parts: Parts, row: MonthRow) -> tuple[str, ...]:
    month = row.month
    if row.mark is MonthMark.GAP:
        return (month, parts.texts("mark__gap"), "", "")
    if row.mark is MonthMark.NOT_ARRIVED:
        month += "*"
    if row.mark is MonthMark.BACK_PAYMENT:
        month += "+"
    return (
        month,
        money(row.base),
        money(row.employer_amount),
        money(row.personal_amount),
    )


def _marks(parts: Parts, rows: tuple[MonthRow, ...]) -> tuple[Element, ...]:
    """Explain the marks, when there is one."""
    marked = {row.mark for row in rows} & {
        MonthMark.NOT_ARRIVED,
        MonthMark.BACK_PAYMENT,
    }
    return (Line(parts.texts("receipt__marks")),) if marked else ()


def _foot(parts: Parts, number: str) -> tuple[Element, ...]:
    texts, machine = parts.texts, parts.config.machine
    printed = f"{parts.clock.now():%Y-%m-%d %H:%M:%S}"
    return (
        Rule(),
        Field(texts("receipt__place"), machine.place or parts.region.region.name),
        Field(texts("receipt__machine"), machine.id),
        Field(texts("receipt__printed"), printed),
        Field(texts("receipt__serial"), number[:12].upper()),
        Space(),
        Code(f"SSK1|{machine.id}|{number[:12].upper()}|{printed}"),
        Line(texts("receipt__note", hotline=parts.hotline), Align.CENTER),
    )
