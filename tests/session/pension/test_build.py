"""The pension account and its statements: what is marked, said and never hidden."""

from datetime import UTC, datetime
from decimal import Decimal

from kiosk.devices.virtual.people.invented_records import LAST_BOOKED
from kiosk.domain.own_records import AnnualStatement
from kiosk.session.pages.values_wording import said
from kiosk.session.pension.build import account_page, statement_page
from kiosk.sync.wire.own_records_wire import StatementsAnswer
from tests.domain.answers import statements
from tests.session.records import CHINA, TEXTS, facts, lines, marks, notes


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
