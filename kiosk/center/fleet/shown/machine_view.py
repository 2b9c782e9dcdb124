"""One machine: what it last said of itself and when, its orders, faults and visits."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, select

from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every, one
from kiosk.center.events.open_faults import OpenFault, open_fault
from kiosk.center.fleet.counts import china_day
from kiosk.center.fleet.editions import EditionView, editions_of
from kiosk.center.fleet.fleet_tables import machine, machine_count
from kiosk.center.fleet.orders import orders_of
from kiosk.center.fleet.shown.machine_list import MachineRow, one_machine
from kiosk.center.identity.identity_tables import certificate
from kiosk.center.upload.upload_tables import position
from kiosk.sync.wire.downward.pulse_wire import EVERY, Pulse

DAYS = 30
ORDERS = 20


class DayCount(NamedTuple):
    """What is plotted of one day."""

    day: str
    times: int


class MachineView(NamedTuple):
    """All that a page says of one machine."""

    row: MachineRow
    pulse: Pulse | None
    """The newest; None: there was none, or it cannot be read."""
    next_due: float | None
    """When the next one is due, by the center's clock."""
    open_faults: Sequence[OpenFault]
    faults: Sequence[DayCount]
    fault_codes: Mapping[str, int]
    """Over the same days, the most frequent first."""
    visits: Sequence[DayCount]
    orders: Sequence[Row]
    certificate_ends: float | None
    """Of its newest certificate, as the center issued it."""
    stored: Row | None
    """Its journal's place here."""
    editions: Sequence[EditionView]


def machine_view(db: Connection, kiosk: str, now: float) -> MachineView | None:
    """Return one machine; None: none of this name is enrolled."""
    row = one_machine(db, kiosk, now)
    if row is None:
        return None
    days = [china_day(now, back) for back in range(DAYS - 1, -1, -1)]
    counted = _counts(db, kiosk, days[0], days[-1])
    codes: Counter[str] = Counter()
    for (_, what), times in counted.items():
        family, _, code = what.partition(".")
        if family == "fault":
            codes[code] += times
    pulse = _pulse(db, kiosk)
    return MachineView(
        *(row, pulse, None if row.heard is None else row.heard + EVERY),
        _open_faults(db, kiosk),
        _plotted(counted, "fault", days),
        dict(codes.most_common()),
        _plotted(counted, "visit", days),
        orders_of(db, kiosk, ORDERS),
        *(_certificate_ends(db, kiosk), _stored(db, kiosk)),
        editions_of(db, kiosk, "" if pulse is None else pulse.site),
    )


def _pulse(db: Connection, kiosk: str) -> Pulse | None:
    row = one(db, select(machine.c.pulse).where(machine.c.kiosk == kiosk))
    try:
        return None if row is None else msgspec.json.decode(row["pulse"], type=Pulse)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None  # of another version of this center


def _counts(
    db: Connection, kiosk: str, first: str, last: str
) -> dict[tuple[str, str], int]:
    own = machine_count.c
    mine = select(own.day, own.what, own.times).where(
        own.kiosk == kiosk, own.day.between(first, last)
    )
    return {(row["day"], row["what"]): row["times"] for row in every(db, mine)}


def _plotted(
    counted: Mapping[tuple[str, str], int], family: str, days: Sequence[str]
) -> list[DayCount]:
    sums: Counter[str] = Counter()
    for (day, what), times in counted.items():
        if what.partition(".")[0] == family:
            sums[day] += times
    return [DayCount(day, sums[day]) for day in days]


def _open_faults(db: Connection, kiosk: str) -> list[OpenFault]:
    own = open_fault.c
    mine = select(open_fault).where(own.kiosk == kiosk).order_by(own.since.desc())
    return [OpenFault(**row) for row in every(db, mine)]


def _certificate_ends(db: Connection, kiosk: str) -> float | None:
    own = certificate.c
    mine = select(own.not_after).where(own.kiosk == kiosk, own.revoked == 0)
    row = one(db, mine.order_by(own.not_after.desc()).limit(1))
    return None if row is None else float(row["not_after"])


def _stored(db: Connection, kiosk: str) -> Row | None:
    return one(db, select(position).where(position.c.kiosk == kiosk))
