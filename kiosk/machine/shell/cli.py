"""The `kiosk` command: thin; each command loads only what it needs.

A fault or a mistake in the settings is one sentence and exit status 2; only a mistake
in the program shows a trace.
"""

import argparse
import io
import os
import sys
from typing import TYPE_CHECKING

from kiosk import __version__
from kiosk.domain.faults import KioskError, SetupError
from kiosk.domain.message import Message
from kiosk.machine.shell import run
from kiosk.machine.shell.options import Command, add, print_mistakes, texts_of
from kiosk.settings.state.store_errors import StoreError
from kiosk.settings.told import Told, in_words, system_reason
from kiosk.settings.toml_file import SettingsMistake

if TYPE_CHECKING:
    from kiosk.machine.shell.options import Commands


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status."""
    _print_whatever()
    given = sys.argv[1:] if arguments is None else arguments
    try:
        # The program itself begins with no other command's modules.
        options = _parser(given[:1] == ["run"]).parse_args(given)
        texts = texts_of(options)
    except SetupError as error:
        # What was shipped is missing, and the words with it.
        print(f"kiosk: {error}", file=sys.stderr)
        return 2
    command: Command = options.command
    try:
        return command(options)
    except SettingsMistake as error:
        print_mistakes(error.mistakes, texts)
        return 2
    except (KioskError, StoreError, Told) as error:
        print(f"kiosk: {in_words(error, texts)}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Who read the lines has enough (`| head`); the flush at the end must not fail.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "kiosk":
            raise
        missing = Message("shell__no_package", name=error.name or "")
        print(f"kiosk: {texts.say(missing)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        # What the system refuses is about files and rights, and no mistake of ours.
        print(f"kiosk: {texts.say(_refusal(error))}", file=sys.stderr)
        return 2


def _print_whatever() -> None:
    """Print what a terminal has no letters for as code points, and not a trace."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _refusal(error: OSError) -> Message:
    if not error.filename:
        return Message("shell__refused", why=system_reason(error))
    where = str(error.filename)
    return Message("shell__refused_at", where=where, why=system_reason(error))


def _parser(runs: bool = False) -> argparse.ArgumentParser:
    """Return what reads a command line; where it `runs`, it knows no other command."""
    parser = argparse.ArgumentParser(
        prog="kiosk", description="Self-service kiosk for the social security card."
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run.add_run(commands)
    if not runs:
        _add_others(commands)
    return parser


def _add_others(commands: "Commands") -> None:
    from kiosk.machine.release import release_commands
    from kiosk.machine.shell import (
        card_folder_commands,
        card_serve,
        center_commands,
        demo_commands,
        printer_commands,
        technician,
    )
    from kiosk.machine.shell.region import region_commands

    demo_commands.add_demo(commands)
    technician.add_journal(commands)
    technician.add_config(commands)
    region_commands.add_region(commands)
    cards = add(commands, "card", None, "virtual cards")
    actions = cards.add_subparsers(required=True, metavar="ACTION")
    card_folder_commands.add_images(actions)
    card_serve.add_serve(actions)
    printer_commands.add_printer(commands)
    center_commands.add_center(commands)
    technician.add_keys(commands)
    technician.add_maintenance(commands)
    release_commands.add_release(commands)
