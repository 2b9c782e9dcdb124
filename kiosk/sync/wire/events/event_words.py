"""What an event says in one line of words, without anything of a person.

An allow-list names the fields of each kind that may be shown; what does not stand in it
is hidden, also of a kind that nobody has listed yet: cards, sealed receipts, and which
insurance or benefit somebody asked for.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from importlib.resources import files
from typing import NamedTuple

from kiosk.domain.visible_text import visible
from kiosk.settings.texts import Texts
from kiosk.sync.clock.clock import plausible

MOST_LETTERS = 60
_OWN = {
    "print.state": ("fact", "job_"),
    "edition.kind": ("fact", "desk_edition_"),
    "order.act": ("order_act", ""),
}
"""Fields that mean another thing than the same name elsewhere."""
_CODE = re.compile(r"[a-z0-9_.]{1,40}")
_SETTING = re.compile(r"[a-z]+\.[a-z_]+")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class EventWord(NamedTuple):
    """A word `<family>__<code>`; without a family, or words, the code as it is."""

    family: str
    code: str


def _listed() -> Mapping[str, tuple[str, ...]]:
    table = files(__package__).joinpath("shown_fields.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines()[1:])
    return {kind: tuple(fields.split()) for kind, fields in rows}


SHOWN = _listed()
"""By the names that are in the payload, which are the wire's."""

FAMILIES = {
    "who": "",
    "test": "test",
    "part": "part",
    "act": "act",
    "subject": "",
    "done": "event_done",
    "kind": "receipt__kind",
    "outcome": "outcome",
    "state": "",
    "began": "event_began",
    "fault": "",
    "trouble": "",
    "proved": "proved",
    "number": "",
    "end": "order_state",
    "verdict": "verdict",
    "version": "",
    "before": "",
    "why": "",
    "reason": "",
}
"""The fields that a line tells, in its order, and where their words are."""

SHORT = frozenset(
    (
        *("kiosk.start", "part.fault", "print.done", "maintenance.act"),
        *("maintenance.test", "maintenance.readiness", "maintenance.entered"),
        *("maintenance.left", "maintenance.refused", "maintenance.break_glass"),
    )
)
"""Kinds with a short name of their own; the others have their sentence only."""


def event_words(kind: str, payload: Mapping[str, object]) -> tuple[EventWord, ...]:
    """Return what happened: the kind in a word, then what its allowed fields say."""
    allowed = SHOWN.get(kind, ())
    words = [EventWord("event_short" if kind in SHORT else "event", plain(kind))]
    for name in FAMILIES:
        value = payload.get(name)
        if name not in allowed or value is None or value == "":
            continue
        if name == "done" and value is True:
            continue
        words.append(_word(kind, name, plain(value)))
        if name in ("fault", "trouble"):
            words.append(EventWord("fault", f"{plain(value)}__title"))
    return tuple(words)


def _word(kind: str, name: str, code: str) -> EventWord:
    """Return a field's word; a setting is known by its own name."""
    if name == "subject" and _SETTING.fullmatch(code):
        return EventWord("tool", f"setting_{code.replace('.', '_')}")
    family = f"{kind.partition('.')[0]}.{name}"
    if family in _OWN:
        own, prefix = _OWN[family]
        return EventWord(own, f"{prefix}{code}" if _CODE.fullmatch(code) else "?")
    family = FAMILIES[name]
    # A code that has words is a plain one; anything else may be anybody's words.
    return EventWord(family, code if not family or _CODE.fullmatch(code) else "?")


def plain(value: object) -> str:
    """Return a value that another version or another hand may have written."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = visible(str(value))
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1] + "…"


def event_said(texts: Texts, kind: str, payload: Mapping[str, object]) -> str:
    """Return the line in words."""
    return " · ".join(_said(texts, word) for word in event_words(kind, payload))


def _said(texts: Texts, word: EventWord) -> str:
    key = f"{word.family}__{word.code}"
    return texts(key) if texts.has(key) else word.code


def moment_of(wall_us: int, zone: tzinfo | None) -> datetime:
    """Return an entry's time; its clock can have been anything."""
    try:
        return (_EPOCH + timedelta(microseconds=wall_us)).astimezone(zone)
    except (OverflowError, ValueError):
        return datetime(1, 1, 1, tzinfo=UTC)


def can_be(at: datetime) -> bool:
    """Tell whether a clock that showed this can have been right."""
    return plausible(at.date())
