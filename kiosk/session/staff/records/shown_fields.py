"""The fields of a journal entry that a technician sees, as values of a page."""

from kiosk.session.pages.record import Value, Word
from kiosk.sync.journal.entries import JournalEntry
from kiosk.sync.wire.events.event_words import SHOWN, EventWord, plain


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


def as_values(words: tuple[EventWord, ...]) -> tuple[Value, ...]:
    """Return a line of an event's words as a page says it."""
    return tuple(Word(w.family, w.code) if w.family else w.code for w in words)


def _plain(value: object) -> Value:
    """Return a value that has words; another version may have written it."""
    if value is None:
        return Word("entry_value", "none")
    if isinstance(value, bool):
        return Word("entry_value", "yes" if value else "no")
    return plain(value)
