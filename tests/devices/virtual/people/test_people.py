"""What follows from the demo people's jobs and visits: all agrees but the wrong."""

from decimal import Decimal

import msgspec
import pytest

from kiosk.devices.virtual.people.cast import Person, load_people
from kiosk.devices.virtual.people.invented_records import LAST_BOOKED, contributions_of
from kiosk.devices.virtual.people.medical_accounts import medical_of
from kiosk.devices.virtual.people.pension_accounts import RATES, pension_of
from kiosk.devices.virtual.people.registers import benefits_of, card_of, person_of
from kiosk.domain.consistency import Sum, SumState, check_statements
from kiosk.domain.own_records import InsuredState, MovementKind, PayFailure
from kiosk.domain.records import CardState, Insurance
from kiosk.session.contributions.arrived import arrived_sums

CAST = load_people()
PEOPLE = pytest.mark.parametrize("person", CAST.values(), ids=CAST.keys())
WRONG = "gao-xinyu"


@PEOPLE
def test_statements_agree(person: Person) -> None:
    account, years = pension_of(person)
    if person is not CAST[WRONG]:
        assert all(f.consistent for f in check_statements(years, LAST_BOOKED))
    if account is None:
        assert not years
        return
    assert [s.year for s in years] == list(range(years[0].year, max(RATES) + 1))
    assert account.principal is not None
    assert account.interest is not None
    assert account.balance == account.principal + account.interest
    totals = [s.months_total for s in years if s.months_total is not None]
    assert totals == sorted(totals)


def test_one_statement_is_off_and_one_has_gaps() -> None:
    _, years = pension_of(CAST[WRONG])
    found = {
        s.year: f
        for s, f in zip(years, check_statements(years, LAST_BOOKED), strict=True)
        if not f.consistent
    }
    assert {year: f.verdict for year, f in found.items()} == {
        2020: SumState.INCOMPLETE,
        2024: SumState.INCONSISTENT,
    }
    assert [(off.sum, off.amount) for off in found[2024].off] == [
        (Sum.CLOSING, Decimal("100.00"))
    ]


def test_interest_by_hand() -> None:
    """2024 of somebody whose base did not change in the year, at 2.62 percent."""
    _, years = pension_of(CAST["li-guoqiang"])
    year = years[-1]
    assert year.base == Decimal("4295.00")
    month = Decimal("343.60")  # 8 percent
    assert year.personal_credit == 12 * month
    # 343.60 x 2.62 % x n / 12 for n = 11, 10, ... 0, each rounded half up:
    fen = (825, 750, 675, 600, 525, 450, 375, 300, 225, 150, 75, 0)
    assert year.personal_credit_interest == Decimal(sum(fen)) / 100
    assert year.opening is not None
    expected = (year.opening * Decimal("0.0262")).quantize(Decimal("0.01"))
    assert year.interest_on_personal == expected
    assert (year.months, year.months_total) == (12, 120)


def test_the_job_changers_statement_knows_what_is_owed() -> None:
    _, years = pension_of(CAST["sun-xiaoming"])
    by_year = {s.year: s for s in years}
    assert (by_year[2019].months, by_year[2024].months) == (8, 11)
    assert (by_year[2024].months_owed, by_year[2023].months_owed) == (1, 0)
    assert by_year[2020].months == 12, "the month that was paid back counts"


def test_a_pension_empties_the_account() -> None:
    account, years = pension_of(CAST["zhou-yuzhen"])
    assert account is not None
    assert account.balance == 0
    assert years[0].payments == Decimal("152.35") * 12
    assert all(s.closing is not None and s.closing >= 0 for s in years)
    assert years[-1].payments == 0


@PEOPLE
def test_movements_lead_from_balance_to_balance(person: Person) -> None:
    account, moves = medical_of(person)
    if account is None:
        assert not moves
        return
    assert account.current_year is not None
    assert account.current_year >= 0
    times = [m.time for m in moves if m.time is not None]
    assert times == sorted(times)[::-1]
    assert len({m.serial for m in moves}) == len(moves) < 60
    before: Decimal | None = None
    for move in reversed(moves):
        assert move.amount is not None
        assert move.amount > 0
        if move.balance_after is None:
            assert person is CAST[WRONG]
            continue
        signed = move.amount if move.kind is MovementKind.IN else -move.amount
        assert before is None or before + signed == move.balance_after
        before = move.balance_after
    assert before is None or account.balance == before


def test_a_cancelled_settlement_came_back() -> None:
    _, moves = medical_of(CAST["zhou-yuzhen"])
    amounts = [m.amount for m in moves if m.time and f"{m.time:%Y-%m-%d}" > "2024-06"]
    back = [m for m in moves if m.serial.endswith("R")]
    assert len(back) == 1
    assert amounts.count(back[0].amount) == 2, "out and in again"


def states(key: str) -> dict[Insurance, InsuredState]:
    return {i.insurance: i.state for i in person_of(CAST[key]).insured}


def test_how_people_are_insured() -> None:
    assert set(states("wang-xiulan").values()) == {InsuredState.PAYING}
    assert states("wu-tong") == {Insurance.MEDICAL: InsuredState.PAYING}
    assert states("zhou-yuzhen") == {
        Insurance.PENSION: InsuredState.DRAWING,
        Insurance.MEDICAL: InsuredState.DRAWING,
    }
    out = states("liang-haibo")
    assert out[Insurance.UNEMPLOYMENT] is InsuredState.DRAWING
    assert out[Insurance.PENSION] is InsuredState.PAUSED


def test_months_of_a_changed_job() -> None:
    pension = person_of(CAST["sun-xiaoming"]).insured[0]
    assert (pension.first, pension.last) == ("2015-07", "2024-12")
    # 114 months in all, less the gap of four and the one that has not arrived.
    assert pension.months == 114 - 4 - 1
    assert person_of(CAST["liang-haibo"]).employer is None


@PEOPLE
def test_every_service_counts_the_same_months(person: Person) -> None:
    """Register, statements, benefit and list of months tell one figure."""
    insured = {i.insurance: i for i in person_of(person).insured}
    pension = insured.get(Insurance.PENSION)
    months = pension.months if pension else None
    _, years = pension_of(person)
    assert months == (years[-1].months_total if years else months)
    benefit = benefits_of(person).pension
    assert benefit is None or benefit.contribution_months == months
    lines = contributions_of(person)
    for insurance, one in insured.items():
        own = [line for line in lines if line.insurance is insurance]
        if own and not (insurance is Insurance.PENSION and person.pension_start):
            assert one.months == arrived_sums(own).months


def test_a_month_that_was_charged_twice_counts_once() -> None:
    """A second job beside the first brings the same months again."""
    li = CAST["li-guoqiang"]
    twice = msgspec.structs.replace(li, jobs=(*li.jobs, *li.jobs))
    _, years = pension_of(twice)
    assert (years[-1].months, years[-1].months_total) == (12, 120)
    assert person_of(twice).insured[0].months == 120


def test_months_before_the_listed_ones_count() -> None:
    pension = person_of(CAST["wang-xiulan"]).insured[0]
    assert (pension.first, pension.last) == ("2006-08", "2024-12")
    # 113 up to 2015, then nine whole years.
    assert pension.months == 113 + 9 * 12


def test_benefits() -> None:
    out = benefits_of(CAST["liang-haibo"]).unemployment
    assert out is not None
    assert (out.months_left, len(out.payments)) == (4, 8)
    assert out.payments[0].paid is None, "the bank has not answered yet"
    failed = [p for p in out.payments if p.paid is False]
    assert [(p.month, p.failure) for p in failed] == [
        ("2024-07", PayFailure.ACCOUNT_CLOSED)
    ]
    assert failed[0].paid_on is None
    retired = benefits_of(CAST["zhou-yuzhen"]).pension
    assert retired is not None
    assert [p.month for p in retired.payments][:2] == ["2024-12", "2024-11"]
    assert sum(p.paid is False for p in retired.payments) == 1
    assert len(benefits_of(CAST["huang-lili"]).maternity) == 3
    assert len(benefits_of(CAST["abdurahman"]).injury) == 4


def test_cards_on_their_way() -> None:
    steps = [p.step for p in card_of(CAST["jiang-siyu"]).progress]
    assert steps == ["applied", "bank_opened"]
    assert CAST["jiang-siyu"].card.state is CardState.MAKING
    assert card_of(CAST["he-mingyuan"]).financial_active is None


@PEOPLE
def test_accounts_and_telephones_are_nobodys(person: Person) -> None:
    assert person.card.bank_account == "" or person.card.bank_account[:8] == "0" * 8
    for number in (person.phone, person.mobile):
        assert number == "" or number.startswith("1000000")
    assert person.postcode == "" or person.postcode.startswith("99")


@PEOPLE
def test_no_value_tells_who_it_is_about(person: Person) -> None:
    told = repr((person_of(person), card_of(person), benefits_of(person)))
    told += repr((pension_of(person), medical_of(person)))
    assert person.name not in told
    assert person.number not in told
