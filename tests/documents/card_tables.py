"""Writes the tables of docs/card.md that follow from the code: items and rights.

`python -m tests.documents` renews them; a test fails when they differ.
"""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from kiosk.devices.card.holder.access import file_rules
from kiosk.devices.card.holder.item_values import Value, decode, encode
from kiosk.devices.card.holder.items import Item, ItemKind, ItemUnit, standard
from kiosk.domain.china_time import CHINA
from tests.documents.tables import with_tables

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "card.md"
_UNITS = {
    "text": "text (GBK)",
    "rest": "end of the text before",
    "code": "code, kept as text",
    "digits": "digits",
    "region": "region, six digits",
    "date": "date",
    "time": "date and time",
    "fen": "yuan, from fen",
    "count": "number",
    "hex": "hexadecimal",
    "bytes": "bytes",
    "-": "elements inside",
}
_SAMPLES: dict[ItemUnit, Value] = {
    ItemUnit.REGION: "990101",
    ItemUnit.DATE: date(2024, 2, 29),
    ItemUnit.TIME: datetime(2024, 2, 29, 23, 59, 58, tzinfo=CHINA),
    ItemUnit.FEN: Decimal("123.45"),
    ItemUnit.COUNT: 12,
    ItemUnit.BYTES: b"\xff\xd8\xff",
}


def coverage_table() -> Iterator[str]:
    """Yield the lines of the table of items, one a row of the standard."""
    rows = standard().rows
    readable = sum(_decodes(row) for row in rows)
    yield f"{readable} of {len(rows)} items are decoded."
    yield ""
    yield "| file | record | tag | coding | item | name here | value | generation 1 |"
    yield "|---|---|---|---|---|---|---|---|"
    for row in rows:
        cells = (
            *(row.file, _place(row), _tag(row), f"{row.kind} {row.length:X}h"),
            *(row.name, row.key, _UNITS[row.form.unit], _first(row)),
        )
        yield "| " + " | ".join(cells) + " |"


def _decodes(row: Item) -> bool:
    """Write a value of the row's unit in the card's bytes and say if it comes back."""
    if row.kind is ItemKind.NESTED:
        return bool(standard().members(row))
    sample = _SAMPLES.get(row.form.unit, "1")
    if row.form.unit is ItemUnit.HEX:
        sample = "A5" * row.length
    return decode(row.form, encode(row.form, sample)) == sample


def rights_table() -> Iterator[str]:
    """Yield the lines of the table of files: who may read and who may write."""
    yield "| file | read | generation 1 | generation 3 | write |"
    yield "|---|---|---|---|---|"
    for rule in file_rules().values():
        words = (rule.read, rule.read_first, rule.read_third, rule.update)
        cells = (word.replace("|", " or ").replace("&", " and ") for word in words)
        yield f"| {rule.file} | " + " | ".join(cells) + " |"


def _place(row: Item) -> str:
    if not row.record:
        return ""
    last = row.record + row.repeat - 1
    return str(row.record) if row.repeat == 1 else f"{row.record}-{last}"


def _tag(row: Item) -> str:
    if row.cyclic:
        return "field"
    tag = "" if row.tag is None else f"{row.tag:02X}"
    return f"{tag} in {row.parent}" if row.parent else tag


def _first(row: Item) -> str:
    """Return what the first generation has there, where that is not the same."""
    if not row.in_first:
        return "not there"
    old = row.old
    if old is None or row.kind is ItemKind.NESTED:
        return ""
    return f"{old.kind} {old.length:X}h {old.key}"


TABLES = {"items": coverage_table, "rights": rights_table}


def main() -> None:
    """Renew the document."""
    DOCUMENT.write_text(with_tables(DOCUMENT.read_text("utf-8"), TABLES), "utf-8")
