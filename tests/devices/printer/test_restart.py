"""A kiosk killed in the middle of a receipt tells the truth when it is back."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from kiosk.devices.printer.jobs import MIGRATIONS, JobEnd
from kiosk.devices.printer.printer import Printer
from kiosk.devices.printer.printer_port import JobState
from kiosk.devices.virtual.printer.virtual_printer import VirtualPrinter
from kiosk.domain.faults import Fault
from kiosk.settings.config import PrinterSettings
from kiosk.settings.state.store import Store
from tests.devices.printer.conftest import SEEN, profile
from tests.devices.printer.samples import short

CHILD = """
import asyncio, sys, time
from pathlib import Path
from kiosk.settings.config import PrinterSettings
from kiosk.devices.printer.jobs import MIGRATIONS
from kiosk.devices.printer.printer import Printer
from kiosk.settings.state.store import Store
from tests.devices.printer.conftest import profile
from tests.devices.printer.samples import long

async def main(folder):
    store = Store(folder / "kiosk.db", MIGRATIONS)
    port = PrinterSettings(port=str(folder / "tty"), baud=9600)
    printer = Printer(port, profile(), store, lambda *_: None, time.monotonic)
    printer.start(lambda _: None)
    await printer.print(long(400))

asyncio.run(main(Path(sys.argv[1])))
"""


def _printing_child(folder: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder)],
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )


def _wait_for_sending(store: Store, child: "subprocess.Popen[bytes]") -> None:
    query = "SELECT id FROM print_job WHERE state = 'sending'"
    end = time.monotonic() + 60
    while not store.all(query):
        assert child.poll() is None, "the child ended before it printed"
        assert time.monotonic() < end, "the child never began to print"
        time.sleep(0.05)


async def _wait_for_paper(
    virtual: VirtualPrinter, child: "subprocess.Popen[bytes]"
) -> None:
    end = time.monotonic() + 60
    while virtual.hanging()[0] <= SEEN:
        assert child.poll() is None, "the child ended before it printed"
        assert time.monotonic() < end, "nothing came out"
        await asyncio.sleep(0.05)


async def test_a_kill_in_the_middle_becomes_unknown_once(tmp_path: Path) -> None:
    # The tables are made before the child starts: two processes must not both do it.
    store = Store(tmp_path / "kiosk.db", MIGRATIONS)
    ends: list[JobEnd] = []
    printer = Printer(
        PrinterSettings(port=str(tmp_path / "tty"), baud=9600),
        profile(),
        store,
        ends.append,
        time.monotonic,
    )
    with VirtualPrinter(tmp_path / "tty", tmp_path / "out", profile(), 9600) as virtual:
        child = _printing_child(tmp_path)
        _wait_for_sending(store, child)
        await _wait_for_paper(virtual, child)
        child.send_signal(signal.SIGKILL)
        child.wait(60)
        (result,) = printer.recover()
        assert result.state is JobState.UNKNOWN
        assert result.fault is Fault.PRINTER_INTERRUPTED
        assert [end.outcome.state for end in ends] == ["unknown"]
        assert ends[0].outcome.sent is None, "bytes were out, and nobody counted them"
        assert printer.recover() == []
        printer.start(lambda _: None)
        again = await printer.print(short("下一位"))
        assert again.state is JobState.CONFIRMED
        stub, whole = virtual.receipts
        assert "第000行" in stub.text
        assert whole.text.strip() == "下一位"
        printer.stop()
    store.close()
