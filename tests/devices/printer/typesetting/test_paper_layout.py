"""Rows fit the paper and lose nothing, whatever the receipt says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.printer.typesetting.encode import encode
from kiosk.devices.printer.typesetting.paper_layout import lay_out
from kiosk.devices.printer.typesetting.paper_rows import PaperRow, PaperRows
from kiosk.devices.printer.typesetting.paper_table import allot
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
from kiosk.devices.printer.typesetting.wrap import width, wrap
from tests.devices.printer.conftest import profile
from tests.devices.printer.samples import contributions, spelled

WIDE, SMALL = profile(), profile("generic-58mm")

LETTERS = "ab1,. 中国社（）。，《￥：·—éşā𠮷㼆😀\n\t"
TEXT = st.text(st.sampled_from(LETTERS), max_size=60)
MIXED = st.text(st.sampled_from(LETTERS + "ئابدۇبོད་ᠪᠠश्री"), max_size=60)
"""With joined scripts, whose words change their places where they run to the left."""


def lines_of_text(text: st.SearchStrategy[str]) -> st.SearchStrategy[TextLine]:
    return st.builds(
        TextLine, text, st.sampled_from(Align), st.integers(1, 2), st.booleans()
    )


LINES = lines_of_text(TEXT)
FIELDS = st.builds(ReceiptField, TEXT, TEXT)


@st.composite
def tables(draw: st.DrawFn, text: st.SearchStrategy[str] = TEXT) -> Columns:
    count = draw(st.integers(1, 5))
    row = st.tuples(*[text] * count)
    return Columns(
        draw(row),
        tuple(draw(st.lists(row, max_size=3))),
        tuple(draw(st.lists(st.integers(1, 9), min_size=count, max_size=count))),
        frozenset(draw(st.sets(st.integers(0, count - 1)))),
    )


MIXED_FIELDS = st.builds(ReceiptField, MIXED, MIXED)
ELEMENTS = st.one_of(
    lines_of_text(MIXED),
    MIXED_FIELDS,
    tables(MIXED),
    st.just(PaperRule()),
    st.just(Space(2)),
)


def text_of(rows: PaperRows) -> str:
    return "\n".join(spelled(row) for row in rows if isinstance(row, PaperRow))


def rows_of(*elements: Element, on: PrinterProfile = WIDE) -> list[PaperRow]:
    rows = lay_out(Receipt("test", elements), on)
    return [row for row in rows if isinstance(row, PaperRow)]


@given(st.lists(ELEMENTS, max_size=6), st.sampled_from((WIDE, SMALL)))
def test_no_row_is_wider_than_the_paper(
    elements: list[Element], on: PrinterProfile
) -> None:
    for row in rows_of(*elements, on=on):
        assert row.right <= on.width_dots
        ends = [run.at + run.columns * 12 * row.size for run in row.runs]
        starts = [run.at for run in row.runs]
        assert all(end <= next_ for end, next_ in zip(ends, starts[1:], strict=False))
        assert all(cell.width * row.size <= on.columns for cell in row.cells)


def _said(element: Element) -> str:
    match element:
        case TextLine():
            return element.text
        case ReceiptField():
            return element.label + element.value
        case Columns():
            return "".join((*element.header, *(c for row in element.rows for c in row)))
    return ""


@given(st.one_of(LINES, FIELDS), st.sampled_from((WIDE, SMALL)))
def test_no_character_is_lost_or_moved(element: Element, on: PrinterProfile) -> None:
    said = "".join(cell.text for cell in encode(_said(element), on.text.charset))
    found = "".join(cell.text for row in rows_of(element, on=on) for cell in row.cells)
    assert found.replace(" ", "") == said.replace(" ", "")


@given(st.one_of(lines_of_text(MIXED), MIXED_FIELDS), st.sampled_from((WIDE, SMALL)))
def test_no_letter_of_any_script_is_lost(element: Element, on: PrinterProfile) -> None:
    said = "".join(cell.text for cell in encode(_said(element), on.text.charset))
    found = "".join(cell.text for row in rows_of(element, on=on) for cell in row.cells)
    assert sorted(found.replace(" ", "")) == sorted(said.replace(" ", ""))


@given(tables(), st.sampled_from((WIDE, SMALL)))
def test_a_table_loses_no_character(table: Columns, on: PrinterProfile) -> None:
    """Wrapped cells stand side by side, so only the sum can be compared."""
    found = "".join(cell.text for row in rows_of(table, on=on) for cell in row.cells)
    said = "".join(cell.text for cell in encode(_said(table), on.text.charset))
    missing = [c for c in said if c != " " and found.count(c) < said.count(c)]
    stacked = not table.rows  # headers without rows say nothing on narrow paper
    assert not missing or stacked


@given(TEXT, st.integers(2, 20))
def test_wrapping_keeps_order_and_width(text: str, columns: int) -> None:
    cells = encode(text, "gbk")
    lines = wrap(cells, columns)
    assert all(width(line) <= columns for line in lines)
    joined = [cell for line in lines for cell in line if cell.text != " "]
    assert joined == [cell for cell in cells if cell.text != " "]


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("", 10, [""]),
        ("社会保险", 6, ["社会保", "险"]),
        ("社会保险", 7, ["社会保", "险"]),
        ("缴费，记录", 4, ["缴", "费，", "记录"]),
        ("见（甲）", 6, ["见", "（甲）"]),
        ("证件原件. 线", 8, ["证件原", "件. 线"]),
        ("甲(乙)", 4, ["甲", "(乙)"]),
        ("(甲)乙", 4, ["(甲)", "乙"]),
        ("total 6,500.00", 10, ["total", "6,500.00"]),
        ("a  b", 2, ["a", "b"]),
        ("12345678", 4, ["1234", "5678"]),
        ("合计￥6.00", 6, ["合计", "￥6.00"]),
    ],
)
def test_where_a_line_breaks(text: str, columns: int, lines: list[str]) -> None:
    found = [
        "".join(c.text for c in line) for line in wrap(encode(text, "gbk"), columns)
    ]
    assert found == lines


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(0, 6)), min_size=1, max_size=5),
    st.integers(0, 20),
)
def test_columns_get_what_they_need(pairs: list[tuple[int, int]], spare: int) -> None:
    shares, needed = [p[0] for p in pairs], [p[1] for p in pairs]
    room = sum(needed) + spare
    widths = allot(shares, needed, room)
    assert sum(widths) == room
    assert all(have >= need for have, need in zip(widths, needed, strict=True))


def test_numbers_stand_under_each_other() -> None:
    table = Columns(
        ("月", "金额"), (("01", "9.00"), ("02", "1,000.00")), (1, 1), frozenset({1})
    )
    first, second = text_of(list(rows_of(table)))[:].split("\n")[1:]
    assert first.endswith("    9.00")
    assert second.endswith("1,000.00")
    assert width(encode(first, "gbk")) == width(encode(second, "gbk"))


def test_a_value_that_is_long_hangs_beside_its_label() -> None:
    first, second = rows_of(ReceiptField("单位", "青禾" * 15))
    assert spelled(first).startswith("单位  青禾")
    assert second.runs[0].at == 6 * 12


def test_a_headline_too_long_for_large_letters_becomes_bold() -> None:
    (row,) = rows_of(TextLine("社会保险个人缴费记录", size=2), on=SMALL)
    assert (row.size, row.bold) == (1, True)


def test_a_table_too_wide_for_the_paper_becomes_fields() -> None:
    text = text_of(lay_out(contributions(), SMALL))
    assert text.count("缴费基数") == 12
    assert text.count("6,500.00") == 12


def test_a_ragged_table_is_refused() -> None:
    with pytest.raises(ValueError, match="cells"):
        rows_of(Columns(("a", "b"), (("1",),), (1, 1)))
