"""`kiosk center desk`: the operators' pages, a process of their own."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.machine.shell.center_serve import (
    center_of,
    port_number,
    server_name,
    with_folder,
)
from kiosk.machine.shell.options import add, texts_of

if TYPE_CHECKING:
    from kiosk.machine.shell.options import Commands

_MOST_INVENTED = 20_000


def add_desk(actions: "Commands") -> None:
    """Add the command that serves the operators' pages."""
    desk = add(actions, "desk", _center_desk, "serve the operators' pages")
    with_folder(desk)
    desk.add_argument("--host", default="127.0.0.1")
    desk.add_argument("--port", type=port_number, default=8444)
    desk.add_argument(
        "--name",
        type=server_name,
        action="append",
        default=[],
        help="a DNS name or IP for the certificate of the center's own authority",
    )
    desk.add_argument(
        "--certificate", type=Path, metavar="PEM", help="the city's own, with its chain"
    )
    desk.add_argument("--key", type=Path, metavar="PEM", help="of that certificate")
    desk.add_argument(
        "--webhook", type=Path, metavar="FILE", help="JSON: url and secret, for alerts"
    )
    desk.add_argument(
        "--metrics-token", type=Path, metavar="FILE", help="who may read /metrics"
    )
    text = "show so many invented machines, in a center of its own that goes at the end"
    desk.add_argument("--demo", type=_machines, metavar="N", help=text)


def _machines(text: str) -> int:
    number = int(text)
    if not 1 <= number <= _MOST_INVENTED:
        raise ValueError
    return number


def _center_desk(options: argparse.Namespace) -> int:
    if options.demo is not None:
        from kiosk.center.desk.trying.desk_demo import demo_command

        where = options.host, options.port, options.name
        return demo_command(options.demo, *where, texts_of(options))
    from kiosk.center.desk.desk_command import desk_command

    papers = options.certificate, options.key
    where = options.host, options.port, options.name
    files = options.webhook, options.metrics_token
    return desk_command(center_of(options), *where, papers, files, texts_of(options))
