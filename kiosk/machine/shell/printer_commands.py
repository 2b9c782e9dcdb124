"""`kiosk printer ...`: the actions on printers.

`serve` is the door to the virtual one; what it is made of is loaded only then.
"""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import msgspec

from kiosk.devices.printer.printer_profile import Baud
from kiosk.machine.shell.options import add, config_of, texts_of, with_config
from kiosk.settings.shipped import shipped_config

if TYPE_CHECKING:
    from kiosk.machine.shell.options import Commands


def add_printer(commands: "Commands") -> None:
    """Add the group of commands."""
    printer = add(commands, "printer", None, "receipt printers, real and virtual")
    actions = printer.add_subparsers(required=True, metavar="ACTION")
    _add_serve(actions)
    probe = add(actions, "probe", _probe, "ask a connected printer what it knows")
    with_config(probe)
    probe.add_argument("--port", help="the device file (default: printer.port)")
    text = "the line's speed (default: printer.baud, then all others)"
    probe.add_argument("--baud", type=int, choices=get_args(Baud), help=text)


def _probe(options: argparse.Namespace) -> int:
    from kiosk.machine.shell.printer_probe import probe_printer

    config, path = config_of(options)
    port = config.printer.port if options.port is None else options.port
    settings = msgspec.structs.replace(config.printer, port=port)
    bauds = [options.baud] if options.baud else [settings.baud]
    if options.baud is None:
        bauds += [baud for baud in get_args(Baud) if baud != settings.baud]
    return probe_printer(settings, bauds, path, texts_of(options))


def _add_serve(actions: "Commands") -> None:
    serve = add(actions, "serve", _serve, "be a receipt printer that draws its paper")
    serve.add_argument(
        "--profile",
        default="generic-80mm",
        help="what it is built after, as printer.profile in kiosk.toml",
    )
    serve.add_argument(
        "--tcp",
        type=int,
        metavar="PORT",
        help="listen on this port instead of making a serial line; 0 takes a free one",
    )
    serve.add_argument(
        "--folder",
        type=Path,
        default=Path("var/printer"),
        help="for the line's name, each paper's picture and its bytes",
    )
    serve.add_argument("--config", type=Path, default=shipped_config("kiosk.toml"))
    serve.add_argument(
        "--control", type=Path, metavar="SOCKET", help="take JSON lines there too"
    )


def _serve(options: argparse.Namespace) -> int:
    from kiosk.devices.printer.printer_profile import load_printer_profile
    from kiosk.devices.virtual.printer.serve_printer import (
        PrinterServer,
        serve_printer,
    )

    profile = load_printer_profile(options.config, options.profile)
    server = PrinterServer(profile, options.folder, options.tcp)
    return asyncio.run(serve_printer(server, options.control, sys.stdout))
