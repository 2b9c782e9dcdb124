"""How long a number waits after wrong tries: each for itself, none for long.

A stranger can make a number wait, so it waits minutes at most and no other with it.
Numbers are kept as keyed hashes, and of those that nobody has only the newest.
"""

import logging
from collections.abc import Callable

from kiosk.session.dialog.lockout import LockoutRule
from kiosk.settings.state.store import Migration, Row, Store
from kiosk.settings.state.store_errors import StoreError

MIGRATIONS = (
    Migration(
        "staff-3-try",
        (
            "CREATE TABLE staff_try (door TEXT PRIMARY KEY, misses INTEGER NOT NULL, "
            "boot TEXT NOT NULL, at REAL NOT NULL) STRICT",
        ),
    ),
)
RULE = LockoutRule(free=1, first_wait=2.0, longest_wait=300.0)
"""Two seconds after the first miss, doubling to five minutes."""
FORGOTTEN_AFTER = 3600.0
MOST_KEPT = 200
"""Filled by hand, a place lasts longer than the longest wait."""
log = logging.getLogger(__name__)


class DoorTries:
    """The misses of every number that was typed; belongs to the store's thread."""

    def __init__(self, store: Store, tag: Callable[[str], str], boot: str) -> None:
        """Take the rows; `tag` is a hash with a key that stays on this machine."""
        self._store, self._tag, self._boot = store, tag, boot
        self._unsaved: dict[str, Row] = {}
        """What a full disk did not take; it counts all the same."""

    def seconds_left(self, number: str, now: float) -> float:
        """Return how long a number has to wait; `now` is seconds since the boot."""
        row = self._row(self._tag(number))
        if row is None or self._age(row, now) > FORGOTTEN_AFTER:
            return 0.0
        same = row["boot"] == self._boot
        return RULE.seconds_left(row["misses"], row["at"], same, now)

    def missed(self, number: str, now: float, known: tuple[str, ...] = ()) -> None:
        """Count one miss.

        :param known: the numbers of accounts: theirs are never dropped for room.
        """
        door = self._tag(number)
        row = self._row(door)
        fresh = row is None or self._age(row, now) > FORGOTTEN_AFTER
        misses = 1 if row is None or fresh else row["misses"] + 1
        self._unsaved.pop(door, None)
        self._unsaved[door] = {"misses": misses, "boot": self._boot, "at": now}
        while len(self._unsaved) > MOST_KEPT:
            self._unsaved.pop(next(iter(self._unsaved)))
        try:
            self._save(door, misses, now, tuple(map(self._tag, known)))
        except StoreError:
            log.error("a miss at the technician's door could not be kept")
        else:
            del self._unsaved[door]

    def opened(self, number: str) -> None:
        """Forget the misses of a number."""
        door = self._tag(number)
        self._unsaved.pop(door, None)
        try:
            self._store.execute("DELETE FROM staff_try WHERE door=?", [door])
        except StoreError:
            log.error("misses at the technician's door could not be forgotten")

    def _save(self, door: str, misses: int, now: float, known: tuple[str, ...]) -> None:
        marks = ", ".join("?" * len(known))
        with self._store.atomic():
            self._store.execute(
                "INSERT OR REPLACE INTO staff_try VALUES (?, ?, ?, ?)",
                [door, misses, self._boot, now],
            )
            self._store.execute(
                f"DELETE FROM staff_try WHERE door NOT IN ({marks}) "  # noqa: S608
                "AND door NOT IN (SELECT door FROM staff_try "
                f"WHERE door NOT IN ({marks}) "
                "ORDER BY boot=? DESC, at DESC LIMIT ?)",
                [*known, *known, self._boot, MOST_KEPT],
            )

    def _row(self, door: str) -> Row | None:
        unsaved = self._unsaved.get(door)
        if unsaved is not None:
            return unsaved
        return self._store.one("SELECT * FROM staff_try WHERE door=?", [door])

    def _age(self, row: Row, now: float) -> float:
        """Return how old a miss is; one from before the boot counts from it."""
        return now - (row["at"] if row["boot"] == self._boot else 0.0)
