"""The one file that the machine's keys lie in: in the clear, or sealed.

It has one name in both forms. A power cut leaves one form or the other, and a release
that knows nothing of sealing refuses the file instead of making new keys beside it.
"""

import os
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from kiosk.domain.faults import Fault
from kiosk.domain.message import Message
from kiosk.settings.state.durable_file import write_durably
from kiosk.sync.identity.credential_keys import (
    NONCE,
    CredentialKeys,
    KeysError,
    credential_keys,
)

KEYS_FILE = "device-keys.json"
_LEFT = (f"{KEYS_FILE}.new", "tls-key.pem", "tls-key.pem.new")
"""What may hold keys in the clear: of a cut, and of earlier releases."""


class _Sealed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The sealed form: its number, name of the sealing key, nonce and sealed bytes."""

    format: Literal[1]
    key: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{16}$(?!\n)")]
    sealed: Annotated[bytes, msgspec.Meta(min_length=NONCE + 16)]

    def __repr__(self) -> str:
        return "_Sealed(hidden)"


class KeyFile:
    """The file in one folder, and what it opens with."""

    def __init__(self, folder: Path, keys: CredentialKeys | None = None) -> None:
        """Take the folder; without keys, those that this program was started with.

        :raises KeysError: when a credential is there that cannot be one.
        """
        self.folder, self.path = folder, folder / KEYS_FILE
        self._keys = credential_keys() if keys is None else keys

    def read(self) -> bytes:
        """Return what the file holds in the clear, or would hold.

        :raises OSError: when it cannot be read.
        :raises KeysError: when it is sealed and does not open.
        """
        whole = self.path.read_bytes()
        box = _box(whole)
        return whole if box is None else self._opened(box)

    def keep(self, plain: bytes) -> None:
        """Write the keys in the form that is asked for.

        :raises OSError: when that fails; what was there before stays.
        """
        now = self._keys.now
        if now is None:
            write_durably(self.path, plain)
            return
        sealed = now.seal(plain)
        if now.open(sealed) != plain:
            raise OSError("The sealed keys do not open.")
        whole = msgspec.json.encode(_Sealed(1, now.name, sealed))
        write_durably(self.path, whole)

    def settle(self) -> None:
        """Bring what is there into the form that is asked for.

        :raises OSError: when that fails; the keys are as readable as before.
        :raises KeysError: when they do not open.
        """
        now = self._keys.now
        if now is not None and self.sealed_with() != now.name:
            self.keep(self.read())
        # Without a credential another program may be making its first keys just now.
        self._remove(_LEFT if now is not None else _LEFT[1:])

    def unseal(self) -> None:
        """Write the keys in the clear again.

        :raises OSError: when that fails, or there are none.
        :raises KeysError: when they do not open.
        """
        write_durably(self.path, self.read())

    def sealed_with(self) -> str:
        """Return the name of the key that the file is sealed with; empty: none."""
        box = _box(self.path.read_bytes())
        return "" if box is None else box.key

    def _opened(self, box: _Sealed) -> bytes:
        if self._keys == (None, None):
            raise self._shut("keys__sealed")
        key = self._keys.named(box.key)
        plain = None if key is None else key.open(box.sealed)
        if plain is None:
            raise self._shut("keys__other_credential")
        return plain

    def _shut(self, why: str) -> KeysError:
        return KeysError(Message(why, path=str(self.path)), Fault.KEYS_SEALED)

    def _remove(self, names: tuple[str, ...]) -> None:
        there = [path for name in names if (path := self.folder / name).exists()]
        if not there:
            return
        for path in there:
            path.unlink(missing_ok=True)
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _box(whole: bytes) -> _Sealed | None:
    """Return the sealed form; None for another, which may be no keys at all."""
    try:
        return msgspec.json.decode(whole, type=_Sealed)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
