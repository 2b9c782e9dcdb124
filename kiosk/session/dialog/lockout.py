"""When a door stays shut after wrong tries: pure rules and the rows they live in.

A door for each number that is tried without a card; the technician's own has its rows
elsewhere. The card's PIN is never judged here: its counter is.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from kiosk.settings.state.store import Migration, Row, Store
from kiosk.settings.state.store_errors import StoreError

MIGRATIONS = (
    Migration(
        "lockout-1",
        (
            "CREATE TABLE lockout (door TEXT PRIMARY KEY, misses INTEGER NOT NULL, "
            "boot TEXT NOT NULL, missed_at REAL NOT NULL) STRICT",
        ),
    ),
    Migration(
        "lockout-2",
        (
            "CREATE TABLE lockout_miss (door TEXT NOT NULL, boot TEXT NOT NULL, "
            "at REAL NOT NULL) STRICT",
        ),
    ),
)
_FORGOTTEN_AFTER = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class LockoutRule:
    """So many tries are free; then the door shuts for a while, each time longer."""

    free: int
    first_wait: float
    longest_wait: float

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


NUMBER_RULE = LockoutRule(free=3, first_wait=60.0, longest_wait=600.0)
"""Three misses are free: then a minute, doubling to ten. A stranger can fill it, so it
only slows; how often a PIN may be guessed in a year is the center's to hold."""


@dataclass(frozen=True, slots=True)
class MachineRule:
    """More misses than these, on so many numbers: somebody tries numbers out."""

    misses: int = 10
    numbers: int = 3
    window: float = 600.0

    def broken_by(self, doors: list[str]) -> bool:
        """Tell whether the misses of one window, by door, are too many."""
        return len(doors) > self.misses and len(set(doors)) >= self.numbers


class NumberLockouts:
    """A door for each number that is typed, and the machine's count over all of them.

    A number is known by a keyed hash, so the rows tell nobody which ones were tried.
    """

    def __init__(
        self,
        store: Store,
        tag: Callable[[str], str],
        boot: str,
        rule: LockoutRule = NUMBER_RULE,
        machine: MachineRule = MachineRule(),
    ) -> None:
        """Take the rows in the store.

        :param tag: a hash of a number with a key that stays on this machine.
        """
        self._store, self._tag, self._boot = store, tag, boot
        self._rule, self._machine = rule, machine
        self._unsaved: dict[str, Lockout] = {}
        """The doors with misses that a full disk did not take."""

    def seconds_left(self, number: str, now: float) -> float:
        """Return how long a number has to wait; `now` is seconds since the boot."""
        return self._door(self.name(number)).seconds_left(now)

    def missed(self, number: str, now: float) -> int:
        """Count one miss durably and return how many the number has in a row."""
        return self.miss(self.name(number), now)

    def opened(self, number: str) -> None:
        """Forget the misses of a number; the machine's count goes on."""
        self.open(self.name(number))

    def name(self, number: str) -> str:
        """Return the name of a number's door, for who must not keep the number."""
        return f"number:{self._tag(number.upper())}"

    def miss(self, name: str, now: float) -> int:
        """Count one miss at a door by its name; else as `missed`."""
        door = self._unsaved.setdefault(name, self._door(name))
        with suppress(StoreError):
            self._forget(now)
        misses = door.missed(now)
        del self._unsaved[name]
        with self._store.atomic():
            self._store.execute(
                "INSERT INTO lockout_miss VALUES (?, ?, ?)", [name, self._boot, now]
            )
        return misses

    def open(self, name: str) -> None:
        """Forget the misses of a door by its name."""
        self._unsaved.pop(name, None)
        self._door(name).opened()

    def staff_needed(self, now: float) -> bool:
        """Tell whether staff should look who is trying here.

        Misses before the last boot count as made at the boot: nobody can tell when.
        """
        rows = self._store.all(
            "SELECT door FROM lockout_miss WHERE iif(boot=?, at, 0.0) > ?",
            [self._boot, now - self._machine.window],
        )
        return self._machine.broken_by([row["door"] for row in rows])

    def _door(self, name: str) -> Lockout:
        kept = self._unsaved.get(name)
        return kept or Lockout(self._store, name, self._rule, self._boot)

    def _forget(self, now: float) -> None:
        """Drop what counts no longer, so that not every miss makes the file grow."""
        with self._store.atomic():
            for table, column, age in (
                ("lockout_miss", "at", self._machine.window),
                ("lockout", "missed_at", _FORGOTTEN_AFTER),
            ):
                self._store.execute(
                    f"DELETE FROM {table} WHERE door LIKE 'number:%' "  # noqa: S608
                    f"AND iif(boot=?, {column}, 0.0) <= ?",
                    [self._boot, now - age],
                )
