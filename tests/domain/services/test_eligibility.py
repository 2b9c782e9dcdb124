"""Until when a certification holds, by a table and by laws of time."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.services.eligibility import (
    SOON_DAYS,
    CertifiedBenefit,
    CertifiedBy,
    Eligibility,
    EligibilityState,
    HeldBenefit,
    Holding,
    done_this_month,
    first_to_end,
    holds_until,
    judged,
    same_month,
)

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
MONTHS = st.integers(1, 60)
PASSED = date(2023, 6, 5)
STATES = EligibilityState


def held(
    last: date | None = PASSED,
    holding: Holding = Holding.PAID,
    presented: date | None = None,
) -> HeldBenefit:
    return HeldBenefit(
        benefit=CertifiedBenefit.PENSION,
        holding=holding,
        granted=date(2020, 1, 31),
        last=last,
        how=CertifiedBy.STAFF if last else None,
        presented=presented,
    )


@pytest.mark.parametrize(
    ("shown", "today", "state"),
    [
        (date(2024, 7, 2), date(2024, 8, 31), STATES.CHECKING),
        (date(2024, 7, 2), date(2024, 9, 1), STATES.OVERDUE),
        (date(2024, 1, 2), date(2024, 3, 31), STATES.VALID),
        (date(2023, 3, 1), date(2025, 1, 10), STATES.OVERDUE),
    ],
)
def test_a_card_that_was_presented_hides_an_end_for_two_months_only(
    shown: date, today: date, state: EligibilityState
) -> None:
    assert judged(held(presented=shown), 12, today).state is state


@pytest.mark.parametrize(
    ("counted", "months", "until"),
    [
        (date(2023, 6, 1), 12, date(2024, 6, 30)),
        (date(2023, 6, 30), 12, date(2024, 6, 30)),
        (date(2023, 12, 31), 12, date(2024, 12, 31)),
        (date(2023, 2, 28), 12, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2023, 12, 1), 1, date(2024, 1, 31)),
        (date(2023, 1, 1), 60, date(2028, 1, 31)),
    ],
)
def test_it_is_counted_from_the_month_of_the_last_pass(
    counted: date, months: int, until: date
) -> None:
    assert holds_until(counted, months) == until


@pytest.mark.parametrize(
    ("benefit", "months", "today", "state"),
    [
        (held(), 12, date(2023, 7, 1), STATES.VALID),
        (held(), 12, date(2024, 5, 1), STATES.DUE_SOON),
        (held(), 12, date(2024, 4, 30), STATES.VALID),
        (held(), 12, date(2024, 6, 30), STATES.DUE_SOON),
        (held(), 12, date(2024, 7, 1), STATES.OVERDUE),
        (held(None), 12, date(2021, 2, 1), STATES.OVERDUE),
        (held(), None, date(2040, 1, 1), STATES.UNKNOWN),
        (held(presented=date(2024, 7, 1)), 12, date(2024, 7, 2), STATES.CHECKING),
        (held(presented=date(2023, 6, 1)), 12, date(2023, 7, 2), STATES.VALID),
        (held(holding=Holding.SUSPENDED), 12, date(2023, 7, 1), STATES.SUSPENDED),
        (held(holding=Holding.RESUMED), 12, date(2023, 7, 1), STATES.RESUMED),
        (held(holding=Holding.RESUMED), 12, date(2025, 7, 1), STATES.OVERDUE),
        (held(holding=Holding.LOST), 12, date(2023, 7, 1), STATES.LOST),
    ],
)
def test_states(
    benefit: HeldBenefit, months: int | None, today: date, state: EligibilityState
) -> None:
    found = judged(benefit, months, today)
    assert found.state is state
    assert (found.until is None) == (months is None or state is STATES.LOST)


@given(passed=DAYS, months=MONTHS)
def test_a_pass_holds_to_the_end_of_a_month_in_so_many_months(
    passed: date, months: int
) -> None:
    until = holds_until(passed, months)
    assert (until + timedelta(days=1)).day == 1
    between = (until.year - passed.year) * 12 + until.month - passed.month
    assert between == months


@given(passed=DAYS, later=st.integers(0, 400), months=MONTHS)
def test_who_certifies_later_is_never_worse_off(
    passed: date, later: int, months: int
) -> None:
    again = passed + timedelta(days=later)
    assert holds_until(again, months) >= holds_until(passed, months)


@given(passed=DAYS, today=DAYS, months=MONTHS)
def test_no_day_is_in_two_states(passed: date, today: date, months: int) -> None:
    found = judged(held(passed), months, today)
    assert found.until is not None
    left = (found.until - today).days
    wanted = STATES.VALID
    if left <= SOON_DAYS:
        wanted = STATES.DUE_SOON if left >= 0 else STATES.OVERDUE
    assert found.state is wanted


@given(today=DAYS)
def test_a_second_time_in_the_month_gains_nothing(today: date) -> None:
    assert done_this_month(held(today.replace(day=1)), today, proved=True)
    presented = held(None, presented=today.replace(day=1))
    assert done_this_month(presented, today, proved=False)
    # Who only presented the card may still certify in the same month.
    assert not done_this_month(presented, today, proved=True)
    assert not same_month(today - timedelta(days=31), today)


def test_the_first_to_end_is_not_one_that_was_stopped() -> None:
    def of(state: EligibilityState, until: date | None) -> Eligibility:
        return Eligibility(
            benefit=CertifiedBenefit.INJURY, state=state, until=until, last=None
        )

    soon = of(STATES.DUE_SOON, date(2024, 6, 30))
    others = (
        of(STATES.SUSPENDED, date(2024, 1, 31)),
        of(STATES.VALID, date(2025, 1, 31)),
        of(STATES.UNKNOWN, None),
    )
    assert first_to_end((*others, soon)) is soon
    assert first_to_end(()) is None
