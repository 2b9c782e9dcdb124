"""One entry of the journal on a page, without anything of a person."""

from datetime import tzinfo

from msgspec import structs

from kiosk.session.pages.record import Count, Value, Word
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import PartHealth, ToolFact, ToolFacts, ToolPage
from kiosk.session.staff.records.shown_fields import hidden_fields, shown_fields
from kiosk.sync.clock.timekeeper import Belief
from kiosk.sync.journal.entries import JournalEntry
from kiosk.sync.wire.events.event_words import moment_of


def entry_page(
    desk: Desk, entry: JournalEntry, at: Belief, zone: tzinfo | None
) -> ToolPage:
    """Return an entry: where it stands, when it was written, what may be shown.

    :param at: when that was, as far as anybody can know.
    """
    head: list[tuple[str, Value]] = [
        ("kind", entry.kind),
        ("meaning", Word("event", entry.kind)),
        ("place", f"{entry.epoch}:{entry.seq}"),
        ("written", moment_of(at.at_us, zone)),
        ("state", Word("entry_state", entry.state)),
    ]
    fields = [*shown_fields(entry)]
    hidden = hidden_fields(entry)
    if hidden:
        fields.append(("hidden", Count(hidden, "fields")))
    facts = [ToolFact(f"entry_{n}", v) for n, v in head]
    if not at.known:
        wrong = (Word("entry_time", "wrong"),)
        facts[3] = structs.replace(facts[3], health=PartHealth.WARNING, more=wrong)
    groups = [ToolFacts("", tuple(facts))]
    if fields:
        said = tuple(ToolFact(f"field_{name}", value) for name, value in fields)
        groups.append(ToolFacts("entry_fields", said))
    return desk.page("entry", groups=tuple(groups))
