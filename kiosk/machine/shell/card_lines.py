"""The lines of `kiosk card show`: every file, every value, masked unless asked for.

Reads what the card gives without a PIN and without a key; it never tries one.
"""

import asyncio
import threading
from collections.abc import Iterable, Iterator

from kiosk.devices.card.card_port import SlotEvent, SlotState
from kiosk.devices.card.holder.contents import FileContent, FileEntry, decode_file
from kiosk.devices.card.holder.filesystem import CardFiles
from kiosk.devices.card.holder.item_values import Unreadable, Value
from kiosk.devices.card.holder.items import ItemTable
from kiosk.devices.card.holder.social_card import SocialSecurityCard
from kiosk.devices.card.protocol.transport import Transport
from kiosk.devices.card.readers.pcsc import PcscSlot
from kiosk.devices.virtual.card.issuing import CardImage
from kiosk.domain.faults import KioskError
from kiosk.domain.records import masked_name

_WAIT_S = 5.0
_WHOLE_S = 600.0
"""For all files of a slow card, pictures included."""
"""How long a reader may take to say that it has a card."""


def lines_of_image(
    image: CardImage, table: ItemTable, *, plain: bool = False
) -> list[str]:
    """Return what a kept card holds, whoever may read it."""
    contents = [
        decode_file(table, file, image.generation, image.files[file])
        for file in table.files
        if file in image.files
    ]
    return list(_lines(contents, plain))


def lines_of_reader(name: str, table: ItemTable, *, plain: bool = False) -> list[str]:
    """Return what the card in a PC/SC reader gives without any proof.

    :raises KioskError: when there is no reader or no readable card in it.
    """
    found = threading.Event()
    slot = PcscSlot(name, patience=_WHOLE_S)

    def heard(event: SlotEvent) -> None:
        if event.state is SlotState.CARD:
            found.set()

    slot.start(heard)
    try:
        if not found.wait(_WAIT_S):
            raise KioskError(f"reader: {slot.now.state}")
        contents = asyncio.run(_read(slot, table))
    finally:
        slot.stop()
    return list(_lines(contents, plain))


async def _read(slot: PcscSlot, table: ItemTable) -> list[FileContent]:
    def read(transport: Transport) -> list[FileContent]:
        card = SocialSecurityCard(transport)
        card.select_environment()
        files = CardFiles(transport, card.read_issuer().generation, table)
        contents = [files.read(file) for file in table.files]
        files.leave()
        return contents

    return await slot.run(slot.now.insertion, read)


def _lines(contents: Iterable[FileContent], plain: bool) -> Iterator[str]:
    for content in contents:
        if content.fault is not None:
            yield f"{content.file}: {content.fault.reason}"
            continue
        yield content.file
        for entry in content.entries:
            yield from _entry(entry, plain, "  ")


def _entry(entry: FileEntry, plain: bool, indent: str) -> Iterator[str]:
    number = f"{entry.number:>2} " if entry.number and indent == "  " else ""
    head = f"{indent}{number}{entry.key}"
    if not entry.members:
        yield f"{head}: {_words(entry.value, plain)}"
        return
    yield head
    for member in entry.members:
        yield from _entry(member, plain, indent + "    ")


def _words(value: Value, plain: bool) -> str:
    """Return a value as text; a mask leaves its first character."""
    if isinstance(value, Unreadable):
        return f"unreadable ({value.reason})"
    if value is None:
        return "-"
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return str(value) if plain else masked_name(str(value))
