"""China has one time zone and has had no summer time since 1991."""

from datetime import timedelta, timezone

CHINA = timezone(timedelta(hours=8))
"""For what lies on cards and in centers; pages and paper follow `machine.zone`."""
