"""China has one time zone and has had no summer time since 1991."""

from datetime import UTC, date, datetime, timedelta, timezone

from kiosk.domain.notation import second

CHINA = timezone(timedelta(hours=8))
"""For what lies on cards and in centers; pages and paper follow `machine.zone`."""


def china_second(seconds: float) -> str:
    """Return a moment as all who work at a center read it, whatever its machine's zone.

    :param seconds: since 1970.
    """
    return second(datetime.fromtimestamp(seconds, UTC).astimezone(CHINA))


def china_date(seconds: float) -> date:
    """Return the day that a moment is in, in China.

    :param seconds: since 1970.
    """
    return datetime.fromtimestamp(seconds, CHINA).date()
