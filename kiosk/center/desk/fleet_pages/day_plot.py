"""Days as bars: what a small plot is drawn from, with its labels beside the bars."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from kiosk.center.fleet.shown.machine_view import DayCount

WIDTH, HEIGHT = 15, 64
"""Pixels of a day, and of the highest bar."""
_LABEL_EVERY = 7


class DayBar(NamedTuple):
    """One day."""

    x: int
    y: int
    height: int
    day: str
    times: int
    label: str
    """Month and day under some of the bars; else empty."""
    top: bool
    """Its number stands above it: of the highest, and of the last day."""


class DayPlot(NamedTuple):
    """A plot of some days."""

    bars: Sequence[DayBar]
    width: int
    total: int
    most: int


def day_plot(days: Sequence[DayCount]) -> DayPlot:
    """Lay out days, the oldest left."""
    most = max((each.times for each in days), default=0)
    highest = next((at for at, each in enumerate(days) if each.times == most), 0)
    bars = []
    for at, each in enumerate(days):
        tall = round(HEIGHT * each.times / most) if most else 0
        tall = max(tall, 2 if each.times else 0)
        last = at == len(days) - 1
        close = last and len(days) - 1 - highest < 3 and at != highest
        named = (len(days) - 1 - at) % _LABEL_EVERY == 0
        bars.append(
            DayBar(
                *(at * WIDTH, HEIGHT - tall, tall, each.day, each.times),
                label=_label(each.day) if named else "",
                top=bool(each.times) and (at == highest or (last and not close)),
            )
        )
    return DayPlot(bars, len(days) * WIDTH, sum(each.times for each in days), most)


def _label(day: str) -> str:
    at = date.fromisoformat(day)
    return f"{at.month}/{at.day}"
