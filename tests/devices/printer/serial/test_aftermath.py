"""No receipt goes on into the next person's, and no old answer counts for a new one."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from kiosk.devices.printer.jobs import MIGRATIONS, Jobs
from kiosk.devices.printer.printer import Printer
from kiosk.devices.printer.printer_port import JobState
from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.printer.serial.delivery import DeliveryOutcome
from kiosk.domain.faults import Fault
from kiosk.settings.config import PrinterSettings
from kiosk.settings.state.store import Store
from tests.devices.printer.conftest import (
    BRISK,
    SEEN,
    Rig,
    fast,
    profile,
    proved,
    rig_on,
)
from tests.devices.printer.samples import long, short
from tests.until import until

PACE = replace(BRISK, margin=2.0)
MODELS = pytest.mark.parametrize("name", ["generic-80mm", "generic-58mm"])


@asynccontextmanager
async def rig_of(
    folder: Path, own: PrinterProfile, baud: int = 115200
) -> AsyncIterator[Rig]:
    """Build a printer that is as able as its profile says, at its true speed."""
    async with rig_on(folder, own, baud, PACE, speed=1.0) as rig:
        yield rig


@asynccontextmanager
async def restarted(
    rig: Rig, folder: Path, own: PrinterProfile, baud: int = 115200
) -> AsyncIterator[Printer]:
    """Run a second program on the same store and line."""
    rig.printer.stop()
    port = msgspec.convert({"port": str(folder / "tty"), "baud": baud}, PrinterSettings)
    printer = Printer(port, own, rig.store, lambda *_: None, time.monotonic, PACE)
    printer.recover()
    printer.start(lambda _: None)
    try:
        yield printer
    finally:
        printer.stop()


@MODELS
async def test_a_stop_in_the_middle_never_goes_on_for_the_next_person(
    tmp_path: Path, name: str
) -> None:
    own = profile(name)
    async with rig_of(tmp_path, own, 9600) as rig:
        task = asyncio.create_task(rig.printer.print(long(150)))
        await rig.printing_one()
        async with restarted(rig, tmp_path, own, 9600) as printer:
            result = await task
            assert result.state is JobState.UNKNOWN
            again = await printer.print(short("下一位"))
            assert again.state is proved(own)
            stub, whole = rig.virtual.receipts
            assert "第000行" in stub.text
            assert whole.text.strip() == "下一位"


async def test_a_stop_in_the_middle_says_how_many_bytes_went_out(
    tmp_path: Path,
) -> None:
    async with rig_of(tmp_path, profile(), 9600) as rig:
        task = asyncio.create_task(rig.printer.print(long(400)))
        job = await rig.printing_one()
        rig.printer.stop()
        await task
        (end,) = rig.ends
        assert end.outcome.sent == rig.row(job)["sent"]
        assert 0 < rig.row(job)["sent"] < 8000


@MODELS
async def test_a_restart_after_a_whole_receipt_wastes_no_paper(
    tmp_path: Path, name: str
) -> None:
    own = fast(profile(name))
    async with rig_of(tmp_path, own) as rig:
        assert (await rig.printer.print(short("甲"))).state is proved(own)
        async with restarted(rig, tmp_path, own) as printer:
            assert (await printer.print(short("乙"))).state is proved(own)
        assert [piece.text.strip() for piece in rig.virtual.receipts] == ["甲", "乙"]


@MODELS
async def test_a_power_cut_of_the_printer_spoils_one_receipt_only(
    tmp_path: Path, name: str
) -> None:
    own = profile(name)
    async with rig_of(tmp_path, own) as rig:
        # So long that it takes seconds to print what one moment has sent.
        task = asyncio.create_task(rig.printer.print(long(80)))
        sent = "SELECT id FROM print_job WHERE state = 'sent'"
        await until(lambda: bool(rig.store.all(sent)))
        await until(lambda: rig.virtual.hanging()[0] > SEEN and rig.all_taken())
        rig.virtual.power_cycle()
        broken = await task
        assert (broken.state, broken.fault) == (
            JobState.UNKNOWN,
            Fault.PRINTER_INTERRUPTED,
        )
        for text in "甲乙":
            result = await rig.printer.print(short(text))
            assert result.state is proved(own)
        stub, *others = rig.virtual.receipts
        assert "第000行" in stub.text
        assert [piece.text.strip() for piece in others] == ["甲", "乙"]


@pytest.mark.parametrize(
    ("states", "half"),
    [
        ([], False),
        (["confirmed"], False),
        (["assumed"], False),
        (["refused"], False),
        (["sending"], True),
        (["sent"], True),
        (["queued"], True),
        (["unknown"], True),
        (["suspended"], True),
        (["unknown", "refused"], True),
        (["unknown", "confirmed"], False),
        (["void"], False),
        (["finished"], False),
        (["abandoned"], True),
        (["confirmed", "refused"], False),
    ],
)
def test_the_last_row_tells_whether_half_a_receipt_hangs_there(
    tmp_path: Path, states: list[str], half: bool
) -> None:
    store = Store(tmp_path / "kiosk.db", MIGRATIONS)
    jobs = Jobs(store)
    for state in states:
        jobs.advance(jobs.create("test", "", 1), DeliveryOutcome(JobState(state)))
    assert (jobs.last_in_printer() is not None) is half
    store.close()


async def test_a_mistake_in_the_line_is_logged_without_its_text(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("慕容听雪")

    assert rig.printer._line is not None
    monkeypatch.setattr(rig.printer._line._talk, "act", fail)
    await until(lambda: "ValueError at" in caplog.text)
    assert "慕容" not in caplog.text
    assert "line_owner.py" in caplog.text
