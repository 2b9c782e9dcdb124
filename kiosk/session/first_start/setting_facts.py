"""Settings as lines that a person reads: the known ones by name, the others as keys."""

from typing import Any

from kiosk.session.first_start.first_answers import Settings
from kiosk.session.pages.record import Value, Word
from kiosk.session.staff.pages import ToolFact

NAMED = (
    *("machine.id", "machine.place", "machine.site", "machine.region"),
    *("panel.width_mm", "panel.height_mm", "panel.slot_side"),
    *("reader.name", "reader.contactless"),
    *("printer.port", "printer.profile", "printer.baud"),
    "center.url",
)
"""In the order of the set-up; each is `fact__first_<table>_<key>`."""
QUIET = ("panel.width_px", "panel.height_px", "panel.slot_place")
"""What the machine found by itself and nobody needs to compare."""


def setting_facts(settings: Settings) -> tuple[ToolFact, ...]:
    """Return each setting with its value; one that is empty says so."""
    known = {
        f"{name}.{key}": value
        for name, table in settings.items()
        for key, value in table.items()
    }
    facts = [
        ToolFact(f"first_{place.replace('.', '_')}", _shown(place, known.pop(place)))
        for place in NAMED
        if place in known
    ]
    others = [
        f"{place} = {value}" for place, value in known.items() if place not in QUIET
    ]
    if others:
        first, *rest = others
        facts.append(ToolFact("first_others", first, more=tuple(rest)))
    return tuple(facts)


def _shown(place: str, value: Any) -> Value:
    if value == "":
        return Word("setting_value", "empty")
    if place in ("panel.width_mm", "panel.height_mm"):
        return f"{value:g} mm"
    if place in ("machine.site", "panel.slot_side"):
        return Word(f"setting_{place.replace('.', '_')}", str(value))
    return str(value)
