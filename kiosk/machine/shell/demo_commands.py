"""The one door to the demo: `kiosk demo`, `kiosk stage`, and a machine in demo mode.

Nothing else of the product imports the demo or a virtual part.
"""

import argparse
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.machine.shell.options import add, texts_of, with_language
from kiosk.settings.shipped import shipped_config

if TYPE_CHECKING:
    from kiosk.center.keys.issuer_keys import IssuerKeys
    from kiosk.center.server.serve import Fill
    from kiosk.machine.first.first_kiosk import FirstKiosk
    from kiosk.machine.shell.options import Commands
    from kiosk.machine.window_thread import WindowThread
    from kiosk.settings.config import KioskConfig


def add_demo(commands: "Commands") -> None:
    parser = add(commands, "demo", _demo, "try everything on virtual parts")
    parser.add_argument("--headless", action="store_true", help="walk a scripted visit")
    parser.add_argument("--out", type=Path, default=Path("demo-out"))
    text = "the machine stands in a hospital: people register there"
    parser.add_argument("--hospital", action="store_true", help=text)
    text = "another region, by the name of its file in config/regions/: example has all"
    parser.add_argument("--region", default="", choices=_regions(), help=text)
    text = "print one line for each hand-over between rooms"
    parser.add_argument("--trace", action="store_true", help=text)
    text = "say what the demo's technician types now, and end"
    parser.add_argument("--technician", action="store_true", help=text)
    text = "set an empty machine up, as at its first start"
    parser.add_argument("--first-start", action="store_true", help=text)
    with_language(parser)
    stage = add(commands, "stage", _stage, "the demo's surroundings, for the kiosk")
    stage.add_argument("--folder", type=Path, required=True)
    stage.add_argument("--kiosk", required=True)
    stage.add_argument("--region", default="ningbo")
    stage.add_argument("--config", type=Path, default=shipped_config("kiosk.toml"))
    text = "the profile that the printer is built after, as in kiosk.toml"
    stage.add_argument("--printer", default="generic-80mm", help=text)


def _demo(options: argparse.Namespace) -> int:
    if options.technician:
        return _technician(options)
    if options.first_start:
        from kiosk.machine.demo.first_demo import run_first_demo

        return run_first_demo(texts_of(options))
    from kiosk.machine.demo.demo import run_demo

    where = (options.hospital, options.region)
    return run_demo(options.out, options.headless, options.trace, *where)


def _regions() -> list[str]:
    """Return the regions that are shipped; the template is none."""
    found = shipped_config("regions").glob("*.toml")
    return sorted(path.stem for path in found if path.stem != "template")


def _technician(options: argparse.Namespace) -> int:
    from kiosk.machine.demo.demo_staff import NUMBER, PASSWORD, code_now

    typed = {"number": NUMBER, "password": PASSWORD, "code": code_now()}
    print(texts_of(options)("shell__demo_technician", **typed))
    return 0


def _stage(options: argparse.Namespace) -> int:
    import asyncio

    from kiosk.devices.printer.printer_profile import load_printer_profile
    from kiosk.devices.virtual.machine_room import run_stage

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    printer = load_printer_profile(options.config, options.printer)
    return asyncio.run(
        run_stage(options.folder, options.kiosk, sys.stdout, options.region, printer)
    )


def demo_kiosk(
    config: "KioskConfig", path: Path, options: argparse.Namespace
) -> "WindowThread":
    """Return the program among virtual parts."""
    from kiosk.machine.demo.demo_kiosk import DemoKiosk

    return DemoKiosk(config, path, options.control, options.dock, options.trace)


def demo_first_kiosk(
    base: "KioskConfig", path: Path, control: Path | None
) -> "FirstKiosk":
    """Return the set-up of a machine among virtual parts."""
    from kiosk.machine.demo.first_demo import DemoFirstKiosk

    return DemoFirstKiosk(base, path, control)


def demo_center(host: str) -> "tuple[IssuerKeys, Fill]":
    """Return the demo's keys and what fills a center with its people.

    :raises NoKeyService: when others than this machine could reach the center.
    """
    from kiosk.devices.virtual.people.cast import load_people
    from kiosk.machine.demo.demo_center import DemoKeys, require_demo
    from kiosk.machine.demo.demo_registers import fill_registers
    from kiosk.machine.demo.registers.demo_hospital import with_hospital

    require_demo(host)
    people = load_people()
    return DemoKeys(), with_hospital(fill_registers(people), people)
