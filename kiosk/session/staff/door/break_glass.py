"""The one-time code by telephone, for when nobody can believe the clock.

The machine shows a number that only grows; the code that belongs to it opens once.
"""

import hmac
import secrets
from collections.abc import Callable

from kiosk.settings.state.store import Migration, Row, Store
from kiosk.sync.wire.phone_code import challenge_of, phone_code

MIGRATIONS = (
    Migration(
        "staff-4-break-glass",
        (
            "CREATE TABLE break_glass (one INTEGER PRIMARY KEY CHECK (one = 1), "
            "counter INTEGER NOT NULL, misses INTEGER NOT NULL, boot TEXT NOT NULL, "
            "at REAL NOT NULL) STRICT",
        ),
    ),
)
MOST_MISSES = 5
GOOD_FOR = 24 * 3600.0
"""Seconds after which a number is no longer the one to be read out."""
_FIRST = 100_000
_STRIDE = 89
"""The counter grows by chance: a disk that was put back meets no old code again."""


class BreakGlass:
    """The counter and its code; belongs to the store's thread."""

    def __init__(
        self, store: Store, kiosk: str, boot: str, secret: Callable[[], bytes | None]
    ) -> None:
        """Take the row.

        :param secret: what the machine and its center both know; None: they never met.
        """
        self._store, self._kiosk, self._boot = store, kiosk, boot
        self._secret = secret

    def challenge(self, now: float) -> str | None:
        """Return what to read out; None: this machine never met its center.

        :raises StoreError: when a new number cannot be kept.
        """
        secret = self._secret()
        if secret is None:
            return None
        row = self._row()
        if row is None:
            self._begin(_FIRST + secrets.randbelow(_FIRST), now)
        elif self._age(row, now) > GOOD_FOR or row["misses"] >= MOST_MISSES:
            self._begin(_after(row["counter"]), now)
        row = self._row()
        assert row is not None
        return challenge_of(secret, self._kiosk, row["counter"])

    def fits(self, code: str) -> bool:
        """Tell whether a code is the one for the number that stands here."""
        secret, row = self._secret(), self._row()
        if secret is None or row is None or row["misses"] >= MOST_MISSES:
            return False
        good = phone_code(secret, self._kiosk, row["counter"])
        return hmac.compare_digest(good.encode(), code.encode())

    def missed(self) -> None:
        """Count a wrong code; after a few the number is dead.

        :raises StoreError: when that cannot be kept.
        """
        self._store.execute("UPDATE break_glass SET misses=misses+1")

    def spend(self, challenge: str, now: float) -> bool:
        """Use a number up, durably, before anything opens; False: it was used.

        :raises StoreError: when that cannot be kept: then nothing may open.
        """
        secret, row = self._secret(), self._row()
        if secret is None or row is None:
            return False
        counter = row["counter"]
        if challenge_of(secret, self._kiosk, counter) != challenge:
            return False
        spent = self._store.execute(
            "UPDATE break_glass SET counter=?, misses=0, boot=?, at=? WHERE counter=?",
            [_after(counter), self._boot, now, counter],
        )
        return bool(spent)

    def _begin(self, counter: int, now: float) -> None:
        self._store.execute(
            "INSERT OR REPLACE INTO break_glass VALUES (1, ?, 0, ?, ?)",
            [counter, self._boot, now],
        )

    def _row(self) -> Row | None:
        return self._store.one("SELECT * FROM break_glass")

    def _age(self, row: Row, now: float) -> float:
        return now - (row["at"] if row["boot"] == self._boot else 0.0)


def _after(counter: int) -> int:
    return counter + 1 + secrets.randbelow(_STRIDE)
