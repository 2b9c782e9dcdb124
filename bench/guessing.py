"""What guessers get and honest people lose, by the center's own rules and tables.

`python -m bench.guessing` works it out and renews the tables in docs/acts.md: a year or
some days at a time, without a clock. A PIN has six digits; every guess is a new one.
"""

import heapq
import logging
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, create_engine

from kiosk.center.applications.kiosk_tries import LATE, kiosk_tried, kiosk_wait
from kiosk.center.applications.tries import (
    LOSS,
    TriedNumber,
    number_missed,
    number_right,
    number_wait,
    owner_seen,
)
from kiosk.center.database.all_tables import ALL
from tests.documents.tables import with_tables

PINS = 10**6
DAY = 86400.0
OPEN, CLOSED = 8 * 3600.0, 18 * 3600.0
TYPING = 20.0
"""Seconds a person needs for a number of 18 digits and a PIN of six."""
MISTYPED = 0.08
"""How often somebody honest types the own PIN wrongly."""
DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "acts.md"


class Aimed(NamedTuple):
    """A year of guessing one person's PIN, by machines that never sleep."""

    kiosks: int
    judged: int
    chance: float
    elsewhere: float
    """How often the owner has to wait at a kiosk where nobody guesses."""
    own: float
    """The same where the owner was seen before, and nobody guesses."""
    found: float
    """The same with a guesser there, too."""


class Sprayed(NamedTuple):
    """Days of guessing everybody's PIN, by hand, while honest people come."""

    guessers: int
    kiosks: int
    people: int
    days: int
    chance: float
    """For one person in a year."""
    came: int
    delayed: float
    """Honest visits that were told to wait because of others' tries."""


def tables() -> Connection:
    """Return the center's tables, in memory."""
    db = create_engine("sqlite://").connect()
    ALL.create_all(db)
    return db


def aimed(kiosks: int, days: int = 365) -> Aimed:
    """Guess one number at all kiosks at every moment that the rules leave."""
    _, elsewhere, own = _year(kiosks, days, "home")
    judged, _, found = _year(kiosks, days, "k0")
    chance = judged * 365 / days / PINS
    return Aimed(kiosks, judged, chance, elsewhere, own, found)


def _year(kiosks: int, days: int, home: str) -> tuple[int, float, float]:
    """Return the guesses judged, and the owner's waits elsewhere and at home."""
    db, judged, seen = tables(), 0, {"fresh": 0, home: 0}
    tag, end = b"one", days * DAY
    owner_seen(db, tag, home, 0.0)
    due = [(0.0, place) for place in range(kiosks)]
    look = DAY / 2
    looks = 0
    while due[0][0] < end:
        now, place = heapq.heappop(due)
        while look <= now:
            looks += 1
            for kiosk in seen:
                waits = number_wait(db, TriedNumber(LOSS, tag, kiosk), look)
                seen[kiosk] += waits is not None
            look += DAY * 0.97
        tried = TriedNumber(LOSS, tag, f"k{place}")
        wait = number_wait(db, tried, now)
        if wait is None:
            number_missed(db, tried, now)
            judged += 1
            wait = 1
        heapq.heappush(due, (now + wait, place))
    return judged, seen["fresh"] / looks, seen[home] / looks


def sprayed(
    guessers: int, kiosks: int, people: int, days: int, honest: int = 400
) -> Sprayed:
    """Guess everybody's number by turns in the hall's hours; honest people between.

    :param honest: how many of them come on a day.
    """
    dice, db = random.Random(9), tables()
    judged = came = delayed = 0
    for now, kind, place in _day_by_day(dice, guessers, kiosks, days, honest):
        tried = TriedNumber(LOSS, dice.randrange(people).to_bytes(4), f"k{place}")
        if kind == "guesser":
            judged += _guess(db, tried, now)
        else:
            came += 1
            delayed += _comes(db, dice, tried, now)
    chance = judged / people * 365 / days / PINS
    return Sprayed(guessers, kiosks, people, days, chance, came, delayed / max(came, 1))


def _day_by_day(
    dice: random.Random, guessers: int, kiosks: int, days: int, honest: int
) -> Iterator[tuple[float, str, int]]:
    for day in range(days):
        events = [
            (OPEN + dice.random() * (CLOSED - OPEN), "honest", dice.randrange(kiosks))
            for _ in range(honest)
        ]
        for guesser in range(guessers):
            step = OPEN + dice.random() * TYPING
            while step < CLOSED:
                events.append((step, "guesser", guesser % kiosks))
                step += TYPING
        for at, kind, place in sorted(events):
            yield day * DAY + at, kind, place


def _wait(db: Connection, tried: TriedNumber, now: float) -> float:
    """Return the wait; what is answered late instead is none."""
    kiosk = kiosk_wait(db, LOSS, tried.kiosk, now) or 0
    return max(kiosk if kiosk > LATE else 0, number_wait(db, tried, now) or 0)


def _guess(db: Connection, tried: TriedNumber, now: float) -> int:
    if _wait(db, tried, now) > 0:
        return 0
    number_missed(db, tried, now)
    kiosk_tried(db, LOSS, tried.kiosk, now)
    return 1


def _comes(db: Connection, dice: random.Random, tried: TriedNumber, now: float) -> int:
    """Let somebody honest try up to three times; 1 when others' tries were in the way.

    Up to three own slips the rules leave free, so any wait comes from somebody else.
    """
    for _ in range(3):
        if _wait(db, tried, now) > 0:
            return 1
        if dice.random() >= MISTYPED:
            number_right(db, tried, now)
            return 0
        number_missed(db, tried, now)
        kiosk_tried(db, LOSS, tried.kiosk, now)
        now += TYPING
    return 0


AIMED = (1, 2, 3, 10, 50)
SPRAYED = ((0, 5, 10_000, 3), (1, 5, 10_000, 3), (5, 5, 10_000, 3))


def aimed_table() -> Iterator[str]:
    """Yield the table of guessing at one person."""
    yield (
        "| Kiosks, a guesser at each, day and night | Days | Guesses judged | "
        "Chance in a year | Owner waits at another kiosk | at an own one | "
        "at an own one with a guesser |"
    )
    yield "|---|---|---|---|---|---|---|"
    for row in map(aimed, AIMED):
        yield (
            f"| {row.kiosks} | 365 | {row.judged} | {row.chance:.2e} | "
            f"{row.elsewhere:.0%} | {row.own:.0%} | {row.found:.0%} |"
        )


def sprayed_table() -> Iterator[str]:
    """Yield the table of guessing at everybody."""
    yield (
        "| Guessers, all day | Kiosks | People | Days | Chance per person and year | "
        "Honest visits | told to wait |"
    )
    yield "|---|---|---|---|---|---|---|"
    for row in (sprayed(*size) for size in SPRAYED):
        yield (
            f"| {row.guessers} | {row.kiosks} | {row.people} | {row.days} | "
            f"{row.chance:.2e} | {row.came} | {row.delayed:.2%} |"
        )


def main() -> int:
    """Work both tables out, print them and renew the document."""
    logging.disable(logging.WARNING)  # a year's alarms, in a process of its own
    found = {"guessing one": list(aimed_table()), "guessing all": list(sprayed_table())}
    for lines in found.values():
        print("\n".join(lines), end="\n\n")
    text = DOCUMENT.read_text("utf-8")
    places = {name: lines.__iter__ for name, lines in found.items()}
    DOCUMENT.write_text(with_tables(text, places), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
