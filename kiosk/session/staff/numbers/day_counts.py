"""What is counted by day: cards, prints, metres, faults; one row a day and kind.

A day counts only where the time is believed; what happens meanwhile goes to a row of
its own. Old days go only when the center has told the time: a clock that leaps must not
take a year with it.
"""

import logging
from collections.abc import Iterable
from datetime import date, timedelta

from kiosk.settings.state.store import Migration, Store
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.clock.clock import Certainty, TrueClock

log = logging.getLogger(__name__)
MIGRATIONS = (
    Migration(
        "staff-3-day-count",
        (
            "CREATE TABLE day_count (day TEXT NOT NULL, kind TEXT NOT NULL, "
            "count INTEGER NOT NULL, PRIMARY KEY (day, kind)) STRICT, WITHOUT ROWID",
        ),
    ),
)
KEPT_DAYS = 400
UNSURE = ""
"""The day of what nobody knows the day of."""
FAULTS, SIZE = "fault.", "size_kib"


class DayCounts:
    """The counts of one kiosk; belongs to the store's thread."""

    def __init__(self, store: Store, clock: TrueClock) -> None:
        self._store, self._clock = store, clock
        self._day: str | None = None

    def day(self) -> str:
        """Return the day that counts now."""
        known = self._clock.known()
        return UNSURE if known is None else known.date().isoformat()

    def add(self, kind: str, by: int = 1) -> None:
        """Count something; a full disk loses the count and nothing else."""
        self._write(kind, by, "count + excluded.count")

    def put(self, kind: str, value: int) -> None:
        """Keep how large something is today; the newest look counts."""
        if self.day() != UNSURE:
            self._write(kind, value, "excluded.count")

    def _write(self, kind: str, value: int, then: str) -> None:
        day = self.day()
        try:
            self._store.execute(
                "INSERT INTO day_count VALUES (?, ?, ?) "  # noqa: S608
                f"ON CONFLICT (day, kind) DO UPDATE SET count = {then}",
                [day, kind, value],
            )
            if day != self._day:
                self._forget(day)
                self._day = day
        except StoreError:
            log.warning("a count of %s was lost", kind)

    def _forget(self, day: str) -> None:
        if day == UNSURE or self._clock.certainty is not Certainty.AGREED:
            return
        oldest = date.fromisoformat(day) - timedelta(days=KEPT_DAYS)
        self._store.execute(
            "DELETE FROM day_count WHERE day != ? AND day < ?",
            [UNSURE, oldest.isoformat()],
        )

    def of(self, kind: str, days: Iterable[date]) -> list[int]:
        """Return how often something was counted on each day.

        :param kind: a kind, or the beginning of several that ends with a dot.
        """
        rows = self._store.all(
            "SELECT day, sum(count) AS count FROM day_count "
            "WHERE kind >= ? AND kind < ? GROUP BY day ORDER BY day DESC LIMIT ?",
            [kind, _behind(kind), KEPT_DAYS + 1],
        )
        found = {row["day"]: int(row["count"]) for row in rows}
        return [found.get(day.isoformat(), 0) for day in days]

    def today(self, kind: str) -> int:
        """Return how often something was counted on the day that counts now."""
        row = self._store.one(
            "SELECT count FROM day_count WHERE day = ? AND kind = ?", [self.day(), kind]
        )
        return int(row["count"]) if row else 0

    def unsure(self, kind: str) -> int:
        """Return how often something was counted on days that nobody knows."""
        row = self._store.one(
            "SELECT sum(count) AS count FROM day_count "
            "WHERE day = ? AND kind >= ? AND kind < ?",
            [UNSURE, kind, _behind(kind)],
        )
        return int(row["count"] or 0) if row else 0

    def history(self, kind: str, last: int) -> list[tuple[date, int]]:
        """Return the newest days on which something was kept, oldest first."""
        rows = self._store.all(
            "SELECT day, count FROM day_count WHERE kind = ? AND day != ? "
            "ORDER BY day DESC LIMIT ?",
            [kind, UNSURE, last],
        )
        return [(date.fromisoformat(r["day"]), int(r["count"])) for r in rows[::-1]]


def _behind(kind: str) -> str:
    """Return the first text behind a kind, or behind all that begin with it."""
    return kind[:-1] + "/" if kind.endswith(".") else kind + "\0"


def last_days(today: date, count: int) -> list[date]:
    """Return some days up to today, oldest first."""
    return [today - timedelta(days=ago) for ago in range(count - 1, -1, -1)]
