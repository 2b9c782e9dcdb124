"""The center's own secrets in its database, sealed under the nodes' root key.

A copy of the database alone opens nothing; a node needs nothing else of its own. What
older centers had in files is taken over by who owns the secret.
"""

import os
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection, select

from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import (
    hold,
    insert_new,
    one,
    put,
    transaction,
)
from kiosk.center.identity import root_key as root
from kiosk.center.identity.identity_tables import secret
from kiosk.settings.state.durable_file import sync_folder

ROOT = "root"
"""The row that was there first, and proves the root key; held while one is made."""
_PURPOSE = b"kiosk-center-secrets-1"
_NONCE = 12
_LEAST = 0.001
"""Seconds between two versions of a secret, whatever the clock says."""


class OpenSecret(NamedTuple):
    """A secret, and since when it is this one."""

    plain: bytes
    at: float

    def __repr__(self) -> str:
        return "OpenSecret(hidden)"


class SealedSecrets:
    """Seals and opens under the root key; any thread may ask."""

    def __init__(self, folder: Path) -> None:
        """Take the root key of a folder, or make it for a database without secrets.

        :raises KeysGone: when the database's secrets do not open with it.
        """
        self._folder = folder
        with closing(connect(folder)) as db:
            self._cipher = _proved(db, folder)

    def seal(self, name: str, plain: bytes) -> bytes:
        """Return a secret as it is stored."""
        return _sealed(self._cipher, name, plain)

    def open(self, name: str, sealed: bytes) -> bytes:
        """Return what was sealed under this name.

        :raises KeysGone: when it was sealed under another key or for another name.
        """
        try:
            return _opened(self._cipher, name, sealed)
        except InvalidTag:
            raise root.no_root_key(self._folder) from None

    def read(self, db: Connection, name: str) -> OpenSecret | None:
        """Return a secret; None: there is none of this name."""
        row = one(db, select(secret).where(secret.c.name == name))
        if row is None:
            return None
        return OpenSecret(self.open(name, row["sealed"]), row["at"])

    def write(self, db: Connection, name: str, plain: bytes) -> None:
        """Keep a secret, in the caller's transaction; other nodes see that it changed.

        :param plain: what it is from now on.
        """
        before = hold(db, secret, name=name)
        at = max(time.time(), 0.0 if before is None else before["at"] + _LEAST)
        put(db, secret, name=name, sealed=self.seal(name, plain), at=at)

    def kept(
        self, db: Connection, name: str, make: Callable[[Connection], bytes]
    ) -> OpenSecret:
        """Return a secret, made now if there is none; of many nodes one makes it."""
        found = self.read(db, name)
        if found is None:
            with transaction(db):
                hold(db, secret, name=ROOT)
                if self.read(db, name) is None:
                    self.write(db, name, make(db))
            found = self.read(db, name)
        assert found is not None
        return found

    def __repr__(self) -> str:
        return "SealedSecrets(hidden)"


def root_proof(db: Connection) -> bytes:
    """Return what only the right root key opens; it never changes."""
    row = one(db, select(secret).where(secret.c.name == ROOT))
    assert row is not None
    return bytes(row["sealed"])


def is_root_key(key: bytes, proof: bytes) -> bool:
    """Tell whether a key is the one of a database with this proof."""
    try:
        _opened(_cipher(key), ROOT, proof)
    except InvalidTag:
        return False
    return True


def remove_taken(path: Path) -> None:
    """Remove the file of an older center, when its secret is in the database."""
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def _proved(db: Connection, folder: Path) -> AESGCM:
    """Return the cipher of the root key that this database's secrets are under."""
    first = select(secret).where(secret.c.name == ROOT)
    row, made = one(db, first), False
    key = root.root_key(folder)
    if row is None:
        made = key is None
        key = key or root.new_root_key(folder)
        # Its file is there before the database needs it. Of two nodes that come at
        # once the second finds the row of the first, and needs that one's key.
        sealed = _sealed(_cipher(key), ROOT, b"")
        with transaction(db):
            insert_new(
                db, secret, [{"name": ROOT, "sealed": sealed, "at": time.time()}]
            )
        row = one(db, first)
    if key is not None and row is not None:
        cipher = _cipher(key)
        try:
            _opened(cipher, ROOT, row["sealed"])
        except InvalidTag:
            if made:
                remove_taken(folder / root.FILE)
        else:
            return cipher
    raise root.no_root_key(folder)


def _cipher(key: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, None, _PURPOSE).derive(key))


def _sealed(cipher: AESGCM, name: str, plain: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + cipher.encrypt(nonce, plain, name.encode())


def _opened(cipher: AESGCM, name: str, sealed: bytes) -> bytes:
    return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], name.encode())
