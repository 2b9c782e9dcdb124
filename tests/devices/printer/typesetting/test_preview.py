"""The preview shows what comes out, and knows which parts of it are private."""

import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.printer.typesetting.preview import draw_receipt
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
from tests.devices.printer.paper import picture, printed
from tests.devices.printer.samples import URL, contributions
from tests.devices.printer.typesetting.test_paper_layout import MIXED

WIDE, SMALL = profile(), profile("generic-58mm")


@pytest.mark.parametrize("on", [WIDE, SMALL])
@pytest.mark.parametrize("name", ["欧阳锦绣", "𠮷㼆é"])
def test_it_is_dot_for_dot_what_is_printed(on: PrinterProfile, name: str) -> None:
    receipt = contributions(name)
    assert (
        picture(draw_receipt(receipt, on)).tobytes() == printed(receipt, on).tobytes()
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.builds(TextLine, MIXED, st.sampled_from(Align)),
            st.builds(ReceiptField, MIXED, MIXED),
            st.just(PaperRule()),
        ),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from((WIDE, SMALL)),
)
def test_whatever_it_says_it_is_what_is_printed(
    elements: list[Element], on: PrinterProfile
) -> None:
    """In bold a printer thickens a taught character in a way of its own."""
    receipt = Receipt("t", tuple(elements))
    drawn = picture(draw_receipt(receipt, on))
    assert drawn.tobytes() == printed(receipt, on).tobytes()


def covers(*elements: Element, on: PrinterProfile = WIDE) -> Iterator[tuple[int, ...]]:
    yield from draw_receipt(Receipt("t", elements), on).private


def test_a_private_value_is_covered_and_its_label_is_not() -> None:
    # Five columns at the right edge of 48, in the second line of 34 dots.
    field = ReceiptField("金额", "62.40", private=True)
    assert list(covers(PaperRule(), field)) == [(43 * 12, 34, 5 * 12, 34)]


def test_a_private_value_of_two_lines_is_covered_twice() -> None:
    field = ReceiptField("单位", "青" * 30, private=True)
    assert list(covers(field, on=SMALL)) == [
        (72, 0, 312, 32),
        (72, 32, 312, 32),
        (72, 64, 96, 32),
    ]


def test_a_private_column_is_covered_below_its_header() -> None:
    table = Columns(
        ("月", "额"), (("01", "1.00"),), (24, 23), frozenset({1}), frozenset({1})
    )
    assert list(covers(table)) == [(44 * 12, 34, 48, 34)]


def test_a_private_table_that_became_fields_is_covered_too() -> None:
    names = ("甲", "乙", "丙", "丁", "戊", "己")
    table = Columns(names, (("1234567890",) * 6,), (1,) * 6, private=frozenset({1, 2}))
    boxes = list(covers(table, on=SMALL))
    assert boxes == [(22 * 12, 32, 120, 32), (22 * 12, 64, 120, 32)]


def test_a_large_private_line_is_covered_at_its_size() -> None:
    line = TextLine("挂失", Align.CENTER, size=2, private=True)
    assert list(covers(line)) == [(240, 0, 96, 68)]


def test_what_is_not_private_has_no_cover() -> None:
    rest = (TextLine("甲"), ReceiptField("a", "b"), Space(), Code(URL))
    assert list(covers(*rest)) == []


def test_an_empty_receipt_is_one_row_of_white() -> None:
    assert draw_receipt(Receipt("t", ()), WIDE).height == 1


def test_a_dash_dot_by_dot() -> None:
    preview = picture(draw_receipt(Receipt("t", (TextLine("─"),)), SMALL))
    dark = [
        (x, y) for y in range(32) for x in range(384) if preview.getpixel((x, y)) != 0
    ]
    assert {x for x, _ in dark} == set(range(24))
    rows = {y for _, y in dark}
    assert len(rows) <= 3
    assert max(rows) - min(rows) == len(rows) - 1


def test_it_is_drawn_at_once() -> None:
    draw_receipt(contributions(), WIDE)
    began = time.thread_time()  # a busy machine takes none of it
    draw_receipt(contributions(), WIDE)
    assert time.thread_time() - began < 1.0  # 0.01 s here
