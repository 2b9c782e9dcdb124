"""Writes named values into a virtual card's files, by the same table that reads them.

What a card refuses to hold is a ValueError; whose values they are is not known here.
"""

from collections.abc import Iterator, Mapping, Sequence

from kiosk.devices.card.holder.access import file_rules
from kiosk.devices.card.holder.contents import nested_length
from kiosk.devices.card.holder.item_values import Value, encode, overwritten
from kiosk.devices.card.holder.items import (
    Item,
    ItemKind,
    ItemTable,
    ItemUnit,
    standard,
)
from kiosk.devices.card.protocol.codec import encode_record, encode_text

Fields = Mapping[str, Value]
Content = Mapping[str, Value | Fields | Sequence[Fields]]
"""Values by the items' keys. A record with elements inside has a mapping of its own,
one that may be there several times a list of them; a cyclic file has one list under
`records`, the newest first."""

UNEMPLOYED = 0x60
"""The tag that stands in one of two files."""


class FileWriter:
    """Encodes the files of one kind of card.

    :param rewritten: a first-generation card that was given today's values later: its
        changed items are filled up with EE.
    :param unemployed_in: the file that holds tag 60.
    """

    def __init__(
        self,
        generation: int = 2,
        table: ItemTable | None = None,
        *,
        rewritten: bool = False,
        unemployed_in: str = "DF02.EF06",
    ) -> None:
        self._generation = generation
        self._table = table or standard()
        self._rewritten = rewritten
        self._unemployed_in = unemployed_in

    def rows(self, file: str) -> list[Item]:
        """Return the rows of a file that this kind of card has."""
        rows = self._table.file(file, self._generation)
        return [
            row
            for row in rows
            if row.tag != UNEMPLOYED or file == self._unemployed_in or row.parent
        ]

    def transparent(self, file: str) -> bool:
        """Say whether a file is one body without records."""
        row = self.rows(file)[0]
        return row.tag is None and not row.cyclic

    def records(self, file: str, content: Content) -> list[bytes]:
        """Return the records of a variable or cyclic file.

        :raises ValueError: when a value does not fit.
        """
        rows = self.rows(file)
        if rows[0].cyclic:
            return self._cyclic(file, rows, _list(content.get("records")))
        return list(self._tagged(rows, content))

    def body(self, file: str, content: Content) -> bytes:
        """Return the content of a transparent file.

        :raises ValueError: when it is too long.
        """
        row = self.rows(file)[0]
        return encode(row.form, _value(content.get(row.key)))

    def _cyclic(
        self, file: str, rows: list[Item], records: Sequence[Fields]
    ) -> list[bytes]:
        """Return the written records and as many empty ones as the standard wants."""
        written = [
            b"".join(encode(row.form, fields.get(row.key)) for row in rows)
            for fields in records
        ]
        rule = file_rules().get(file)
        empty = b"".join(row.form.empty for row in rows)
        return written + [empty] * ((rule.records if rule else 1) - len(written))

    def _tagged(self, rows: list[Item], content: Content) -> Iterator[bytes]:
        """Yield the records; a text that is too long goes on in the next one."""
        rest = b""
        top = [row for row in rows if row.top_level]
        for row, after in zip(top, [*top[1:], None], strict=True):
            if row.kind is ItemKind.NESTED:
                yield from self._nested(row, content.get(row.key))
                continue
            value: Value = rest
            if row.form.unit is not ItemUnit.REST:
                value = _value(content.get(self._key(row)))
            if after is not None and after.form.unit is ItemUnit.REST:
                raw = encode_text(str(value or ""))
                value, rest = raw[: row.length], raw[row.length :]
            yield encode_record(row.tag or 0, self._encode(row, value))

    def _key(self, row: Item) -> str:
        return row.key if self._rewritten else row.form_in(self._generation).key

    def _encode(self, row: Item, value: Value) -> bytes:
        if self._rewritten and row.old is not None and value is not None:
            return overwritten(row, value)
        return encode(row.form_in(self._generation), value)

    def _nested(
        self, row: Item, inside: Value | Fields | Sequence[Fields]
    ) -> Iterator[bytes]:
        """Yield a record with elements, as often as the row stands in the file."""
        fields = [inside] if isinstance(inside, Mapping) else _list(inside)
        if len(fields) > row.repeat:
            raise ValueError(f"{row.key}: there are only {row.repeat} records")
        members = self._table.members(row, self._generation)
        for place in range(row.repeat):
            own = fields[place] if place < len(fields) else {}
            value = b"".join(
                encode_record(m.tag or 0, encode(m.form, own.get(m.key)))
                for m in members
            )
            assert len(value) == nested_length(self._table, row, self._generation)
            yield encode_record(row.tag or 0, value)


def _list(value: Value | Fields | Sequence[Fields]) -> Sequence[Fields]:
    """Return the records of a list; no value is no record."""
    if isinstance(value, list | tuple):
        return value
    if value is None:
        return ()
    raise ValueError("a list of records is wanted here")


def _value(value: Value | Fields | Sequence[Fields]) -> Value:
    if isinstance(value, Mapping | list | tuple):
        raise ValueError("one value is wanted here")
    return value  # type: ignore[return-value]
