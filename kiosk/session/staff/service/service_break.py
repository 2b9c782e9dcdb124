"""Out of service by somebody's hand: kept through restarts, ended by hand or by time.

A clock that nobody believes ends nothing: then somebody has to come.
"""

import logging
from datetime import datetime

from kiosk.session.dialog.ports import Ports
from kiosk.session.pages.page import Part
from kiosk.settings.state.store import Migration, Row, Store
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.clock.clock import Certainty, TrueClock
from kiosk.sync.wire.events.staff_events import StaffActed

MIGRATIONS = (
    Migration(
        "staff-5-service-break",
        (
            "CREATE TABLE service_break (one INTEGER PRIMARY KEY CHECK (one = 1), "
            "message TEXT NOT NULL, words TEXT NOT NULL, until TEXT, "
            "who TEXT NOT NULL) STRICT",
        ),
    ),
)
log = logging.getLogger(__name__)


class ServiceBreak(Part, frozen=True):
    """What people are told, until when, and who decided so."""

    message: str
    words: str
    until: datetime | None
    who: str


def is_over(stop: ServiceBreak, clock: TrueClock) -> bool:
    """Tell whether its time has come, as far as the time is known."""
    if stop.until is None or clock.certainty is Certainty.UNSURE:
        return False
    return clock.now() >= stop.until


def kept_break(store: Store) -> ServiceBreak | None:
    """Return what is kept; None: the machine is in service."""
    row = store.one("SELECT * FROM service_break")
    return None if row is None else _break(row)


def keep_break(store: Store, stop: ServiceBreak) -> None:
    """Take the machine out of service.

    :raises StoreError: when it cannot be kept.
    """
    until = None if stop.until is None else stop.until.isoformat()
    store.execute(
        "INSERT OR REPLACE INTO service_break VALUES (1, ?, ?, ?, ?)",
        [stop.message, stop.words, until, stop.who],
    )


def end_break(store: Store) -> bool:
    """Put the machine back into service; False: it was.

    :raises StoreError: when that cannot be kept.
    """
    return bool(store.execute("DELETE FROM service_break"))


def break_now(parts: Ports) -> ServiceBreak | None:
    """Return what holds the machine out of service now, and end what is over."""
    try:
        stop = kept_break(parts.store)
        if stop is None or not is_over(stop, parts.clock):
            return stop
        if end_break(parts.store):
            parts.note(StaffActed(who="", act="service_back", subject="time"))
    except StoreError:
        log.error("the end of a break could not be kept")
    return None


def _break(row: Row) -> ServiceBreak:
    until = row["until"]
    return ServiceBreak(
        message=row["message"],
        words=row["words"],
        until=None if until is None else datetime.fromisoformat(until),
        who=row["who"],
    )
