"""Who may read each of the card's files, read once from `files.tsv` beside this file.

The words are the standard's key names; what a card does with them is not known here.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

Alternatives = tuple[frozenset[str], ...]
"""Any one of these sets of granted rights is enough."""

FREE: Alternatives = (frozenset(),)
PIN = "PIN"


@dataclass(frozen=True, slots=True)
class FileRule:
    """One row: a file, how many records a cyclic one has at least, its rights."""

    file: str
    records: int
    read: str
    """`free`, or key names joined with `|` (either) or `&` (both)."""
    read_first: str
    """The same for cards of the first generation, where it differs."""
    read_third: str
    update: str
    """The key that opens the file for writing; `-`: only the card itself writes."""

    def read_words(self, generation: int) -> str:
        """Return the reading rule of a card's generation, in the table's words."""
        own = {1: self.read_first, 3: self.read_third}.get(generation, "")
        return own or self.read


@cache
def file_rules() -> dict[str, FileRule]:
    """Return all rows by file, in the table's order."""
    lines = Path(__file__).with_name("files.tsv").read_text("utf-8").splitlines()
    rows = (_row(line.split("\t")) for line in lines[1:])
    return {row.file: row for row in rows}


def _row(cells: list[str]) -> FileRule:
    file, records, *rights = cells
    return FileRule(file, int(records or 0), *rights)


def read_rights(file: str, generation: int = 2) -> Alternatives:
    """Return who may read a file such as `DF01.EF06`.

    :raises KeyError: when the standard has no such file.
    """
    return rights(file_rules()[file].read_words(generation))


def rights(words: str) -> Alternatives:
    """Take a rule such as `PIN|RK1DF01` apart."""
    if words == "free":
        return FREE
    return tuple(frozenset(choice.split("&")) for choice in words.split("|"))
