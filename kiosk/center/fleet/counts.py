"""What machines do each day, counted from their events as they come in.

A kiosk says what it likes; so only words on a list are counted, for days that can have
been, and a machine that lies fills its own few rows and no more.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection

from kiosk.center.database.bulk_insert import bulk_insert
from kiosk.center.database.expiry import forget
from kiosk.center.database.transactions import transaction
from kiosk.center.fleet.fleet_tables import machine_count, receipt_place
from kiosk.center.fleet.receipt_places import placed
from kiosk.domain.china_time import CHINA
from kiosk.domain.faults import Fault
from kiosk.sync.wire.events import application_events as acts
from kiosk.sync.wire.events import machine_events as machines
from kiosk.sync.wire.events import pin_events, query_events, receipt_events
from kiosk.sync.wire.events import visit_events as visits
from kiosk.sync.wire.events.event_registry import EVENTS, UnreadablePayload, decoded
from kiosk.sync.wire.events.journal_event import Absent, JournalEvent
from kiosk.sync.wire.events.staff_events import MaintenanceEntered

COUNT_DAYS = 3 * 366
PLACE_DAYS = 400
"""What an event said is forgotten after this time; its receipt's number with it."""
OLDEST_DAYS = 400
"""What a machine says to be older is counted on the day on which it came."""
ERRANDS = frozenset(("loss", "more", "offices", "progress", "guides"))
ENDS = frozenset(
    (
        *("finished", "cancelled", "card_removed", "card_inserted", "timed_out"),
        *("stopped", "trouble", "ended"),
    )
)
PRINTS = frozenset(
    (
        *("confirmed", "assumed", "suspended", "refused", "unknown", "finished"),
        *("void", "reprinted", "abandoned"),
    )
)
_FAULTS = frozenset(map(str, Fault))
_DAY = 86400
_ADDED = (
    'ON CONFLICT ("kiosk", "day", "what") '
    'DO UPDATE SET "times" = machine_count."times" + excluded."times"'
)
Says = Callable[[Any], str | None]


class NewEvent(NamedTuple):
    """What is counted of an event that is stored for the first time."""

    id: bytes
    kind: str
    wall_us: int
    payload: bytes

    def __repr__(self) -> str:
        return "NewEvent(hidden)"


def _of(listed: frozenset[str], family: str, word: object) -> str:
    """Return a word of a list; what is not on it counts as one."""
    return f"{family}.{word if word in listed else 'other'}"


def _begun(told: visits.VisitBegun) -> str:
    if isinstance(told.service, Absent):
        return "visit.card"
    return _of(ERRANDS, "visit", told.service)


def _broke(told: machines.PartFault) -> str | None:
    return _of(_FAULTS, "fault", told.fault) if told.began else None


SAID: Mapping[type[JournalEvent], Says] = {
    visits.VisitBegun: _begun,
    visits.VisitEnded: lambda told: _of(ENDS, "end", told.reason),
    visits.VisitFault: lambda told: _of(_FAULTS, "trouble", told.fault),
    machines.PartFault: _broke,
    machines.PrintDone: lambda told: _of(PRINTS, "print", told.state),
}
"""Kinds of which one field is counted."""
ALONE: Mapping[type[JournalEvent], str] = {
    **{
        each: f"service.{each.about.name.removeprefix('query.')}"
        for each in EVENTS.values()
        if issubclass(each, query_events.RecordsAnswered)
    },
    acts.LossAsked: "service.loss",
    acts.UndoAsked: "service.undo",
    acts.ReleaseAsked: "service.release",
    acts.WithdrawalAsked: "service.withdrawal",
    acts.ContactAsked: "service.contact",
    acts.SignInAsked: "service.sign_in",
    pin_events.PinChanged: "service.pin_change",
    pin_events.PinUnlocked: "service.pin_unlock",
    receipt_events.ReceiptPrintedLater: "service.print_later",
    visits.ChipFactsRead: "service.chip",
    query_events.QueryFailed: "wait.failed",
    query_events.QueryGivenUp: "wait.given_up",
    acts.LossImpossible: "wait.loss_impossible",
    machines.KioskStarted: "machine.start",
    machines.ReceiptNotTaken: "machine.receipt_left",
    machines.PaperNearEnd: "machine.paper_near_end",
    MaintenanceEntered: "machine.maintenance",
}
"""Kinds that are counted as such, without a look at what they say."""


def count(db: Connection, kiosk: str, events: Iterable[NewEvent], now: float) -> None:
    """Add a batch's new events to the days, in the caller's transaction.

    Two statements at most, however many there are. The caller holds the kiosk's
    position, so nobody else writes these rows meanwhile.
    """
    found: Counter[tuple[str, str]] = Counter()
    places: list[tuple[object, ...]] = []
    for event in events:
        known = EVENTS.get(event.kind)
        if known is None:
            continue
        what, place = ALONE.get(known), None
        if known in SAID or known in placed:
            try:
                told = decoded(event.payload, known)
            except UnreadablePayload:
                continue
            what = SAID[known](told) if known in SAID else what
            place = placed[known](told) if known in placed else None
        if what is not None:
            found[day_of(event.wall_us, now), what] += 1
        if place is not None:
            places.append((kiosk, event.id, *place, now))
    rows = [(kiosk, day, what, times) for (day, what), times in found.items()]
    bulk_insert(db, machine_count, sorted(rows), _ADDED)
    bulk_insert(db, receipt_place, places)


def day_of(wall_us: int, now: float) -> str:
    """Return the day in China on which something was, or came when that cannot be."""
    at = wall_us / 1e6
    if not now - OLDEST_DAYS * _DAY < at <= now:
        at = now
    return china_day(at)


def china_day(at: float, days: int = 0) -> str:
    """Return a moment's day in China, or one so many days before it."""
    return (datetime.fromtimestamp(at, CHINA) - timedelta(days=days)).date().isoformat()


def forget_counts(db: Connection, now: float) -> int:
    """Forget the next block of what was counted long ago; return how many rows."""
    with transaction(db):
        old = machine_count.c.day < china_day(now, COUNT_DAYS)
        gone = forget(db, machine_count, old)
        over = receipt_place.c.at < now - PLACE_DAYS * _DAY
        return gone + forget(db, receipt_place, over)
