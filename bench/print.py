"""Measures a receipt: its bytes, its way from the order to the cut, its preview.

`python -m bench.print [ROUNDS]` prints with the whole printing thread on the virtual
printer, which takes bytes no faster than the line and paper no faster than the model.
The time is compared with what no program can be faster than: the line or the paper,
whichever is slower, and the knife.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from kiosk.devices.printer.jobs import MIGRATIONS
from kiosk.devices.printer.printer import Printer
from kiosk.devices.printer.printer_profile import PrinterProfile, load_printer_profile
from kiosk.devices.printer.typesetting.escpos_commands import raster
from kiosk.devices.printer.typesetting.paper_layout import lay_out
from kiosk.devices.printer.typesetting.paper_rows import PaperRow
from kiosk.devices.printer.typesetting.preview import draw_receipt
from kiosk.devices.printer.typesetting.qr_commands import warm_up
from kiosk.devices.printer.typesetting.receipt_elements import Receipt
from kiosk.devices.printer.typesetting.segments import build_job
from kiosk.devices.virtual.printer.habits import habits_of
from kiosk.devices.virtual.printer.virtual_printer import VirtualPrinter
from kiosk.settings.config import PrinterSettings
from kiosk.settings.shipped import shipped_config
from kiosk.settings.state.store import Store
from tests.devices.printer.samples import contributions

PROFILES = ("generic-80mm", "generic-58mm")
BAUDS = (9600, 19200, 38400, 57600, 115200)
GOAL, RASTER_GOAL, PREVIEW_GOAL_MS = 1.10, 40, 50.0
_PATIENCE = 60.0
LINE_GOAL = {"generic-80mm": 45, "generic-58mm": 37}


@dataclass(frozen=True)
class Timed:
    """One print: seconds to the cut, to the end, and the least that it can take."""

    cut: float
    told: float
    least: float
    size: int


def profile_of(name: str) -> PrinterProfile:
    """Return a shipped profile."""
    return load_printer_profile(shipped_config("kiosk.toml"), name)


def size_of(receipt: Receipt, profile: PrinterProfile) -> tuple[int, float, float]:
    """Return bytes, bytes of a line, and how many times as long the raster form is."""
    job = build_job(receipt, profile, 1)
    lines = sum(isinstance(row, PaperRow) for row in lay_out(receipt, profile))
    drawn = draw_receipt(receipt, profile)
    picture = raster(drawn.dots, drawn.width)
    return job.size, job.size / lines, len(picture) / job.size


def preview_ms(receipt: Receipt, profile: PrinterProfile, rounds: int) -> list[float]:
    """Return how long drawing the preview took, the first time first."""
    found = []
    for _ in range(rounds):
        begun = time.perf_counter()
        draw_receipt(receipt, profile)
        found.append(1000 * (time.perf_counter() - begun))
    return found


async def times(profile: PrinterProfile, baud: int, rounds: int) -> list[Timed]:
    """Print so many receipts, one after the other, at the model's own speed."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        settings = {"port": str(folder / "tty"), "baud": baud}
        port = msgspec.convert(settings, PrinterSettings)
        store = Store(folder / "kiosk.db", MIGRATIONS)
        with VirtualPrinter(folder / "tty", folder / "out", profile, baud) as paper:
            printer = Printer(port, profile, store, lambda _: None, time.monotonic)
            printer.start(lambda _: None)
            try:
                await until(lambda: printer.status.fault is None)
                return [await one(printer, paper, baud) for _ in range(rounds)]
            finally:
                printer.stop()
                store.close()


async def until(holds: Callable[[], bool]) -> None:
    """Wait for something that another thread brings about, to a millisecond."""
    end = time.monotonic() + _PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise SystemExit("the printer never came so far")
        await asyncio.sleep(0.001)


async def one(printer: Printer, paper: VirtualPrinter, baud: int) -> Timed:
    """Print one receipt and wait for its cut and for its end."""
    before = len(paper.receipts)
    begun = time.perf_counter()
    printing = asyncio.create_task(printer.print(contributions()))
    await until(lambda: len(paper.receipts) > before)
    cut = time.perf_counter() - begun
    await printing
    told = time.perf_counter() - begun
    piece = paper.receipts[-1]
    mm = piece.dots.height / printer.profile.dots_per_mm
    moving = mm / printer.profile.mechanism.speed_mm_s
    least = max(len(piece.data) * 10 / baud, moving)
    least += habits_of(printer.profile).cut_s
    return Timed(cut, told, least, len(piece.data))


def main() -> int:
    """Measure and print the tables; 1 when a goal is missed."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    warm_up()
    missed = [name for name in PROFILES if not measure(name, rounds)]
    print("missed: " + ", ".join(missed) if missed else "all goals met")
    return 1 if missed else 0


def measure(name: str, rounds: int) -> bool:
    """Print the tables of one profile; tell whether its goals are met."""
    profile, receipt = profile_of(name), contributions()
    size, of_line, times_longer = size_of(receipt, profile)
    first, *again = preview_ms(receipt, profile, max(3, rounds))
    print(f"\n{name}: {size} bytes, {of_line:.1f} a line (goal {LINE_GOAL[name]}),")
    print(f"  raster form {times_longer:.0f} times as long (goal {RASTER_GOAL});")
    print(f"  preview {first:.0f} ms the first time, then {min(again):.0f} ms")
    good = of_line <= LINE_GOAL[name] and times_longer >= RASTER_GOAL
    good = good and first <= PREVIEW_GOAL_MS
    print("| baud | order to cut | least | ratio | worst | told after the cut |")
    print("|---|---|---|---|---|---|")
    for baud in BAUDS:
        found = asyncio.run(times(profile, baud, rounds))
        ratios = [one.cut / one.least for one in found]
        ratio = statistics.median(ratios)
        after = statistics.median(one.told - one.cut for one in found)
        cut = statistics.median(one.cut for one in found)
        print(
            f"| {baud} | {cut:.2f} s | {found[0].least:.2f} s | {ratio:.2f} "
            f"| {max(ratios):.2f} | {1000 * after:.0f} ms |"
        )
        good = good and ratio <= GOAL
    return good


if __name__ == "__main__":
    sys.exit(main())
