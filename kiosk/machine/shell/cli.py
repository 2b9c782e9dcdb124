"""The `kiosk` command: thin; each command loads only what it needs.

A trouble with a code or a setting is one sentence and exit status 2; only a mistake in
the program shows a trace.
"""

import argparse
import os
import sys

from kiosk import __version__
from kiosk.domain.faults import KioskError
from kiosk.machine.shell import (
    card_folder_commands,
    card_serve,
    center_commands,
    demo_commands,
    run,
    technician,
)
from kiosk.machine.shell.options import Command, add
from kiosk.settings.state.store_errors import StoreError
from kiosk.settings.toml_file import SettingsMistake


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status."""
    options = _parser().parse_args(arguments)
    command: Command = options.command
    try:
        return command(options)
    except SettingsMistake as error:
        print(*(f"kiosk: {each}" for each in error.mistakes), sep="\n", file=sys.stderr)
        return 2
    except (KioskError, StoreError) as error:
        print(f"kiosk: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Who read the lines has enough (`| head`); the flush at the end must not fail.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "kiosk":
            raise
        print(f"kiosk: {_missing(error.name or '')}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        # What the system refuses is about files and rights, and no mistake of ours.
        print(f"kiosk: {_refusal(error)}", file=sys.stderr)
        return 2


def _missing(name: str) -> str:
    return (
        f"the package {name} is not installed; the center and the demo need: "
        "pip install 'social-security-kiosk[center]'"
    )


def _refusal(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or type(error).__name__}."


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kiosk", description="Self-service kiosk for the social security card."
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run.add_run(commands)
    demo_commands.add_demo(commands)
    technician.add_journal(commands)
    technician.add_config(commands)
    cards = add(commands, "card", None, "virtual cards")
    actions = cards.add_subparsers(required=True, metavar="ACTION")
    card_folder_commands.add_images(actions)
    card_serve.add_serve(actions)
    center_commands.add_center(commands)
    technician.add_maintenance(commands)
    return parser
