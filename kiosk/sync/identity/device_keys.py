"""The keys a kiosk makes for itself on its first start and never gives away.

One file holds all three, so that a power cut leaves either all of them or none;
in what form it lies is the matter of `key_file.py`.
Nothing here signs events or speaks TLS; keys never reach a log or a repr.
"""

import hashlib
import hmac
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import msgspec
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from kiosk.domain.faults import Fault
from kiosk.domain.message import Message
from kiosk.settings.state.ownership import DENIED, denied
from kiosk.settings.told import system_reason
from kiosk.sync.identity.credential_keys import CredentialKeys, KeysError
from kiosk.sync.identity.key_file import KeyFile

log = logging.getLogger(__name__)

Key32 = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]


class _Stored(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file: raw Ed25519 seed, raw AES-256 key, P-256 key as PKCS #8 DER."""

    signing: Key32
    wrapping: Key32
    tls: bytes

    def __repr__(self) -> str:
        return "_Stored(hidden)"


class DeviceKeys:
    """Ed25519 to sign batches, AES-256 to wrap journal keys, P-256 for TLS."""

    __slots__ = ("folder", "signing", "tls", "wrapping")

    def __init__(self, folder: Path, stored: _Stored) -> None:
        self.folder = folder
        self.signing = Ed25519PrivateKey.from_private_bytes(stored.signing)
        self.wrapping = stored.wrapping
        key = load_der_private_key(stored.tls, None)
        if not isinstance(key, EllipticCurvePrivateKey):
            raise ValueError("The TLS key is not an elliptic curve key.")
        self.tls = key

    @classmethod
    def load_or_create(
        cls, folder: Path, sealing: CredentialKeys | None = None
    ) -> "DeviceKeys":
        """Load the keys, or make them where there is no file yet.

        A file that is broken or does not open is never replaced: what the old keys
        sealed would be lost. What opens is brought into the form that is asked for.

        :raises KeysError: when the file cannot be read, written or understood.
        """
        file = KeyFile(folder, sealing)
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not file.path.exists():
                file.keep(msgspec.json.encode(_new_keys()))
            keys = cls._read(file)
        except OSError as error:
            raise _cannot(file.path, error) from error
        try:
            file.settle()
        except OSError as error:
            # They are as good as before; the next start tries again.
            log.warning("the keys keep their form: %s", _cannot(file.path, error))
        return keys

    @classmethod
    def load(cls, folder: Path, sealing: CredentialKeys | None = None) -> "DeviceKeys":
        """Load the keys and make nothing: for whoever only looks.

        :raises KeysError: when there are none, or they cannot be read.
        """
        file = KeyFile(folder, sealing)
        try:
            return cls._read(file)
        except FileNotFoundError as error:
            raise KeysError(Message("keys__none", path=str(file.path))) from error
        except OSError as error:
            raise _cannot(file.path, error) from error

    @classmethod
    def _read(cls, file: KeyFile) -> "DeviceKeys":
        plain = file.read()
        try:
            return cls(file.folder, msgspec.json.decode(plain, type=_Stored))
        except (msgspec.DecodeError, ValueError):
            # Without the cause: a decoder's message may quote what it read.
            raise KeysError(Message("keys__foreign", path=str(file.path))) from None

    @property
    def signing_public(self) -> bytes:
        """Return the raw 32-byte Ed25519 public key."""
        return self.signing.public_key().public_bytes_raw()

    def sign(self, data: bytes) -> bytes:
        """Return the 64-byte Ed25519 signature."""
        return self.signing.sign(data)

    def tag(self, purpose: str, text: str) -> str:
        """Return a keyed hash: it knows a text again and does not give it away."""
        key = self.derived(b"kiosk-tag-1 " + purpose.encode())
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

    def derived(self, purpose: bytes) -> bytes:
        """Return a key of its own for a purpose, the same one every time."""
        return HKDF(SHA256(), 32, None, purpose).derive(self.wrapping)

    @contextmanager
    def tls_key_file(self) -> Iterator[str]:
        """Give a file in memory, since OpenSSL takes the TLS key from a file only."""
        pem = self.tls.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        number = os.memfd_create("tls-key")
        try:
            os.write(number, pem)
            yield f"/proc/self/fd/{number}"
        finally:
            os.close(number)

    def __repr__(self) -> str:
        return "DeviceKeys(hidden)"

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("Keys are not written anywhere but to their file.")


def _cannot(path: Path, error: OSError) -> KeysError:
    """Say why a file cannot be used: broken, or only not ours."""
    if error.errno in DENIED and (reason := denied(path) or denied(path.parent)):
        return KeysError(reason, Fault.STORE_DENIED)
    failed = Message("store__failed", path=str(path), why=system_reason(error))
    return KeysError(failed)


def _new_keys() -> _Stored:
    tls = generate_private_key(SECP256R1())
    return _Stored(
        signing=Ed25519PrivateKey.generate().private_bytes_raw(),
        wrapping=AESGCM.generate_key(256),
        tls=tls.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
    )
