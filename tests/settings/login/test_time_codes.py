"""The app's codes: the RFC's own numbers, one use, drift, and clocks that are wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.settings.login.time_codes import (
    MOST_DRIFT,
    NEVER,
    STEP,
    app_address,
    code_at,
    good_step,
    secret_text,
)
from tests.session.staff.door.doors import SECRET

NOW = 1_735_617_630.0
HERE = int(NOW // STEP)


@pytest.mark.parametrize(
    ("at", "code"),
    [(59, "287082"), (1111111109, "081804"), (2000000000, "279037")],
)
def test_the_numbers_of_rfc_6238(at: int, code: str) -> None:
    assert code_at(SECRET, at // STEP) == code


@pytest.mark.parametrize(
    ("ahead", "last", "drift", "found"),
    [
        (0, 5, 0, 0),
        (1, 5, 0, 1),
        (-1, 5, 0, -1),
        (2, 5, 0, None),
        (-2, 5, 0, None),
        (2, 5, 1, 2),
        (-1, 5, 1, -1),
        (0, 5, -12, 0),
        (-13, 5, -12, -13),
        (-5, 5, -12, None),
        (9, NEVER, 0, 9),
        (-10, NEVER, 0, -10),
        (11, NEVER, 0, None),
        (0, HERE, 0, None),
        (0, HERE - 1, 0, 0),
        (1, HERE, 0, 1),
        (0, HERE + 9999, 0, None),
        (MOST_DRIFT + 1, 5, MOST_DRIFT, None),
    ],
)
def test_windows(ahead: int, last: int, drift: int, found: int | None) -> None:
    good = good_step(SECRET, code_at(SECRET, HERE + ahead), NOW, drift, last)
    assert (None if good is None else good.step - HERE) == found
    assert good is None or good.drift == found


@given(st.integers(0, 2**33), st.integers(-3, 3), st.integers(0, 2**33))
def test_no_code_is_good_twice_wherever_the_clock_is_set(
    at: int, ahead: int, later: int
) -> None:
    code = code_at(SECRET, max(0, at // STEP + ahead))
    good = good_step(SECRET, code, at, 0, NEVER)
    if good is not None:
        again = good_step(SECRET, code, later, good.drift, good.step)
        assert again is None or code_at(SECRET, again.step) == code
        assert again is None or again.step > good.step


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "１２３４５６", "000000"])
def test_what_is_no_code_is_not_good(code: str) -> None:
    assert good_step(SECRET, code, NOW, 0, 5) is None


def test_the_address_for_the_app() -> None:
    address = app_address(SECRET, "1001", "hall 3")
    assert address.startswith("otpauth://totp/hall%203%3A1001?")
    assert f"secret={secret_text(SECRET)}&issuer=hall%203&digits=6" in address
