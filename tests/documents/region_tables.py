"""The tables of `docs/regions.md`: rules and their sources, region by region.

Written from the shipped profiles by `python -m tests.documents`; a test
fails when document and profiles differ.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import msgspec

from kiosk.domain.region.region import Region
from kiosk.domain.region.region_rules import PROCEDURES, Procedure, Rules
from kiosk.settings.regions import INVENTED
from kiosk.settings.shipped import shipped_config
from kiosk.settings.toml_file import decode_toml
from tests.documents.tables import with_tables
from tests.domain.region.promises import DOCUMENTS, KEPT, promises

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "regions.md"
ABSENT = "—"


@lru_cache(maxsize=1)
def profiles() -> dict[str, Region]:
    """Return the shipped profiles of real places by their names."""
    paths = sorted(shipped_config("regions").glob("*.toml"))
    return {p.stem: decode_toml(p, Region) for p in paths if p.stem not in INVENTED}


def choices(text: str) -> set[str]:
    """Return the places of a profile's text that its comments call a choice."""
    found, table = set(), ""
    for line in text.splitlines():
        if header := re.match(r"\[([\w.]+)\]", line):
            table = header[1]
        elif key := re.match(r"(\w+) = .*# choice: \w", line):
            found.add(f"{table}.{key[1]}")
    return found


def rules_table() -> Iterator[str]:
    """Yield one row for each rule, one column for each region."""
    yield from _head("rule")
    marked = {
        name: choices(shipped_config("regions", f"{name}.toml").read_text("utf-8"))
        for name in profiles()
    }
    for table, field in _places():
        place = f"{table}.{field}"
        cells = (
            _cell(getattr(getattr(region, table), field))
            + (" (choice)" if place in marked[name] else "")
            for name, region in profiles().items()
        )
        yield _row(place, cells)
    for place, count in (("banks", "{} banks"), ("offices", "{} districts")):
        sizes = (len(getattr(region, place)) for region in profiles().values())
        yield _row(place, (count.format(size) if size else ABSENT for size in sizes))


def procedures_table() -> Iterator[str]:
    """Yield one row for each errand: where it is done and what it takes."""
    yield from _head("errand")
    for name in PROCEDURES:
        found = (region.procedure(name) for region in profiles().values())
        yield _row(name, map(_errand, found))


def guides_table() -> Iterator[str]:
    """Yield one row for each guide: its title where a region has it."""
    yield from _head("guide")
    ids = {guide.id: 0 for region in profiles().values() for guide in region.guides}
    for name in ids:
        found = (region.guide(name) for region in profiles().values())
        yield _row(name, (guide.title if guide else ABSENT for guide in found))


def sources_table() -> Iterator[str]:
    """Yield one row for each document: what it is the source of, and its dates."""
    yield "| region | document | dates | source of |"
    yield "|---|---|---|---|"
    for region in profiles().values():
        by_source: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        for place, source, as_of in _sourced(region):
            by_source.setdefault((source, as_of), []).append(place)
        for (source, as_of), places in by_source.items():
            dates = ", ".join(as_of) or "none printed"
            yield f"| {region.region.id} | {source} | {dates} | {', '.join(places)} |"


def _sourced(region: Region) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for field in msgspec.structs.fields(Region):
        value = getattr(region, field.encode_name)
        if isinstance(value, Rules) and value.source:
            yield field.encode_name, value.source, value.as_of
    for name, procedure in region.procedures.items():
        yield f"procedures.{name}", procedure.source, procedure.as_of
    for guide in region.guides:
        yield f"guides.{guide.id}", guide.source, guide.as_of


def _places() -> Iterator[tuple[str, str]]:
    """Yield every table of rules with each of its rules."""
    for table in msgspec.structs.fields(Region):
        if not (isinstance(table.type, type) and issubclass(table.type, Rules)):
            continue
        for field in msgspec.structs.fields(table.type):
            if field.encode_name not in ("source", "as_of"):
                yield table.encode_name, field.encode_name


def _head(first: str) -> Iterator[str]:
    yield _row(first, profiles())
    yield "|---" * (len(profiles()) + 1) + "|"


def _row(first: str, cells: Iterable[str]) -> str:
    return f"| {first} | " + " | ".join(cells) + " |"


def _cell(value: object) -> str:
    """Return a rule's value in words; what is absent is a dash."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value in ("", ()):
        return ABSENT
    if isinstance(value, tuple):
        return "；".join(map(_cell, value))
    if isinstance(value, msgspec.Struct):
        return " ".join(filter(None, map(str, msgspec.structs.astuple(value))))
    return str(value)


def _errand(procedure: Procedure | None) -> str:
    if procedure is None:
        return ABSENT
    words = ("where", "needs", "time", "fee", "notes", "online")
    said = {word: getattr(procedure, word) for word in words}
    lines = [f"{word}: {_cell(value)}" for word, value in said.items() if value]
    return "<br>".join(["**at the kiosk**"] * procedure.kiosk + lines)


def promises_table() -> Iterator[str]:
    """Yield one row for each founding document: how many of its promises are kept."""
    yield "| document | promises | kept | kept in part | left out | said wrongly |"
    yield "|---|---|---|---|---|---|"
    rows = promises()
    for number, title in DOCUMENTS.items():
        yield _count(title, [row.kept for row in rows if row.document == number])
    yield _count("all", [row.kept for row in rows])


def _count(title: str, kept: list[str]) -> str:
    return _row(title, map(str, (len(kept), *(kept.count(how) for how in KEPT))))


def reasons_table() -> Iterator[str]:
    """Yield one row for each promise that is not kept whole, with the reason."""
    yield "| number | promise | kept | why |"
    yield "|---|---|---|---|"
    for row in promises():
        if row.reason:
            cells = (row.promise, row.kept.replace("_", " "), row.reason)
            yield _row(str(row.id), cells)


TABLES = {
    "rules": rules_table,
    "errands": procedures_table,
    "guides": guides_table,
    "sources": sources_table,
    "promises": promises_table,
    "reasons": reasons_table,
}


def main() -> None:
    """Renew the document."""
    DOCUMENT.write_text(with_tables(DOCUMENT.read_text("utf-8"), TABLES), "utf-8")
