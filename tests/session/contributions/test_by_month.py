"""The table, totals and chart of one year, from lists that are short, odd or empty."""

from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.records import ChargeKind, Contribution, Insurance
from kiosk.session.contributions.by_month import (
    History,
    month_rows,
    months_paid,
    year_page,
)
from kiosk.session.contributions.pages import MonthMark

AS_OF = datetime(2024, 12, 31, tzinfo=UTC)


def month(
    text: str, arrived: bool = True, kind: ChargeKind = ChargeKind.NORMAL
) -> Contribution:
    return Contribution(
        insurance=Insurance.PENSION,
        month=text,
        paid_month=text,
        employer="示例公司",
        base=Decimal("6500.00"),
        employer_amount=Decimal("910.00"),
        personal_amount=Decimal("520.00"),
        arrived=date(2024, 1, 1) if arrived else None,
        kind=kind,
    )


def history(*months: Contribution) -> History:
    return History(Insurance.PENSION, months, AS_OF)


def test_no_record_reads_well() -> None:
    page = year_page(history(), None, can_print=True)
    assert page.years == ()
    assert page.year == 2024
    assert page.rows == ()
    assert not page.can_print
    assert page.chart == (Decimal("0.00"),) * 12


def test_marks_and_gaps() -> None:
    told = history(
        month("2022-11"),
        month("2023-02", kind=ChargeKind.BACK_PAYMENT),
        month("2023-03", arrived=False),
    )
    assert [(r.month, r.mark) for r in month_rows(told, 2023)] == [
        ("2023-01", MonthMark.GAP),
        ("2023-02", MonthMark.BACK_PAYMENT),
        ("2023-03", MonthMark.NOT_ARRIVED),
    ]
    assert [r.month for r in month_rows(told, 2022)] == ["2022-11", "2022-12"]


def test_money_that_has_not_arrived_does_not_count() -> None:
    page = year_page(history(month("2023-01"), month("2023-02", False)), 2023, True)
    assert page.months_paid == 1
    assert page.employer_total == Decimal("910.00")
    assert page.chart[:2] == (Decimal("1430.00"), Decimal("0.00"))


def test_a_year_without_charges_between_two_is_a_year_of_gaps() -> None:
    page = year_page(history(month("2021-05"), month("2023-05")), 2022, True)
    assert page.years == (2023, 2022, 2021)
    assert [r.mark for r in page.rows] == [MonthMark.GAP] * 12


def test_an_unknown_year_gives_the_newest() -> None:
    assert year_page(history(month("2023-05")), 1950, True).year == 2023


months = st.integers(0, 359).map(lambda n: f"{1995 + n // 12}-{n % 12 + 1:02d}")
charges = st.lists(st.builds(month, months, st.booleans()), max_size=60)


@given(charges)
def test_every_charge_is_shown_once_and_sums_agree(told: list[Contribution]) -> None:
    whole = history(*told)
    shown = 0
    employer = Decimal("0.00")
    for year in whole.years:
        page = year_page(whole, year, True)
        shown += sum(row.mark is not MonthMark.GAP for row in page.rows)
        employer += page.employer_total
        assert sum(page.chart) == page.employer_total + page.personal_total
    assert shown == len(told)
    assert employer == sum(c.employer_amount for c in told if c.arrived)
    assert months_paid(told) <= len(told)
