"""`script/machine-test`: a booted machine from power-on to years of faults.

It ends with 0 when everything that was expected was seen; the folder that it names has
the pictures, the slips and the record.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

from tests.booted import faults, releases
from tests.booted.first_start import set_up
from tests.booted.hall import Hall
from tests.booted.machine import Machine, need_tools
from tests.booted.seer import UNMEASURED, key_of
from tests.booted.stand import NotSeen, Stand

Step = Callable[[Stand], None]


def main() -> int:
    """Run the steps that are named, or all of them."""
    options = _options()
    need_tools()
    out = options.out.resolve()
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    # A Unix socket's path has room for 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="machine-"))
    hall = Hall(folder / "hall")
    machine = Machine(folder / "vm", options.image, hall.wires)
    stand = Stand(machine, hall, out)
    steps = _steps(stand, options.upgrade, folder)
    failed = ""
    try:
        machine.make_disk()
        machine.power_on()
        for name, step in steps.items():
            if options.only and name not in ("power-on", "set-up", *options.only):
                continue
            failed = name
            step(stand)
        failed = ""
    except (NotSeen, TimeoutError, RuntimeError) as error:
        stand.say(f"FAILED in {failed}: {error}")
        _last_words(stand)
    finally:
        machine.cut_power()
        hall.close()
        shutil.copytree(folder / "hall" / "receipts", out / "receipts")
        shutil.rmtree(folder, ignore_errors=True)
    lines = [f"{at:7.1f} s  {text}" for at, text in stand.record]
    (out / "record.txt").write_text("\n".join(lines) + "\n", "utf-8")
    print(f"machine-test: {'failed' if failed else 'ok'}, see {out}", flush=True)
    return 1 if failed else 0


def _steps(stand: Stand, upgrade: Path | None, folder: Path) -> dict[str, Step]:
    steps: dict[str, Step] = {
        "power-on": _power_on,
        "set-up": lambda stand: _set_up(stand, folder),
        "visit": faults.first_visit,
        "hang": faults.hang,
        "kill": faults.killed,
        "reader": faults.reader_pulled,
        "printer": faults.printer_cycled,
        "panel": faults.panel_late,
        "mid-print": faults.cut_in_mid_print,
        "mid-append": faults.cut_in_mid_append,
    }
    if upgrade is not None:
        package = upgrade.resolve()
        steps["upgrade"] = lambda stand: releases.upgrade(stand, package, folder)
    return steps


def _power_on(stand: Stand) -> None:
    key = key_of("tool-first_language", "item-zh-CN", UNMEASURED)
    stand.wait(key, "the first page of an empty machine", 400)
    stand.say(f"power-on to the first page: {stand.machine.age:.0f} s")
    split = stand.machine.shell("systemd-analyze | head -1").strip()
    stand.say(split)
    stand.say(stand.machine.shell("systemd-analyze security kiosk | tail -1").strip())


def _set_up(stand: Stand, folder: Path) -> None:
    begin = time.monotonic()
    set_up(stand, folder)
    stand.keep("attract")
    stand.say(f"set up by touch and stick in {time.monotonic() - begin:.0f} s")


def _last_words(stand: Stand) -> None:
    try:
        said = stand.machine.shell("journalctl -b -n 40 --no-pager", 60)
    except (OSError, TimeoutError) as error:
        said = f"the shell does not answer: {error}"
    (stand.out / "journal.txt").write_text(said, "utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/machine-test", description=__doc__)
    parser.add_argument("--image", type=Path, required=True, help="script/image's disk")
    parser.add_argument("--upgrade", type=Path, help="a newer package of the kiosk")
    parser.add_argument("--out", type=Path, default=Path("out/machine"))
    parser.add_argument("only", nargs="*", help="steps after the set-up")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
