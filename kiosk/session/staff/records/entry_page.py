"""One entry of the journal on a page, without anything of a person."""

from datetime import UTC, datetime, tzinfo

from kiosk.session.pages.record import Count, Value, Word
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import ToolFact, ToolFacts, ToolPage
from kiosk.session.staff.records.shown_fields import hidden_fields, shown_fields
from kiosk.sync.journal.entries import JournalEntry


def entry_page(desk: Desk, entry: JournalEntry, zone: tzinfo | None) -> ToolPage:
    """Return an entry: where it stands, when it was written, what may be shown."""
    head: list[tuple[str, Value]] = [
        ("kind", entry.kind),
        ("meaning", Word("event", entry.kind)),
        ("place", f"{entry.epoch}:{entry.seq}"),
        ("written", at_of(entry.wall_us, zone)),
        ("state", Word("entry_state", entry.state)),
    ]
    fields = [*shown_fields(entry)]
    hidden = hidden_fields(entry)
    if hidden:
        fields.append(("hidden", Count(hidden, "fields")))
    groups = [ToolFacts("", tuple(ToolFact(f"entry_{n}", v) for n, v in head))]
    if fields:
        said = tuple(ToolFact(f"field_{name}", value) for name, value in fields)
        groups.append(ToolFacts("entry_fields", said))
    return desk.page("entry", groups=tuple(groups))


def at_of(wall_us: int, zone: tzinfo | None) -> datetime:
    """Return an entry's own time; its clock can have been anything."""
    try:
        return datetime.fromtimestamp(wall_us / 1e6, zone)
    except (OverflowError, OSError, ValueError):
        return datetime(1, 1, 1, tzinfo=UTC)
