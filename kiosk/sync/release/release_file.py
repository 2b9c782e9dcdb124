"""A release as the office hands it out: a package, and a small signed file beside it.

`kiosk_VERSION_ARCH.release` has two lines: what the package is, as JSON, and an Ed25519
signature over exactly that line. Nothing of the package counts before the signature
holds for a key that this machine was given.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from kiosk.domain.message import Message
from kiosk.domain.records import Record
from kiosk.settings.told import Told

PACKAGE = "kiosk"
MOST_BYTES = 200 * 1024 * 1024
"""No package is longer."""
MOST_LETTERS = 4096
"""So long a signed file may be."""
NAME = re.compile(r"kiosk_[0-9]+(?:\.[0-9]+){1,3}_[a-z0-9]{2,16}")
_DOMAIN = b"kiosk-release-1\n"
"""What is signed here is good for nothing else."""
_SIGNATURE_LENGTH = 64

ReleaseVersion = Annotated[
    str, msgspec.Meta(pattern=r"^[0-9]{1,6}(\.[0-9]{1,6}){1,3}$(?!\n)")
]
Architecture = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]{2,16}$(?!\n)")]
PublicKeys = Mapping[str, Ed25519PublicKey]
"""The keys that may sign, by the names of their files."""


class ReleaseFault(StrEnum):
    """Why a release is not taken or not installed."""

    NO_KEYS = "no_keys"
    MISSING = "missing"
    UNSIGNED = "unsigned"
    WRONG_KEY = "wrong_key"
    CHANGED = "changed"
    CUT = "cut"
    OTHER_ARCHITECTURE = "other_architecture"
    OTHER_PACKAGE = "other_package"
    OLDER = "older"
    TOO_LARGE = "too_large"
    NO_ROOM = "no_room"
    UNREADABLE = "unreadable"
    ON_TRIAL = "on_trial"
    NOT_INSTALLED = "not_installed"


class ReleaseRefused(Told):
    """A release that this machine does not take; it says why in one sentence."""

    def __init__(self, fault: ReleaseFault) -> None:
        super().__init__(Message(f"release__{fault}"))
        self.why = fault


class ReleaseManifest(Record, frozen=True):
    """What the office says of a package."""

    name: Literal["kiosk"]
    version: ReleaseVersion
    serial: Annotated[int, msgspec.Meta(ge=1, le=2**53)]
    """Grows with each release that is signed: an older one is never installed again."""
    architecture: Architecture
    size: Annotated[int, msgspec.Meta(ge=1)]
    sha512: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{128}$(?!\n)")]

    @property
    def file(self) -> str:
        """Return the name of both files, without what follows the dot."""
        return f"{self.name}_{self.version}_{self.architecture}"


def sign_release(manifest: ReleaseManifest, key: Ed25519PrivateKey) -> bytes:
    """Return the signed file."""
    line = msgspec.json.encode(manifest)
    return line + b"\n" + base64.b64encode(key.sign(_DOMAIN + line)) + b"\n"


def read_release(data: bytes, keys: PublicKeys) -> ReleaseManifest:
    """Return what a signed file says, once its signature holds.

    :raises ReleaseRefused: when it is unsigned, signed by nobody known, or broken.
    """
    if not keys:
        raise ReleaseRefused(ReleaseFault.NO_KEYS)
    line, newline, rest = data.partition(b"\n")
    if len(data) > MOST_LETTERS or not newline or not rest.strip():
        raise ReleaseRefused(ReleaseFault.UNSIGNED)
    try:
        signature = base64.b64decode(rest.rstrip(b"\n"), validate=True)
    except (binascii.Error, ValueError):
        raise ReleaseRefused(ReleaseFault.UNSIGNED) from None
    if len(signature) != _SIGNATURE_LENGTH:
        raise ReleaseRefused(ReleaseFault.UNSIGNED)
    if not any(_holds(key, signature, line) for key in keys.values()):
        raise ReleaseRefused(ReleaseFault.WRONG_KEY)
    try:
        return msgspec.json.decode(line, type=ReleaseManifest)
    except msgspec.MsgspecError:
        # The office itself signed what is no release of the kiosk.
        raise ReleaseRefused(ReleaseFault.OTHER_PACKAGE) from None


def _holds(key: Ed25519PublicKey, signature: bytes, line: bytes) -> bool:
    try:
        key.verify(signature, _DOMAIN + line)
    except InvalidSignature:
        return False
    return True


def is_older(version: str, current: str) -> bool:
    """Tell whether a version is below the one that runs; that may be none.

    A machine that was installed by hand has no number yet to compare.
    """
    words = [version.split("."), current.split(".")]
    if not all(word.isdecimal() for word in (*words[0], *words[1])):
        return False
    most = max(map(len, words))
    one, other = ([*map(int, each), *[0] * (most - len(each))] for each in words)
    return one < other


def check_fits(manifest: ReleaseManifest, architecture: str, floor: int) -> None:
    """Refuse what is not for this machine, or not newer than what it had.

    :raises ReleaseRefused: when it is so.
    """
    if manifest.architecture != architecture:
        raise ReleaseRefused(ReleaseFault.OTHER_ARCHITECTURE)
    if manifest.serial <= floor:
        raise ReleaseRefused(ReleaseFault.OLDER)
    if manifest.size > MOST_BYTES:
        raise ReleaseRefused(ReleaseFault.TOO_LARGE)
