"""`kiosk card serve ...`: the options of virtual cards offered to readers."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.machine.shell.options import add

if TYPE_CHECKING:
    from kiosk.machine.shell.options import Commands


def add_serve(actions: "Commands") -> None:
    """Add the command with its faults."""
    serve = add(actions, "serve", _serve, "put cards into vpcd readers")
    serve.add_argument(
        "--person",
        required=True,
        action="append",
        help="a key of the demo's people; twice for two cards in two slots",
    )
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument(
        "--port", type=int, default=35963, help="the vpcd port of the first card"
    )
    serve.add_argument("--state", type=Path, default=Path("var/cards"))
    serve.add_argument(
        "--contactless", action="store_true", help="answer as over the antenna"
    )
    faults = serve.add_argument_group("faults", "what goes wrong with every card")
    counted = {
        "--mute-after": "silent after so many commands",
        "--hang-after": "the same, and the reader hangs with it",
        "--tear-after": "pulled in the middle of this command, counted from 1",
        "--at": "the command that --status answers, counted from 1",
        "--slow": "milliseconds by which every answer is late",
    }
    for option, words in counted.items():
        faults.add_argument(option, type=int, metavar="N", help=words)
    faults.add_argument("--status", metavar="SW", help="answer with this status word")


def _serve(options: argparse.Namespace) -> int:
    from kiosk.devices.virtual.card.card_faults import CardFaults, FaultRefused
    from kiosk.devices.virtual.serve_cards import serve_cards

    names = ("mute_after", "hang_after", "tear_after", "status", "at", "slow")
    chosen = {name: getattr(options, name) for name in names}
    given = {name: value for name, value in chosen.items() if value is not None}
    try:
        faults = CardFaults.from_values(given)
    except FaultRefused as error:
        print(f"faults: {error}", file=sys.stderr)
        return 2
    return serve_cards(
        options.person,
        options.host,
        options.port,
        options.state,
        faults,
        contactless=options.contactless,
    )
