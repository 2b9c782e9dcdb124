"""When a door stays shut after wrong tries: pure rules and the row they live in.

For the technician's door. The card's PIN is never judged here: its counter is.
"""

from dataclasses import dataclass

from kiosk.store import Migration, Row, Store

MIGRATIONS = (
    Migration(
        "lockout-1",
        (
            "CREATE TABLE lockout (door TEXT PRIMARY KEY, misses INTEGER NOT NULL, "
            "boot TEXT NOT NULL, missed_at REAL NOT NULL) STRICT",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class LockoutRule:
    """So many tries are free; then the door shuts for a while, each time longer."""

    free: int = 5
    first_wait: float = 1800.0
    longest_wait: float = 6 * 3600.0

    def wait_after(self, misses: int) -> float:
        """Return how long the door stays shut after that many misses in a row."""
        if misses < self.free:
            return 0.0
        doublings = min(misses - self.free, 16)
        return min(self.first_wait * 2.0**doublings, self.longest_wait)

    def seconds_left(
        self, misses: int, missed_at: float, same_boot: bool, now: float
    ) -> float:
        """Return how long the door is still shut; times count from the boot.

        The wall clock has no say, so setting it opens nothing. After a restart of the
        machine the whole wait begins again, counted from that start: nobody can tell
        how long it was off.
        """
        wait = self.wait_after(misses)
        began = missed_at if same_boot else 0.0
        return max(0.0, began + wait - now)


class Lockout:
    """The misses of one door, kept so that they survive a restart."""

    def __init__(self, store: Store, door: str, rule: LockoutRule, boot: str) -> None:
        self._store, self._door, self._rule, self._boot = store, door, rule, boot
        self._unsaved: Row | None = None
        """Misses that a full disk did not take; they count all the same."""

    def seconds_left(self, now: float) -> float:
        """Return how long the door stays shut; `now` is seconds since the boot."""
        row = self._row()
        if row is None:
            return 0.0
        return self._rule.seconds_left(
            row["misses"], row["missed_at"], row["boot"] == self._boot, now
        )

    def missed(self, now: float) -> int:
        """Count one miss durably and return how many there are in a row."""
        row = self._row()
        misses = (row["misses"] if row else 0) + 1
        self._unsaved = {"misses": misses, "boot": self._boot, "missed_at": now}
        with self._store.atomic():
            self._store.execute(
                "INSERT INTO lockout VALUES (?, ?, ?, ?) ON CONFLICT(door) DO UPDATE "
                "SET misses=excluded.misses, boot=excluded.boot, "
                "missed_at=excluded.missed_at",
                [self._door, misses, self._boot, now],
            )
        return misses

    def opened(self) -> None:
        """Forget the misses."""
        self._unsaved = None
        with self._store.atomic():
            self._store.execute("DELETE FROM lockout WHERE door=?", [self._door])

    def _row(self) -> Row | None:
        saved = self._store.one("SELECT * FROM lockout WHERE door=?", [self._door])
        if saved is None or self._unsaved is None:
            return saved or self._unsaved
        return max(saved, self._unsaved, key=lambda row: int(row["misses"]))
