"""The table of `docs/events.md`: every kind of journal event, by subject.

Written from the registry by `python -m tests.documents.event_tables`; a test fails when
document and registry differ.
"""

from collections.abc import Iterator
from pathlib import Path
from types import NoneType
from typing import get_args, get_origin

import msgspec

from kiosk.center.events.effects import EFFECTS, KEYED_EFFECTS
from kiosk.sync.wire.events.event_registry import EVENTS
from kiosk.sync.wire.events.journal_event import KEPT, Absent, JournalEvent
from tests.documents.tables import with_tables

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "events.md"
_WORDS = {
    **{str: "text", int: "number", bool: "true or false", NoneType: "null"},
    bytes: "base64",
}


def kinds_table() -> Iterator[str]:
    """Yield a row for each kind."""
    yield f"{len(EVENTS)} kinds. {KEPT}"
    yield ""
    yield "| kind | meaning | payload | severity | for | the center does |"
    yield "|---|---|---|---|---|---|"
    for name, event in EVENTS.items():
        about = event.about
        effect = EFFECTS.get(event) or KEYED_EFFECTS.get(event)
        cells = (
            *(f"`{name}`", (event.__doc__ or "").strip(), _payload(event)),
            *(about.severity, ", ".join(about.readers)),
            (effect.__doc__ or "").strip() if effect else "keeps it",
        )
        yield "| " + " | ".join(cells) + " |"


def _payload(event: type[JournalEvent]) -> str:
    fields = msgspec.structs.fields(event)
    return "; ".join(f"`{f.encode_name}` {_type(f.type)}" for f in fields) or "nothing"


def _type(annotation: object) -> str:
    """Return a field's type in words."""
    if get_origin(annotation) is tuple:
        of = get_args(annotation)
        if of[-1] is ...:
            return f"list of {_type(of[0])}"
        return " and ".join(map(_type, of))
    parts = list(get_args(annotation)) or [annotation]
    text = " or ".join(_WORDS[part] for part in parts if part is not Absent)
    return f"{text}, or absent" if Absent in parts else text


TABLES = {"kinds": kinds_table}


def main() -> None:
    """Renew the document."""
    DOCUMENT.write_text(with_tables(DOCUMENT.read_text("utf-8"), TABLES), "utf-8")


if __name__ == "__main__":
    main()
