"""Looks for a printer on every serial line of the machine, at every speed.

Nothing is printed. Each line has a thread of its own, since one that hangs must not
keep the others waiting; what hangs is left behind.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic

import msgspec

from kiosk.devices.printer.serial.probe import ProbedPrinter, probe
from kiosk.devices.printer.serial.serial_port import PortStuck, SerialPort
from kiosk.domain.faults import DeviceError
from kiosk.settings.config import PrinterSettings

NAMED = "kiosk/printer"
"""What udev calls the printer's socket; where it answers nobody looks further."""
KINDS = ("ttyUSB*", "ttyACM*", "ttyS*")
BAUDS = (115200, 9600, 38400, 19200, 57600)
MOST_PORTS = 40
SEARCH_S = 45.0
"""A line without a printer is asked for about seven seconds at each speed."""


@dataclass(frozen=True, slots=True, repr=False)
class FoundPrinter:
    """A printer, and how it is spoken to."""

    settings: PrinterSettings
    heard: ProbedPrinter


def printer_ports(dev: Path = Path("/dev"), more: Iterable[str] = ()) -> list[str]:
    """Return the device files that a printer may hang on; one line has one name."""
    found = [*map(Path, filter(None, more)), dev / NAMED]
    for kind in KINDS:
        found += sorted(dev.glob(kind))
    lines: dict[Path, str] = {}
    for path in found:
        if path.exists():
            lines.setdefault(path.resolve(), str(path))
    return list(lines.values())[:MOST_PORTS]


def find_printer(ports: Iterable[str], limit: float = SEARCH_S) -> FoundPrinter | None:
    """Return the first printer that answers; it blocks for `limit` at most."""
    heard: SimpleQueue[FoundPrinter | None] = SimpleQueue()
    stop = threading.Event()
    lines = [
        threading.Thread(target=_ask, args=(port, heard, stop), daemon=True)
        for port in ports
    ]
    for line in lines:
        line.start()
    end = monotonic() + limit
    try:
        for _ in lines:
            found = heard.get(timeout=max(0.0, end - monotonic()))
            if found is not None:
                return found
    except Empty:
        return None
    finally:
        stop.set()
    return None


def _ask(
    port: str, heard: "SimpleQueue[FoundPrinter | None]", stop: threading.Event
) -> None:
    """Ask one line at each speed, and tell what came of it whatever happens."""
    found = None
    try:
        for baud in BAUDS:
            if stop.is_set() or found is not None:
                break
            found = _ask_at(
                msgspec.convert({"port": port, "baud": baud}, PrinterSettings)
            )
    except (DeviceError, OSError):
        found = None
    finally:
        heard.put(found)


def _ask_at(settings: PrinterSettings) -> FoundPrinter | None:
    line = SerialPort(settings, write_timeout=1.0)
    try:
        answer = probe(line)
    except PortStuck:
        return None
    finally:
        line.close()
    return FoundPrinter(settings, answer) if isinstance(answer, ProbedPrinter) else None
