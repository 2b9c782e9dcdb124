"""What a technician types: journal, config, doctor, enrol, maintenance."""

import argparse
import asyncio
from typing import TYPE_CHECKING

from kiosk.machine.shell.options import add, config_of, with_config

if TYPE_CHECKING:
    from kiosk.machine.shell.options import Commands


def add_journal(
    commands: "Commands",
) -> None:
    parser = add(commands, "journal", None, "read the kiosk's journal")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    listing = add(actions, "list", _journal_list, "list events, oldest first")
    with_config(listing)
    listing.add_argument("--last", type=int, default=50, help="how many (default 50)")
    verify = add(actions, "verify", _journal_verify, "check seals and chain")
    with_config(verify)
    rejected = add(actions, "rejected", _journal_rejected, "list what was refused")
    with_config(rejected)


def _journal_list(options: argparse.Namespace) -> int:
    from kiosk.machine.shell.tools import list_journal

    return list_journal(config_of(options)[0], options.last)


def _journal_verify(options: argparse.Namespace) -> int:
    from kiosk.machine.shell.tools import verify_journal

    return verify_journal(config_of(options)[0])


def _journal_rejected(options: argparse.Namespace) -> int:
    from kiosk.machine.shell.tools import list_rejected

    return list_rejected(config_of(options)[0])


def add_config(
    commands: "Commands",
) -> None:
    parser = add(commands, "config", None, "look at the settings")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    with_config(add(actions, "check", _config_check, "check kiosk.toml and profiles"))
    with_config(add(commands, "doctor", _doctor, "look at every part and advise"))
    enrol = add(commands, "enrol", _enrol, "enrol this kiosk with its center")
    with_config(enrol)
    enrol.add_argument("code", help="the one-time code from the center")


def _config_check(options: argparse.Namespace) -> int:
    from kiosk.machine.shell.tools import check_config

    return check_config(*config_of(options))


def _doctor(options: argparse.Namespace) -> int:
    from kiosk.machine.shell.doctor import doctor

    return asyncio.run(doctor(*config_of(options)))


def _enrol(options: argparse.Namespace) -> int:
    from kiosk.machine.shell.tools import enrol_kiosk

    return asyncio.run(enrol_kiosk(config_of(options)[0], options.code))


def add_maintenance(
    commands: "Commands",
) -> None:
    parser = add(commands, "maintenance", None, "the technician's door")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    add(actions, "password", _password, "make maintenance.password_hash")


def _password(options: argparse.Namespace) -> int:
    from kiosk.machine.shell.tools import make_password

    return make_password()
