"""What a backup says of itself: of which center, from when, and each file's checksum.

It is written last; a folder without it is no whole backup. It bears a proof by the root
key: whoever can write into the folder can change nothing that a restore would take.
"""

import hashlib
import hmac
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kiosk.center.server.backup import CopyBroken, NoCenter
from kiosk.domain.message import Message
from kiosk.settings.state.durable_file import write_durably

MANIFEST = "manifest.json"
FORMAT = 1
_PIECE = 1 << 20
_PURPOSE = b"kiosk-backup-1"


class FileMark(msgspec.Struct, frozen=True):
    """One file of a backup."""

    size: int
    sha256: str


class BackupManifest(msgspec.Struct, frozen=True, kw_only=True):
    """The backup as a whole."""

    format: int = FORMAT
    engine: str
    made_at: float
    events: int
    root: bytes
    """What only the right root key opens; the same in all backups of a center."""
    files: dict[str, FileMark]
    proof: bytes = b""
    """A keyed hash of all the rest."""

    def __repr__(self) -> str:
        return "BackupManifest(hidden)"


def mark_of(path: Path) -> FileMark:
    """Return a file's size and checksum."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
            size += len(piece)
    return FileMark(size, digest.hexdigest())


def write_manifest(folder: Path, manifest: BackupManifest, key: bytes) -> None:
    """Write it down durably, proved by the root key."""
    proved = msgspec.structs.replace(manifest, proof=_proof(manifest, key))
    write_durably(folder / MANIFEST, msgspec.json.encode(proved))


def check_proof(folder: Path, manifest: BackupManifest, key: bytes) -> None:
    """Check that whoever wrote this had the root key.

    :raises CopyBroken: when not.
    """
    if not hmac.compare_digest(manifest.proof, _proof(manifest, key)):
        told = Message("copies__file_broken", path=str(folder / MANIFEST))
        raise CopyBroken(told)


def _proof(manifest: BackupManifest, key: bytes) -> bytes:
    bare = msgspec.structs.replace(manifest, proof=b"")
    own = HKDF(SHA256(), 32, None, _PURPOSE).derive(key)
    return hmac.digest(own, msgspec.json.encode(bare), "sha256")


def read_manifest(folder: Path) -> BackupManifest:
    """Return what a backup says of itself.

    :raises NoCenter: when that is no whole backup, or one of a newer program.
    """
    try:
        data = (folder / MANIFEST).read_bytes()
        found = msgspec.json.decode(data, type=BackupManifest)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        raise NoCenter(Message("copies__no_backup", folder=str(folder))) from None
    if found.format != FORMAT:
        raise NoCenter(Message("copies__newer_backup", folder=str(folder)))
    return found


def check_files(folder: Path, manifest: BackupManifest) -> None:
    """Check that every file is as it was written.

    :raises CopyBroken: when one is not, or is missing.
    """
    for name, wanted in manifest.files.items():
        path = folder / Path(name).name
        try:
            good = mark_of(path) == wanted
        except OSError:
            good = False
        if not good:
            raise CopyBroken(Message("copies__file_broken", path=str(path)))
