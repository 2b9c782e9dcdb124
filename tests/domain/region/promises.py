"""The founding documents' promises by number, and where the product keeps each.

`promises.tsv` is the audit: what is promised, where it is kept (`region:guides.id`,
`region:procedures.name`, `region:table.rule`, `page:name`, `service:name`), words that
must stand there, or the reason why it is left out.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import msgspec

from kiosk.domain.region.region import Region

FILE = Path(__file__).with_suffix(".tsv")
NONE = "-"
DOCUMENTS = {
    "000": "Ningbo, questions and answers, 2015-05",
    "001": "Ningbo, guide known through English, with Shanghai's rules, 2016-06",
    "002": "Dalian's news and Shijiazhuang's questions",
    "003": "Ningbo, newspaper page, 2016-11",
    "004": "Beijing, manual of the third generation",
}
KEPT = ("works", "partly", "left_out", "wrong")


@dataclass(frozen=True)
class Promise:
    """One row of the audit."""

    id: int
    document: str
    promise: str
    kept: str
    where: tuple[str, ...]
    says: tuple[str, ...]
    reason: str


def promises() -> list[Promise]:
    """Return every row of the audit, in its order."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Promise(
            int(row["id"]),
            row["document"],
            row["promise"],
            row["kept"],
            _parts(row["where"], " "),
            _parts(row["says"], "|"),
            "" if row["reason"] == NONE else row["reason"],
        )
        for row in rows
    ]


def _parts(cell: str, mark: str) -> tuple[str, ...]:
    return () if cell == NONE else tuple(cell.split(mark))


def place_in(region: Region, place: str) -> object:
    """Return what a region's file has at a place; None when it has nothing there."""
    table, _, name = place.partition(".")
    if table == "guides":
        return region.guide(name)
    if table == "procedures":
        return region.procedures.get(name)
    found = getattr(region, table, None)
    if not name or found is None:
        return found
    value = getattr(found, name, None)
    (field,) = (f for f in msgspec.structs.fields(found) if f.encode_name == name)
    return None if value == field.default else value


def words_of(value: object) -> str:
    """Return all that a place of a region's file says, as one text."""
    plain = msgspec.to_builtins(value)
    if isinstance(plain, dict):
        return "\n".join(map(words_of, plain.values()))
    if isinstance(plain, list | tuple):
        return "\n".join(map(words_of, plain))
    return str(plain)
