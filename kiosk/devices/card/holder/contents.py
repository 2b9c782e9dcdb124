"""A file's bytes as named values: records, nested elements, fields of cyclic records.

Pure functions over the item table; whatever is wrong with one value stays beside the
readable ones. No card is spoken to here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kiosk.devices.card.holder.item_values import (
    Unreadable,
    UnreadableReason,
    Value,
    decode,
    form_of,
)
from kiosk.devices.card.holder.items import (
    Item,
    ItemForm,
    ItemKind,
    ItemTable,
    ItemUnit,
)
from kiosk.devices.card.protocol import codec
from kiosk.devices.card.protocol.codec import Tlv

ELSEWHERE = frozenset((0x60,))
"""Tags that stand in one of two files: the last registration as unemployed."""

Raw = bytes | UnreadableReason
"""What READ RECORD gave: a record, or why there is none."""


@dataclass(frozen=True, slots=True, repr=False)
class FileEntry:
    """One value, or one record with elements inside."""

    number: int
    """The record it stands in, from 1; 0 in a file without records."""
    row: Item | None
    """None for a tag that the table does not have in this file."""
    form: ItemForm
    value: Value
    members: tuple["FileEntry", ...] = ()

    @property
    def key(self) -> str:
        """Return the name under which the value is known."""
        return self.form.key


@dataclass(frozen=True, slots=True, repr=False)
class FileContent:
    """Everything that could be read of one file."""

    file: str
    entries: tuple[FileEntry, ...] = ()
    fault: Unreadable | None = None
    """Why the file could not be read at all."""

    def values(self) -> Iterator[FileEntry]:
        """Yield every entry, and after it the elements inside it."""
        for entry in self.entries:
            yield entry
            yield from entry.members

    def value(self, key: str) -> Value:
        """Return the first value of that name; a missing one is Unreadable."""
        if self.fault is not None:
            return self.fault
        found = (entry.value for entry in self.values() if entry.key == key)
        return next(found, Unreadable(UnreadableReason.MISSING))

    def records(self) -> list[dict[str, Value]]:
        """Return the fields of each record of a cyclic file, newest first."""
        found: dict[int, dict[str, Value]] = {}
        for entry in self.entries:
            found.setdefault(entry.number, {})[entry.key] = entry.value
        return [found[number] for number in sorted(found)]


def nested_length(table: ItemTable, row: Item, generation: int) -> int:
    """Return the length of a row's value as a card of that generation keeps it."""
    if row.kind is not ItemKind.NESTED:
        return row.form_in(generation).length
    return sum(2 + inner.length for inner in table.members(row, generation))


def slots(rows: Sequence[Item]) -> list[Item]:
    """Return the tagged rows in the order of their records, repeated ones repeated."""
    return [row for row in rows if row.top_level for _ in range(row.repeat)]


class TaggedFile:
    """Sorts the records of a variable file into the rows of the table."""

    def __init__(self, table: ItemTable, file: str, generation: int) -> None:
        self._table = table
        self._generation = generation
        self._slots = slots(table.file(file, generation))
        self._found: dict[int, tuple[int, bytes]] = {}
        self._strange: list[FileEntry] = []
        self._broken: list[UnreadableReason] = []
        self._number = 0
        self.file = file

    @property
    def complete(self) -> bool:
        """Say whether every row has its record."""
        return len(self._found) == len(self._slots)

    def add(self, raw: Raw) -> None:
        """Take the next record."""
        self._number += 1
        record = raw if isinstance(raw, UnreadableReason) else codec.decode_record(raw)
        if isinstance(record, UnreadableReason):
            self._broken.append(record)
        elif record is None:
            self._broken.append(UnreadableReason.TRUNCATED)
        else:
            self._sort(record)

    def _sort(self, record: Tlv) -> None:
        """Find the record's row: the one of its place, else the next of its tag."""
        places = [self._number - 1, *range(len(self._slots))]
        for place in places:
            if place >= len(self._slots) or place in self._found:
                continue
            if self._slots[place].tag == record.tag:
                self._found[place] = (self._number, record.value)
                return
        form = ItemForm(
            ItemKind.BINARY,
            len(record.value),
            ItemUnit.BYTES,
            f"tag_{record.tag:02X}",
            "",
        )
        fault = Unreadable(UnreadableReason.TAG)
        self._strange.append(FileEntry(self._number, None, form, fault))

    def content(self) -> FileContent:
        """Return all values; rows without a record say why."""
        broken = iter(self._broken)
        entries = []
        for place, row in enumerate(self._slots):
            if place in self._found:
                entries.append(self._entry(place, row))
            elif row.tag not in ELSEWHERE:
                why = Unreadable(next(broken, UnreadableReason.MISSING))
                entries.append(FileEntry(0, row, row.form_in(self._generation), why))
        return FileContent(self.file, (*entries, *self._strange))

    def _entry(self, place: int, row: Item) -> FileEntry:
        number, raw = self._found[place]
        if row.kind is ItemKind.NESTED:
            members = tuple(self._members(number, row, raw))
            return FileEntry(number, row, row.form, None, members)
        form, raw = form_of(row, raw, self._generation)
        if form.unit is ItemUnit.REST:
            return FileEntry(number, row, form, self._rest(place))
        return FileEntry(number, row, form, self._joined(place, form, raw))

    def _joined(self, place: int, form: ItemForm, raw: bytes) -> Value:
        """Decode a text with its continuation; a character may straddle the two."""
        after = self._slots[place + 1] if place + 1 < len(self._slots) else None
        if after is None or after.form.unit is not ItemUnit.REST:
            return decode(form, raw)
        if len(raw) > form.length:
            return Unreadable(UnreadableReason.LENGTH)
        _, rest = self._found.get(place + 1, (0, b""))
        whole = replace(form, length=form.length + after.length)
        return decode(whole, codec.trim(raw) + codec.trim(rest))

    def _rest(self, place: int) -> Value:
        """Return the end of the text whose beginning stands in the record before."""
        row, (_, raw) = self._slots[place], self._found[place]
        if len(raw) > row.length:
            return Unreadable(UnreadableReason.LENGTH)
        if not codec.trim(raw):
            return None
        if place - 1 not in self._found:
            return Unreadable(UnreadableReason.MISSING)
        _, head = self._found[place - 1]
        before = self._slots[place - 1]
        text = self._joined(place - 1, before.form, head)
        if not isinstance(text, str):
            return text
        return codec.text_after(text, before.length)

    def _members(self, number: int, row: Item, raw: bytes) -> Iterator[FileEntry]:
        """Yield the elements inside a record; an empty record has empty ones."""
        elements, whole = codec.readable_records(raw)
        blank = whole and not elements
        for inner in self._table.members(row, self._generation):
            value = codec.find(elements, inner.tag or 0)
            if value is not None:
                yield FileEntry(number, inner, inner.form, decode(inner.form, value))
            elif blank:
                yield FileEntry(number, inner, inner.form, None)
            else:
                why = Unreadable(
                    UnreadableReason.MISSING if whole else UnreadableReason.TRUNCATED
                )
                yield FileEntry(number, inner, inner.form, why)


def cyclic_entries(rows: Sequence[Item], number: int, raw: Raw) -> list[FileEntry]:
    """Return the fields of one cyclic record; a record never written has none.

    Never written is all 00, all FF, or every field filled in its own way; 00 beside
    FF alone says nothing: 00FF is the number 255.
    """
    length = sum(row.length for row in rows)
    if isinstance(raw, bytes):
        if not raw.strip(b"\x00") or not raw.strip(b"\xff"):
            return []
        if raw == b"".join(row.form.empty for row in rows):
            return []
        if len(raw) != length:
            raw = UnreadableReason.LENGTH
    if isinstance(raw, UnreadableReason):
        return [FileEntry(number, row, row.form, Unreadable(raw)) for row in rows]
    found = []
    for row in rows:
        value, raw = raw[: row.length], raw[row.length :]
        found.append(FileEntry(number, row, row.form, decode(row.form, value)))
    return found


def decode_file(
    table: ItemTable, file: str, generation: int, held: Sequence[bytes] | bytes
) -> FileContent:
    """Decode a file whose bytes are all there: its records, or one body."""
    rows = table.file(file, generation)
    if not rows:
        return FileContent(file, fault=Unreadable(UnreadableReason.MISSING))
    if isinstance(held, bytes):
        value = decode(rows[0].form, held)
        return FileContent(file, (FileEntry(0, rows[0], rows[0].form, value),))
    if rows[0].cyclic:
        numbered = enumerate(held, start=1)
        found = [e for n, raw in numbered for e in cyclic_entries(rows, n, raw)]
        return FileContent(file, tuple(found))
    tagged = TaggedFile(table, file, generation)
    for raw in held:
        tagged.add(raw)
    return tagged.content()
