"""Settings as lines that a person reads: the known ones by name, the others as keys."""

from pathlib import Path
from typing import Any

from kiosk.session.first_start.first_answers import Settings
from kiosk.session.pages.record import Value, Word
from kiosk.session.staff.pages import ToolFact
from kiosk.settings.profiles import profile_names
from kiosk.settings.regions import load_region
from kiosk.settings.toml_file import SettingsMistake

NAMED = (
    *("machine.id", "machine.place", "machine.site", "machine.region"),
    *("panel.width_mm", "panel.height_mm", "panel.slot_side", "panel.slot_place"),
    *("reader.name", "reader.contactless"),
    *("printer.port", "printer.profile", "printer.baud"),
    "center.url",
)
"""In the order of the set-up; each is `fact__first_<table>_<key>`."""
QUIET = ("panel.width_px", "panel.height_px")
"""What the machine found by itself and nobody needs to compare."""


PLACES = {"first": 0.2, "middle": 0.5, "last": 0.8}
"""Where along its side the slot is, as it was asked."""


def setting_facts(settings: Settings, path: Path) -> tuple[ToolFact, ...]:
    """Return each setting with its value; one that is empty says so.

    :param path: the settings file, beside which a city's own profiles lie.
    """
    known = {
        f"{name}.{key}": value
        for name, table in settings.items()
        for key, value in table.items()
    }
    if not known.get("panel.slot_side"):
        known.pop("panel.slot_place", None)
    side = str(known.get("panel.slot_side", ""))
    facts = [
        ToolFact(
            f"first_{place.replace('.', '_')}",
            _shown(place, known.pop(place), side, path),
        )
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


def _shown(place: str, value: Any, side: str, path: Path) -> Value:
    if place == "machine.region":
        return _region_name(str(value), path)
    if place == "panel.slot_place" and value in PLACES.values():
        (name,) = [name for name, at in PLACES.items() if at == value]
        upright = "high" if side in ("left", "right") else "wide"
        return Word("tool", f"first_{upright}_{name}")
    if place == "machine.place" and value == "":
        return Word("first_machine", "region")
    if value == "":
        return Word("setting_value", "empty")
    if place in ("panel.width_mm", "panel.height_mm"):
        return f"{value:g} mm"
    if place in ("machine.site", "panel.slot_side"):
        return Word(f"setting_{place.replace('.', '_')}", str(value))
    return str(value)


def _region_name(name: str, path: Path) -> str:
    """Return a region as people say it; one that cannot be used, by its file's name."""
    if name not in profile_names(path, "regions"):
        # A stick's word is no path to a file.
        return name
    try:
        return load_region(path, name).region.whole
    except SettingsMistake:
        return name
