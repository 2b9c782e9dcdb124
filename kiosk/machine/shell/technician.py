"""What a technician types: journal, config, doctor, enrol, keys, maintenance."""

import argparse
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.machine.shell.options import (
    add,
    config_of,
    found_config,
    state_home,
    texts_of,
    with_config,
)

if TYPE_CHECKING:
    from kiosk.machine.shell.options import Commands

ROLES = ("hall", "technician", "engineer")
ALL_EVENTS = 2**62
"""SQLite counts in 64 bits."""


def add_journal(
    commands: "Commands",
) -> None:
    parser = add(commands, "journal", None, "read the kiosk's journal")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    listing = add(actions, "list", _journal_list, "list events, oldest first")
    with_config(listing)
    listing.add_argument(
        "--last", type=_count, default=50, help="how many (default 50)"
    )
    verify = add(actions, "verify", _journal_verify, "check seals and chain")
    with_config(verify)
    rejected = add(actions, "rejected", _journal_rejected, "list what was refused")
    with_config(rejected)


def _count(text: str) -> int:
    """Return how many; more than a journal can hold means all of them.

    :raises argparse.ArgumentTypeError: when it is no number.
    """
    if not (text.isascii() and text.isdecimal()):
        raise argparse.ArgumentTypeError("how many is a whole number from 0")
    # A number too long to be read is more than enough, too.
    return min(int(text[:18]), ALL_EVENTS)


def _journal_list(options: argparse.Namespace) -> int:
    from kiosk.machine.shell.tools import list_journal

    return list_journal(config_of(options)[0], options.last, texts_of(options))


def _journal_verify(options: argparse.Namespace) -> int:
    from kiosk.machine.shell.tools import verify_journal

    return verify_journal(config_of(options)[0], texts_of(options))


def _journal_rejected(options: argparse.Namespace) -> int:
    from kiosk.machine.shell.tools import list_rejected

    return list_rejected(config_of(options)[0], texts_of(options))


def add_config(
    commands: "Commands",
) -> None:
    parser = add(commands, "config", None, "look at the settings")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    with_config(add(actions, "check", _config_check, "check kiosk.toml and profiles"))
    doctor = add(commands, "doctor", _doctor, "look at every part and advise")
    with_config(doctor)
    doctor.add_argument(
        "--json", action="store_true", help="one JSON object a line, for programs"
    )
    enrol = add(commands, "enrol", _enrol, "enrol this kiosk with its center")
    with_config(enrol)
    enrol.add_argument("code", help="the one-time code from the center")


def _config_check(options: argparse.Namespace) -> int:
    from kiosk.machine.shell.tools import check_config

    return check_config(*config_of(options), texts_of(options))


def _doctor(options: argparse.Namespace) -> int:
    from kiosk.machine.shell.doctor.doctor import doctor

    told = (*config_of(options), texts_of(options))
    return asyncio.run(doctor(*told, as_json=options.json))


def _enrol(options: argparse.Namespace) -> int:
    from kiosk.machine.shell.tools import enrol_kiosk

    config, _ = config_of(options)
    return asyncio.run(enrol_kiosk(config, options.code, texts_of(options)))


def add_keys(
    commands: "Commands",
) -> None:
    parser = add(commands, "keys", None, "the machine's keys; kiosk-seal calls this")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    text = "bring the keys into the form that the credential asks for"
    with_config(add(actions, "seal", _keys_seal, text))
    with_config(add(actions, "unseal", _keys_unseal, "write the keys in the clear"))


def _keys_seal(options: argparse.Namespace) -> int:
    from kiosk.machine.shell.tools import seal_keys

    return seal_keys(_state_of(options), texts_of(options))


def _keys_unseal(options: argparse.Namespace) -> int:
    from kiosk.machine.shell.tools import unseal_keys

    return unseal_keys(_state_of(options), texts_of(options))


def _state_of(options: argparse.Namespace) -> Path:
    """Return the machine's folder, also of one that is not set up yet."""
    if found_config(options) is None:
        return state_home()
    return config_of(options)[0].state


def add_maintenance(
    commands: "Commands",
) -> None:
    parser = add(commands, "maintenance", None, "who may come in at the machine")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    account = add(actions, "account", None, "accounts of technicians")
    what = account.add_subparsers(required=True, metavar="WHAT")
    with_config(add(what, "list", _account_list, "list accounts"))
    for name, run, text in (
        ("add", _account_add, "make an account; its password comes from stdin"),
        ("password", _account_password, "give an account another password"),
        ("remove", _account_remove, "take an account away"),
    ):
        command = add(what, name, run, text)
        with_config(command)
        command.add_argument("number", type=_staff_number, help="4 to 8 digits")
        if name == "add":
            command.add_argument(
                "--role", choices=ROLES, default=ROLES[1], help="what they may do"
            )


def _staff_number(text: str) -> str:
    """Return the number of an account.

    :raises argparse.ArgumentTypeError: when it cannot be one.
    """
    if not (text.isascii() and text.isdecimal() and 4 <= len(text) <= 8):
        raise argparse.ArgumentTypeError("a number has 4 to 8 digits")
    return text


def _account_list(options: argparse.Namespace) -> int:
    from kiosk.machine.shell.staff_accounts import list_accounts

    return list_accounts(config_of(options)[0], texts_of(options))


def _account_add(options: argparse.Namespace) -> int:
    from kiosk.machine.shell.staff_accounts import add_account

    config, _ = config_of(options)
    return add_account(config, options.number, options.role, texts_of(options))


def _account_password(options: argparse.Namespace) -> int:
    from kiosk.machine.shell.staff_accounts import change_password

    return change_password(config_of(options)[0], options.number, texts_of(options))


def _account_remove(options: argparse.Namespace) -> int:
    from kiosk.machine.shell.staff_accounts import remove_account

    return remove_account(config_of(options)[0], options.number, texts_of(options))
