"""At which hours an update is asked for."""

from datetime import datetime

import pytest

from kiosk.machine.release.night_update import within


@pytest.mark.parametrize(
    ("hours", "at", "is_time"),
    [
        ("02:00-05:00", "02:00", True),
        ("02:00-05:00", "04:59", True),
        ("02:00-05:00", "05:00", False),
        ("02:00-05:00", "12:00", False),
        ("23:00-01:30", "23:10", True),
        ("23:00-01:30", "01:29", True),
        ("23:00-01:30", "01:30", False),
        ("23:00-01:30", "12:00", False),
        ("", "03:00", False),
    ],
)
def test_the_hours(hours: str, at: str, is_time: bool) -> None:
    assert within(hours, datetime.fromisoformat(f"2025-03-01T{at}:30")) is is_time
