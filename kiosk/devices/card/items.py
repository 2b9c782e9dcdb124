"""The card's data items as one table, read once from `items.tsv` beside this file.

The rows are the standard's: file, record, tag, kind, length. No card is read here.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from kiosk.devices.card import codec

ISSUER_FILE = "SSSE.EF05"
HOLDER_FILE = "SSSE.EF06"


class Kind(StrEnum):
    """How the bytes of an item are to be read."""

    CN = "cn"
    AN = "an"
    BINARY = "b"
    NESTED = "B-TLV"


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the table.

    `record` is the place of a tagged record in its file and 0 where there is none:
    nested elements, fields of cyclic records, transparent files. `tag` is None for
    fields and transparent files; `parent` is the tag around a nested element.
    """

    file: str
    record: int
    repeat: int
    tag: int | None
    parent: str
    kind: Kind
    length: int
    key: str
    name: str

    @property
    def top_level(self) -> bool:
        """Say whether the item is a tagged record of its own."""
        return self.tag is not None and not self.parent

    @property
    def cyclic(self) -> bool:
        """Say whether the item is a field of a cyclic file's records."""
        return self.parent == "cyc"

    @property
    def empty(self) -> bytes:
        """Return the value that stands for "nothing written yet"."""
        return (b"\xff" if self.kind is Kind.CN else b"\x00") * self.length


@cache
def items() -> tuple[Item, ...]:
    """Return all rows in the table's order."""
    lines = Path(__file__).with_name("items.tsv").read_text("utf-8").splitlines()
    return tuple(_row(line.split("\t")) for line in lines[1:])


@cache
def file_items(file: str) -> tuple[Item, ...]:
    """Return the rows of one file, such as `SSSE.EF05`."""
    return tuple(item for item in items() if item.file == file)


@cache
def item(file: str, key: str) -> Item:
    """Return one row by its file and English key.

    :raises KeyError: when the table has no such row.
    """
    for row in file_items(file):
        if row.key == key:
            return row
    raise KeyError(f"{file}: {key}")


def _row(cells: list[str]) -> Item:
    file, record, tag, kind, length, key, name = cells
    first, _, last = record.partition("-")
    parent, _, inner = tag.rpartition(">")
    if tag == "cyc":
        parent, inner = "cyc", ""
    return Item(
        file=file,
        record=int(first) if first else 0,
        repeat=int(last) - int(first) + 1 if first and last else 1,
        tag=int(inner, 16) if inner not in ("", "-") else None,
        parent=parent,
        kind=Kind(kind),
        length=int(length, 16),
        key=key,
        name=name,
    )


def decode_text(row: Item, value: bytes | None) -> str | None:
    """Return an item's value as text; empty, wrong or missing is None."""
    if value is None or len(value) > row.length:
        return None
    decode = codec.decode_cn if row.kind is Kind.CN else codec.decode_an
    return decode(value) or None


def decode_day(row: Item, value: bytes | None) -> date | None:
    """Return an item's value as a date; empty, wrong or missing is None."""
    if value is None or len(value) != row.length:
        return None
    return codec.decode_date(value)


def encode(row: Item, value: str | date | None) -> bytes:
    """Return an item's value as the card keeps it, padded to its full length.

    :raises ValueError: when it does not fit the item.
    """
    if value is None or value == "":
        return row.empty
    if isinstance(value, date):
        return codec.encode_date(value)
    if row.kind is Kind.CN:
        return codec.encode_cn(value, row.length)
    return codec.encode_an(value, row.length)
