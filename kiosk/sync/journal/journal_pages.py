"""The journal as it is leafed through: heads by page, one entry, a search in blocks.

Pages go on behind a place and never skip rows by counting, so a long journal is as fast
as a short one. Only an entry that is opened, or may bear a number, is unsealed.
"""

from typing import Any, NamedTuple

import msgspec

from kiosk.settings.state.store import Row
from kiosk.sync.clock.timekeeper import Belief
from kiosk.sync.journal.blocks import Blocks
from kiosk.sync.journal.entries import EventState, JournalEntry
from kiosk.sync.journal.journal_rows import JournalRows
from kiosk.sync.journal.journal_tables import place_of
from kiosk.sync.journal.seal import SealBroken
from kiosk.sync.wire.chain import NOWHERE, EventPlace
from kiosk.sync.wire.events.event_registry import EVENTS

BLOCK = 150
MOST_FOUND = 20
BEYOND = EventPlace(2**62, 0)
"""Behind every place: pages from here begin with the newest entry."""
NUMBERED = frozenset(
    name
    for name, event in EVENTS.items()
    if name.startswith(("print.", "receipt.")) and "number" in event.__struct_fields__
)
"""Kinds that may bear a receipt's number."""
_HEAD = "epoch, seq, kind, wall_us, mono_us, boot_id"
_IDS = "epoch, seq, id, kind, wall_us, mono_us, boot_id"


class HeadLine(NamedTuple):
    """What is known of an entry without opening it."""

    place: EventPlace
    kind: str
    at: Belief
    """When it was written, as far as anybody can know."""
    state: EventState


class FoundLines(NamedTuple):
    """What a search came to."""

    lines: tuple[HeadLine, ...]
    unreadable: int
    """Entries that do not open, so nobody knows whether they are meant."""


def length(journal: JournalRows) -> int:
    """Return how many entries there are, without counting them."""
    return journal.count(NOWHERE)


def older(journal: JournalRows, before: EventPlace, limit: int) -> list[HeadLine]:
    """Return the entries before a place, newest first."""
    rows = journal.store.all(
        f"SELECT {_HEAD} FROM outbox WHERE (epoch, seq) < (?, ?) "  # noqa: S608
        "ORDER BY epoch DESC, seq DESC LIMIT ?",
        [*before, limit],
    )
    return _lines(journal, rows)


def newer(journal: JournalRows, after: EventPlace, limit: int) -> list[HeadLine]:
    """Return the entries behind a place, newest first; the page that follows it."""
    rows = journal.store.all(
        f"SELECT {_HEAD} FROM outbox WHERE (epoch, seq) > (?, ?) "  # noqa: S608
        "ORDER BY epoch, seq LIMIT ?",
        [*after, limit],
    )
    return _lines(journal, rows[::-1])


def _lines(journal: JournalRows, rows: list[Row]) -> list[HeadLine]:
    pos = journal.pos()
    lines = []
    for row in rows:
        place, state = place_of(row), EventState.WAITING
        if place <= pos.acked:
            state = EventState.DURABLE if place <= pos.durable else EventState.ACKED
        lines.append(HeadLine(place, row["kind"], _at(journal, row), state))
    return lines


def _at(journal: JournalRows, row: Row) -> Belief:
    return journal.time.of(row["wall_us"], row["mono_us"], row["boot_id"])


def opened(journal: JournalRows, place: EventPlace) -> JournalEntry | None:
    """Return one entry with its payload; None where it is not here any more.

    :raises SealBroken: when the row was changed.
    """
    row = journal.store.one("SELECT * FROM outbox WHERE epoch=? AND seq=?", place)
    if row is None:
        return None
    (line,) = _lines(journal, [row])
    payload = msgspec.json.decode(journal.open(row), type=dict[str, Any])
    fields = {name.strip(): row[name.strip()] for name in _IDS.split(",")}
    return JournalEntry(**fields, state=line.state, payload=payload)


def find_number(journal: JournalRows, number: str) -> Blocks[FoundLines]:
    """Look through the whole journal for a receipt's number, newest first."""
    at, seen, unreadable = BEYOND, 0, 0
    found: list[HeadLine] = []
    while True:
        rows = _block(journal, at)
        for row in rows:
            if row["kind"] not in NUMBERED:
                continue
            try:
                if _number_of(journal, place_of(row)) == number:
                    found += _lines(journal, [row])
            except SealBroken:
                unreadable += 1
        seen += len(rows)
        if len(rows) < BLOCK or len(found) >= MOST_FOUND:
            return FoundLines(tuple(found[:MOST_FOUND]), unreadable)
        at = place_of(rows[-1])
        yield seen


def _number_of(journal: JournalRows, place: EventPlace) -> str | None:
    row = journal.store.one("SELECT * FROM outbox WHERE epoch=? AND seq=?", place)
    if row is None:
        return None
    payload = msgspec.json.decode(journal.open(row), type=dict[str, Any])
    number = payload.get("number")
    return number if isinstance(number, str) else None


def find_time(journal: JournalRows, wall_us: int) -> Blocks[FoundLines]:
    """Look for the newest entry that was not written later than a time.

    An entry whose time nobody knows is passed over: the ones around it are found.
    """
    at, seen = BEYOND, 0
    while True:
        rows = _block(journal, at)
        for row in rows:
            written = _at(journal, row)
            if written.known and written.at_us <= wall_us:
                return FoundLines(tuple(_lines(journal, [row])), 0)
        seen += len(rows)
        if len(rows) < BLOCK:
            return FoundLines((), 0)
        at = place_of(rows[-1])
        yield seen


def _block(journal: JournalRows, before: EventPlace) -> list[Row]:
    return journal.store.all(
        f"SELECT {_HEAD} FROM outbox WHERE (epoch, seq) < (?, ?) "  # noqa: S608
        "ORDER BY epoch DESC, seq DESC LIMIT ?",
        [*before, BLOCK],
    )
