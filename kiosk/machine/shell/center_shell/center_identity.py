"""`kiosk center ...`: who issues certificates, and who waits for one."""

import argparse
from typing import TYPE_CHECKING

from kiosk.machine.shell.center_serve import center_of, with_folder
from kiosk.machine.shell.center_shell.written_acts import written
from kiosk.machine.shell.options import add, kiosk_id, texts_of

if TYPE_CHECKING:
    from kiosk.machine.shell.options import Commands


def add_identity(actions: "Commands") -> None:
    """Add the commands of identity."""
    text = "make another authority beside the present one; both are accepted"
    rotate = add(
        actions, "rotate-authority", written("rotate-authority", _rotate), text
    )
    text = "make its key in the token that hsm.toml in the folder names"
    rotate.add_argument("--in-token", action="store_true", help=text)
    with_folder(rotate)

    text = "list the authorities that are accepted, with their machines"
    with_folder(add(actions, "authorities", _authorities, text))

    text = "end the older of two authorities"
    end = add(actions, "end-authority", written("end-authority", _end), text)
    text = "also where machines have no certificate of the newer one"
    end.add_argument("--leave-behind", action="store_true", help=text)
    with_folder(end)

    text = "list machines whose certificate ended and that ask to be let in again"
    with_folder(add(actions, "waiting", _waiting, text))

    text = "let a machine in again that was off for too long"
    approve = add(actions, "approve", written("approve", _approve), text)
    approve.add_argument("kiosk", type=kiosk_id, metavar="KIOSK")
    approve.add_argument(
        "--by", type=_who, required=True, metavar="WHO", help="who approves it"
    )
    with_folder(approve)


def _who(text: str) -> str:
    """Return a name that a list can show."""
    if not text.strip() or len(text) > 64 or not text.isprintable():
        raise argparse.ArgumentTypeError(repr(text))
    return text


def _rotate(options: argparse.Namespace) -> int:
    from kiosk.center.identity.identity_commands import rotate_command

    return rotate_command(center_of(options), options.in_token, texts_of(options))


def _authorities(options: argparse.Namespace) -> int:
    from kiosk.center.identity.identity_commands import authorities_command

    return authorities_command(center_of(options), texts_of(options))


def _end(options: argparse.Namespace) -> int:
    from kiosk.center.identity.identity_commands import end_authority_command

    folder, texts = center_of(options), texts_of(options)
    return end_authority_command(folder, options.leave_behind, texts)


def _waiting(options: argparse.Namespace) -> int:
    from kiosk.center.identity.identity_commands import waiting_command

    return waiting_command(center_of(options), texts_of(options))


def _approve(options: argparse.Namespace) -> int:
    from kiosk.center.identity.identity_commands import approve_command

    folder, texts = center_of(options), texts_of(options)
    return approve_command(folder, options.kiosk, options.by, texts)
