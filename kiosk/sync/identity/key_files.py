"""Where the machine's keys lie: in one plain file, or in one that is sealed.

A change of form writes the new file durably before the old one goes. A power cut
in between leaves both, and then the sealed one counts. Never are there new keys while
one of them is there, whether it can be read or not.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from kiosk.domain.faults import Fault
from kiosk.domain.message import Message
from kiosk.settings.state.durable_file import write_durably
from kiosk.sync.identity.credential_keys import (
    NONCE,
    CredentialKey,
    CredentialKeys,
    KeysError,
    credential_keys,
)

KEYS_FILE = "device-keys.json"
SEALED_FILE = "device-keys.sealed"
_UNSEALED = (KEYS_FILE, f"{KEYS_FILE}.new", "tls-key.pem", "tls-key.pem.new")
"""What holds keys in the clear; the last two were written by earlier releases."""


class _Sealed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The sealed file: form, name of the sealing key, nonce and sealed bytes."""

    format: Literal[1]
    key: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{16}$(?!\n)")]
    sealed: Annotated[bytes, msgspec.Meta(min_length=NONCE + 16)]

    def __repr__(self) -> str:
        return "_Sealed(hidden)"


class KeyFiles:
    """The two files of one folder, and what the sealed one opens with."""

    def __init__(self, folder: Path, sealing: CredentialKeys | None = None) -> None:
        """Take the folder; without keys, those that this program was started with.

        :raises KeysError: when a credential is there that cannot be one.
        """
        self.folder = folder
        self.plain, self.sealed = folder / KEYS_FILE, folder / SEALED_FILE
        self._sealing = credential_keys() if sealing is None else sealing

    @property
    def path(self) -> Path:
        """Return the file that counts."""
        return self.sealed if self.sealed.exists() else self.plain

    def are_there(self) -> bool:
        """Tell whether there are keys, in whatever form.

        In this order: another program may be changing the form at this moment.
        """
        looks = (self.plain, self.sealed, self.plain)
        return any([path.exists() for path in looks])

    def read(self) -> bytes:
        """Return what the plain file holds or would hold.

        :raises FileNotFoundError: when there are no keys.
        :raises KeysError: when they are sealed and do not open.
        """
        with suppress(FileNotFoundError):
            return self._opened(self.sealed.read_bytes())
        return self.plain.read_bytes()

    def keep(self, plain: bytes) -> None:
        """Write the keys in the form that is asked for.

        :raises OSError: when that fails; what was there before stays.
        """
        now = self._sealing.now
        if now is None:
            write_durably(self.plain, plain)
        else:
            self._seal(now, plain)

    def settle(self) -> None:
        """Bring what is there into the form that is asked for.

        :raises OSError: when that fails; the keys are as readable as before.
        :raises KeysError: when they do not open.
        """
        now = self._sealing.now
        if now is not None:
            plain = self.read()
            if not self.sealed.exists() or self._name() != now.name:
                self._seal(now, plain)
            self._remove(*_UNSEALED)
        elif not self.sealed.exists():
            self._remove(*_UNSEALED[2:])

    def unseal(self) -> None:
        """Write the keys as a plain file again.

        :raises OSError: when that fails, or there are none.
        :raises KeysError: when they do not open.
        """
        write_durably(self.plain, self.read())
        self._remove(SEALED_FILE)

    def _seal(self, key: CredentialKey, plain: bytes) -> None:
        sealed = _Sealed(1, key.name, key.seal(plain))
        write_durably(self.sealed, msgspec.json.encode(sealed))
        if self.read() != plain:
            raise OSError("The sealed keys do not read back.")

    def _opened(self, whole: bytes) -> bytes:
        box = self._box(whole)
        if self._sealing == (None, None):
            raise KeysError(self._say("keys__sealed"), Fault.KEYS_SEALED)
        key = self._sealing.named(box.key)
        plain = None if key is None else key.open(box.sealed)
        if plain is None:
            raise KeysError(self._say("keys__other_credential"), Fault.KEYS_SEALED)
        return plain

    def _name(self) -> str:
        return self._box(self.sealed.read_bytes()).key

    def _box(self, whole: bytes) -> _Sealed:
        try:
            return msgspec.json.decode(whole, type=_Sealed)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise KeysError(self._say("keys__foreign")) from None

    def _say(self, key: str) -> Message:
        return Message(key, path=str(self.sealed))

    def _remove(self, *names: str) -> None:
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
