"""Amounts, days and moments are written one way."""

import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import kiosk
from kiosk.domain.notation import day, minute, money, second


def test_money() -> None:
    assert money(Decimal("1234567.8")) == "1,234,567.80"
    assert money(Decimal("-3")) == "-3.00"


def test_days_and_moments() -> None:
    when = datetime(2024, 3, 8, 9, 5, 7)
    assert day(date(2024, 3, 8)) == day(when) == "2024-03-08"
    assert minute(when) == "2024-03-08 09:05"
    assert second(when) == "2024-03-08 09:05:07"


def test_nobody_else_writes_an_amount_or_a_moment() -> None:
    """Whole days and moments; a clock's time of today alone is another matter."""
    package = Path(kiosk.__file__).parent
    pattern = re.compile(r":,\.2f|%Y-%m-%d(?!T)|%F")
    found = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if pattern.search(path.read_text("utf-8"))
    }
    assert found == {"domain/notation.py"}
