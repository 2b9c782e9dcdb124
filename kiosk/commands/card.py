"""`kiosk card ...`: virtual cards."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.commands.common import add

if TYPE_CHECKING:
    from kiosk.commands.common import Commands


def add_card(
    commands: "Commands",
) -> None:
    parser = add(commands, "card", None, "virtual cards")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    serve = add(actions, "serve", _card_serve, "put a card into a vpcd reader")
    serve.add_argument("--person", required=True, help="a key of the demo's people")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=35963, help="the vpcd port")
    serve.add_argument("--state", type=Path, default=Path("var/cards"))


def _card_serve(options: argparse.Namespace) -> int:
    from kiosk.devices.virtual.serve import serve_card

    return serve_card(options.person, options.host, options.port, options.state)
