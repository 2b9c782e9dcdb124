"""What the desk signs and hashes with: one sealed secret, the same on all nodes."""

import hmac
import os
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kiosk.center.database.connecting import connect
from kiosk.center.identity.sealed_secrets import SealedSecrets

NAME = "desk"
"""Of the secret; it is made by whoever needs it first."""
_SIZE = 32


class DeskKeys:
    """Keys for single purposes out of one secret."""

    def __init__(self, folder: Path) -> None:
        """Take the secret.

        :raises KeysGone: when the database's secrets do not open here.
        """
        self.sealed = SealedSecrets(folder)
        with closing(connect(folder)) as db:
            kept = self.sealed.kept(db, NAME, lambda db: os.urandom(_SIZE))
        self._secret = kept.plain

    def of(self, purpose: str) -> bytes:
        """Return the key for one purpose."""
        info = f"kiosk-desk-{purpose}-1".encode()
        return HKDF(SHA256(), _SIZE, None, info).derive(self._secret)

    def hashing(self, purpose: str) -> Callable[[str], str]:
        """Return what hashes names and addresses so that no table shows them."""
        key = self.of(purpose)
        return lambda text: hmac.digest(key, text.encode(), sha256).hex()[:32]

    def __repr__(self) -> str:
        return "DeskKeys(hidden)"
