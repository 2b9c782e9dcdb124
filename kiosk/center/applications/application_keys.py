"""The center's own secrets for acts: sealing keys, old ones too, and a key for tags.

One file beside the database and not in it, so that a copy of the database alone opens
nothing. Keys never reach a log or a repr.
"""

import hashlib
import hmac
import os
from pathlib import Path
from typing import Annotated

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.settings.state.durable_file import write_durably
from kiosk.sync.wire.applications_wire import Identity, Sealed, SealingKey
from kiosk.sync.wire.sealing import Binding, SealUnreadable, key_id, open_identity

FILE = "sealing-keys.json"
Key32 = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]


class _Stored(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file: the tags' key, and raw X25519 keys, the present one first."""

    tags: Key32
    sealing: Annotated[tuple[Key32, ...], msgspec.Meta(min_length=1)]

    def __repr__(self) -> str:
        return "_Stored(hidden)"


class ActKeys:
    """Opens what kiosks sealed, with the present key or any before it."""

    def __init__(self, folder: Path) -> None:
        """Load the keys, or make them where there is no file yet.

        :raises ValueError: when the file is broken; it is never replaced.
        """
        self._path = folder / FILE
        if not self._path.exists():
            _write(self._path, _Stored(os.urandom(32), (_new_key(),)))
        self._stamp = 0
        self._load()

    @property
    def present(self) -> SealingKey:
        """Return the public key that kiosks are to use from now on."""
        self._load()
        return self._present

    def open(self, binding: Binding, sealed: Sealed) -> Identity:
        """Return a sealed identity.

        :raises SealUnreadable: when it was sealed to another key or for another act.
        """
        return open_identity(self.private(sealed.key), binding, sealed)

    def all(self) -> list[X25519PrivateKey]:
        """Return every private key, the present one first."""
        self._load()
        return list(self._keys.values())

    def private(self, name: str) -> X25519PrivateKey:
        """Return the key of a name, for what is sealed otherwise than an act.

        :raises SealUnreadable: when it is none of ours.
        """
        self._load()
        key = self._keys.get(name)
        if key is None:
            raise SealUnreadable("Sealed to a key that is none of ours.")
        return key

    def tag(self, purpose: str, text: str) -> bytes:
        """Return a keyed hash: it knows a text again and does not give it away."""
        data = f"{purpose}\0{text}".encode()
        return hmac.new(self._tags, data, hashlib.sha256).digest()

    def _load(self) -> None:
        """Read the file when it is another: a rotation needs no restart."""
        stamp = self._path.stat().st_mtime_ns
        if stamp == self._stamp:
            return
        stored = _read(self._path)
        self._tags, self._stamp = stored.tags, stamp
        pairs = [_pair(raw) for raw in stored.sealing]
        self._keys = {public.id: private for public, private in pairs}
        self._present = pairs[0][0]

    def __repr__(self) -> str:
        return "ActKeys(hidden)"


def rotate(folder: Path) -> str:
    """Put a new sealing key before the old ones and return its id.

    The old ones stay: what a kiosk sealed weeks ago must still open.
    """
    path = folder / FILE
    stored = _read(path)
    raw = _new_key()
    _write(path, _Stored(stored.tags, (raw, *stored.sealing)))
    return _pair(raw)[0].id


def _read(path: Path) -> _Stored:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Stored)
    except msgspec.DecodeError:
        # Without the cause: a decoder's message may quote what it read.
        raise ValueError(f"{path}: is not the file this center wrote.") from None


def _write(path: Path, stored: _Stored) -> None:
    write_durably(path, msgspec.json.encode(stored))


def _new_key() -> bytes:
    return X25519PrivateKey.generate().private_bytes_raw()


def _pair(raw: bytes) -> tuple[SealingKey, X25519PrivateKey]:
    private = X25519PrivateKey.from_private_bytes(raw)
    public = private.public_key().public_bytes_raw()
    return SealingKey(key_id(public), public), private
