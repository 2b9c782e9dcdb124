"""A journal on a stick: sealed blocks and a signed manifest, as both ends know them.

Without the center's key only the manifest can be read: which machine, how many entries,
and each file's SHA-256. A block is good for one place of one export only. Whoever has
the center's public key can seal, so only the kiosk's signature says who wrote it.
"""

import heapq
from collections.abc import Iterator
from typing import Annotated, NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
)

from kiosk.domain.records import Record
from kiosk.sync.wire.applications_wire import SealingKey
from kiosk.sync.wire.chain import EventPlace
from kiosk.sync.wire.contract import KioskId, Number, Word
from kiosk.sync.wire.sealing import (
    SealUnreadable,
    info_of,
    is_whole,
    open_bytes,
    seal_bytes,
)
from kiosk.sync.wire.upload_wire import Event

MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
"""The kiosk's raw Ed25519 signature over `signed_bytes` of the manifest's file."""
SIGNATURE_LENGTH = 64
NUMBERS = "numbers.sealed"
MOST_FILES = 4096
MOST_BYTES = 1024 * 1024 * 1024
"""No block is begun behind so many."""
MOST_FILE_BYTES = 16 * 1024 * 1024
"""A kiosk writes no file over a few MiB."""
MAX_MANIFEST = 2 * 1024 * 1024
FileName = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]{1,32}\.sealed$(?!\n)")]
Digest = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]


FileSize = Annotated[int, msgspec.Meta(ge=0, le=MOST_FILE_BYTES)]
Place = tuple[Number, Number]
"""Epoch and number of an entry; two zeros where there is none."""


class ExportFile(Record, frozen=True):
    """One sealed file of an export."""

    name: FileName
    sha256: Digest
    size: FileSize
    events: Number


class ExportManifest(Record, frozen=True):
    """What lies in the folder, readable for everybody."""

    kiosk: KioskId
    number: Number
    """Grows with each export of the machine."""
    key: Word
    """The id of the center's key."""
    made: Word
    """When, in RFC 3339; empty where the machine did not know the time."""
    whole: bool
    """False: there was more than fits."""
    first: Place
    last: Place
    events: Number
    """All entries, those that do not open any more too."""
    files: Annotated[tuple[ExportFile, ...], msgspec.Meta(max_length=MOST_FILES)]


class ExportBlock(Record, frozen=True):
    """What is sealed in one file: entries as they would be uploaded."""

    events: list[Event]
    broken: list[Place]
    """Entries that do not open any more."""


class ExportEntry(NamedTuple):
    """One entry, and where it stands; without an event where it does not open."""

    place: EventPlace
    event: Event | None


class ExportNumbers(Record, frozen=True):
    """What is sealed in `numbers.sealed`: how the machine was, nothing of a person."""

    versions: list[tuple[str, str]]
    numbers: list[tuple[str, str]]


def entries_of(block: ExportBlock) -> Iterator[ExportEntry]:
    """Give a block's entries by their places, those that do not open too."""
    opened = (ExportEntry(EventPlace(e.epoch, e.seq), e) for e in block.events)
    broken = (ExportEntry(EventPlace(*place), None) for place in block.broken)
    return heapq.merge(opened, broken, key=lambda entry: entry.place)


def signed_bytes(manifest: bytes) -> bytes:
    """Return what a kiosk signs: the file's exact bytes, good for nothing else."""
    return b"kiosk-export-manifest-1\n" + manifest


def block_name(number: int) -> str:
    """Return the name of a file of entries."""
    return f"events-{number:05d}.sealed"


def seal_file(
    key: SealingKey, kiosk: str, number: int, name: str, data: bytes
) -> bytes:
    """Seal a file of an export to the center.

    :raises SealUnreadable: when the key is not the one its id says, or is none.
    """
    if not is_whole(key):
        raise SealUnreadable("The sealing key is not the one it says it is.")
    return seal_bytes(key.public, _info(kiosk, number, name), data)


def open_file(
    key: X25519PrivateKey, kiosk: str, number: int, name: str, sealed: bytes
) -> bytes:
    """Return what a file says; only the center has the key for it.

    :raises SealUnreadable: when it was sealed to another key or for another place.
    """
    return open_bytes(key, _info(kiosk, number, name), sealed)


def _info(kiosk: str, number: int, name: str) -> bytes:
    return info_of(b"kiosk-export-1", kiosk, str(number), name)
