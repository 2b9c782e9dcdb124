"""`kiosk center ...`: who issues certificates, and who waits for one."""

import argparse
from typing import TYPE_CHECKING

from kiosk.machine.shell.center_serve import center_of, with_folder
from kiosk.machine.shell.options import add, texts_of

if TYPE_CHECKING:
    from kiosk.machine.shell.options import Commands


def add_identity(actions: "Commands") -> None:
    """Add the commands of identity."""
    text = "make another authority beside the present one; both are accepted"
    with_folder(add(actions, "rotate-authority", _rotate, text))

    text = "list the authorities that are accepted, with their machines"
    with_folder(add(actions, "authorities", _authorities, text))

    text = "end the older of two authorities"
    end = add(actions, "end-authority", _end, text)
    text = "also where machines have no certificate of the newer one"
    end.add_argument("--leave-behind", action="store_true", help=text)
    with_folder(end)


def _rotate(options: argparse.Namespace) -> int:
    from kiosk.center.identity.identity_commands import rotate_command

    return rotate_command(center_of(options), texts_of(options))


def _authorities(options: argparse.Namespace) -> int:
    from kiosk.center.identity.identity_commands import authorities_command

    return authorities_command(center_of(options), texts_of(options))


def _end(options: argparse.Namespace) -> int:
    from kiosk.center.identity.identity_commands import end_authority_command

    folder, texts = center_of(options), texts_of(options)
    return end_authority_command(folder, options.leave_behind, texts)
