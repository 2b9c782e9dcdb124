"""A clock is even when it went as the seconds did, for an hour."""

from kiosk.center.database.even_clock import CALM, EvenClock


def test_nothing_is_forgotten_within_an_hour_of_a_start_or_a_leap() -> None:
    now, ticks = 1_800_000_000.0, 50.0
    even = EvenClock(lambda: now, lambda: ticks)

    def after(seconds: float, leap: float = 0.0) -> bool:
        nonlocal now, ticks
        now, ticks = now + seconds + leap, ticks + seconds
        return even.is_even()

    assert not after(CALM - 1)
    assert after(1)
    assert after(60, leap=1.0), "a clock that is set right by a second"
    assert not after(60, leap=400 * 86400.0)
    assert not after(60)
    assert not after(60, leap=-400 * 86400.0)
    assert not after(CALM - 1)
    assert after(1)
