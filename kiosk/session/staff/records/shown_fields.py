"""Which fields of a journal entry a technician sees: an allow-list for each kind.

What does not stand here is hidden, also of a kind that nobody has listed yet: cards,
sealed receipts, and which insurance or benefit somebody asked for.
"""

from collections.abc import Mapping
from importlib.resources import files

from kiosk.domain.visible_text import visible
from kiosk.session.pages.record import Value, Word
from kiosk.sync.journal.entries import JournalEntry

MOST_LETTERS = 60


def _listed() -> Mapping[str, tuple[str, ...]]:
    table = files(__package__).joinpath("shown_fields.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines()[1:])
    return {kind: tuple(fields.split()) for kind, fields in rows}


SHOWN = _listed()
"""By the names that are in the payload, which are the wire's."""


def shown_fields(entry: JournalEntry) -> tuple[tuple[str, Value], ...]:
    """Return what of an entry may be shown, in the order of the list."""
    return tuple(
        (name, _plain(entry.payload[name]))
        for name in SHOWN.get(entry.kind, ())
        if name in entry.payload
    )


def hidden_fields(entry: JournalEntry) -> int:
    """Return how many fields are not shown; it is said, not left out."""
    return len(entry.payload.keys() - SHOWN.get(entry.kind, ()))


def _plain(value: object) -> Value:
    """Return a value that has words; another version may have written it."""
    if value is None:
        return Word("entry_value", "none")
    if isinstance(value, bool):
        return Word("entry_value", "yes" if value else "no")
    text = visible(str(value))
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1] + "…"
