"""The sums that records must obey: what is off is named, and by how much."""

from datetime import UTC, datetime
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.consistency import (
    Off,
    Sum,
    SumMistake,
    SumState,
    check_statement,
    check_statements,
    check_visit,
)
from kiosk.domain.own_records import AnnualStatement
from kiosk.domain.records import FundKind, FundPart, MedicalVisit

AS_OF = datetime(2025, 1, 10, tzinfo=UTC)
MONEY = st.decimals(0, 10_000_000, places=2)
DIFFERENCE = st.decimals(-1000, 1000, places=2)


def statement(year: int = 2023, /, **fields: object) -> AnnualStatement:
    """Return a year that agrees: 1000 + 30 + 60 + 800 + 12 - 200 = 1702."""
    whole: dict[str, object] = {
        "opening": Decimal(1000),
        "opening_employer_principal": Decimal(200),
        "opening_employer_interest": Decimal(100),
        "opening_personal_principal": Decimal(500),
        "opening_personal_interest": Decimal(200),
        "interest_on_employer": Decimal(30),
        "interest_on_personal": Decimal(60),
        "employer_credit": Decimal(0),
        "employer_credit_interest": Decimal(0),
        "personal_credit": Decimal(800),
        "personal_credit_interest": Decimal(12),
        "payments": Decimal(200),
        "closing": Decimal(1702),
    }
    return msgspec.structs.replace(AnnualStatement(year=year), **whole | fields)


def visit(**fields: object) -> MedicalVisit:
    """Return a settlement that agrees."""
    whole = MedicalVisit(
        id="1",
        settled=datetime(2024, 5, 6, 7, tzinfo=UTC),
        total=Decimal(100),
        fund=Decimal(60),
        person=Decimal(40),
        account=Decimal(30),
        cash=Decimal(10),
    )
    return msgspec.structs.replace(whole, **fields)


def test_a_year_that_agrees() -> None:
    assert check_statement(statement()) == SumMistake()
    assert check_statement(statement(), as_of=AS_OF).consistent


AMOUNTS = [
    *("opening", "interest_on_employer", "interest_on_personal", "employer_credit"),
    *("employer_credit_interest", "personal_credit", "personal_credit_interest"),
    *("payments", "closing"),
]


@pytest.mark.parametrize("name", AMOUNTS)
def test_every_part_of_a_year_counts(name: str) -> None:
    good = statement()
    value = getattr(good, name) + Decimal("0.01")
    found = check_statement(statement(**{name: value}))
    sign = 1 if name in ("closing", "payments") else -1
    assert Off(Sum.CLOSING, sign * Decimal("0.01")) in found.off
    assert found.verdict is SumState.INCONSISTENT


@pytest.mark.parametrize("name", AMOUNTS)
def test_a_missing_part_is_not_a_contradiction(name: str) -> None:
    found = check_statement(statement(**{name: None}))
    assert found.verdict is SumState.INCOMPLETE
    assert Sum.CLOSING in found.unsure
    assert not found.off


@given(MONEY, DIFFERENCE.filter(bool))
def test_how_much_a_year_is_off(credit: Decimal, off: Decimal) -> None:
    fair = Decimal(902) + credit
    found = check_statement(statement(personal_credit=credit, closing=fair + off))
    assert found.off == (Off(Sum.CLOSING, off),)


def test_the_parts_of_the_opening_balance() -> None:
    off = check_statement(statement(opening_employer_principal=Decimal(201)))
    assert off.off == (Off(Sum.OPENING, Decimal(-1)),)
    undivided = statement(
        opening_employer_principal=None,
        opening_employer_interest=None,
        opening_personal_principal=None,
        opening_personal_interest=None,
    )
    assert check_statement(undivided).consistent
    half = check_statement(statement(opening_employer_principal=None))
    assert half.unsure == (Sum.OPENING,)


def test_a_year_begins_as_the_last_one_ended() -> None:
    before = statement(2022, closing=Decimal(999))
    assert check_statement(statement(), before).off == (Off(Sum.FOLLOWS, Decimal(1)),)
    hole = statement(2021, closing=Decimal(999))
    assert check_statement(statement(), hole).consistent, "not the year before"
    years = [statement(2022, opening=Decimal(1000), closing=Decimal(1702)), statement()]
    assert [f.off for f in check_statements(years)] == [
        (),
        (Off(Sum.FOLLOWS, Decimal(-702)),),
    ]


def test_a_year_that_has_not_begun() -> None:
    found = check_statement(statement(2026), as_of=AS_OF)
    assert found.ahead
    assert found.verdict is SumState.INCONSISTENT


def test_a_visit_that_agrees() -> None:
    assert check_visit(visit(), AS_OF).consistent
    more = visit(
        hospital=Decimal(5),
        fund=Decimal(55),
        shared_account=Decimal(3),
        cash=Decimal(7),
        fund_parts=(
            FundPart(FundKind.POOL, Decimal(50)),
            FundPart(FundKind.LARGE_AMOUNT, Decimal(5)),
        ),
        wholly_own=Decimal(1),
        over_limit=Decimal(2),
        own_share_first=Decimal(3),
        in_scope=Decimal(94),
    )
    assert check_visit(more, AS_OF).consistent


@pytest.mark.parametrize(
    ("fields", "off"),
    [
        ({"total": Decimal(101)}, [Off(Sum.TOTAL, Decimal(1))]),
        ({"fund": Decimal(61)}, [Off(Sum.TOTAL, Decimal(-1))]),
        ({"hospital": Decimal(2)}, [Off(Sum.TOTAL, Decimal(-2))]),
        ({"cash": Decimal(9)}, [Off(Sum.PERSON, Decimal(1))]),
        ({"shared_account": Decimal(4)}, [Off(Sum.PERSON, Decimal(-4))]),
        (
            {"person": Decimal(41)},
            [Off(Sum.TOTAL, Decimal(-1)), Off(Sum.PERSON, Decimal(1))],
        ),
        (
            {"fund_parts": (FundPart(FundKind.OTHER, Decimal(59)),)},
            [Off(Sum.FUND, Decimal(1))],
        ),
        (
            {
                "wholly_own": Decimal(1),
                "over_limit": Decimal(0),
                "own_share_first": Decimal(0),
                "in_scope": Decimal(100),
            },
            [Off(Sum.SCOPE, Decimal(-1))],
        ),
    ],
)
def test_a_visit_that_is_off(fields: dict[str, object], off: list[Off]) -> None:
    assert list(check_visit(visit(**fields)).off) == off


@pytest.mark.parametrize("name", ["total", "fund", "person", "account", "cash"])
def test_a_visit_with_a_gap(name: str) -> None:
    found = check_visit(visit(**{name: None}))
    assert found.verdict is SumState.INCOMPLETE
    assert not found.off


def test_a_visit_of_tomorrow() -> None:
    late = visit(settled=datetime(2031, 1, 1, tzinfo=UTC))
    assert check_visit(late, AS_OF).ahead
    assert not check_visit(late).ahead, "without a day to hold it against"
    assert check_visit(visit(settled=None), AS_OF).consistent
