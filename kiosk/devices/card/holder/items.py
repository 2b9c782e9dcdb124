"""The card's data items as one table, read once from `items.tsv` beside this file.

The rows are the standard's: file, record, tag, kind, length, unit, and what the first
generation kept there. No card is read here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

ISSUER_FILE = "SSSE.EF05"
HOLDER_FILE = "SSSE.EF06"
COLUMNS = ["file", "record", "tag", "kind", "length", "unit", "key", "name", "first"]


class ItemKind(StrEnum):
    """How the bytes of an item are coded."""

    CN = "cn"
    AN = "an"
    BINARY = "b"
    NESTED = "B-TLV"


class ItemUnit(StrEnum):
    """What the value of an item is, once it is decoded."""

    TEXT = "text"
    REST = "rest"
    """The end of a text that does not fit the record before."""
    CODE = "code"
    """A word of one of the standard's code lists, kept as it is."""
    DIGITS = "digits"
    REGION = "region"
    """Six digits of GB/T 2260."""
    DATE = "date"
    TIME = "time"
    FEN = "fen"
    """Money; the value is yuan with two decimals."""
    COUNT = "count"
    HEX = "hex"
    BYTES = "bytes"
    NONE = "-"
    """A record that only holds other elements."""


@dataclass(frozen=True, slots=True)
class ItemForm:
    """How an item's value is coded and what it means."""

    kind: ItemKind
    length: int
    unit: ItemUnit
    key: str
    name: str

    @property
    def empty(self) -> bytes:
        """Return the value that stands for "nothing written yet"."""
        return (b"\xff" if self.kind is ItemKind.CN else b"\x00") * self.length


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
    form: ItemForm
    in_first: bool
    """Whether cards of the first generation have it."""
    old: ItemForm | None
    """What the first generation kept under the tag, where that differs."""
    rewritten: ItemForm | None
    """How today's value is kept in the old one's room, where not as in `form`."""

    @property
    def key(self) -> str:
        """Return the item's English name."""
        return self.form.key

    @property
    def name(self) -> str:
        """Return the item's name in the standard."""
        return self.form.name

    @property
    def kind(self) -> ItemKind:
        """Return how the bytes are coded."""
        return self.form.kind

    @property
    def length(self) -> int:
        """Return the length of the value in bytes."""
        return self.form.length

    @property
    def top_level(self) -> bool:
        """Say whether the item is a tagged record of its own."""
        return self.tag is not None and not self.parent

    @property
    def cyclic(self) -> bool:
        """Say whether the item is a field of a cyclic file's records."""
        return self.parent == "cyc"

    def form_in(self, generation: int) -> ItemForm:
        """Return how a card of that generation keeps the item."""
        return self.old if generation == 1 and self.old else self.form


class ItemTable:
    """Rows by file: the standard's, with a region's own in front of them."""

    def __init__(self, rows: Iterable[Item]) -> None:
        self.rows = tuple(rows)
        self._files: dict[str, list[Item]] = {}
        for row in self.rows:
            self._files.setdefault(row.file, []).append(row)

    @property
    def files(self) -> tuple[str, ...]:
        """Return the files in the table's order."""
        return tuple(self._files)

    def file(self, file: str, generation: int = 2) -> tuple[Item, ...]:
        """Return the rows of one file on cards of a generation; none is empty."""
        rows = self._files.get(file, [])
        return tuple(row for row in rows if generation > 1 or row.in_first)

    def item(self, file: str, key: str) -> Item:
        """Return one row by its file and English key.

        :raises KeyError: when the table has no such row.
        """
        for row in self._files.get(file, []):
            if row.key == key:
                return row
        raise KeyError(f"{file}: {key}")

    def members(self, row: Item, generation: int = 2) -> tuple[Item, ...]:
        """Return the elements that stand inside one record's value."""
        if row.kind is not ItemKind.NESTED:
            return ()
        parents = (f"{row.tag:02X}", f"{row.tag:02X}"[0] + "x")
        rows = self.file(row.file, generation)
        return tuple(inner for inner in rows if inner.parent in parents)

    def with_local(self, path: Path) -> "ItemTable":
        """Return this table with a region's own rows in front.

        A file that the region describes is described by its rows alone.

        :raises NoRow: when a line is no row.
        """
        own = read_table(path)
        replaced = {row.file for row in own}
        return ItemTable([*own, *(r for r in self.rows if r.file not in replaced)])


class NoRow(ValueError):
    """A line of a table of items is none; the text says which, and why."""

    def __init__(self, path: Path, line: int, why: Exception) -> None:
        super().__init__(f"{path}, line {line}: not a row ({why})")
        self.line = line


def read_table(path: Path) -> list[Item]:
    """Read rows from a file of tab-separated columns.

    :raises NoRow: when a line is no row.
    """
    lines = path.read_text("utf-8").splitlines()
    found = []
    for number, line in enumerate(lines[1:], start=2):
        try:
            found.append(_row(line.split("\t")))
        except (ValueError, KeyError) as error:
            raise NoRow(path, number, error) from error
    return found


@cache
def standard() -> ItemTable:
    """Return the standard's table."""
    return ItemTable(read_table(Path(__file__).with_name("items.tsv")))


def items() -> tuple[Item, ...]:
    """Return all rows of the standard in the table's order."""
    return standard().rows


def file_items(file: str) -> tuple[Item, ...]:
    """Return the standard's rows of one file, such as `SSSE.EF05`."""
    return standard().file(file)


@cache
def item(file: str, key: str) -> Item:
    """Return one row of the standard by its file and English key.

    :raises KeyError: when the table has no such row.
    """
    return standard().item(file, key)


def _row(cells: list[str]) -> Item:
    cell = dict(zip(COLUMNS, cells, strict=True))
    first, _, last = cell["record"].strip("-").partition("-")
    parent, _, inner = cell["tag"].rpartition(">")
    if inner == "cyc":
        parent, inner = "cyc", ""
    kind, unit = ItemKind(cell["kind"]), ItemUnit(cell["unit"])
    form = ItemForm(kind, int(cell["length"], 16), unit, cell["key"], cell["name"])
    old, _, rewritten = cell["first"].strip("-").partition("|")
    return Item(
        file=cell["file"],
        record=int(first) if first else 0,
        repeat=int(last) - int(first) + 1 if first and last else 1,
        tag=int(inner, 16) if inner not in ("", "-") else None,
        parent=parent,
        form=form,
        in_first=cell["first"] != "-",
        old=_form(old.split(" ")) if old else None,
        rewritten=_rewritten(rewritten, form) if rewritten else None,
    )


def _form(words: list[str]) -> ItemForm:
    """Read `cn04 fen contribution_base NAME`."""
    size, unit, key, name = words
    return ItemForm(ItemKind(size[:-2]), int(size[-2:], 16), ItemUnit(unit), key, name)


def _rewritten(size: str, form: ItemForm) -> ItemForm:
    """Read a size such as `cn03`; meaning and name are today's."""
    return ItemForm(
        ItemKind(size[:-2]), int(size[-2:], 16), ItemUnit.DIGITS, form.key, form.name
    )
