"""The journal block by block for a stick: entries as they would be uploaded.

Each block is read and opened on the store's thread, then sealed elsewhere; a block in
clear never leaves the memory.
"""

from collections.abc import Iterator

import msgspec

from kiosk.settings.state.store import Row
from kiosk.sync.journal.journal_rows import JournalRows
from kiosk.sync.journal.journal_tables import place_of
from kiosk.sync.journal.seal import SealBroken
from kiosk.sync.wire.chain import NOWHERE
from kiosk.sync.wire.export_wire import ExportBlock
from kiosk.sync.wire.upload_wire import Event

ROWS = 200
BLOCK_BYTES = 768 * 1024


def export_blocks(journal: JournalRows) -> Iterator[ExportBlock]:
    """Give the whole journal, oldest first; what is added meanwhile comes too."""
    after, end = NOWHERE, journal.pos().last
    while after < end:
        rows = list(journal.rows(after, ROWS))
        if not rows:
            return
        block, room = ExportBlock([], []), BLOCK_BYTES
        for row in rows:
            room -= len(row["sealed"])
            if room < 0 and (block.events or block.broken):
                break
            after = place_of(row)
            _add(journal, row, block)
        yield block


def _add(journal: JournalRows, row: Row, block: ExportBlock) -> None:
    try:
        payload = msgspec.Raw(journal.open(row))
    except SealBroken:
        block.broken.append((row["epoch"], row["seq"]))
        return
    fields = {key: row[key] for key in row if key != "sealed"}
    block.events.append(Event(**fields, payload=payload))
