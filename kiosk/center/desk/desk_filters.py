"""How a template shows what machines and people sent: `{{ value|when }}`."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from kiosk.domain.china_time import CHINA
from kiosk.domain.notation import second
from kiosk.domain.visible_text import visible

NONE = "—"


def when(seconds: float | None) -> str:
    """Return a moment in China's time, to the second; a dash for none."""
    if seconds is None:
        return NONE
    try:
        moment = datetime.fromtimestamp(seconds, UTC).astimezone(CHINA)
    except (OverflowError, ValueError, OSError):
        return NONE
    return second(moment)


def seen(value: object) -> str:
    """Return a text from outside without what shows nothing; a dash for none."""
    return visible(str(value)) if value not in (None, "") else NONE


FILTERS: dict[str, Callable[[Any], str]] = {"when": when, "seen": seen}
