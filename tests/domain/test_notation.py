"""Amounts, days and moments are written one way."""

from datetime import date, datetime
from decimal import Decimal

from kiosk.domain.notation import day, minute, money, second


def test_money() -> None:
    assert money(Decimal("1234567.8")) == "1,234,567.80"
    assert money(Decimal("-3")) == "-3.00"


def test_days_and_moments() -> None:
    when = datetime(2024, 3, 8, 9, 5, 7)
    assert day(date(2024, 3, 8)) == day(when) == "2024-03-08"
    assert minute(when) == "2024-03-08 09:05"
    assert second(when) == "2024-03-08 09:05:07"
