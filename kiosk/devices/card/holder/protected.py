"""The item that a card gives only after its PIN, and how to ask for it.

Whoever sits between card and reader can say 9000 to every PIN, but cannot have the
card give what it guards. Which item it is, the region's profile says.
"""

from dataclasses import dataclass
from enum import Enum, auto

from kiosk.devices.card.holder.access import PIN, file_rules, read_rights
from kiosk.devices.card.holder.filesystem import CardFiles
from kiosk.devices.card.holder.items import Item, ItemTable, standard
from kiosk.devices.card.protocol import codec
from kiosk.devices.card.protocol.apdu import StatusWord
from kiosk.devices.card.protocol.transport import Transport


class Door(Enum):
    """What the card did when it was asked for its item."""

    CLOSED = auto()
    """It said that a right is missing."""
    OPEN = auto()
    """It gave something, even if that is empty."""
    ABSENT = auto()
    """It has no such file or record, or cannot say."""


@dataclass(frozen=True, slots=True, repr=False)
class Reading:
    """The card's answer; it never shows what was read."""

    door: Door
    value: bytes = b""
    """Without its filling; empty: the card has no value there."""


def guarded(item: str, generation: int) -> bool:
    """Tell whether a generation's cards give an item only after the PIN.

    A kiosk shows no application's read key to a card, so `PIN|RK1DF04` is the PIN. A
    region's own file is in no table of rights: the region that names it says so.
    """
    file = item.partition("/")[0]
    if file not in file_rules():
        return bool(item)
    return any(PIN in rights for rights in read_rights(file, generation))


def guarded_somewhere(item: str) -> bool:
    """Tell whether the cards of any generation do so."""
    return any(guarded(item, generation) for generation in (1, 2, 3))


def item_row(item: str, table: ItemTable | None = None) -> Item:
    """Return the row of an item such as `DF04.EF05/medical_account_number`.

    :raises KeyError: when the table has none, or it is no record of its own.
    """
    file, _, key = item.partition("/")
    row = (table or standard()).item(file, key)
    if not row.top_level or not row.record:
        raise KeyError(f"{item}: not a record of its own")
    return row


def read_item(
    transport: Transport, item: str, generation: int, table: ItemTable | None = None
) -> Reading:
    """Ask the card for its item; the environment is selected again afterwards.

    :raises CardGone: when the card was pulled.
    :raises CardUnreadable: when the card is mute.
    """
    row = item_row(item, table)
    files = CardFiles(transport, generation, table)
    answer = files.record(row.file, row.record, row.length + 2)
    files.leave()
    if answer is None:
        return Reading(Door.ABSENT)
    if answer.ok:
        record = codec.decode_record(answer.data)
        fits = record is not None and record.tag == row.tag
        return Reading(Door.OPEN, codec.trim(record.value) if record and fits else b"")
    closed = answer.sw == StatusWord.SECURITY_NOT_SATISFIED
    return Reading(Door.CLOSED if closed else Door.ABSENT)
