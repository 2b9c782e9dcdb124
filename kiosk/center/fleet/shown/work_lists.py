"""What waits for a person at the desk: one list for each kind of work, with its length.

A list is counted up to a limit only: the count of a table is its slow part.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every
from kiosk.center.events.open_faults import open_fault
from kiosk.center.fleet.fleet_state import MISSING_AFTER, PAPER_LOW_MM
from kiosk.center.fleet.fleet_tables import machine
from kiosk.center.fleet.shown.machine_list import (
    HALL,
    HERE,
    NOT_REVOKED,
    OWN,
    PAGE,
    need_of,
)
from kiosk.center.identity.identity_tables import kiosk as kiosk_table
from kiosk.center.identity.identity_tables import waiting_kiosk
from kiosk.center.server.alarms import alarm
from kiosk.center.upload.refusal_notes import refusal_note
from kiosk.center.upload.upload_tables import event, fork, fork_settled, twin

MOST = 1000
"""Up to this a list is counted; behind it stands "more"."""
Find = Callable[[float], Select[Any]]


class WorkPage(NamedTuple):
    """Some rows of a list, and whether it goes on."""

    rows: list[Row]
    more: bool


def _twins(now: float) -> Select[Any]:
    """Two machines of one name; one of them is refused until staff decides."""
    own = twin.c
    told = select(own.kiosk, own.since, own.last, own.times, own.seen_by)
    return told.order_by(own.since, own.kiosk, own.seen_by)


def _forks(now: float) -> Select[Any]:
    """Histories that were left and not settled: the newest first."""
    own = fork.c
    return (
        select(
            *(own.kiosk, own.at.label("since"), own.epoch),
            *(own.left_epoch, own.left_seq, own.branch_epoch, own.branch_seq),
        )
        .select_from(fork.outerjoin(fork_settled, fork_settled.c.kiosk == own.kiosk))
        .where(own.epoch > func.coalesce(fork_settled.c.epoch, 0))
        .order_by(own.at.desc(), own.kiosk, own.epoch)
    )


def _refused(now: float) -> Select[Any]:
    """Events that the center cannot use: the oldest first."""
    own, told = event.c, refusal_note.c
    same = (told.kiosk == own.kiosk) & (told.event == own.id)
    return (
        select(
            *(own.kiosk, own.received_at.label("since"), own.kind),
            *(own.refused_code, own.refused_reason, own.id, told.by),
        )
        .select_from(event.outerjoin(refusal_note, same))
        .where(own.received_at >= 0, own.refused_code.is_not(None))
        .where(told.arrived_at.is_(None))
        .order_by(own.received_at, own.kiosk, own.id)
    )


def _silent(now: float) -> Select[Any]:
    """Machines that nobody has heard for an hour; first those that never spoke.

    One that was enrolled a moment ago is being put up by somebody.
    """
    late = now - MISSING_AFTER
    never = and_(OWN.heard.is_(None), kiosk_table.c.enrolled_at < late)
    return _machines(now, or_(never, OWN.heard < late)).order_by(
        OWN.heard.is_not(None), OWN.heard, kiosk_table.c.id
    )


def _paper(now: float) -> Select[Any]:
    """Rolls that end soon, as the machines estimate: the shortest first."""
    low = OWN.paper_mm < PAPER_LOW_MM
    return _machines(now, low).order_by(OWN.paper_mm, kiosk_table.c.id)


def _machines(now: float, which: ColumnElement[bool]) -> Select[Any]:
    return (
        select(
            *(kiosk_table.c.id.label("kiosk"), OWN.heard.label("since")),
            *(HALL.label("hall"), OWN.place, OWN.paper_mm, need_of(now).label("need")),
        )
        .select_from(HERE)
        .where(NOT_REVOKED, which)
    )


def _faults(now: float) -> Select[Any]:
    """Parts that are broken, as the machines told: the newest first."""
    own = open_fault.c
    both = open_fault.outerjoin(machine, machine.c.kiosk == own.kiosk)
    told = select(open_fault, HALL.label("hall"), machine.c.place).select_from(both)
    return told.order_by(own.since.desc(), own.kiosk, own.part)


def _returning(now: float) -> Select[Any]:
    """Machines that were off too long; first those that nobody has approved."""
    own = waiting_kiosk.c
    asks = select(own.kiosk, own.since, own.last, own.approved, own.by)
    return asks.order_by(own.approved.is_not(None), own.since, own.kiosk)


def _alarms(now: float) -> Select[Any]:
    """Machines with more of something than a hall brings: the newest first."""
    own = alarm.c
    told = select(own.kiosk, own.subject, own.times, own.first, own.last.label("since"))
    return told.order_by(own.last.desc(), own.kiosk, own.subject)


WORK: Mapping[str, Find] = {
    "silent": _silent,
    "faults": _faults,
    "paper": _paper,
    "refused": _refused,
    "returning": _returning,
    "twins": _twins,
    "forks": _forks,
    "alarms": _alarms,
}
"""Each list by the name that its page has."""


def work_page(db: Connection, name: str, now: float, skip: int = 0) -> WorkPage:
    """Return a list's next rows; `skip` ends at the limit of what is counted."""
    behind = min(max(skip, 0), MOST)
    rows = every(db, WORK[name](now).offset(behind).limit(PAGE + 1))
    return WorkPage(rows[:PAGE], len(rows) > PAGE)


def work_counts(db: Connection, now: float) -> dict[str, int]:
    """Return how long each list is, up to one more than the limit."""
    return {name: _length(db, find(now)) for name, find in WORK.items()}


def _length(db: Connection, found: Select[Any]) -> int:
    some = found.order_by(None).limit(MOST + 1).subquery()
    return int(db.execute(select(func.count()).select_from(some)).scalar_one())
