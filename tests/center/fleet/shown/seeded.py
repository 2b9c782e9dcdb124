"""An invented fleet in an empty database, and a few machines by hand."""

from typing import Any

import msgspec
from sqlalchemy import Connection, insert

from kiosk.center.fleet.fleet_tables import machine
from kiosk.center.identity.identity_tables import kiosk as kiosk_table
from kiosk.sync.wire.downward.pulse_wire import Pulse

NOW = 1_796_000_000.0


def put_machine(db: Connection, kiosk: str, heard: float | None, **more: Any) -> None:
    """Enrol a machine; without `heard` it never spoke."""
    key = {"id": kiosk, "signing_key": b"k", "enrolled_at": 0.0}
    db.execute(insert(kiosk_table).values(**key))
    if heard is not None:
        pulse = more.pop("pulse", Pulse(boot="b", number=1))
        row: dict[str, Any] = {
            "site": "示例市第一服务大厅",
            "place": "",
            "version": "0.1.0",
        }
        row |= {"severity": 0, "reasons": "", "waiting": 0, "paper_mm": None}
        row |= {"boot": "b", "number": 1, "offset_ms": None, **more}
        row |= {"kiosk": kiosk, "heard": heard, "first_heard": 0.0}
        db.execute(insert(machine).values(**row, pulse=msgspec.json.encode(pulse)))
    db.commit()
