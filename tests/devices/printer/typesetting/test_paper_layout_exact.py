"""Rows as they stand on the paper, column by column, written down by hand."""

from dataclasses import replace

import pytest

from kiosk.devices.printer.typesetting.paper_layout import lay_out
from kiosk.devices.printer.typesetting.paper_rows import CodeRow, PaperRow
from kiosk.devices.printer.typesetting.receipt_elements import (
    Align,
    Code,
    Columns,
    Element,
    PaperRule,
    Receipt,
    ReceiptField,
    Space,
    TextLine,
)
from tests.devices.printer.conftest import profile
from tests.devices.printer.samples import spelled

Seen = tuple[float, str, int, bool]
WIDE, SMALL = "generic-80mm", "generic-58mm"


def seen(element: Element, name: str = WIDE) -> list[Seen]:
    """Return each row's first column, its text, size and weight."""
    rows = lay_out(Receipt("test", (element,)), profile(name))
    return [
        (row.runs[0].at / 12 if row.runs else 0, spelled(row), row.size, row.bold)
        for row in rows
        if isinstance(row, PaperRow)
    ]


def test_a_wide_paper_has_48_columns_and_a_small_one_32() -> None:
    assert seen(PaperRule()) == [(0, "─" * 24, 1, False)]
    assert seen(PaperRule(), SMALL) == [(0, "─" * 16, 1, False)]


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        (TextLine("挂失"), [(0, "挂失", 1, False)]),
        (TextLine("挂失", Align.CENTER), [(22, "挂失", 1, False)]),
        (TextLine("挂失a", Align.CENTER), [(21.5, "挂失a", 1, False)]),
        (TextLine("挂失", Align.RIGHT), [(44, "挂失", 1, False)]),
        (TextLine("挂失", Align.RIGHT, 2), [(40, "挂失", 2, False)]),
        (TextLine("挂失", Align.CENTER, 2, True), [(20, "挂失", 2, True)]),
        (TextLine("一\n二"), [(0, "一", 1, False), (0, "二", 1, False)]),
        (TextLine("", Align.RIGHT), [(0, "", 1, False)]),
        (TextLine("一" * 12, size=2), [(0, "一" * 12, 2, False)]),
        (TextLine("一" * 13, size=2), [(0, "一" * 13, 1, True)]),
        (TextLine("一" * 24, size=2), [(0, "一" * 24, 1, True)]),
        (
            TextLine("一" * 25, size=2),
            [
                (0, "一" * 11, 2, False),
                (0, "一" * 11, 2, False),
                (0, "一" * 3, 2, False),
            ],
        ),
        (TextLine("一" * 25), [(0, "一" * 22, 1, False), (0, "一" * 3, 1, False)]),
        (
            TextLine("一" * 25, Align.CENTER),
            [(11, "一" * 13, 1, False), (12, "一" * 12, 1, False)],
        ),
        (
            TextLine("一" * 10 + "，" + "二" * 15, Align.CENTER),
            [(13.5, "一" * 10 + "，", 1, False), (9, "二" * 15, 1, False)],
        ),
        (
            TextLine("一" * 10 + "，" + "二" * 8, Align.CENTER, 2),
            [(3, "一" * 10 + "，", 2, False), (8, "二" * 8, 2, False)],
        ),
    ],
)
def test_lines(line: TextLine, rows: list[Seen]) -> None:
    assert seen(line) == rows


@pytest.mark.parametrize(
    ("label", "value", "rows"),
    [
        ("编号", "L26-0731", [(0, "编号" + " " * 36 + "L26-0731", 1, False)]),
        ("a" * 20, "b" * 26, [(0, "a" * 20 + "  " + "b" * 26, 1, False)]),
        (
            "a" * 20,
            "b" * 27,
            [(0, "a" * 20 + "  " + "b" * 21, 1, False), (22, "b" * 6, 1, False)],
        ),
        (
            "a" * 22,
            "b" * 30,
            [(0, "a" * 22 + "  " + "b" * 24, 1, False), (24, "b" * 6, 1, False)],
        ),
        (
            "a" * 23,
            "b" * 47,
            [
                (0, "a" * 23, 1, False),
                (2, "b" * 41, 1, False),
                (2, "b" * 6, 1, False),
            ],
        ),
        (
            "a" * 49,
            "b",
            [(0, "a" * 48, 1, False), (0, "a", 1, False), (47, "b", 1, False)],
        ),
    ],
)
def test_fields(label: str, value: str, rows: list[Seen]) -> None:
    assert seen(ReceiptField(label, value)) == rows


def test_empty_lines_and_codes() -> None:
    assert seen(Space(2)) == [(0, "", 1, False)] * 2
    assert lay_out(Receipt("test", (Code("abc"),)), profile()) == [CodeRow("abc")]


def test_a_table_that_is_too_wide_is_told_row_by_row() -> None:
    names = tuple("甲乙丙丁戊己")
    long = ("1234567890",) * 6
    table = Columns(names, (long, long), (1,) * 6, frozenset())
    rows = seen(table, SMALL)
    field = [(0, f"{name}{' ' * 20}1234567890", 1, False) for name in names]
    assert rows == [*field, (0, "", 1, False), *field]


def test_a_row_ends_behind_its_indent_and_its_cells() -> None:
    (row,) = lay_out(Receipt("t", (TextLine("挂失", Align.RIGHT, 2),)), profile())
    assert isinstance(row, PaperRow)
    assert row.right == 576


SUMS = Columns(
    ("月", "额一", "额二"),
    (("01", "1.00", "2.00"), ("02", "1.00", "2.00")),
    (4, 8, 8),
    frozenset({1, 2}),
    foot=("已缴", "2.00", "4.00"),
)


def test_sums_stand_in_the_columns_that_they_add_up() -> None:
    rows = seen(SUMS)
    assert [text for _, text, _, _ in rows[1:3]] == [
        "01" + " " * 23 + "1.00" + " " * 15 + "2.00",
        "02" + " " * 23 + "1.00" + " " * 15 + "2.00",
    ]
    assert rows[3:] == [
        (0, "─" * 24, 1, False),
        (0, "已缴" + " " * 21 + "2.00" + " " * 15 + "4.00", 1, True),
    ]


def test_sums_too_wide_for_their_table_are_named_below_it() -> None:
    wide = replace(SUMS, foot=("已缴", "123,456,789.00", "123,456,789.00"))
    rows = seen(wide, SMALL)
    assert len(rows) == 6
    assert [text for _, text, _, _ in rows[-2:]] == [
        "已缴 额一" + " " * 9 + "123,456,789.00",
        "已缴 额二" + " " * 9 + "123,456,789.00",
    ]


def test_tables_of_the_same_shares_have_the_same_columns() -> None:
    other = replace(SUMS, foot=(), rows=(("1", "1,000.00", "1"),))
    starts = [
        [run.at for run in row.runs if run.columns == 4]
        for table in (SUMS, other)
        for row in lay_out(Receipt("t", (table,)), profile())[:1]
        if isinstance(row, PaperRow)
    ]
    assert starts[0] == starts[1]


def test_a_single_value_below_its_label_ends_where_all_values_end() -> None:
    rows = seen(ReceiptField("在本页可以撤销到", "2024-12-31 12:10:00"), SMALL)
    assert rows == [
        (0, "在本页可以撤销到", 1, False),
        (13, "2024-12-31 12:10:00", 1, False),
    ]


@pytest.mark.parametrize("name", [WIDE, SMALL])
@pytest.mark.parametrize("text", ["甲", "甲乙", "甲a", "abc", "甲，乙"])
@pytest.mark.parametrize("size", [1, 2])
def test_title_subtitle_and_code_have_one_axis(name: str, text: str, size: int) -> None:
    """To the dot: text may stand between two columns."""
    (row,) = lay_out(Receipt("t", (TextLine(text, Align.CENTER, size),)), profile(name))
    assert isinstance(row, PaperRow)
    assert abs((row.runs[0].at + row.right) - profile(name).width_dots) <= 1


PAYMENTS = Columns(
    ("所属月份", "金额", "发放日期", "状态"),
    (("2024-12", "3,486.20", "2024-12-05", "已发放"),),
    (8, 8, 10, 6),
    frozenset({1}),
    frozenset({1}),
)


def test_figures_and_the_words_behind_them_do_not_touch() -> None:
    (_, row) = [text for _, text, _, _ in seen(PAYMENTS)]
    assert "3,486.20   2024-12-05" in row


def test_a_table_of_one_figure_too_wide_is_two_lines_a_row() -> None:
    assert seen(PAYMENTS, SMALL) == [
        (0, "所属月份" + " " * 20 + "金额", 1, True),
        (2, "发放日期  状态", 1, True),
        (0, "2024-12" + " " * 17 + "3,486.20", 1, False),
        (2, "2024-12-05  已发放", 1, False),
    ]
    private = [
        [run.private for run in row.runs]
        for row in lay_out(Receipt("t", (PAYMENTS,)), profile(SMALL))
        if isinstance(row, PaperRow)
    ]
    assert private == [[False, False], [False], [False, True], [False]]
