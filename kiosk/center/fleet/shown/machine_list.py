"""Which machines there are and how each is to be shown: one query for all lists.

A machine is a kiosk that was enrolled and not revoked, whether it ever said a word or
not. The registry is small (10,000 rows), so a whole read of it is bounded.
"""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, case, func, or_, select

from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every
from kiosk.center.fleet.fleet_state import SILENT_AFTER, Need
from kiosk.center.fleet.fleet_tables import machine
from kiosk.center.identity.identity_tables import kiosk as kiosk_table

PAGE = 50
OWN = machine.c
HALL = func.coalesce(func.nullif(OWN.site, ""), OWN.place, "")
"""The hall: what the machine's settings call it, else where it stands, else nothing."""
HERE = kiosk_table.outerjoin(machine, OWN.kiosk == kiosk_table.c.id)
NOT_REVOKED = kiosk_table.c.signing_key != b""


class MachineRow(NamedTuple):
    """One machine in a list."""

    kiosk: str
    need: Need
    heard: float | None
    """None: it never said a word."""
    hall: str
    place: str
    version: str
    reasons: tuple[str, ...]
    waiting: int
    paper_mm: int | None


class MachineFilter(NamedTuple):
    """Which machines somebody wants to see; nothing said: all."""

    need: Need | None = None
    hall: str | None = None
    version: str = ""
    text: str = ""


class MachinePage(NamedTuple):
    """Some machines of a list, and where it goes on."""

    rows: list[MachineRow]
    more: tuple[int, str] | None
    """The last row's need and name; None: this is the end."""


def need_of(now: float) -> ColumnElement[int]:
    """Say in SQL what `seen_as` says."""
    silent = or_(OWN.heard.is_(None), OWN.heard < now - SILENT_AFTER)
    return case((silent, int(Need.SILENT)), else_=OWN.severity)


def machine_page(
    db: Connection,
    wanted: MachineFilter,
    now: float,
    after: tuple[int, str] | None = None,
    page: int = PAGE,
) -> MachinePage:
    """Return the next machines of a list, the worst first."""
    need, name = need_of(now), kiosk_table.c.id
    found = _wanted(_selected(now), wanted, now)
    if after is not None:
        worst, last = after
        found = found.where(or_(need < worst, (need == worst) & (name > last)))
    rows = every(db, found.order_by(need.desc(), name).limit(page + 1))
    shown = [as_row(row) for row in rows[:page]]
    more = (int(shown[-1].need), shown[-1].kiosk) if len(rows) > page else None
    return MachinePage(shown, more)


def how_many(db: Connection, wanted: MachineFilter, now: float) -> int:
    """Return how many machines a list has."""
    counted = select(func.count()).select_from(HERE).where(NOT_REVOKED)
    return int(db.execute(_wanted(counted, wanted, now)).scalar_one())


def one_machine(db: Connection, kiosk: str, now: float) -> MachineRow | None:
    """Return a machine that is enrolled; None: there is none of this name."""
    rows = every(db, _selected(now).where(kiosk_table.c.id == kiosk))
    return as_row(rows[0]) if rows else None


def some_machines(
    db: Connection, names: list[str], hall: str | None, now: float, most: int
) -> list[MachineRow]:
    """Return the machines that were named one by one, or all of a hall."""
    if hall is not None:
        return machine_page(db, MachineFilter(hall=hall), now, page=most).rows
    found = _selected(now).where(kiosk_table.c.id.in_(names[:most]))
    return [as_row(row) for row in every(db, found.order_by(kiosk_table.c.id))]


def _selected(now: float) -> Select[Any]:
    return (
        select(
            *(kiosk_table.c.id, need_of(now).label("need"), HALL.label("hall")),
            *(OWN.heard, OWN.place, OWN.version, OWN.reasons, OWN.waiting),
            OWN.paper_mm,
        )
        .select_from(HERE)
        .where(NOT_REVOKED)
    )


def _wanted(found: Select[Any], wanted: MachineFilter, now: float) -> Select[Any]:
    if wanted.need is not None:
        found = found.where(need_of(now) == int(wanted.need))
    if wanted.hall is not None:
        found = found.where(HALL.in_((wanted.hall,)))
    if wanted.version:
        found = found.where(OWN.version == wanted.version)
    if wanted.text:
        places = (kiosk_table.c.id, OWN.site, OWN.place, OWN.reasons)
        low = wanted.text.lower()
        found = found.where(
            or_(*(func.lower(at).contains(low, autoescape=True) for at in places))
        )
    return found


def as_row(row: Row) -> MachineRow:
    """Return a row of a query as a list shows it."""
    return MachineRow(
        *(row["id"], Need(row["need"]), row["heard"], row["hall"]),
        *(row["place"] or "", row["version"] or ""),
        tuple((row["reasons"] or "").split()),
        *(row["waiting"] or 0, row["paper_mm"]),
    )
