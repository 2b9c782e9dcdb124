"""The keys a kiosk makes for itself on its first start and never gives away.

One file holds all three, so that a power cut leaves either all of them or none.
Nothing here signs events or speaks TLS; keys never reach a log or a repr.
"""

import hashlib
import hmac
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

from kiosk.domain.faults import Fault, KioskError
from kiosk.domain.message import Message
from kiosk.settings.state.durable_file import write_durably
from kiosk.settings.state.ownership import DENIED, denied
from kiosk.settings.told import Told, system_reason

KEYS_FILE = "device-keys.json"
TLS_KEY_FILE = "tls-key.pem"
Key32 = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]


class KeysError(Told, KioskError):
    """The kiosk's own keys cannot be used."""

    fault = Fault.STORE_BROKEN


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
    def load_or_create(cls, folder: Path) -> "DeviceKeys":
        """Load the keys, or make them where there is no file yet.

        A broken file is never replaced: what the old keys sealed would be lost.

        :raises KeysError: when the file cannot be read, written or understood.
        """
        path = folder / KEYS_FILE
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not path.exists():
                write_durably(path, msgspec.json.encode(_new_keys()))
            keys = cls._read(folder)
            keys._write_tls_key()
            return keys
        except OSError as error:
            raise _cannot(path, error) from error

    @classmethod
    def load(cls, folder: Path) -> "DeviceKeys":
        """Load the keys and make nothing: for whoever only looks.

        :raises KeysError: when there are none, or they cannot be read.
        """
        path = folder / KEYS_FILE
        try:
            return cls._read(folder)
        except FileNotFoundError as error:
            raise KeysError(Message("keys__none", path=str(path))) from error
        except OSError as error:
            raise _cannot(path, error) from error

    @classmethod
    def _read(cls, folder: Path) -> "DeviceKeys":
        path = folder / KEYS_FILE
        try:
            return cls(folder, msgspec.json.decode(path.read_bytes(), type=_Stored))
        except (msgspec.DecodeError, ValueError):
            # Without the cause: a decoder's message may quote what it read.
            raise KeysError(Message("keys__foreign", path=str(path))) from None

    @property
    def signing_public(self) -> bytes:
        """Return the raw 32-byte Ed25519 public key."""
        return self.signing.public_key().public_bytes_raw()

    @property
    def tls_key_path(self) -> Path:
        """Return the file OpenSSL loads the TLS key from."""
        return self.folder / TLS_KEY_FILE

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

    def _write_tls_key(self) -> None:
        """Write the TLS key as PEM, since OpenSSL takes it from a file only."""
        pem = self.tls.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path = self.tls_key_path
        if not path.exists() or path.read_bytes() != pem:
            write_durably(path, pem)

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
