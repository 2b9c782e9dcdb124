"""Pulses as they are kept: the newest one, whatever nonsense it says."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Connection, select

from kiosk.center.database.transactions import every, transaction
from kiosk.center.fleet.fleet_tables import machine
from kiosk.center.fleet.machine_rows import (
    HeardPulse,
    keep_pulses,
    machine_of,
    pulse_of,
)
from kiosk.sync.wire.contract import MAX_NUMBER
from kiosk.sync.wire.downward.pulse_wire import PartPulse, Pulse

NOW = 1_800_000_000.0


def heard(db: Connection, pulse: Pulse, now: float = NOW, kiosk: str = "a") -> None:
    with transaction(db):
        keep_pulses(db, {kiosk: HeardPulse(pulse, now)})


def test_the_newest_pulse_stays(db: Connection) -> None:
    for number, now, waiting in ((1, NOW, 5), (3, NOW + 9, 3), (2, NOW + 10, 2)):
        heard(db, Pulse(boot="one", number=number, waiting=waiting), now)
    row = machine_of(db, "a")
    assert row is not None
    assert (row["first_heard"], row["heard"], row["waiting"]) == (NOW, NOW + 9, 3)
    heard(db, Pulse(boot="two", number=1), NOW + 20)
    row = machine_of(db, "a")
    assert row is not None
    assert (row["first_heard"], row["heard"], row["waiting"]) == (NOW, NOW + 20, 0)
    assert machine_of(db, "b") is None


def test_many_at_once_each_in_its_row(db: Connection) -> None:
    told = {f"hall-{at}": Pulse(boot="b", number=1, waiting=at) for at in range(300)}
    with transaction(db):
        keep_pulses(db, {k: HeardPulse(p, NOW) for k, p in told.items()})
    rows = every(db, select(machine))
    assert {row["kiosk"]: pulse_of(row) for row in rows} == told


@pytest.mark.parametrize(
    "at",
    [
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
        datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone(-timedelta(hours=12))),
    ],
)
def test_nonsense_is_kept_and_harms_nobody(db: Connection, at: datetime) -> None:
    pulse = Pulse(
        boot="<b>",
        number=MAX_NUMBER,
        at=at,
        site="<script>alert(1)</script>",
        place="=1+1",
        parts=(PartPulse("<i>", "bad", "'; --", MAX_NUMBER),),
        waiting=MAX_NUMBER,
        paper_mm=MAX_NUMBER,
        offset_ms=-(2**53),
    )
    heard(db, pulse)
    row = machine_of(db, "a")
    assert row is not None
    assert (row["heard"], row["reasons"]) == (NOW, "part: clock")
    assert row["offset_ms"] == round((at.timestamp() - NOW) * 1000)
    assert pulse_of(row).site == pulse.site
