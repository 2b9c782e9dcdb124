"""Seals receipts for the center, with the key that it last gave to this kiosk.

What is sealed travels as a journal event, so it needs no line when it is asked for.
"""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

import msgspec

from kiosk.domain.faults import Fault
from kiosk.settings.state.store import Migration, Store
from kiosk.sync.clock.clock import TrueClock
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.kept_receipts import (
    MAX_SEALED,
    ReceiptKey,
    is_whole,
    seal_receipt,
)

MIGRATIONS = (
    Migration(
        "receipts-1",
        (
            "CREATE TABLE receipt_key (one INTEGER PRIMARY KEY CHECK (one = 1), "
            "key BLOB NOT NULL) STRICT",
        ),
    ),
)
OFTEN = 6 * 3600.0
"""Seconds between two questions for the key, also to a center that knows of none."""
OVERHEAD = 128
"""Bytes that a seal adds, and a few."""


class SealedReceipt(NamedTuple):
    """A receipt that only the center opens."""

    key: str
    sealed: bytes


class ReceiptKeeper:
    """One row in the kiosk's store; belongs to the store's thread."""

    def __init__(
        self,
        kiosk: str,
        store: Store,
        clock: TrueClock,
        ask: Callable[[], Awaitable[ReceiptKey]],
    ) -> None:
        """`ask` fetches the center's present key."""
        self._kiosk, self._store, self._clock, self._ask = kiosk, store, clock, ask
        self._asked: float | None = None

    def can_keep(self, content: bytes) -> bool:
        """Tell whether a receipt can be sealed now, and is not too long for it."""
        return self._key() is not None and len(content) + OVERHEAD <= MAX_SEALED

    def seal(self, card: str, number: str, content: bytes) -> SealedReceipt:
        """Seal a receipt for one card's holder; `can_keep` has said that it can be."""
        key = self._key()
        assert key is not None, "can_keep was asked"
        return SealedReceipt(
            key.id, seal_receipt(key, self._kiosk, card, number, content)
        )

    def _key(self) -> ReceiptKey | None:
        """Return the key; None without one, or where nobody knows if it ended."""
        row, now = self._store.one("SELECT key FROM receipt_key"), self._clock.known()
        if row is None or now is None:
            return None
        key = msgspec.json.decode(row["key"], type=ReceiptKey)
        return key if is_whole(key) and now < key.until else None

    async def fresh(self) -> None:
        """Fetch the key where it was not asked for lately.

        :raises CenterError: when the center cannot be asked, or knows of no such key.
        """
        now = self._clock.monotonic()
        if self._asked is not None and now - self._asked < OFTEN:
            return
        self._asked = now
        key = await self._ask()
        if not is_whole(key):
            raise CenterError("The receipts' key is damaged.", Fault.CENTER_BAD_ANSWER)
        self._store.execute(
            "INSERT OR REPLACE INTO receipt_key VALUES (1, ?)",
            [msgspec.json.encode(key)],
        )
