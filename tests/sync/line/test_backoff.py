"""Pauses between tries: they grow whatever the center asks for."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.faults import Fault
from kiosk.sync.line.backoff import (
    LONGEST_PAUSE,
    LONGEST_RETRY_AFTER,
    UploadState,
    after_failure,
    after_success,
)

asked = st.none() | st.floats(0, 1e300)


def pauses(retry_after: float | None, tries: int, seed: int) -> list[float]:
    """Return the pauses of so many failed tries in a row."""
    state, now, random, found = UploadState(), 0.0, Random(seed), []
    for _ in range(tries):
        state = after_failure(state, Fault.CENTER_ERROR, retry_after, now, random)
        assert state.retry_at is not None
        found.append(state.retry_at - now)
        now = state.retry_at
    return found


@pytest.mark.parametrize("retry_after", [None, 0.0, 0.001])
def test_nothing_asked_for_is_no_leave_to_hammer(retry_after: float | None) -> None:
    counted = [sum(pauses(retry_after, 12, seed)) for seed in range(50)]
    assert min(counted) > 60.0


@given(asked, st.integers(1, 40), st.integers())
def test_no_pause_is_longer_than_the_longest(
    retry_after: float | None, tries: int, seed: int
) -> None:
    found = pauses(retry_after, tries, seed)
    assert max(found) <= max(LONGEST_PAUSE, 1.5 * LONGEST_RETRY_AFTER)
    assert min(found) >= 0.0


@given(st.floats(1, 3600), st.integers())
def test_what_the_center_asks_for_is_kept(retry_after: float, seed: int) -> None:
    assert pauses(retry_after, 1, seed)[0] >= 0.49 * retry_after


def test_hearing_where_the_center_stands_is_no_progress() -> None:
    state = after_failure(UploadState(), Fault.CENTER_ERROR, 0.0, 1.0, Random(1))
    assert after_success(state, False, 2.0).failures == 1
    assert after_success(state, True, 2.0).failures == 0
