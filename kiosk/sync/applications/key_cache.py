"""The center's sealing key as this kiosk last got it, kept for the time without a line.

It seals nothing itself; a key that ended still opens at the center.
"""

import msgspec

from kiosk.domain.faults import Fault
from kiosk.settings.state.store import Store
from kiosk.sync.applications.applications_client import ActsClient
from kiosk.sync.clock.clock import Clock, wall_us
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.applications_wire import SealingKey
from kiosk.sync.wire.sealing import is_whole

_DAY_US = 86_400_000_000


class KeyCache:
    """One row in the kiosk's store; belongs to the store's thread."""

    def __init__(self, store: Store, client: ActsClient, clock: Clock) -> None:
        self._store, self._client, self._clock = store, client, clock

    def key(self) -> SealingKey | None:
        """Return the key; None before a center was ever reached."""
        return kept_key(self._store)

    async def present(self) -> SealingKey:
        """Return the key, fetched where none is kept.

        :raises CenterError: when the center cannot be asked.
        """
        if self.key() is None:
            await self.fetch()
        key = self.key()
        assert key is not None
        return key

    async def fresh(self) -> None:
        """Fetch the key where there is none or it is a day old.

        A wall clock that was set back only makes it be fetched again.

        :raises CenterError: when the center cannot be asked.
        """
        row = self._store.one("SELECT fetched_us FROM sealing_key")
        age = None if row is None else wall_us(self._clock) - row["fetched_us"]
        if age is None or not 0 <= age < _DAY_US:
            await self.fetch()

    async def fetch(self) -> None:
        """Fetch the key and keep it durably.

        :raises CenterError: when the center cannot be asked.
        """
        key = await self._client.sealing_key()
        if not is_whole(key):
            # Kept, it would make every report of the time without a line fail.
            raise CenterError("The sealing key is damaged.", Fault.CENTER_BAD_ANSWER)
        with self._store.atomic():
            self._store.execute(
                "INSERT OR REPLACE INTO sealing_key VALUES (1, ?, ?)",
                [msgspec.json.encode(key), wall_us(self._clock)],
            )


def kept_key(store: Store) -> SealingKey | None:
    """Return the key that was kept; None before a center was ever reached."""
    row = store.one("SELECT key FROM sealing_key")
    key = msgspec.json.decode(row["key"], type=SealingKey) if row else None
    return key if key is not None and is_whole(key) else None
