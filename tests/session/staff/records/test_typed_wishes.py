"""What technicians type: forgiving where it is clear, nothing where it is not."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.session.staff.records.typed_wishes import moment, receipt_number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("5F0A1C3E-103000", "5F0A1C3E-103000"),
        (" 5f0a1c3e103000 ", "5F0A1C3E-103000"),
        ("5F0A 1C3E 103000", "5F0A1C3E-103000"),
        ("5F0A1C3G-103000", None),
        ("5F0A1C3E-10300", None),
        ("", None),
        ("５F0A1C3E-103000", None),
    ],
)
def test_a_number(typed: str, number: str | None) -> None:
    assert receipt_number(typed) == number


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("20241231", datetime(2024, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("2024-12-31 10:30", datetime(2024, 12, 31, 10, 30, 59, tzinfo=UTC)),
        ("202412311030", datetime(2024, 12, 31, 10, 30, 59, tzinfo=UTC)),
        ("202412310005", datetime(2024, 12, 31, 0, 5, 59, tzinfo=UTC)),
        ("20240230", None),
        ("00000101", None),
        ("202412312560", None),
        ("２０２４１２３１", None),
        ("yesterday", None),
    ],
)
def test_a_moment(typed: str, at: datetime | None) -> None:
    assert moment(typed, UTC) == at


@given(st.text(max_size=30))
def test_nothing_that_is_typed_breaks_it(typed: str) -> None:
    number = receipt_number(typed)
    assert number is None or len(number) == 15
    assert moment(typed, UTC) is None or len(typed.strip()) >= 8
