"""How far each machine is with each kind, as its journal tells; claims, all of it."""

from typing import NamedTuple

from sqlalchemy import Connection, func, select, update

from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every, insert_new, one, put
from kiosk.center.editions import editions_tables as tables
from kiosk.center.editions import rollouts
from kiosk.center.editions.shelf import is_kind, last_number
from kiosk.center.fleet.fleet_tables import machine
from kiosk.sync.wire.downward.editions_wire import EditionKind
from kiosk.sync.wire.events.edition_events import EditionApplied, EditionRefused
from kiosk.sync.wire.events.machine_events import ReleaseKept, ReleaseTakenBack

NOT_SICK = ("not_installed", "no_keys", "older", "other_architecture", "ended")
"""Why a machine refuses a release without anything being wrong with either."""
_MOST_WHY = 64


class EditionAt(NamedTuple):
    """How one machine is with one kind."""

    kind: str
    applied: int
    refused: int
    """Greater than what is applied: the newest one was refused."""
    why: str
    told_at: float


def places_of(db: Connection, kiosk: str) -> list[EditionAt]:
    """Return what a machine told of each kind."""
    own = tables.edition_place.c
    query = select(own.kind, own.applied, own.refused, own.why, own.told_at)
    rows = every(db, query.where(own.kiosk == kiosk).order_by(own.kind))
    return [EditionAt(**row) for row in rows]


def places_at(db: Connection) -> dict[tuple[str, int], tuple[int, int]]:
    """Return by kind and number on how many machines it is in force, or refused."""
    own, found = tables.edition_place.c, dict[tuple[str, int], list[int]]()
    for place, column in enumerate((own.applied, own.refused)):
        query = select(own.kind, column.label("number"), func.count().label("many"))
        if column is own.refused:
            query = query.where(own.refused > own.applied)
        for row in every(db, query.group_by(own.kind, column)):
            at = found.setdefault((row["kind"], row["number"]), [0, 0])
            at[place] = row["many"]
    return {which: (applied, refused) for which, (applied, refused) in found.items()}


def told(
    db: Connection, kiosk: str, event: EditionApplied | EditionRefused, now: float
) -> None:
    """Keep what became of an edition, in the caller's transaction.

    A number that was never given out, or that is older than what is known, is nothing.
    """
    kind, number = event.edition, event.number
    if not is_kind(kind) or not 0 < number <= last_number(db, kind):
        return
    before = one(db, select(tables.edition_place).filter_by(kiosk=kiosk, kind=kind))
    row: dict[str, object] = {"applied": 0, "refused": 0, "why": ""}
    if before is not None:
        row = {name: before[name] for name in row}
    refused = isinstance(event, EditionRefused)
    column = "refused" if refused else "applied"
    if number < int(str(row[column])):
        return
    row[column] = number
    why = event.why[:_MOST_WHY] if isinstance(event, EditionRefused) else ""
    if refused or int(str(row["refused"])) <= number:
        row["why"] = why
    put(db, tables.edition_place, kiosk=kiosk, kind=kind, told_at=now, **row)
    if kind == EditionKind.RELEASE:
        state = "taken"
        if refused:
            state = "other" if why in NOT_SICK else "refused"
        _offered(db, kiosk, number, state, now)


def _offered(db: Connection, kiosk: str, number: int, state: str, now: float) -> None:
    """Keep what became of a rollout at a machine."""
    of_it = select(tables.rollout.c.number).filter_by(number=number)
    if one(db, of_it) is None:
        return
    stood = select(machine.c.severity).where(machine.c.kiosk == kiosk)
    before = db.execute(stood).scalar() or 0
    row = {"kiosk": kiosk, "number": number, "state": state, "at": now}
    if not insert_new(db, tables.rollout_result, [row | {"before": before}]):
        _end(db, kiosk, number, state, now)


def release_ended(
    db: Connection, kiosk: str, event: ReleaseKept | ReleaseTakenBack, now: float
) -> None:
    """Keep how the trial of a release ended, where the rollout brought it."""
    row: Row | None = rollouts.newest(db)
    if row is not None and row["version"] == event.version:
        state = "kept" if isinstance(event, ReleaseKept) else "back"
        _end(db, kiosk, row["number"], state, now)


def _end(db: Connection, kiosk: str, number: int, state: str, now: float) -> None:
    own = update(tables.rollout_result).filter_by(kiosk=kiosk, number=number)
    db.execute(own.values(state=state, at=now))
