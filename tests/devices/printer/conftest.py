"""One virtual printer, one Printer on its line and one store, with short times."""

import fcntl
import termios
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.devices.printer.jobs import MIGRATIONS, JobEnd, Jobs
from kiosk.devices.printer.printer import PaperWords, Printer
from kiosk.devices.printer.printer_port import JobState, PrinterStatus
from kiosk.devices.printer.printer_profile import PrinterProfile, load_printer_profile
from kiosk.devices.printer.serial.poll import PollPace
from kiosk.devices.virtual.printer.virtual_printer import VirtualPrinter
from kiosk.settings.config import PrinterSettings
from kiosk.settings.shipped import shipped_config
from kiosk.settings.state.store import Store
from tests.until import until

BRISK = PollPace(
    idle=0.15,
    printing=0.05,
    answer=0.4,
    reopen_first=0.05,
    reopen_most=0.2,
    write=10.0,
    cleared=5.0,
    margin=15.0,
)
"""Brisk where nothing hangs on it: a busy machine's answers may come much later."""
SEEN = 100
"""Rows that hang out when the first lines are surely on the paper."""


def profile(name: str = "generic-80mm") -> PrinterProfile:
    """Return a shipped profile."""
    return load_printer_profile(shipped_config("kiosk.toml"), name)


def proved(of: PrinterProfile) -> JobState:
    """Return how a receipt ends that came out well on such a printer."""
    return JobState.CONFIRMED if of.answers.proves else JobState.ASSUMED


def fast(of: PrinterProfile) -> PrinterProfile:
    """Return a profile whose paper moves as fast as a hurried virtual printer's."""
    mechanism = msgspec.structs.replace(of.mechanism, speed_mm_s=1000.0)
    return msgspec.structs.replace(of, mechanism=mechanism)


@dataclass
class Rig:
    """All the parts of one test."""

    virtual: VirtualPrinter
    printer: Printer
    store: Store
    ends: list[JobEnd] = field(default_factory=list)
    statuses: list[PrinterStatus] = field(default_factory=list)

    def row(self, job: int) -> dict[str, Any]:
        """Return a job's row."""
        row = Jobs(self.store).row(job)
        assert row is not None
        return row

    async def ready(self) -> None:
        """Wait until the printer is known to be able to print."""
        await until(lambda: self.printer.status.fault is None)

    async def sending_one(self) -> int:
        """Wait until the first bytes of a job are out and return its number."""
        query = "SELECT id FROM print_job WHERE state = 'sending'"
        await until(lambda: bool(self.store.all(query)))
        return int(self.store.all(query)[0]["id"])

    def all_taken(self) -> bool:
        """Tell whether the printer has all that the line was given so far."""
        master, left = self.virtual._link.master, bytes(4)
        assert master is not None
        return not any(fcntl.ioctl(master, termios.FIONREAD, left))

    async def printing_one(self) -> int:
        """Wait until some of a job hangs out and return its number."""
        job = await self.sending_one()
        await until(lambda: self.virtual.hanging()[0] > SEEN)
        return job


@asynccontextmanager
async def rig_on(
    folder: Path,
    of: PrinterProfile | None = None,
    baud: int = 115200,
    pace: PollPace = BRISK,
    speed: float = 10.0,
    real: PrinterProfile | None = None,
) -> AsyncIterator[Rig]:
    """Build the parts and take them down in order.

    :param real: the model that is there; by default the one that the profile says, in
        its usual hurry.
    """
    own = of or fast(profile())
    port = msgspec.convert({"port": str(folder / "tty"), "baud": baud}, PrinterSettings)
    store = Store(folder / "kiosk.db", MIGRATIONS)
    there = real or msgspec.structs.replace(own, mechanism=profile().mechanism)
    with VirtualPrinter(folder / "tty", folder / "out", there, baud, speed) as paper:
        ends: list[JobEnd] = []
        printer = Printer(
            port,
            own,
            store,
            ends.append,
            time.monotonic,
            pace,
            PaperWords(("作废", "不是您的凭条")),
        )
        rig = Rig(paper, printer, store, ends)
        printer.start(rig.statuses.append)
        try:
            await rig.ready()
            yield rig
        finally:
            printer.stop()
            store.close()


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    """A printer of 80 mm that answers everything."""
    async with rig_on(tmp_path) as built:
        yield built
