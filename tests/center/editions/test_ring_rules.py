"""When a ring opens and when a rollout stops by itself, as a table."""

import pytest

from kiosk.center.editions.ring_rules import RingFacts, bucket_of, in_ring, judge

DAY = 24 * 3600.0


def facts(**told: float) -> RingFacts:
    usual: dict[str, float | bool] = {
        **{"machines": 1000, "percent": 10.0, "is_last": False, "hours": 24},
        **{"open_s": DAY, "others": 900},
    }
    return RingFacts(**(usual | told))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        ({"taken": 40, "kept": 40}, "open"),
        ({"taken": 40, "kept": 40, "is_last": True}, "done"),
        # Neither before its hours nor without enough good ends.
        ({"taken": 40, "kept": 40, "open_s": DAY - 1}, "wait"),
        ({"taken": 100, "kept": 19}, "wait"),
        ({"taken": 100, "kept": 20}, "open"),
        ({}, "wait"),
        # A ring in which hardly anybody is waits for nobody.
        ({"machines": 30, "percent": 1.0, "others": 30}, "open"),
        # One of many may fail, one of few not; whoever fails, its hours are not waited.
        ({"taken": 40, "kept": 39, "back": 1}, "open"),
        ({"taken": 40, "kept": 38, "back": 2}, "open"),
        ({"taken": 40, "kept": 37, "back": 3}, "sick"),
        ({"taken": 40, "kept": 37, "back": 3, "open_s": 60}, "sick"),
        ({"taken": 1, "back": 1, "open_s": 60}, "sick"),
        ({"taken": 20, "kept": 19, "back": 1}, "wait"),
        # Works no more, or never came back.
        ({"taken": 40, "kept": 40, "stopped": 3}, "sick"),
        ({"taken": 40, "kept": 30, "silent": 3}, "sick"),
        # As many are silent anywhere at night.
        ({"taken": 40, "kept": 30, "silent": 20, "others_silent": 450}, "open"),
        ({"taken": 40, "kept": 17, "silent": 23, "others_silent": 450}, "sick"),
        ({"taken": 2, "silent": 2, "others": 0}, "sick"),
    ],
)
def test_what_becomes_of_a_rollout(told: dict[str, float], verdict: str) -> None:
    assert judge(facts(**told)) == verdict


def test_a_ring_is_a_share_of_all_and_holds_the_ones_before() -> None:
    names = [f"HALL-{number}" for number in range(10_000)]
    small = {name for name in names if in_ring(name, 1.0)}
    large = {name for name in names if in_ring(name, 10.0)}
    assert 60 < len(small) < 140
    assert 900 < len(large) < 1100
    assert small < large
    assert all(in_ring(name, 100.0) for name in names)
    assert bucket_of("HALL-1") == bucket_of("HALL-1") != bucket_of("HALL-2")
