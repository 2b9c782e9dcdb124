"""A kiosk killed in the middle of a receipt tells the truth when it is back."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from kiosk.config import PrinterPort
from kiosk.devices.printer.jobs import MIGRATIONS
from kiosk.devices.printer.port import JobState
from kiosk.devices.printer.printer import Printer
from kiosk.devices.virtual.printer import VirtualPrinter
from kiosk.faults import Fault
from kiosk.store import Store
from tests.printer.conftest import profile

CHILD = """
import asyncio, sys, time
from pathlib import Path
from kiosk.config import PrinterPort
from kiosk.devices.printer.jobs import MIGRATIONS
from kiosk.devices.printer.printer import Printer
from kiosk.store import Store
from tests.printer.conftest import profile
from tests.printer.samples import long

async def main(folder):
    store = Store(folder / "kiosk.db", MIGRATIONS)
    port = PrinterPort(port=str(folder / "tty"), baud=9600)
    printer = Printer(port, profile(), store, lambda *_: None, time.monotonic)
    printer.start(lambda _: None)
    await printer.print(long(200))

asyncio.run(main(Path(sys.argv[1])))
"""


def _wait_for_sending(store: Store, child: "subprocess.Popen[bytes]") -> None:
    query = "SELECT id FROM print_job WHERE state = 'sending'"
    end = time.monotonic() + 30
    while not store.all(query):
        assert child.poll() is None, "the child ended before it printed"
        assert time.monotonic() < end, "the child never began to print"
        time.sleep(0.05)


def test_a_kill_in_the_middle_becomes_unknown_once(tmp_path: Path) -> None:
    # The tables are made before the child starts: two processes must not both do it.
    store = Store(tmp_path / "kiosk.db", MIGRATIONS)
    with VirtualPrinter(tmp_path / "tty", tmp_path / "out", 9600):
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(tmp_path)],
            env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        )
        _wait_for_sending(store, child)
        child.send_signal(signal.SIGKILL)
        child.wait(10)
    events: list[dict[str, object]] = []
    printer = Printer(
        PrinterPort(),
        profile(),
        store,
        lambda _, data: events.append(data),
        time.monotonic,
    )
    (result,) = printer.recover()
    assert result.state is JobState.UNKNOWN
    assert result.fault is Fault.PRINTER_INTERRUPTED
    assert [event["state"] for event in events] == ["unknown"]
    assert printer.recover() == []
    store.close()
