"""What the machine's keys are sealed with: credentials that the service manager brings.

They reach the service alone, in memory; a command at a shell has none of them. Where
the machine has no such credential, nothing is sealed.
"""

import binascii
import hashlib
import os
from base64 import b64decode, b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kiosk.domain.faults import Fault, KioskError
from kiosk.domain.message import Message
from kiosk.settings.told import Told

CREDENTIAL = "kiosk.keys"
CREDENTIAL_BEFORE = "kiosk.keys.before"
"""While the sealing key is changed: what the keys may still be sealed with."""
LENGTH = 32
NONCE = 12
PURPOSE = b"kiosk-keys-at-rest-1"


class KeysError(Told, KioskError):
    """The kiosk's own keys cannot be used."""

    fault = Fault.STORE_BROKEN


class CredentialKey:
    """One credential: it seals and opens, and has a short name that tells nothing."""

    __slots__ = ("_cipher", "name")

    def __init__(self, secret: bytes) -> None:
        self._cipher = AESGCM(HKDF(SHA256(), 32, None, PURPOSE).derive(secret))
        # kiosk-seal computes the same with sha256sum.
        named = b"kiosk-keys-id-1 " + b64encode(secret)
        self.name = hashlib.sha256(named).hexdigest()[:16]

    def seal(self, plain: bytes) -> bytes:
        """Return the bytes sealed, with the nonce before them."""
        nonce = os.urandom(NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, self._bound())

    def open(self, sealed: bytes) -> bytes | None:
        """Return what was sealed; None where it was not with this key."""
        try:
            return self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], self._bound())
        except (InvalidTag, ValueError):
            return None

    def _bound(self) -> bytes:
        return PURPOSE + b" " + self.name.encode()

    def __repr__(self) -> str:
        return "CredentialKey(hidden)"

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("A sealing key is not written anywhere.")


class CredentialKeys(NamedTuple):
    """What this program was started with; both None where nothing is sealed."""

    now: CredentialKey | None = None
    before: CredentialKey | None = None

    def named(self, name: str) -> CredentialKey | None:
        """Return the one of this name."""
        return next((key for key in self if key and key.name == name), None)

    def __repr__(self) -> str:
        return "CredentialKeys(hidden)"


def credential_keys(environment: Mapping[str, str] = os.environ) -> CredentialKeys:
    """Return what the service manager brought.

    :raises KeysError: when there is a credential that cannot be one of ours.
    """
    folder = environment.get("CREDENTIALS_DIRECTORY", "")
    if not folder:
        return CredentialKeys()
    before: CredentialKey | None
    try:
        before = _brought(Path(folder) / CREDENTIAL_BEFORE)
    except KeysError:
        before = None  # it only helps; the new one may open what is there
    return CredentialKeys(_brought(Path(folder) / CREDENTIAL), before)


def _brought(path: Path) -> CredentialKey | None:
    try:
        text = path.read_bytes().strip()
        # An empty one is what the unit says where the machine has none.
        secret = b64decode(text, validate=True) if text else None
    except FileNotFoundError:
        return None
    except (OSError, binascii.Error):
        secret = b""
    if secret is None:
        return None
    if len(secret) != LENGTH:
        # Without the cause: it may quote what it read.
        bad = Message("keys__bad_credential", path=str(path))
        raise KeysError(bad, Fault.KEYS_SEALED) from None
    return CredentialKey(secret)
