"""What the lines of a table say; how they look is the table's."""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.screens.toolkit.theme import Role


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell's words and how they look."""

    text: str
    role: Role = Role.INK
    bold: bool = False
    private: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A line across the table that holds for the rows below it."""

    text: str
    private: bool = False


Line = Sequence[TableCell] | Heading
