"""Contributions of all years, and of all five insurances."""

from datetime import date
from decimal import Decimal

from kiosk.devices.virtual.people.invented_records import LAST_BOOKED
from kiosk.domain.records import Contribution, Insurance
from kiosk.session.contributions.arrived import charged_years
from kiosk.session.contributions.by_month import MONTH_AHEAD, year_page
from kiosk.session.contributions.by_year import rights_statement_page, years_page
from kiosk.session.pages.record import Count
from kiosk.sync.wire.visit_wire import Contributions
from tests.domain.answers import all_contributions, contributions
from tests.session.records import CHINA, facts, lines, notes, values


def test_all_years_add_up_to_the_single_ones() -> None:
    told = contributions("sun-xiaoming")
    page = years_page(told, Insurance.PENSION, CHINA)
    years = charged_years(told.contributions)
    single = [facts(year_page(told, Insurance.PENSION, year, CHINA)) for year in years]
    months = [Count(number) for _, number, _, _ in values(page)]
    assert months == [one["year_paid_months"].value for one in single]
    employer = [amount for _, _, amount, _ in values(page)]
    assert employer == [one["year_employer"].value for one in single]
    personal = [amount for _, _, _, amount in values(page)]
    assert personal == [one["year_personal"].value for one in single]
    both = [sum(row[2:]) for row in values(page)]
    assert [value for _, value in page.chart] == both[::-1]
    total = facts(page)["both_sum"].value
    assert total == sum((value for _, value in page.chart), Decimal(0))


def test_the_statement_of_all_five_names_what_is_missing() -> None:
    some = dict(list(all_contributions("sun-xiaoming").items())[:3])
    bare = {Insurance.MATERNITY: Contributions(LAST_BOOKED, "", [])}
    page = rights_statement_page(some | bare, CHINA)
    assert len(page.listings) == 3
    assert notes(page) == ["no_contributions"]
    assert rights_statement_page(bare, CHINA).empty


def test_a_month_after_the_records_date_is_marked() -> None:
    ahead = Contribution(
        insurance=Insurance.PENSION,
        month="2025-06",
        paid_month="2025-01",
        employer="示例公司",
        base=Decimal(1),
        employer_amount=Decimal(1),
        personal_amount=Decimal(1),
        arrived=date(2025, 1, 2),
    )
    told = Contributions(LAST_BOOKED, "", [ahead])
    page = year_page(told, Insurance.PENSION, None, CHINA)
    assert [line.marks for line in lines(page)] == [(MONTH_AHEAD,)]
