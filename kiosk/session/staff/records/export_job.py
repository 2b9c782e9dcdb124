"""A sealed export to a stick, block by block, with an honest end whatever happens.

The store's thread reads and opens, a thread of its own seals and writes. Nothing in
clear reaches the stick, and nothing unfinished keeps its name there.
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from kiosk.devices.stick.stick_folder import StickFolder, is_mounted
from kiosk.devices.stick.stick_port import Stick, StickError, StickFault
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.records.aside import Aside
from kiosk.settings.state.store import Migration, Store
from kiosk.sync.clock.clock import Certainty
from kiosk.sync.journal.journal import Journal
from kiosk.sync.journal.journal_export import export_blocks
from kiosk.sync.journal.journal_pages import length
from kiosk.sync.wire.applications_wire import SealingKey
from kiosk.sync.wire.chain import NOWHERE
from kiosk.sync.wire.export_wire import (
    MANIFEST,
    MOST_BYTES,
    NUMBERS,
    SIGNATURE,
    ExportBlock,
    ExportFile,
    ExportManifest,
    ExportNumbers,
    block_name,
    entries_of,
    seal_file,
    signed_bytes,
)

MIGRATIONS = (
    Migration(
        "staff-2-export",
        (
            "CREATE TABLE export_number (one INTEGER PRIMARY KEY CHECK (one = 1), "
            "last INTEGER NOT NULL) STRICT",
        ),
    ),
)
SLOWEST = 30.0
"""Seconds that a stick may take for one block."""
MOST_FILES = 4000
T = TypeVar("T")


def next_number(store: Store) -> int:
    """Return the number of an export that is about to begin; none comes twice.

    :raises StoreError: when it cannot be kept.
    """
    row = store.one(
        "INSERT INTO export_number VALUES (1, 1) "
        "ON CONFLICT (one) DO UPDATE SET last = last + 1 RETURNING last"
    )
    assert row is not None
    return int(row["last"])


@dataclass
class ExportEnd:
    """How an export ended."""

    name: str
    fault: StickFault | None = None
    stopped: bool = False
    whole: bool = True
    events: int = 0


class ExportJob:
    """One export, under way."""

    def __init__(
        self,
        desk: Desk,
        journal: Journal,
        key: SealingKey,
        stick: Stick,
        aside: Aside,
        mounted: Callable[..., bool] = is_mounted,
    ) -> None:
        self._desk, self._journal, self._key = desk, journal, key
        self._stick, self._aside, self._mounted = stick, aside, mounted
        self._kiosk = journal.kiosk_id
        self._number = next_number(desk.parts.store)
        self._files: list[ExportFile] = []
        self._bytes = 0
        self._first = self._last = NOWHERE
        self._total = max(1, length(journal))
        self.events = 0
        self.name = f"kiosk-export-{self._kiosk}-{self._number}"
        self.stopping = False

    @property
    def percent(self) -> int:
        """Return how far it is; never all of it before its end."""
        return min(99, 100 * self.events // self._total)

    async def run(self, numbers: ExportNumbers) -> ExportEnd:
        """Write everything; a fault is in the end, not raised."""
        end = ExportEnd(self.name)
        folder: StickFolder | None = None
        try:
            stick, name, mounted = self._stick.folder, self.name, self._mounted
            folder = await self._on_stick(lambda: StickFolder(stick, name, mounted))
            end.whole = await self._all(folder)
            end.stopped, end.events = self.stopping, self.events
            if not end.stopped:
                data = msgspec.json.encode(numbers)
                await self._put(folder, NUMBERS, data, 0)
                await self._manifest(folder, end.whole)
                await self._on_stick(folder.finish)
                return end
        except StickError as error:
            end.fault = error.fault
        except TimeoutError:
            end.fault = StickFault.SILENT
        await self._clear(folder)
        return end

    async def _all(self, folder: StickFolder) -> bool:
        """Write the journal; False where it is longer than an export may be."""
        for block in export_blocks(self._journal):
            if self.stopping:
                return False
            if self._bytes > MOST_BYTES or len(self._files) >= MOST_FILES:
                return False
            events = len(block.events) + len(block.broken)
            name = block_name(len(self._files) + 1)
            await self._put(folder, name, msgspec.json.encode(block), events)
            self._count(block)
            self._desk.parts.dialog.devices_changed()
        return True

    def _count(self, block: ExportBlock) -> None:
        for place, _ in entries_of(block):
            self._first = place if self._first == NOWHERE else self._first
            self._last = place
            self.events += 1

    async def _put(
        self, folder: StickFolder, name: str, data: bytes, events: int
    ) -> None:
        key, kiosk, number = self._key, self._kiosk, self._number

        def write() -> tuple[str, int]:
            sealed = seal_file(key, kiosk, number, name, data)
            return folder.write(name, sealed), len(sealed)

        digest, size = await self._on_stick(write)
        self._bytes += size
        self._files.append(ExportFile(name, digest, size, events))

    async def _manifest(self, folder: StickFolder, whole: bool) -> None:
        clock = self._desk.parts.clock
        sure = clock.certainty is not Certainty.UNSURE
        made = clock.now().isoformat(timespec="seconds") if sure else ""
        manifest = ExportManifest(
            *(self._kiosk, self._number, self._key.id, made, whole),
            *(self._first, self._last, self.events, tuple(self._files)),
        )
        data = msgspec.json.format(msgspec.json.encode(manifest))
        signature = self._journal.keys.sign(signed_bytes(data))
        await self._on_stick(lambda: folder.write(MANIFEST, data))
        await self._on_stick(lambda: folder.write(SIGNATURE, signature))

    async def _on_stick(self, work: Callable[[], T]) -> T:
        return await self._aside.do(work, SLOWEST)

    async def _clear(self, folder: StickFolder | None) -> None:
        """Take away what was begun, where the stick still answers."""
        if folder is None:
            return
        with contextlib.suppress(TimeoutError):
            await self._on_stick(folder.throw_away)
