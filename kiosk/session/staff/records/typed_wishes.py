"""What a technician types to find an entry: a receipt's number, or a day and time."""

import re
from datetime import datetime, tzinfo

_NUMBER = re.compile(r"([0-9A-F]{8})-?([0-9]{6})")
_TIME = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[ T]?(\d{2}):?(\d{2}))?")


def receipt_number(typed: str) -> str | None:
    """Return a receipt's number as it is kept; None where it can be none."""
    found = _NUMBER.fullmatch(re.sub(r"\s", "", typed.upper()))
    return None if found is None else "-".join(found.groups())


def moment(typed: str, zone: tzinfo | None) -> datetime | None:
    """Return a moment from a day, or a day and a time; a day alone means its end."""
    found = _TIME.fullmatch(typed.strip())
    if found is None or not typed.isascii():
        return None
    year, month, day, hour, minute = found.groups()
    try:
        return datetime(
            *(int(year), int(month), int(day)),
            *(int(hour or 23), int(minute or 59), 59),
            tzinfo=zone,
        )
    except ValueError:
        return None
