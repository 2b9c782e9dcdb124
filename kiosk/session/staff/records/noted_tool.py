"""What the center's staff did about refused events: each with note, who and when.

The note is the center's text and is shown as it is; nothing of an event's content is.
"""

from functools import partial

from kiosk.domain.notation import second
from kiosk.domain.visible_text import visible
from kiosk.session.pages.page import ItemChosen
from kiosk.session.pages.record import Value, Word
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import (
    PartHealth,
    ToolChoice,
    ToolFact,
    ToolFacts,
    ToolPage,
)
from kiosk.session.staff.records.refused_tool import place_name
from kiosk.sync.journal.journal import Journal
from kiosk.sync.upload.center_notes import NotedLine, noted_lines
from kiosk.sync.wire.events.event_words import moment_of

MOST_SHOWN = 8
MOST_LETTERS = 300


async def show_noted(desk: Desk, journal: Journal) -> None:
    """Show the newest notes until the technician goes back."""
    while lines := tuple(noted_lines(journal, MOST_SHOWN)):
        match await desk.ask(partial(noted_page, desk, lines)):
            case ItemChosen(item):
                chosen = [each for each in lines if place_name(each.line) == item]
                if chosen:
                    await desk.ask(partial(note_page, desk, chosen[0]))
            case _:
                return


def noted_page(desk: Desk, lines: tuple[NotedLine, ...]) -> ToolPage:
    """Return the newest events with a note, each a line that opens it."""
    choices = tuple(
        ToolChoice(
            place_name(each.line),
            f"{place_name(each.line)}  {visible(each.by)[:30]}",
            hint=(Word("event", each.line.kind),),
            icon="check",
            health=PartHealth.OK,
        )
        for each in lines
    )
    return desk.page("noted", choices=choices)


def note_page(desk: Desk, noted: NotedLine) -> ToolPage:
    """Return what was done about one event, by whom and when."""
    facts = tuple(ToolFact(f"refused_{n}", value) for n, value in _facts(desk, noted))
    return desk.page(
        "noted_one", subject=place_name(noted.line), groups=(ToolFacts("", facts),)
    )


def _facts(desk: Desk, noted: NotedLine) -> tuple[tuple[str, Value], ...]:
    line, zone = noted.line, desk.parts.clock.now().tzinfo
    return (
        ("note", f"“{visible(noted.note)[:MOST_LETTERS]}”"),
        ("by", visible(noted.by)[:64]),
        ("noted", second(moment_of(noted.noted_us, zone))),
        ("meaning", Word("event", line.kind)),
        ("place", place_name(line)),
        ("code", visible(line.code)[:64]),
        ("at", second(moment_of(line.at_us, zone))),
    )
