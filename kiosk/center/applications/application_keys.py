"""The center's own secrets for acts: sealing keys, old ones too, and a key for tags.

They are one of the sealed secrets in the database, so that a copy of the database alone
opens nothing. New sealing keys follow from the tags' key and a number: a center that
was put back from a copy opens what was sealed to a key that was made after it. Keys
never reach a log or a repr.
"""

import hashlib
import hmac
import os
import threading
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Annotated

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection, exists, select
from sqlalchemy.exc import DBAPIError

from kiosk.center.applications.applications_tables import act, service_pin
from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import hold, transaction
from kiosk.center.identity.identity_tables import secret
from kiosk.center.identity.root_key import KeysGone
from kiosk.center.identity.sealed_secrets import (
    OpenSecret,
    SealedSecrets,
    remove_taken,
)
from kiosk.domain.message import Message
from kiosk.sync.wire.applications_wire import Identity, Sealed, SealingKey
from kiosk.sync.wire.sealing import Binding, SealUnreadable, key_id, open_identity

FILE = "sealing-keys.json"
"""Where an older center had them, beside its database."""
NAME = "acts"
LOOK = 3.0
"""Seconds after which a node looks whether another one has changed the keys."""
BEYOND = 32
"""So many keys that a lost database may have given out after its last copy."""
Key32 = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
KeyPair = tuple[SealingKey, X25519PrivateKey]


class _Stored(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The tags' key, raw X25519 keys of older centers, and how many follow from it."""

    tags: Key32
    sealing: tuple[Key32, ...] = ()
    derived: int = 0

    def __repr__(self) -> str:
        return "_Stored(hidden)"


class ActKeys:
    """Opens what kiosks sealed, with the present key or any before it."""

    def __init__(self, folder: Path) -> None:
        """Load the keys, or make them where there are none yet.

        :raises ValueError: when an older center's file is broken; it is never replaced.
        :raises KeysGone: when they are lost, or the root key is.
        """
        self._folder, self._lock, self._due = folder, threading.Lock(), 0.0
        self._secrets = SealedSecrets(folder)
        old = folder / FILE
        with closing(connect(folder)) as db:
            self._use(self._secrets.kept(db, NAME, lambda db: _first(db, old)))
        if old.exists() and _read(old).tags == self._tags:
            remove_taken(old)

    @property
    def present(self) -> SealingKey:
        """Return the public key that kiosks are to use from now on."""
        self._load()
        return self._pairs[0][0]

    def given(self, db: Connection) -> SealingKey:
        """Return the present key, for a kiosk; what was found beyond it is kept first.

        A key that is only found again is not the present one: a center that was put
        back would else make the same key a second time.
        """
        self._load()
        if self._found > self._stored.derived:
            self._count(db, self._found)
        return self.present

    def open(self, binding: Binding, sealed: Sealed) -> Identity:
        """Return a sealed identity.

        :raises SealUnreadable: when it was sealed to another key or for another act.
        """
        return open_identity(self.private(sealed.key), binding, sealed)

    def all(self) -> list[X25519PrivateKey]:
        """Return every private key, the present one first."""
        self._load()
        return [private for _, private in self._pairs]

    def private(self, name: str) -> X25519PrivateKey:
        """Return the key of a name, for what is sealed otherwise than an act.

        :raises SealUnreadable: when it is none of ours.
        """
        self._load()
        found = _named(self._pairs, name)
        if found is None:
            self._look()  # another node may have made it just now
            found = _named(self._pairs, name) or self._beyond(name)
        if found is None:
            raise SealUnreadable("Sealed to a key that is none of ours.")
        return found

    def tag(self, purpose: str, text: str) -> bytes:
        """Return a keyed hash: it knows a text again and does not give it away."""
        data = f"{purpose}\0{text}".encode()
        return hmac.new(self._tags, data, hashlib.sha256).digest()

    def derived(self, purpose: bytes) -> bytes:
        """Return a key of 32 bytes for a purpose, the same for ever."""
        return HKDF(SHA256(), 32, None, purpose).derive(self._tags)

    def rotate(self) -> str:
        """Put a new sealing key before the old ones and return its id."""
        with closing(connect(self._folder)) as db:
            self._count(db, None)
        return self.present.id

    def _count(self, db: Connection, number: int | None) -> None:
        """Let this many keys follow from the tags' key; None: one more than now."""
        with transaction(db):
            hold(db, secret, name=NAME)
            found = self._secrets.read(db, NAME)
            assert found is not None
            stored = _decoded(found)
            count = stored.derived + 1 if number is None else number
            if count > stored.derived:
                changed = msgspec.structs.replace(stored, derived=count)
                self._secrets.write(db, NAME, msgspec.json.encode(changed))
        self._look()

    def _load(self) -> None:
        """Look from time to time: a rotation needs no restart.

        A database that is away just now changes nothing.
        """
        if time.monotonic() >= self._due and self._lock.acquire(blocking=False):
            try:
                self._due = time.monotonic() + LOOK
                with suppress(DBAPIError):
                    self._look()
            finally:
                self._lock.release()

    def _look(self) -> None:
        with closing(connect(self._folder)) as db:
            found = self._secrets.read(db, NAME)
        if found is not None and found.at != self._at:
            self._use(found)

    def _use(self, found: OpenSecret) -> None:
        stored = _decoded(found)
        numbers = range(stored.derived, 0, -1)
        raws = [*(_derived(stored.tags, n) for n in numbers), *stored.sealing]
        self._stored, self._tags = stored, stored.tags
        self._pairs, self._at = [_pair(raw) for raw in raws], found.at
        self._due, self._found = time.monotonic() + LOOK, 0

    def _beyond(self, name: str) -> X25519PrivateKey | None:
        """Return a key that was given out after the copy that was put back."""
        last = self._stored.derived
        for number in range(last + 1, last + 1 + BEYOND):
            public, private = _pair(_derived(self._tags, number))
            if public.id == name:
                self._found = max(self._found, number)
                return private
        return None

    def __repr__(self) -> str:
        return "ActKeys(hidden)"


def rotate(folder: Path) -> str:
    """Put a new sealing key before the old ones and return its id.

    The old ones stay: what a kiosk sealed weeks ago must still open.
    """
    return ActKeys(folder).rotate()


def _first(db: Connection, old: Path) -> bytes:
    """Return the first keys of a database: those of an older center's file, or new.

    :raises KeysGone: when there is no file, and the database needs one.
    """
    if old.exists():
        return msgspec.json.encode(_read(old))
    for each in (act.c.id, service_pin.c.number):
        if db.execute(select(exists(select(each)))).scalar_one():
            raise KeysGone(Message("operator__keys_gone", path=str(old)))
    return msgspec.json.encode(_Stored(os.urandom(32), derived=1))


def _read(path: Path) -> _Stored:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Stored)
    except msgspec.DecodeError:
        # Without the cause: a decoder's message may quote what it read.
        raise ValueError(f"{path}: is not the file this center wrote.") from None


def _decoded(found: OpenSecret) -> _Stored:
    return msgspec.json.decode(found.plain, type=_Stored)


def _derived(tags: bytes, number: int) -> bytes:
    purpose = b"kiosk-sealing-1" + number.to_bytes(4, "big")
    return HKDF(SHA256(), 32, None, purpose).derive(tags)


def _named(pairs: list[KeyPair], name: str) -> X25519PrivateKey | None:
    return next((private for public, private in pairs if public.id == name), None)


def _pair(raw: bytes) -> KeyPair:
    private = X25519PrivateKey.from_private_bytes(raw)
    public = private.public_key().public_bytes_raw()
    return SealingKey(key_id(public), public), private
