"""`kiosk center operator ...` and `audit`: who may use the desk, and what they did."""

import argparse
from typing import TYPE_CHECKING

from kiosk.machine.shell.center_serve import center_of, with_folder
from kiosk.machine.shell.options import add, texts_of

if TYPE_CHECKING:
    from kiosk.machine.shell.options import Commands

ROLES = ("viewer", "operator", "admin")


def add_operators(actions: "Commands") -> None:
    """Add the commands for the desk's accounts and for its audit."""
    parser = add(actions, "operator", None, "the accounts of the operators' pages")
    below = parser.add_subparsers(required=True, metavar="ACTION")
    text = "make an account; its password is read from standard input"
    made = add(below, "add", _add, text)
    made.add_argument("name", metavar="NAME")
    made.add_argument("--role", choices=ROLES, required=True)
    text = "give an account a new password and a new app"
    reset = add(below, "reset", _reset, text)
    reset.add_argument("name", metavar="NAME")
    for command in (made, reset):
        command.add_argument("--qr", action="store_true", help="draw the app's code")
        with_folder(command)
    disabled = add(below, "disable", _disable, "shut an account out at once")
    disabled.add_argument("name", metavar="NAME")
    with_folder(disabled)
    with_folder(add(below, "list", _list, "list the accounts"))

    audit = add(actions, "audit", _audit, "list what operators did at their pages")
    audit.add_argument("--verify", action="store_true", help="check the whole chain")
    with_folder(audit)


def _add(options: argparse.Namespace) -> int:
    from kiosk.center.desk.entrance.operator_commands import add_operator

    what = options.name, options.role, options.qr
    return add_operator(center_of(options), *what, texts_of(options))


def _reset(options: argparse.Namespace) -> int:
    from kiosk.center.desk.entrance.operator_commands import reset_operator

    folder = center_of(options)
    return reset_operator(folder, options.name, options.qr, texts_of(options))


def _disable(options: argparse.Namespace) -> int:
    from kiosk.center.desk.entrance.operator_commands import disable_operator

    return disable_operator(center_of(options), options.name, texts_of(options))


def _list(options: argparse.Namespace) -> int:
    from kiosk.center.desk.entrance.operator_commands import list_operators

    return list_operators(center_of(options), texts_of(options))


def _audit(options: argparse.Namespace) -> int:
    from kiosk.center.desk.audit.audit_command import audit_command

    return audit_command(center_of(options), options.verify, texts_of(options))
