"""From the center's answers to pages: what is marked, said and never hidden."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.virtual.people.invented_records import LAST_BOOKED
from kiosk.domain.own_records import AnnualStatement
from kiosk.domain.records import Contribution, Insurance, VisitKind
from kiosk.session.benefits.build import Benefit, benefit_page
from kiosk.session.contributions.arrived import charged_years
from kiosk.session.contributions.by_month import MONTH_AHEAD, year_page
from kiosk.session.contributions.by_year import rights_statement_page, years_page
from kiosk.session.medical.account_build import medical_page
from kiosk.session.medical.treatments_build import visit_page, visits_page
from kiosk.session.pages.record import (
    Count,
    Fact,
    Listing,
    ListingRow,
    RecordPage,
    Word,
)
from kiosk.session.pages.record_times import chosen_year, in_year, is_ahead, years_of
from kiosk.session.pages.values_wording import confidential, private_columns, said
from kiosk.session.pension.build import account_page, statement_page
from kiosk.session.person.build import masked, participation_page, person_page
from kiosk.session.visit.menus import MENUS, shown
from kiosk.settings.texts import load_texts
from kiosk.sync.wire.contract import Contributions
from kiosk.sync.wire.own_records_wire import StatementsAnswer
from tests.domain.answers import (
    all_contributions,
    benefits,
    cast,
    contributions,
    medical,
    person,
    statements,
    visits,
)
from tests.whole import whole

CHINA = timezone(timedelta(hours=8))
TODAY = date(2025, 1, 20)
TEXTS = load_texts()


def facts(page: RecordPage) -> dict[str, Fact]:
    """Return all facts of a page by name."""
    found = [*page.lead, *(fact for section in page.sections for fact in section.facts)]
    return {fact.name: fact for fact in found}


def notes(page: RecordPage) -> list[str]:
    return [note.name for note in page.notes]


def marks(line: ListingRow) -> list[str]:
    return [mark.code for mark in line.marks]


def lines(page: RecordPage) -> tuple[ListingRow, ...]:
    return page.listings[0].lines


def values(page: RecordPage) -> list[list[Any]]:
    return [list(line.values) for line in lines(page)]


def test_a_statement_that_contradicts_itself_is_shown_as_it_is() -> None:
    told = statements("gao-xinyu")
    off = statement_page(told, 2024, CHINA)
    assert notes(off) == ["off_closing"]
    real = next(s for s in told.statements if s.year == 2024)
    assert facts(off)["closing"].value == real.closing
    assert notes(statement_page(told, 2023, CHINA)) == []
    account = account_page(told, CHINA)
    assert notes(account) == ["years_off"]
    marked = {line.opens for line in lines(account) if marks(line) == ["sums_off"]}
    assert marked == {"2024"}


def test_what_a_statement_lacks_is_said() -> None:
    page = statement_page(statements("gao-xinyu"), 2020, CHINA)
    assert notes(page) == ["unsure"]
    missing = {name for name, fact in facts(page).items() if fact.value is None}
    assert missing == {"interest_on_personal", "months_total", "base"}
    assert said(TEXTS, None) == TEXTS("value__missing")


def test_a_year_after_the_records_date_is_marked() -> None:
    told = statements("wang-xiulan", datetime(2023, 12, 31, tzinfo=UTC))
    assert notes(statement_page(told, 2024, CHINA)) == ["year_ahead"]
    assert marks(lines(account_page(told, CHINA))[0]) == ["ahead"]


def test_statements_of_one_year_and_none() -> None:
    told = StatementsAnswer(LAST_BOOKED, "", None, (AnnualStatement(year=2024),))
    page = account_page(told, CHINA)
    assert not page.empty
    assert page.chart == ()
    assert account_page(statements("wu-tong"), CHINA).empty


def test_an_undivided_opening_balance_lacks_nothing() -> None:
    told = StatementsAnswer(
        LAST_BOOKED, "", None, (AnnualStatement(year=2024, opening=Decimal(1)),)
    )
    opening = statement_page(told, 2024, CHINA).sections[0]
    assert [fact.name for fact in opening.facts] == ["opening"]


def test_a_cancelled_treatment_is_shown_and_not_counted() -> None:
    told = visits("zhou-yuzhen")
    page = visits_page(told, None, None, CHINA)
    year = [v for v in told.visits if v.settled and v.settled.year == page.year]
    assert len(lines(page)) == len(year)
    counted = [v for v in year if not v.cancelled]
    assert len(counted) < len(year)
    total = sum((v.total for v in counted if v.total is not None), Decimal(0))
    assert facts(page)["visits_total"].value == total
    cancelled = next(v for v in year if v.cancelled)
    line = next(line for line in lines(page) if line.opens == cancelled.id)
    assert "cancelled" in marks(line)
    assert "cancelled" in notes(visit_page(told, cancelled.id, CHINA))


def test_treatments_outside_of_the_city_and_ahead_are_marked() -> None:
    told = visits("gao-xinyu")
    years = years_of(v.settled and v.settled.date() for v in told.visits)
    pages = [visits_page(told, year, None, CHINA) for year in years]
    found = {mark for page in pages for line in lines(page) for mark in marks(line)}
    assert {"ahead", "sums_off"} <= found
    outside = next(v for v in visits("zhou-yuzhen").visits if v.outside_city)
    assert "outside_city" in notes(visit_page(visits("zhou-yuzhen"), outside.id, CHINA))


def test_a_treatment_with_holes_names_each() -> None:
    told = visits("gao-xinyu")
    poor = next(v for v in told.visits if v.institution is None)
    page = visit_page(told, poor.id, CHINA)
    missing = {name for name, fact in facts(page).items() if fact.value is None}
    assert {"institution", "visit_kind", "total", "cash", "balance_after"} <= missing
    assert "unsure" in notes(page)


def test_an_in_patient_has_both_days_and_others_none() -> None:
    told = visits("zhou-yuzhen")
    stay = next(v for v in told.visits if v.kind is VisitKind.INPATIENT)
    assert {"admitted", "discharged"} <= set(facts(visit_page(told, stay.id, CHINA)))
    clinic = next(v for v in told.visits if v.kind is VisitKind.OUTPATIENT)
    assert "admitted" not in facts(visit_page(told, clinic.id, CHINA))


@pytest.mark.parametrize("kind", VisitKind)
def test_the_filter_keeps_one_kind(kind: VisitKind) -> None:
    told = visits("zhou-yuzhen")
    page = visits_page(told, 2024, kind, CHINA)
    assert {line.values[1] for line in lines(page)} <= {Word("visit_kind", kind)}
    assert not page.empty


def test_times_are_those_of_the_hall() -> None:
    told = medical("zhou-yuzhen")
    assert medical_page(told, None, CHINA).as_of == told.as_of
    assert medical_page(told, None, CHINA).as_of.utcoffset() == timedelta(hours=8)
    late = msgspec.structs.replace(
        told.movements[0], time=datetime(2024, 12, 31, 20, tzinfo=UTC)
    )
    moved = msgspec.structs.replace(told, movements=(late,))
    page = medical_page(moved, None, CHINA)
    assert lines(page)[0].values[0] == date(2025, 1, 1)
    assert page.year == 2025


def test_a_failed_payment_says_why_and_a_pending_one_does_not() -> None:
    page = benefit_page(benefits("liang-haibo"), Benefit.UNEMPLOYMENT, None, CHINA)
    assert notes(page) == ["pay_failed_before"]
    states = {line.values[0]: line.values[3] for line in lines(page)}
    assert states["2024-12"] == Word("pay_state", "waiting")
    assert states["2024-07"] == Word("pay_state", "failed")
    assert states["2024-08"] == Word("pay_state", "paid")
    assert said(TEXTS, facts(page)["months_left"].value) == "4 个月"


def test_a_failure_that_no_payment_followed_sends_to_the_bank() -> None:
    told = benefits("liang-haibo")
    assert told.benefits.unemployment is not None
    until = tuple(
        p for p in told.benefits.unemployment.payments if (p.month or "") <= "2024-07"
    )
    unemployment = msgspec.structs.replace(told.benefits.unemployment, payments=until)
    found = msgspec.structs.replace(told.benefits, unemployment=unemployment)
    told = msgspec.structs.replace(told, benefits=found)
    page = benefit_page(told, Benefit.UNEMPLOYMENT, None, CHINA)
    assert notes(page) == ["pay_failed_account_closed"]


@pytest.mark.parametrize("which", Benefit)
def test_no_benefit_is_a_page_of_its_own(which: Benefit) -> None:
    page = benefit_page(benefits("wu-tong"), which, None, CHINA)
    assert page.empty
    assert TEXTS.has(f"benefit__none__{which}")


def test_every_kind_of_benefit_is_named_where_there_are_several() -> None:
    page = benefit_page(benefits("huang-lili"), Benefit.MATERNITY, None, CHINA)
    kinds = {line.values[0] for line in lines(page)}
    words = {f"{kind.family}__{kind.code}" for kind in kinds if isinstance(kind, Word)}
    assert len(words) == len(kinds)
    assert all(TEXTS.has(word) for word in words)


def test_no_whole_number_leaves_the_rules() -> None:
    for key in ("wang-xiulan", "huang-lili", "li-guoqiang"):
        who = cast(key)
        pages = (
            person_page(person(key), TODAY, CHINA),
            participation_page(person(key), CHINA),
            *(benefit_page(benefits(key), which, None, CHINA) for which in Benefit),
        )
        for secret in (who.number, who.card.number, who.card.bank_account, who.mobile):
            assert all(secret not in whole(page) for page in pages)


@given(st.text("0123456789X", max_size=30), st.integers(1, 6), st.integers(1, 4))
def test_masking_keeps_head_and_tail_only(number: str, head: int, tail: int) -> None:
    shown_ = masked(number, head, tail)
    assert shown_ is not None
    if len(number) > head + tail:
        assert shown_.startswith(number[:head])
        assert shown_.endswith(number[-tail:])
        assert set(shown_[head:-tail]) == {"*"}
    else:
        assert set(shown_) <= {"*"}


def test_the_bank_s_part_is_hinted_at() -> None:
    assert notes(person_page(person("li-guoqiang"), TODAY, CHINA)) == ["activate_at"]
    assert notes(person_page(person("wang-xiulan"), TODAY, CHINA)) == []
    expired = person_page(person("wang-xiulan"), date(2040, 1, 1), CHINA)
    assert notes(expired) == ["card_expired"]


def test_insurances_nobody_was_in_are_named_apart() -> None:
    page = participation_page(person("zhou-yuzhen"), CHINA)
    assert page.sections[-1].name == "insured_never"
    told = person("pan-yiran")
    nobody = msgspec.structs.replace(told.person, insured=())
    bare = msgspec.structs.replace(told, person=nobody)
    assert participation_page(bare, CHINA).empty


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


@given(st.lists(st.dates() | st.none()), st.integers(1990, 2030))
def test_nothing_without_a_day_is_lost_in_a_year(
    days: list[date | None], year: int
) -> None:
    years = years_of(days)
    assert list(years) == sorted(set(years), reverse=True)
    found = chosen_year(years, year)
    kept = in_year(days, lambda day: day, found)
    assert sum(day is None for day in kept) == sum(day is None for day in days)
    assert all(day is None or day.year == found for day in kept)


@pytest.mark.parametrize(
    ("when", "ahead"),
    [
        (date(2025, 1, 10), False),
        (date(2025, 1, 11), True),
        ("2025-01", False),
        ("2025-02", True),
        (None, False),
    ],
)
def test_what_is_ahead(when: date | str | None, ahead: bool) -> None:
    assert is_ahead(when, LAST_BOOKED) is ahead


def test_sums_and_names_are_confidential_and_months_are_not() -> None:
    assert confidential(Decimal(1))
    assert confidential("某某医院")
    assert not confidential("2024-12")
    listing = Listing(
        "x", ("a", "b"), (ListingRow(("2024-01", None)), ListingRow((None, Decimal(1))))
    )
    assert private_columns(listing) == (False, True)


def test_a_menu_that_leads_nowhere_is_left_out() -> None:
    menus = MENUS["hall"]
    assert "card_services" not in shown(menus, "home", ["visits", "pension"])
    assert shown(menus, "home", ["visits"]) == ("health",)
    assert shown(menus, "health", ["visits"]) == ("visits",)
