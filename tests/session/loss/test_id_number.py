"""Numbers that people type: judged from the first key on, never more than is known."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.session.loss.id_number import (
    LENGTH,
    NumberMistake,
    check_character,
    id_mistake,
    mobile_mistake,
    phone_mistake,
    postcode_mistake,
)

TODAY = date(2024, 2, 29)
days = st.dates(date(1880, 1, 1), TODAY)
areas = st.from_regex(r"[0-9]{6}", fullmatch=True)
orders = st.from_regex(r"[0-9]{3}", fullmatch=True)


def numbered(area: str, born: date, order: str) -> str:
    """Return a whole number with its right check character."""
    head = f"{area}{born:%Y%m%d}{order}"
    return head + check_character(head)


@pytest.mark.parametrize(
    ("head", "check"),
    [
        # Worked by hand: the sum of digit times weight modulo 11, read from the table.
        ("00000000000000000", "1"),
        ("10000000000000000", "5"),
        ("00000000000000001", "X"),
        ("99010119560307002", "9"),
        # GB 11643-1999's own two examples.
        ("11010519491231002", "X"),
        ("44052418800101001", "4"),
        # ORCID's documented samples: the same ISO 7064 MOD 11-2, of fifteen digits.
        ("00" + "000000021825009", "7"),
        ("00" + "000000015109370", "0"),
        ("00" + "000000021694233", "X"),
    ],
)
def test_check_characters(head: str, check: str) -> None:
    assert check_character(head) == check


@pytest.mark.parametrize(("place", "check"), list(enumerate("532748X069532748X")))
def test_every_place_has_its_own_weight(place: int, check: str) -> None:
    """A one at a place leaves 12 minus the place's weight in the standard's table."""
    assert check_character("1".rjust(place + 1, "0").ljust(17, "0")) == check


@given(areas, days, orders)
def test_a_right_number_is_right_at_every_key(
    area: str, born: date, order: str
) -> None:
    number = numbered(area, born, order)
    mistakes = {id_mistake(number[:n], TODAY) for n in range(LENGTH + 1)}
    assert mistakes == {None}


@given(areas, days, orders, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(
    area: str, born: date, order: str, at: int, by: int
) -> None:
    number = numbered(area, born, order)
    wrong = (int(number[at]) + by) % 10
    assert id_mistake(f"{number[:at]}{wrong}{number[at + 1 :]}", TODAY) is not None


@given(areas, days, orders, st.integers(0, 15))
def test_two_neighbours_changed_round_are_always_found(
    area: str, born: date, order: str, at: int
) -> None:
    number = numbered(area, born, order)
    one, other = number[at], number[at + 1]
    swapped = f"{number[:at]}{other}{one}{number[at + 2 :]}"
    if one != other:
        assert id_mistake(swapped, TODAY) is not None


@given(st.text("0123456789X", max_size=LENGTH))
def test_once_wrong_stays_wrong(typed: str) -> None:
    """A mistake told while typing must not turn out to have been none."""
    mistakes = [id_mistake(typed[:n], TODAY) for n in range(len(typed) + 1)]
    begun = [mistake is not None for mistake in mistakes]
    assert begun == sorted(begun)


@pytest.mark.parametrize(
    ("typed", "mistake"),
    [
        ("", None),
        ("000000", None),  # area codes are not judged
        ("9901011", None),
        ("9901010", NumberMistake.DATE),
        ("9901013", NumberMistake.DATE),
        ("99010118", None),
        ("990101186", NumberMistake.DATE),
        ("990101187", None),
        ("9901012024", None),
        ("9901012025", NumberMistake.DATE),
        ("99010120240", None),
        ("99010120241", NumberMistake.DATE),
        ("990101202403", NumberMistake.DATE),
        ("99010119561", None),
        ("990101195613", NumberMistake.DATE),
        ("990101195600", NumberMistake.DATE),
        ("9901011956022", None),
        ("99010119560229", None),
        ("99010119550229", NumberMistake.DATE),
        ("9901011955023", NumberMistake.DATE),
        ("99010120240229", None),
        ("99010120240301", NumberMistake.DATE),
        ("X", NumberMistake.X_INSIDE),
        ("99010119560307002X", NumberMistake.CHECK),
        ("990101195603070029", None),
    ],
)
def test_what_is_told_while_typing(typed: str, mistake: NumberMistake | None) -> None:
    assert id_mistake(typed, TODAY) is mistake


NO_DAYS = [None, date(1970, 1, 1), date(1984, 1, 1), date(2023, 12, 31)]
LATE_DAYS = [date(2050, 1, 1), date(2106, 2, 7), date(9999, 12, 31)]


@pytest.mark.parametrize("today", [*NO_DAYS, *LATE_DAYS])
@given(area=areas, born=st.dates(date(1880, 1, 1), date(2049, 12, 31)), order=orders)
def test_a_clock_that_cannot_be_right_refuses_no_number(
    area: str, born: date, order: str, today: date | None
) -> None:
    number = numbered(area, born, order)
    assert {id_mistake(number[:n], today) for n in range(LENGTH + 1)} == {None}


@pytest.mark.parametrize("today", [*NO_DAYS, *LATE_DAYS])
@pytest.mark.parametrize("typed", ["99010119561", "990101195613", "99010119550229"])
def test_what_no_calendar_has_is_told_without_a_clock_too(
    typed: str, today: date | None
) -> None:
    told = id_mistake(typed, today)
    assert told is (None if typed == "99010119561" else NumberMistake.DATE)


@pytest.mark.parametrize(
    ("typed", "mistake"),
    [
        ("", None),
        ("1", None),
        ("19900000000", None),
        ("2", NumberMistake.MOBILE),
        ("1X", NumberMistake.NO_X),
    ],
)
def test_mobile_numbers(typed: str, mistake: NumberMistake | None) -> None:
    assert mobile_mistake(typed) is mistake


@pytest.mark.parametrize(
    ("typed", "mistake"),
    [
        ("", None),
        ("8765432", None),
        ("87654321", None),
        ("876543210", NumberMistake.PHONE),
        ("0", None),
        ("057487654", NumberMistake.AREA_CODE),
        ("0108765432", None),
        ("057487654321", None),
        ("X", NumberMistake.NO_X),
    ],
)
def test_fixed_lines(typed: str, mistake: NumberMistake | None) -> None:
    assert phone_mistake(typed) is mistake


def test_postcodes() -> None:
    assert postcode_mistake("315000") is None
    assert postcode_mistake("31500X") is NumberMistake.NO_X
