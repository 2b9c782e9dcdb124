"""One machine: what it said and when, without a word that the center does not know."""

from sqlalchemy import Connection, insert, update

from kiosk.center.fleet.counts import china_day
from kiosk.center.fleet.fleet_tables import machine, machine_count
from kiosk.center.fleet.orders import give_order
from kiosk.center.fleet.shown.machine_view import DAYS, machine_view
from kiosk.sync.wire.downward.pulse_wire import EVERY, PartPulse, Pulse
from tests.center.fleet.shown.seeded import NOW, put_machine


def test_a_machine_that_never_spoke_has_a_page(db: Connection) -> None:
    put_machine(db, "never", None)
    view = machine_view(db, "never", NOW)
    assert view is not None
    assert view.pulse is None
    assert view.next_due is None
    assert len(view.visits) == DAYS
    assert machine_view(db, "nobody", NOW) is None


def test_a_page_has_what_was_said_and_counted(db: Connection) -> None:
    part = PartPulse("printer", "bad", "P02", age=3)
    put_machine(db, "m", NOW - 40, pulse=Pulse(boot="b", number=4, parts=(part,)))
    put_machine(db, "other", NOW)
    said = [("m", 0, "visit.card", 7), ("m", 0, "visit.loss", 1)]
    said += [("m", 2, "fault.P02", 2), ("m", 5, "fault.N02", 3)]
    said += [("m", DAYS, "fault.P01", 9), ("other", 0, "visit.card", 50)]
    for kiosk, back, what, times in said:
        row = {"kiosk": kiosk, "day": china_day(NOW, back), "what": what}
        db.execute(insert(machine_count).values(**row, times=times))
    db.commit()
    give_order(db, "m", "restart", "li", NOW)
    view = machine_view(db, "m", NOW)
    assert view is not None
    assert view.pulse is not None
    assert view.pulse.parts == (part,)
    assert view.next_due == NOW - 40 + EVERY
    assert view.visits[-1].times == 8
    assert dict(view.fault_codes) == {"N02": 3, "P02": 2}
    assert sum(day.times for day in view.faults) == 5
    assert [row["act"] for row in view.orders] == ["restart"]


def test_a_pulse_of_another_version_is_no_broken_page(db: Connection) -> None:
    put_machine(db, "m", NOW)
    db.execute(update(machine).values(pulse=b'{"new":[1]}'))
    db.commit()
    view = machine_view(db, "m", NOW)
    assert view is not None
    assert view.pulse is None
