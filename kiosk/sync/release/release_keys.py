"""The office's keys for releases: made once, kept there, known to each machine."""

import base64
import binascii
import errno
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from kiosk.domain.message import Message
from kiosk.settings.told import Told
from kiosk.sync.release.release_file import PublicKeys

FOLDER = Path("/etc/kiosk/update-keys")
MOST_KEYS = 8
_HEAD = "kiosk-release-key-1 "
_MOST_LETTERS = 200


class NoReleaseKey(Told):
    """A key's file that is none."""


def public_keys(folder: Path = FOLDER) -> PublicKeys:
    """Return the keys that may sign for this machine; a broken file counts as none."""
    found: dict[str, Ed25519PublicKey] = {}
    try:
        paths = sorted(folder.glob("*.pub"))[:MOST_KEYS]
    except OSError:
        return found
    for path in paths:
        try:
            found[path.stem] = read_public(path)
        except (NoReleaseKey, OSError):
            continue
    return found


def read_public(path: Path) -> Ed25519PublicKey:
    """Return the key of a public file.

    :raises NoReleaseKey: when there is none in it.
    """
    try:
        text = path.read_bytes()[:_MOST_LETTERS].decode("ascii")
        if not text.startswith(_HEAD):
            raise ValueError
        raw = base64.b64decode(text.removeprefix(_HEAD).strip(), validate=True)
        return Ed25519PublicKey.from_public_bytes(raw)
    except (ValueError, binascii.Error):
        raise NoReleaseKey(Message("release__no_key", path=str(path))) from None


def make_key(path: Path) -> Path:
    """Write a new key into a file that is not there yet, and its public half beside it.

    :raises OSError: when a file is there, or cannot be made.
    """
    key = Ed25519PrivateKey.generate()
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    beside = path.with_suffix(".pub")
    for file in (path, beside):
        # Before anything is written: two halves of two keys are good for nothing.
        if os.path.lexists(file):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(file))
    told = f"{_HEAD}{base64.b64encode(public).decode()}\n"
    for file, data, mode in ((path, secret, 0o600), (beside, told.encode(), 0o644)):
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        with open(os.open(file, flags, mode), "wb") as opened:
            opened.write(data)
            opened.flush()
            os.fsync(opened.fileno())
    return beside


def read_private(path: Path) -> Ed25519PrivateKey:
    """Return the key to sign with.

    :raises NoReleaseKey: when there is none in the file.
    """
    data = path.read_bytes()
    if data.startswith(_HEAD.encode()):
        raise NoReleaseKey(Message("release__public_key", path=str(path)))
    try:
        key = load_pem_private_key(data, password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise NoReleaseKey(Message("release__no_key", path=str(path)))
    return key
