"""Whether a release would take the fleet back: by what its machines say that they run.

A release's serial number only says which was signed later. One machine's word decides
nothing: more than half must run something newer.
"""

import re

from sqlalchemy import Connection, func, select

from kiosk.center.database.transactions import every
from kiosk.center.fleet.fleet_tables import machine

_VERSION = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6}){1,3}")


def is_older(db: Connection, version: str) -> bool:
    """Tell whether most machines run a newer version than this one."""
    own = machine.c.version
    rows = every(db, select(own, func.count().label("machines")).group_by(own))
    whole = sum(row["machines"] for row in rows)
    offered = _parts(version)
    newer = sum(row["machines"] for row in rows if _parts(row["version"]) > offered)
    return bool(2 * newer > whole)


def _parts(version: str) -> tuple[int, ...]:
    """Return a version's numbers; what is none is older than all."""
    if not _VERSION.fullmatch(version):
        return ()
    return tuple(int(part) for part in version.split("."))
