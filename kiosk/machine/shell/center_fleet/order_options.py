"""`kiosk center order` and `orders`: what the desk tells a machine, without pages."""

import argparse
from typing import TYPE_CHECKING

from kiosk.machine.shell.center_serve import center_of, with_folder
from kiosk.machine.shell.center_shell.written_acts import written
from kiosk.machine.shell.options import add, kiosk_id, texts_of

if TYPE_CHECKING:
    from kiosk.machine.shell.options import Commands

ACTS = ("message", "stop", "resume", "restart", "logs", "update")
MOST_MINUTES = 30 * 24 * 60


def add_orders(actions: "Commands") -> None:
    """Add the commands of orders."""
    text = "tell a machine to do something; it is signed, and over after ten minutes"
    given = add(actions, "order", written("order", _order), text)
    given.add_argument("kiosk", type=kiosk_id, metavar="KIOSK")
    given.add_argument("act", choices=ACTS)
    given.add_argument("--text", default="", help="what people are told")
    text = "when a message, or a time out of service, ends by itself"
    given.add_argument("--minutes", type=_minutes, metavar="N", help=text)
    given.add_argument("--by", required=True, metavar="WHO", help="who gives it")
    with_folder(given)

    listed = add(actions, "orders", _orders, "list orders and how they ended")
    listed.add_argument("kiosk", type=kiosk_id, nargs="?", metavar="KIOSK")
    with_folder(listed)


def _minutes(text: str) -> int:
    """Return a number of minutes.

    :raises argparse.ArgumentTypeError: when it is none.
    """
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= MOST_MINUTES):
        raise argparse.ArgumentTypeError(f"a number from 1 to {MOST_MINUTES}")
    return int(text)


def _order(options: argparse.Namespace) -> int:
    from kiosk.center.fleet.order_commands import order_command

    what = options.kiosk, options.act, options.text, options.minutes, options.by
    return order_command(center_of(options), *what, texts_of(options))


def _orders(options: argparse.Namespace) -> int:
    from kiosk.center.fleet.order_commands import orders_command

    return orders_command(center_of(options), options.kiosk, texts_of(options))
