"""An export from a stick, opened block by block and checked; nothing is stored.

Every name, size and sum is the kiosk's own once its signature was checked; every file
is a claim until it was compared. One block at a time is in memory.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection

from kiosk.center.applications.application_keys import ActKeys
from kiosk.center.exports.export_chain import ExportChain
from kiosk.center.exports.export_file import ExportBroken, decoded, read_file
from kiosk.center.exports.signed_manifest import signed_manifest
from kiosk.domain.message import Message
from kiosk.sync.wire.export_wire import (
    MANIFEST,
    MOST_FILE_BYTES,
    NUMBERS,
    ExportBlock,
    ExportEntry,
    ExportFile,
    ExportNumbers,
    entries_of,
    open_file,
)
from kiosk.sync.wire.sealing import SealUnreadable


class OpenedExport:
    """A signed export; what is known of it grows while its entries are given."""

    def __init__(self, folder: Path, keys: ActKeys, db: Connection) -> None:
        """Check the manifest's signature; no block is opened yet.

        :raises ExportBroken: when the manifest is not as a kiosk wrote it.
        """
        self._folder, self._keys = folder, keys
        self.signed = signed_manifest(folder, db)
        self.manifest = self.signed.manifest
        self.chain = ExportChain(self.manifest.kiosk)
        self.numbers: ExportNumbers | None = None
        self._ended = False

    @property
    def is_whole(self) -> bool:
        """Tell whether everything was there, and by a key that still counts."""
        chain, signed = self.chain, self.signed
        known = self._ended and self.manifest.whole and signed.until is None
        return known and chain.first_break is None and not chain.broken

    def entries(self) -> Iterator[ExportEntry]:
        """Open one block after the other and give its entries.

        :raises ExportBroken: when a file is not as the kiosk wrote it, or there are
            not all entries that the manifest promises.
        """
        for file in self.manifest.files:
            data = self._opened(file)
            if file.name == NUMBERS:
                self.numbers = decoded(data, ExportNumbers, file.name)
                continue
            block = decoded(data, ExportBlock, file.name)
            if len(block.events) + len(block.broken) != file.events:
                raise ExportBroken(Message("export__other_count", name=file.name))
            for entry in entries_of(block):
                self.chain.add(*entry)
                yield entry
        if not self.chain.fits(self.manifest):
            raise ExportBroken(Message("export__other_ends", name=MANIFEST))
        self._ended = True

    def _opened(self, file: ExportFile) -> bytes:
        manifest = self.manifest
        sealed = read_file(self._folder / file.name, MOST_FILE_BYTES)
        whole = hashlib.sha256(sealed).hexdigest() == file.sha256
        if not whole or len(sealed) != file.size:
            raise ExportBroken(Message("export__other_sum", name=file.name))
        try:
            key = self._keys.private(manifest.key)
            return open_file(key, manifest.kiosk, manifest.number, file.name, sealed)
        except SealUnreadable:
            raise ExportBroken(Message("export__sealed", name=file.name)) from None
