"""The demo people: nobody real, and every amount adds up."""

import re
from decimal import ROUND_HALF_UP, Decimal

import pytest

from kiosk.devices.virtual.people.cast import Person, load_people
from kiosk.devices.virtual.people.invented_records import (
    LAST_BOOKED,
    contributions_of,
    visits_of,
)
from kiosk.domain.consistency import check_visit
from kiosk.domain.records import CardState, ChargeKind, Contribution, Insurance

CAST = load_people()
PEOPLE = pytest.mark.parametrize("person", CAST.values(), ids=CAST.keys())
FEN = Decimal("0.01")


def number_check(body: str) -> str:
    """Return the check character of ISO 7064 MOD 11-2."""
    rest = 0
    for digit in body:
        rest = (rest + int(digit)) * 2 % 11
    return "0123456789X"[(12 - rest) % 11]


def card_check(body: str) -> str:
    """Return the check character of an eight-character card number."""
    values = [int(c, 36) for c in body]
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    value = 11 - sum(v * w for v, w in zip(values, weights, strict=True)) % 11
    return {10: "X", 11: "0"}.get(value, str(value))


def test_the_check_rules_are_right() -> None:
    assert card_check("X0000001") == "9"
    assert number_check("99010119900307001") == "5"
    # 11-2 by its other definition: the whole number is 1 modulo 11.
    whole = "990101199003070015"
    weighed = sum(int(c) * 2 ** (17 - i) for i, c in enumerate(whole))
    assert weighed % 11 == 1


@PEOPLE
def test_nobody_is_real(person: Person) -> None:
    assert person.number[:2] == "99"
    assert person.birthplace[:2] == "99"
    assert len(person.number) == 18
    assert person.number[-1] == number_check(person.number[:17])
    assert person.number[6:14] == f"{person.born:%Y%m%d}"
    assert person.sex == ("1" if int(person.number[16]) % 2 else "2")


@PEOPLE
def test_cards_are_well_formed(person: Person) -> None:
    card = person.card
    assert len(bytes.fromhex(card.id)) == 16
    assert re.fullmatch(r"(110000|130100|210200|310000|330200)D156000005", card.id[:16])
    assert card.id[16:24].isdecimal()
    assert card.number[-1] == card_check(card.number[:8])
    assert card.issued < card.valid_until
    assert card.generation in (1, 2, 3)
    assert card.pin == "" or (len(card.pin) == 6 and card.pin.isdecimal())


def test_numbers_are_nobody_elses() -> None:
    for values in (
        [p.number for p in CAST.values()],
        [p.card.id for p in CAST.values()],
        [p.card.number for p in CAST.values()],
    ):
        assert len(set(values)) == len(CAST)


def test_the_cast_has_every_case() -> None:
    people = CAST.values()
    assert sum(p.dock for p in people) <= 15, "the dock has room for so many"
    assert {p.card.generation for p in people} == {1, 2, 3}
    assert {p.card.state for p in people} == set(CardState) - {CardState.UNKNOWN}
    assert {p.card.id[:6] for p in people} >= {"110000", "130100", "210200", "310000"}
    assert any(p.number.endswith("X") for p in people)
    assert any(len(p.name.encode("gb18030")) > 30 for p in people)
    assert any(any(ord(c) > 0xFFFF for c in p.name) for p in people)
    assert any(not p.jobs and not p.visits for p in people)
    without = (CardState.NOT_ENABLED, CardState.MAKING, CardState.ASSIGNED)
    assert all(p.card.state in without for p in people if p.card.pin == "")
    assert {p.card.state for p in people if p.card.pin == ""} == set(without)


def line(key: str, insurance: Insurance, month: str) -> Contribution:
    """Return one month of one insurance."""
    return next(
        c
        for c in contributions_of(CAST[key])
        if (c.insurance, c.month) == (insurance, month)
    )


@pytest.mark.parametrize(
    ("key", "insurance", "employer", "personal"),
    [
        ("wang-xiulan", Insurance.PENSION, "910.00", "520.00"),
        ("wang-xiulan", Insurance.MEDICAL, "585.00", "130.00"),
        ("wang-xiulan", Insurance.UNEMPLOYMENT, "32.50", "32.50"),
        ("wang-xiulan", Insurance.MATERNITY, "45.50", "0.00"),
        ("wang-xiulan", Insurance.INJURY, "26.00", "0.00"),
        ("li-guoqiang", Insurance.PENSION, "429.52", "245.44"),
        ("li-guoqiang", Insurance.MEDICAL, "276.12", "61.36"),
        ("li-guoqiang", Insurance.UNEMPLOYMENT, "15.34", "15.34"),
        ("chen-jianhua", Insurance.PENSION, "2146.90", "1226.80"),
        ("chen-jianhua", Insurance.MEDICAL, "1380.15", "306.70"),
        ("chen-jianhua", Insurance.UNEMPLOYMENT, "76.68", "76.68"),
        ("zhao-genfu", Insurance.UNEMPLOYMENT, "21.00", "0.00"),
    ],
)
def test_the_amounts_of_2018(
    key: str, insurance: Insurance, employer: str, personal: str
) -> None:
    month = line(key, insurance, "2018-06")
    assert (month.employer_amount, month.personal_amount) == (
        Decimal(employer),
        Decimal(personal),
    )
    assert month.total == Decimal(employer) + Decimal(personal)


@PEOPLE
def test_contributions_are_orderly(person: Person) -> None:
    lines = contributions_of(person)
    keys = [(c.month, c.insurance) for c in lines]
    assert len(keys) == len(set(keys))
    assert [c.month for c in lines] == sorted(c.month for c in lines)
    for c in lines:
        assert ("1989-01" if person.retired else "2015-01") <= c.month <= "2024-12"
        assert c.month <= c.paid_month <= "2024-12"
        assert c.base == c.base.quantize(Decimal(1), ROUND_HALF_UP)
        for amount in (c.employer_amount, c.personal_amount):
            assert amount == amount.quantize(FEN)
            assert amount.as_tuple().exponent == -2
        if c.insurance in (Insurance.INJURY, Insurance.MATERNITY):
            assert c.personal_amount == 0
        assert c.arrived is None or f"{c.arrived:%Y-%m}" == c.paid_month


def test_the_retired_person_paid_until_she_retired() -> None:
    lines = contributions_of(CAST["zhou-yuzhen"])
    months = [c.month for c in lines if c.insurance is Insurance.PENSION]
    assert (months[0], months[-1], len(months)) == ("1989-01", "2005-02", 194)
    assert {c.insurance for c in lines} == {Insurance.PENSION, Insurance.MEDICAL}


def test_the_job_changer() -> None:
    lines = [
        c
        for c in contributions_of(CAST["sun-xiaoming"])
        if c.insurance is Insurance.PENSION
    ]
    months = {c.month: c for c in lines}
    gap = ["2019-04", "2019-05", "2019-06", "2019-07"]
    assert not any(month in months for month in gap)
    assert len({c.employer for c in lines}) == 2
    late = [c for c in lines if c.kind is ChargeKind.BACK_PAYMENT]
    assert [(c.month, c.paid_month) for c in late] == [("2020-03", "2020-06")]
    assert [c.month for c in lines if c.arrived is None] == ["2024-11"]


@PEOPLE
def test_visits_add_up(person: Person) -> None:
    visits = visits_of(person)
    times = [v.settled for v in visits if v.settled is not None]
    assert times == sorted(times)[::-1]
    assert len({v.id for v in visits}) == len(visits)
    if person is CAST["gao-xinyu"]:
        return  # everything that can be wrong; tests/rights tells it apart
    for v in visits:
        assert check_visit(v, LAST_BOOKED).consistent, v.id
        amounts = (v.fund, v.account, v.cash, v.balance_after, v.in_scope)
        assert all(amount is not None and amount >= 0 for amount in amounts)
        assert v.settled is not None
        assert v.settled.utcoffset() is not None
        if v.began and v.ended:
            assert v.ended > v.began


def test_the_retired_person_has_every_kind_of_visit() -> None:
    visits = visits_of(CAST["zhou-yuzhen"])
    kinds = {str(v.kind) for v in visits}
    assert kinds >= {"outpatient", "emergency", "inpatient", "pharmacy", "chronic"}
    assert any(v.cancelled for v in visits)
    assert any(v.outside_city for v in visits)
    stay = next(v for v in visits if v.kind == "inpatient")
    assert stay.began is not None
    assert stay.ended is not None
    assert (stay.ended - stay.began).days == 9
    assert stay.cash is not None
    assert stay.cash > 0
