"""The keys of kept receipts: each ends, and what was sealed to it ends with it.

In a table of their own, which no backup has: a journal keeps every event for ever, so
only a key that is gone makes a receipt forgotten. Sealed as all secrets are.
"""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Connection, delete, insert, select

from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import every, hold, insert_new, one, transaction
from kiosk.center.identity.identity_tables import secret
from kiosk.center.identity.sealed_secrets import ROOT, SealedSecrets, remove_taken
from kiosk.center.receipts.kept_tables import receipt_key
from kiosk.sync.wire.kept_receipts import KEEP_DAYS, ReceiptKey
from kiosk.sync.wire.sealing import SealUnreadable, key_id

FILE = "receipt-keys.json"
"""Where an older center had them, beside its database."""
DAY = 86400.0
NEW_AFTER = 7 * DAY
"""How long a key is given out as the present one."""
USED_FOR = 14 * DAY
"""How long a kiosk without a line may go on using it."""
GONE_AFTER = USED_FOR + KEEP_DAYS * DAY


class _Stored(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One raw X25519 key of an older center's file, and when it was made."""

    raw: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    since: float

    def __repr__(self) -> str:
        return "_Stored(hidden)"


class KeptKeys:
    """Makes, gives out and forgets the keys; any thread may ask."""

    def __init__(self, folder: Path) -> None:
        """Take over the keys of an older center's file, if there is one.

        :raises ValueError: when that file is broken; it is never replaced.
        :raises KeysGone: when the root key is missing.
        """
        self._secrets, old = SealedSecrets(folder), folder / FILE
        if not old.exists():
            return
        rows = [self._row(each.raw, each.since) for each in _read(old)]
        with closing(connect(folder)) as db, transaction(db):
            insert_new(db, receipt_key, rows)
        remove_taken(old)

    def present(self, db: Connection, now: float) -> ReceiptKey:
        """Return the key that kiosks are to use from now on."""
        own = receipt_key.c
        with transaction(db):
            # Held: of many nodes one makes it. And no kiosk uses what may be lost yet.
            hold(db, secret, name=ROOT)
            _forget(db, now)
            newest = one(db, select(receipt_key).order_by(own.since.desc()).limit(1))
            if newest is None or not 0 <= now - newest["since"] < NEW_AFTER:
                raw = X25519PrivateKey.generate().private_bytes_raw()
                db.execute(insert(receipt_key).values(**self._row(raw, now)))
                since = now
            else:
                raw, since = (
                    self._opened(newest["id"], newest["sealed"]),
                    newest["since"],
                )
        public = _private(raw).public_key().public_bytes_raw()
        until = datetime.fromtimestamp(since + USED_FOR, UTC)
        return ReceiptKey(key_id(public), public, until)

    def ends(self, db: Connection, now: float) -> dict[str, float]:
        """Return until when each key that is still there is."""
        with transaction(db):
            _forget(db, now)
            rows = every(db, select(receipt_key.c.id, receipt_key.c.since))
        return {row["id"]: row["since"] + GONE_AFTER for row in rows}

    def private(self, db: Connection, key: str, now: float) -> X25519PrivateKey:
        """Return a key by its id.

        :raises SealUnreadable: when it is gone, or never was one of ours.
        """
        own = receipt_key.c
        alive = own.id == key, own.since > now - GONE_AFTER
        row = one(db, select(receipt_key).where(*alive))
        if row is None:
            raise SealUnreadable("Sealed to a key that is not there.")
        return _private(self._opened(key, row["sealed"]))

    def _row(self, raw: bytes, since: float) -> dict[str, object]:
        name = key_id(_private(raw).public_key().public_bytes_raw())
        sealed = self._secrets.seal(_name(name), raw)
        return {"id": name, "sealed": sealed, "since": since}

    def _opened(self, key: str, sealed: bytes) -> bytes:
        return self._secrets.open(_name(key), sealed)

    def __repr__(self) -> str:
        return "KeptKeys(hidden)"


def _forget(db: Connection, now: float) -> None:
    gone = receipt_key.c.since <= now - GONE_AFTER
    db.execute(delete(receipt_key).where(gone))


def _name(key: str) -> str:
    return f"receipts {key}"


def _read(path: Path) -> tuple[_Stored, ...]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=tuple[_Stored, ...])
    except msgspec.DecodeError:
        # Without the cause: a decoder's message may quote what it read.
        raise ValueError(f"{path}: is not the file this center wrote.") from None


def _private(raw: bytes) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(raw)
