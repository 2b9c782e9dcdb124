"""The keys of kept receipts: each ends, and what was sealed to it ends with it.

One file beside the database, in no backup: a journal keeps every event for ever, so
only a key that is gone makes a receipt forgotten.
"""

import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.settings.state.durable_file import write_durably
from kiosk.sync.wire.kept_receipts import KEEP_DAYS, ReceiptKey
from kiosk.sync.wire.sealing import SealUnreadable, key_id

FILE = "receipt-keys.json"
DAY = 86400.0
NEW_AFTER = 7 * DAY
"""How long a key is given out as the present one."""
USED_FOR = 14 * DAY
"""How long a kiosk without a line may go on using it."""
GONE_AFTER = USED_FOR + KEEP_DAYS * DAY


class _Stored(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One raw X25519 key, and when it was made."""

    raw: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    since: float

    def __repr__(self) -> str:
        return "_Stored(hidden)"


class KeptKeys:
    """Makes, gives out and forgets the keys; any thread may ask."""

    def __init__(self, folder: Path, now: float) -> None:
        """Load the keys and forget those that ended.

        :raises ValueError: when the file is broken; it is never replaced.
        """
        self._path, self._lock = folder / FILE, threading.Lock()
        self._keys = _read(self._path)
        with self._lock:
            self._forget(now)

    def present(self, now: float) -> ReceiptKey:
        """Return the key that kiosks are to use from now on."""
        with self._lock:
            self._forget(now)
            newest = max(self._keys, key=lambda key: key.since, default=None)
            if newest is None or not 0 <= now - newest.since < NEW_AFTER:
                raw = X25519PrivateKey.generate().private_bytes_raw()
                newest = _Stored(raw, now)
                self._write((*self._keys, newest))
        public = _private(newest).public_key().public_bytes_raw()
        until = datetime.fromtimestamp(newest.since + USED_FOR, UTC)
        return ReceiptKey(key_id(public), public, until)

    def ends(self, now: float) -> dict[str, float]:
        """Return until when each key that is still there is."""
        with self._lock:
            self._forget(now)
            return {_id(key): key.since + GONE_AFTER for key in self._keys}

    def private(self, key: str, now: float) -> X25519PrivateKey:
        """Return a key by its id.

        :raises SealUnreadable: when it is gone, or never was one of ours.
        """
        with self._lock:
            self._forget(now)
            found = next((each for each in self._keys if _id(each) == key), None)
        if found is None:
            raise SealUnreadable("Sealed to a key that is not there.")
        return _private(found)

    def _forget(self, now: float) -> None:
        left = tuple(key for key in self._keys if now < key.since + GONE_AFTER)
        if left != self._keys:
            self._write(left)

    def _write(self, keys: tuple[_Stored, ...]) -> None:
        write_durably(self._path, msgspec.json.encode(keys))
        self._keys = keys

    def __repr__(self) -> str:
        return "KeptKeys(hidden)"


def _read(path: Path) -> tuple[_Stored, ...]:
    if not path.exists():
        return ()
    try:
        return msgspec.json.decode(path.read_bytes(), type=tuple[_Stored, ...])
    except msgspec.DecodeError:
        # Without the cause: a decoder's message may quote what it read.
        raise ValueError(f"{path}: is not the file this center wrote.") from None


def _private(key: _Stored) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(key.raw)


def _id(key: _Stored) -> str:
    return key_id(_private(key).public_key().public_bytes_raw())
