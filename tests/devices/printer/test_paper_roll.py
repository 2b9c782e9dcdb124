"""How much paper should be left."""

from pathlib import Path

import msgspec

from kiosk.devices.printer.jobs import MIGRATIONS
from kiosk.devices.printer.paper_roll import PaperRoll
from kiosk.settings.config import PrinterSettings
from kiosk.settings.state.store import Store
from tests.devices.printer.conftest import rig_on
from tests.devices.printer.samples import long


def test_nobody_knows_before_the_first_change_or_without_a_length(
    tmp_path: Path,
) -> None:
    store = Store(tmp_path / "kiosk.db", MIGRATIONS)
    roll, unmeasured = PaperRoll(store, 80.0), PaperRoll(store, 0.0)
    roll.feed(500.0)
    assert roll.left() is None
    roll.changed()
    assert (roll.left(), unmeasured.left()) == (80.0, None)
    store.close()


def test_what_is_printed_is_counted_and_never_below_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "kiosk.db", MIGRATIONS)
    roll = PaperRoll(store, 1.0)
    roll.changed()
    roll.feed(250.0)
    assert roll.left() == 0.75
    roll.feed(5000.0)
    assert roll.left() == 0.0
    roll.changed()
    assert roll.left() == 1.0
    store.close()


async def test_a_receipt_takes_the_paper_that_it_has(tmp_path: Path) -> None:
    async with rig_on(tmp_path) as rig:
        settings = msgspec.convert({"roll_m": 10.0}, PrinterSettings)
        roll = PaperRoll(rig.store, settings.roll_m)
        rig.printer._roll = rig.printer._ledger._roll = roll
        rig.printer.roll_changed()
        assert (await rig.printer.print(long(60))).printed
        left = rig.printer.roll_left()
        assert left is not None
        paper_mm = rig.virtual.receipts[0].dots.height / 8
        assert abs((10.0 - left) * 1000 - paper_mm) < 5
