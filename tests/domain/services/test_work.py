"""When an unemployed person signs in: windows, misses, refusals, any calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.applications import Reason
from kiosk.domain.region.work_rules import UnemploymentRules
from kiosk.domain.services.work import (
    SignInWindow,
    UnemploymentRecord,
    Vacancy,
    WorkState,
    missed_in_row,
    next_window,
    refused,
    standing_on,
    still_open,
    window_of,
)
from tests.every import every

ANY_DAY = UnemploymentRules(kiosk=True, sign_in="monthly")
TEN = UnemploymentRules(kiosk=True, sign_in="monthly", first_day=1, last_day=10)
LATE = UnemploymentRules(kiosk=True, sign_in="monthly", first_day=29, last_day=31)
YEARLY = UnemploymentRules(kiosk=True, sign_in="yearly")
RULES = (ANY_DAY, TEN, LATE, YEARLY)
DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


def on(text: str) -> date:
    return date.fromisoformat(text)


def registered(
    day: str, last: str = "", state: WorkState = WorkState.REGISTERED
) -> UnemploymentRecord:
    signed = on(last) if last else None
    return UnemploymentRecord(registered=on(day), last_sign_in=signed, state=state)


@pytest.mark.parametrize(
    ("rules", "month", "window"),
    [
        (ANY_DAY, (2028, 2), ("2028-02-01", "2028-02-29")),
        (ANY_DAY, (2100, 2), ("2100-02-01", "2100-02-28")),
        (TEN, (2027, 1), ("2027-01-01", "2027-01-10")),
        (LATE, (2027, 2), ("2027-02-28", "2027-02-28")),
        (LATE, (2028, 2), ("2028-02-29", "2028-02-29")),
        (LATE, (2027, 4), ("2027-04-29", "2027-04-30")),
        (YEARLY, (2027, 11), ("2027-11-01", "2027-11-30")),
        (YEARLY, (2027, 10), None),
    ],
)
def test_a_window_is_cut_to_its_month(
    rules: UnemploymentRules, month: tuple[int, int], window: tuple[str, str] | None
) -> None:
    found = window_of(rules, registered("2026-11-15"), *month)
    assert found == (SignInWindow(*map(on, window)) if window else None)


def test_the_month_of_the_registration_has_no_window() -> None:
    new = registered("2026-11-15")
    assert window_of(ANY_DAY, new, 2026, 11) is None
    assert next_window(ANY_DAY, new, on("2026-11-20")) == SignInWindow(
        on("2026-12-01"), on("2026-12-31")
    )
    assert missed_in_row(ANY_DAY, new, on("2026-12-31")) == 0
    assert missed_in_row(ANY_DAY, new, on("2027-01-01")) == 1


@given(st.sampled_from(RULES), DAYS, st.integers(0, 3000))
def test_there_is_always_a_next_window_and_it_is_the_first(
    rules: UnemploymentRules, began: date, later: int
) -> None:
    record, day = UnemploymentRecord(registered=began), began + timedelta(days=later)
    found = next_window(rules, record, day)
    assert found is not None
    assert found.first > day
    assert found.first <= found.last
    assert (found.first - day).days <= 732
    before = found.first - timedelta(days=1)
    assert next_window(rules, record, before) == found


@given(st.sampled_from(RULES), DAYS, st.integers(0, 900), st.integers(0, 900))
def test_who_signs_in_has_missed_nothing_and_may_once(
    rules: UnemploymentRules, began: date, gap: int, wait: int
) -> None:
    record, day = UnemploymentRecord(registered=began), began + timedelta(days=gap)
    window = next_window(rules, record, day)
    assert window is not None
    standing = standing_on(rules, record, window.first)
    assert standing.open == window
    assert not standing.done
    assert refused(rules, standing) is None
    signed = UnemploymentRecord(registered=began, last_sign_in=window.first)
    assert standing_on(rules, signed, window.last).done
    assert missed_in_row(rules, signed, window.last) == 0
    after = window.last + timedelta(days=wait)
    more = missed_in_row(rules, signed, after + timedelta(days=40))
    assert more >= missed_in_row(rules, signed, after)


@given(DAYS, st.integers(1, 30))
def test_misses_are_counted_month_by_month(began: date, months: int) -> None:
    at = began.year * 12 + began.month - 1 + months + 1
    first = date(at // 12, at % 12 + 1, 1)
    record = UnemploymentRecord(registered=began)
    assert missed_in_row(ANY_DAY, record, first) == min(months, 23)


def test_who_signed_in_after_a_miss_begins_anew() -> None:
    back = registered("2026-01-10", "2026-09-03")
    assert missed_in_row(TEN, back, on("2026-10-10")) == 0
    assert missed_in_row(TEN, back, on("2026-10-11")) == 1
    assert missed_in_row(TEN, back, on("2026-12-01")) == 2


def test_a_sign_in_of_tomorrow_is_no_miss() -> None:
    ahead = registered("2026-01-10", "2027-05-03")
    assert missed_in_row(TEN, ahead, on("2026-12-01")) == 0


def test_two_missed_in_a_row_end_it_where_the_region_says_so() -> None:
    ends = UnemploymentRules(kiosk=True, sign_in="monthly", ends_after=2)
    gone = registered("2026-01-10", "2026-09-03")
    one, two = on("2026-11-30"), on("2026-12-01")
    assert refused(ends, standing_on(ends, gone, one)) is None
    assert refused(ends, standing_on(ends, gone, two)) is Reason.ENDED
    assert refused(ANY_DAY, standing_on(ANY_DAY, gone, two)) is None


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (WorkState.SUSPENDED, Reason.SUSPENDED),
        (WorkState.EMPLOYED, Reason.EMPLOYED),
        (WorkState.ENDED, Reason.ENDED),
    ],
)
def test_a_state_that_the_register_has_is_said(
    state: WorkState, reason: Reason
) -> None:
    standing = standing_on(TEN, registered("2026-01-10", state=state), on("2026-03-02"))
    assert refused(TEN, standing) is reason


def test_what_else_is_refused() -> None:
    known = registered("2026-01-10", "2026-03-02")
    closed = standing_on(TEN, known, on("2026-03-11"))
    assert closed.open is None
    assert closed.next == SignInWindow(on("2026-04-01"), on("2026-04-10"))
    assert refused(TEN, closed) is Reason.NOT_IN_WINDOW
    assert refused(TEN, None) is Reason.NOT_REGISTERED
    for rules in every(
        (
            UnemploymentRules(),
            UnemploymentRules(kiosk=True),
            UnemploymentRules(kiosk=True, sign_in="none"),
        )
    ):
        standing = standing_on(rules, known, on("2026-03-05"))
        assert standing.open is None
        assert refused(rules, standing) is Reason.NOT_ALLOWED


def test_the_ends_of_the_calendar_break_nothing() -> None:
    oldest, newest = date.min, date.max
    first = UnemploymentRecord(registered=oldest)
    assert missed_in_row(ANY_DAY, first, oldest) == 0
    assert missed_in_row(ANY_DAY, first, newest) == 23
    assert next_window(ANY_DAY, first, newest) is None


def test_a_vacancy_is_open_to_the_end_of_its_last_day() -> None:
    until = on("2026-12-31")
    vacancy = Vacancy(
        serial=1, title="保洁", employer="甲", valid_until=until, source=""
    )
    assert still_open(vacancy, until)
    assert still_open(vacancy, None)
    assert not still_open(vacancy, until + timedelta(days=1))
