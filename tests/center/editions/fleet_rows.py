"""Machines as rows, for tests of what they are offered."""

from collections.abc import Iterable

from sqlalchemy import Connection, insert

from kiosk.center.database.transactions import transaction
from kiosk.center.fleet.fleet_tables import machine
from kiosk.center.identity.identity_tables import kiosk
from kiosk.sync.wire.downward.pulse_wire import EditionPlace, Pulse

NOW = 1_767_225_600.0 + 1000 * 60


def enrol_rows(db: Connection, names: Iterable[str], heard: float = NOW) -> None:
    """Let machines be enrolled, and well when they were last heard."""
    rows = [
        {"id": name, "signing_key": b"\1" * 32, "enrolled_at": 1.0} for name in names
    ]
    well = {
        **{"first_heard": 1.0, "heard": heard, "site": "east", "place": ""},
        **{"version": "", "severity": 0, "reasons": "", "waiting": 0, "pulse": b"{}"},
        **{"boot": "b", "number": 1},
    }
    with transaction(db):
        db.execute(insert(kiosk), rows)
        db.execute(insert(machine), [well | {"kiosk": row["id"]} for row in rows])


def pulse(site: str = "", **applied: int) -> Pulse:
    """Return what a machine says that has some editions."""
    places = tuple(EditionPlace(kind, number) for kind, number in applied.items())
    return Pulse(boot="b", number=1, site=site, editions=places)
