"""Keeps what machines say of themselves: one row each, many written at once.

All of it is a claim. When it was heard is by the center's clock; how far the machine's
is off is seen from what it takes the time for.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, select

from kiosk.center.database.bulk_insert import bulk_insert
from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import one
from kiosk.center.fleet.fleet_state import assess
from kiosk.center.fleet.fleet_tables import machine
from kiosk.sync.wire.downward.pulse_wire import Pulse

_KEPT = {"kiosk", "first_heard"}
_ANEW = ", ".join(
    f'"{name}" = excluded."{name}"'
    for name in (column.name for column in machine.columns)
    if name not in _KEPT
)
_UPSERT = (
    f'ON CONFLICT ("kiosk") DO UPDATE SET {_ANEW} '
    'WHERE machine."boot" <> excluded."boot" OR machine."number" < excluded."number"'
)
"""An older pulse of the same start, come late, writes nothing over a newer one."""


class HeardPulse(NamedTuple):
    """A pulse, and when it was heard."""

    pulse: Pulse
    heard: float

    def __repr__(self) -> str:
        return "HeardPulse(hidden)"


def keep_pulses(db: Connection, heard: Mapping[str, HeardPulse]) -> None:
    """Keep the newest pulse of each kiosk, in the caller's transaction."""
    rows = [_row(kiosk, *heard[kiosk]) for kiosk in sorted(heard)]
    bulk_insert(db, machine, rows, _UPSERT)


def _row(kiosk: str, pulse: Pulse, heard: float) -> tuple[object, ...]:
    severity, reasons = assess(pulse)
    values: dict[str, object] = {
        "kiosk": kiosk,
        "heard": heard,
        "first_heard": heard,
        "site": pulse.site,
        "place": pulse.place,
        "version": pulse.version,
        "severity": int(severity),
        "reasons": " ".join(reasons),
        "waiting": pulse.waiting,
        "paper_mm": pulse.paper_mm,
        "boot": pulse.boot,
        "number": pulse.number,
        "offset_ms": _offset_ms(pulse.at, heard),
        "pulse": msgspec.json.encode(pulse),
    }
    return tuple(values[name] for name in _NAMES)


_NAMES = [column.name for column in machine.columns]


def _offset_ms(at: datetime | None, heard: float) -> int | None:
    return None if at is None else round((at.timestamp() - heard) * 1000)


def machine_of(db: Connection, kiosk: str) -> Row | None:
    """Return the row of a machine; None: nothing was ever heard of it."""
    return one(db, select(machine).filter_by(kiosk=kiosk))


def pulse_of(row: Row) -> Pulse:
    """Return the newest pulse in a machine's row."""
    return msgspec.json.decode(row["pulse"], type=Pulse)
