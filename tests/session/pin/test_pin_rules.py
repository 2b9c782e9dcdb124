"""Weak PINs by table and by Hypothesis: every refusal has its reason."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.records import HolderData
from kiosk.domain.region.region_rules import PinRules
from kiosk.domain.secret import Pin
from kiosk.session.pin.pin_rules import (
    PinMistake,
    initial_digits,
    is_initial,
    is_run,
    mistake_in,
)
from kiosk.settings.regions import load_region
from kiosk.settings.shipped import shipped_config

HOLDER = HolderData(number="990101195603070023", born=date(1956, 3, 7))
FIXED = PinRules(initial="482915", initial_rule="fixed")
TAIL = PinRules(initial_rule="last6_of_number")


@pytest.mark.parametrize(
    ("digits", "mistake"),
    [
        ("12345X", PinMistake.NOT_DIGITS),
        ("12345", PinMistake.LENGTH),
        ("1234567", PinMistake.LENGTH),
        ("739156", PinMistake.SAME_AS_OLD),
        ("000000", PinMistake.ALL_EQUAL),
        ("777777", PinMistake.ALL_EQUAL),
        ("123456", PinMistake.RUN),
        ("654321", PinMistake.RUN),
        ("789012", PinMistake.RUN),
        ("210987", PinMistake.RUN),
        ("482915", PinMistake.INITIAL),
        ("560307", PinMistake.BIRTH_DATE),
        ("030756", PinMistake.BIRTH_DATE),
        ("070356", PinMistake.BIRTH_DATE),
        ("195603", PinMistake.BIRTH_DATE),
        ("031956", PinMistake.BIRTH_DATE),
        ("070023", PinMistake.NUMBER_TAIL),
        ("739165", None),
        ("112233", None),
        ("135791", None),
    ],
)
def test_mistakes(digits: str, mistake: PinMistake | None) -> None:
    assert mistake_in(Pin(digits), FIXED, HOLDER, Pin("739156")) is mistake


def test_the_birth_date_comes_from_the_number_too() -> None:
    holder = HolderData(number="99010119880229001X")
    assert mistake_in(Pin("880229"), FIXED, holder) is PinMistake.BIRTH_DATE
    assert mistake_in(Pin("229001"), FIXED, holder) is PinMistake.NUMBER_TAIL


def test_an_unknown_holder_forbids_nothing_of_theirs() -> None:
    assert mistake_in(Pin("560307"), FIXED, HolderData()) is None
    assert mistake_in(Pin("070023"), TAIL, HolderData(number="odd")) is None


def test_the_initial_pin_of_a_region() -> None:
    assert is_initial(Pin("482915"), FIXED, HolderData())
    assert not is_initial(Pin("482916"), FIXED, HolderData())
    assert is_initial(Pin("070023"), TAIL, HOLDER)
    assert initial_digits(TAIL, HolderData(number="99010119880229001X")) is None
    assert initial_digits(TAIL, HolderData()) is None
    assert initial_digits(PinRules(), HOLDER) is None
    assert initial_digits(PinRules(initial_rule="fixed"), HOLDER) is None


SIX_DIGITS = st.text("0123456789", min_size=6, max_size=6)


@given(SIX_DIGITS, st.dates(date(1900, 1, 1), date(2030, 1, 1)), SIX_DIGITS)
def test_what_is_taken_is_none_of_the_forbidden(
    digits: str, born: date, tail: str
) -> None:
    holder = HolderData(number="990101" + born.strftime("%Y%m%d")[:6] + tail, born=born)
    if mistake_in(Pin(digits), FIXED, holder) is None:
        assert len(set(digits)) > 1
        assert digits not in "01234567890123456789"
        assert digits not in "98765432109876543210"
        assert digits not in (born.strftime("%y%m%d"), born.strftime("%m%d%y"), tail)
        assert digits != FIXED.initial


@given(st.integers(0, 9), st.sampled_from((1, -1)))
def test_every_run_is_seen(first: int, step: int) -> None:
    run = "".join(str((first + step * place) % 10) for place in range(6))
    assert is_run(run)
    assert mistake_in(Pin(run), FIXED, HolderData()) is PinMistake.RUN


@given(SIX_DIGITS)
def test_one_more_step_breaks_a_run(digits: str) -> None:
    followed = digits[:5] + str((int(digits[4]) + 2) % 10)
    assert not is_run(followed)


@given(st.text("0123456789X", max_size=16))
def test_every_entry_gets_an_answer(typed: str) -> None:
    assert mistake_in(Pin(typed), TAIL, HOLDER) in (None, *PinMistake)


@pytest.mark.parametrize(
    ("region", "initial"), [("ningbo", "000000"), ("beijing", "070023")]
)
def test_shipped_regions_know_their_initial_pin(region: str, initial: str) -> None:
    rules = load_region(shipped_config("kiosk.toml"), region).pin
    assert initial_digits(rules, HOLDER) == initial
    assert rules.source
    assert rules.change_on_kiosk
    assert not rules.unlock_on_kiosk
