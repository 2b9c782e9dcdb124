"""The table, totals and chart of one year, from lists that are short, odd or empty."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.records import ChargeKind, Contribution, Insurance
from kiosk.session.contributions.arrived import arrived_sums, charged_years
from kiosk.session.contributions.by_month import (
    BACK_PAYMENT,
    GAP,
    NOT_ARRIVED,
    month_lines,
    year_page,
)
from kiosk.session.contributions.pages import ContributionsPage
from kiosk.session.pages.record import Count, ListingRow, RecordPage, Word
from kiosk.session.pages.values_wording import said
from kiosk.settings.texts import load_texts
from kiosk.sync.wire.visit_wire import Contributions

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


def told(*months: Contribution) -> Contributions:
    return Contributions(AS_OF, "", list(months))


def page_of(*months: Contribution, year: int | None = None) -> ContributionsPage:
    return year_page(told(*months), Insurance.PENSION, year, UTC)


def marked(lines: Sequence[ListingRow]) -> list[tuple[str, tuple[Word, ...]]]:
    """Return each line's month with its marks."""
    return [(said(load_texts(), line.values[0]), line.marks) for line in lines]


def lead(page: RecordPage) -> list[object]:
    return [
        f.value.number if isinstance(f.value, Count) else f.value for f in page.lead
    ]


def test_no_record_reads_well() -> None:
    page = page_of()
    assert page.empty
    assert page.views == ("pension",)
    assert (page.years, page.listings, page.chart) == ((), (), ())


def test_marks_and_gaps() -> None:
    months = (
        month("2022-11"),
        month("2023-02", kind=ChargeKind.BACK_PAYMENT),
        month("2023-03", arrived=False),
    )
    span = ("2022-11", "2023-03")
    assert marked(month_lines(months, 2023, AS_OF, span)) == [
        ("1月", (GAP,)),
        ("2月", (BACK_PAYMENT,)),
        ("3月", (NOT_ARRIVED,)),
    ]
    lines = month_lines(months, 2022, AS_OF, span)
    assert marked(lines) == [("11月", ()), ("12月", (GAP,))]
    assert [len(line.values) for line in lines] == [4, 1]


def test_money_that_has_not_arrived_does_not_count() -> None:
    page = page_of(month("2023-01"), month("2023-02", False))
    assert lead(page) == [1, 1, Decimal("910.00"), Decimal("520.00")]
    assert page.chart[:2] == (("1", Decimal("1430.00")), ("2", Decimal("0.00")))


def test_a_year_without_charges_between_two_is_a_year_of_gaps() -> None:
    page = page_of(month("2021-05"), month("2023-05"), year=2022)
    assert page.years == (2023, 2022, 2021)
    assert [line.marks for line in page.listings[0].lines] == [(GAP,)] * 12


def test_an_unknown_year_gives_the_newest() -> None:
    assert page_of(month("2023-05"), year=1950).year == 2023


def test_all_years_are_offered_where_there_are_several() -> None:
    assert page_of(month("2023-05")).views == ()
    assert page_of(month("2022-05"), month("2023-05")).views == ("by_year",)


months = st.integers(0, 359).map(lambda n: f"{1995 + n // 12}-{n % 12 + 1:02d}")
charges = st.lists(st.builds(month, months, st.booleans()), max_size=60)


@given(charges)
def test_every_charge_is_shown_once_and_sums_agree(charged: list[Contribution]) -> None:
    shown = 0
    employer = Decimal("0.00")
    for year in charged_years(charged):
        page = page_of(*charged, year=year)
        shown += sum(line.marks != (GAP,) for line in page.listings[0].lines)
        _, _, by_employer, personal = lead(page)
        assert isinstance(by_employer, Decimal)
        assert isinstance(personal, Decimal)
        employer += by_employer
        assert sum(value for _, value in page.chart) == by_employer + personal
    assert shown == len(charged)
    assert employer == sum(c.employer_amount for c in charged if c.arrived)
    assert arrived_sums(charged).months <= len(charged)
