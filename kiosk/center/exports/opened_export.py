"""An export from a stick, opened and checked at the center; nothing is stored.

The stick went through many hands: every name, size and sum in it is a claim until it
was compared, and the chain says whether the entries are the kiosk's own.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from kiosk.center.applications.application_keys import ActKeys
from kiosk.domain.faults import SetupError
from kiosk.domain.message import Message
from kiosk.settings.told import Told
from kiosk.sync.wire.chain import EventHead, EventPlace, event_digest, link_hash
from kiosk.sync.wire.export_wire import (
    MANIFEST,
    MAX_MANIFEST,
    NUMBERS,
    ExportBlock,
    ExportFile,
    ExportManifest,
    ExportNumbers,
    open_file,
)
from kiosk.sync.wire.sealing import SealUnreadable
from kiosk.sync.wire.upload_wire import Event

T = TypeVar("T")
MOST_BYTES = 64 * 1024 * 1024
"""Of one file: a kiosk writes none over a few MiB."""


class ExportBroken(Told, SetupError):
    """The folder is no export, or not as the kiosk wrote it."""


@dataclass(frozen=True, repr=False)
class OpenedExport:
    """What an export says, after every check."""

    manifest: ExportManifest
    events: list[Event]
    broken: list[tuple[int, int]]
    numbers: ExportNumbers | None
    first_break: EventPlace | None
    """The first entry that is not the next of the kiosk's chain."""


def open_export(folder: Path, keys: ActKeys) -> OpenedExport:
    """Open an export and check every sum, seal and link.

    :raises ExportBroken: when anything is not as the kiosk wrote it.
    """
    manifest = _manifest(folder)
    events: list[Event] = []
    broken: list[tuple[int, int]] = []
    numbers: ExportNumbers | None = None
    for file in manifest.files:
        data = _opened(folder, manifest, file, keys)
        if file.name == NUMBERS:
            numbers = _decoded(data, ExportNumbers, file.name)
            continue
        block = _decoded(data, ExportBlock, file.name)
        if len(block.events) + len(block.broken) != file.events:
            raise ExportBroken(Message("export__other_count", name=file.name))
        events += block.events
        broken += block.broken
    return OpenedExport(
        *(manifest, events, broken, numbers), _first_break(manifest.kiosk, events)
    )


def _manifest(folder: Path) -> ExportManifest:
    data = _read(folder / MANIFEST, MAX_MANIFEST)
    return _decoded(data, ExportManifest, MANIFEST)


def _decoded(data: bytes, kind: type[T], name: str) -> T:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # Without the cause: a decoder's message may quote what it read.
        raise ExportBroken(Message("export__no_form", name=name)) from None


def _opened(
    folder: Path, manifest: ExportManifest, file: ExportFile, keys: ActKeys
) -> bytes:
    sealed = _read(folder / file.name, MOST_BYTES)
    whole = hashlib.sha256(sealed).hexdigest() == file.sha256
    if not whole or len(sealed) != file.size:
        raise ExportBroken(Message("export__other_sum", name=file.name))
    try:
        key = keys.private(manifest.key)
        return open_file(key, manifest.kiosk, manifest.number, file.name, sealed)
    except SealUnreadable:
        raise ExportBroken(Message("export__sealed", name=file.name)) from None


def _read(path: Path, most: int) -> bytes:
    """Return a file's bytes; a link or a device of that name is not followed."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        with open(os.open(path, flags), "rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise ExportBroken(Message("export__unread", name=path.name)) from error
    if len(data) > most:
        raise ExportBroken(Message("export__too_long", name=path.name))
    return data


def _first_break(kiosk: str, events: list[Event]) -> EventPlace | None:
    """Return the first entry that does not hang on the one before it in its epoch."""
    before: Event | None = None
    for event in events:
        place = EventPlace(event.epoch, event.seq)
        head = EventHead(
            *(kiosk, event.id, event.kind),
            *(event.wall_us, event.mono_us, event.boot_id),
        )
        digest = event_digest(head, bytes(event.payload))
        if link_hash(event.prev_hash, place, digest) != event.hash:
            return place
        if before is not None and before.epoch == event.epoch:
            hangs = event.prev_hash == before.hash and event.seq == before.seq + 1
            if not hangs:
                return place
        before = event
    return None
