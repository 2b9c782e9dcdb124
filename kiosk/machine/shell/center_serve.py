"""`kiosk center serve`: the reference center, with a city's keys or the demo's."""

import argparse
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.domain.message import Message
from kiosk.machine.shell.options import add, kiosk_id, texts_of, with_language
from kiosk.settings.told import in_words

if TYPE_CHECKING:
    from kiosk.center.keys.issuer_keys import IssuerKeys
    from kiosk.center.server.serve import Fill
    from kiosk.machine.shell.options import Commands

SERVER_NAME = re.compile(r"[A-Za-z0-9*]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?|::1?")


def with_folder(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the center's folder."""
    parser.add_argument(
        "--folder",
        type=Path,
        default=Path(os.environ.get("KIOSK_CENTER_FOLDER", "var/center")),
        help="the center's folder (default: KIOSK_CENTER_FOLDER, else var/center here)",
    )
    with_language(parser)


def center_of(options: argparse.Namespace) -> Path:
    """Return the folder of a center that is there: a look or an act makes none.

    :raises NoCenter: when there is none.
    """
    from kiosk.center.database.engine import FILE, URL_FILE
    from kiosk.center.server.backup import NoCenter

    folder: Path = options.folder
    if not any((folder / name).is_file() for name in (FILE, URL_FILE)):
        raise NoCenter(Message("operator__no_center", folder=str(folder)))
    return folder


def port_number(text: str) -> int:
    """Return a TCP port; 0 takes any free one.

    :raises argparse.ArgumentTypeError: when it is none.
    """
    if not (text.isascii() and text.isdecimal() and int(text) < 65536):
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def server_name(text: str) -> str:
    """Return a name that a certificate can carry.

    :raises argparse.ArgumentTypeError: when it is neither an address nor a DNS name.
    """
    if not SERVER_NAME.fullmatch(text):
        raise argparse.ArgumentTypeError(
            "a name is an IP address, or letters, digits, hyphens and dots; a name in "
            "other letters is written in its form that begins with xn--"
        )
    return text


def camera_key(text: str) -> tuple[str, bytes]:
    """Return a kiosk's name and the public key of its camera module.

    :raises argparse.ArgumentTypeError: when it is not `KIOSK=` and 64 digits.
    """
    name, _, digits = text.partition("=")
    try:
        key = bytes.fromhex(digits)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise argparse.ArgumentTypeError("a camera's key is KIOSK= and 64 hex digits")
    return kiosk_id(name), key


def add_serve(actions: "Commands") -> None:
    """Add the command that serves until it is stopped."""
    serve = add(actions, "serve", _center_serve, "serve until stopped")
    with_folder(serve)
    serve.add_argument(
        "--database",
        metavar="URL",
        help="postgresql://...; kept for all commands (default: a file in the folder)",
    )
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=port_number, default=8443)
    serve.add_argument(
        "--name",
        type=server_name,
        action="append",
        default=[],
        help="a DNS name or IP",
    )
    serve.add_argument(
        "--code-for", type=kiosk_id, metavar="KIOSK", help="make an enrolment code"
    )
    serve.add_argument(
        "--id-card-for",
        type=kiosk_id,
        metavar="KIOSK",
        help="a kiosk with an ID card reader",
    )
    serve.add_argument(
        "--camera-of",
        type=camera_key,
        metavar="KIOSK=KEY",
        help="the Ed25519 key of a kiosk's certified camera module, 64 hex digits",
    )
    serve.add_argument("--region", default="ningbo", help="whose rules acts must obey")
    serve.add_argument(
        "--key-service",
        default="",
        metavar="MODULE:FACTORY",
        help="the city's own; without it demo keys, on this machine only",
    )
    serve.add_argument(
        "--hospital",
        default="",
        metavar="MODULE:FACTORY",
        help="a hospital's own system; without it what `center hospital` has set up",
    )
    serve.add_argument(
        "--clock-is-right",
        action="store_true",
        help="start although the center served later than it is now: its clock was "
        "ahead once",
    )
    serve.add_argument("--until-stdin-closes", action="store_true")


def _center_serve(options: argparse.Namespace) -> int:
    from kiosk.center.hospital.hospital_port import NoHospitalSystem, hospital_system
    from kiosk.center.keys.issuer_keys import NoKeyService
    from kiosk.center.server.operator import serve_command

    try:
        keys, fill = _keys_and_fill(options)
        hospital = hospital_system(options.hospital) if options.hospital else None
    except (NoKeyService, NoHospitalSystem) as error:
        print(in_words(error, texts_of(options)), file=sys.stderr)
        return 1
    return serve_command(
        options.folder,
        options.host,
        options.port,
        options.name,
        options.code_for,
        options.until_stdin_closes,
        options.region,
        options.id_card_for,
        camera=options.camera_of,
        keys=keys,
        fill=fill,
        texts=texts_of(options),
        database=options.database,
        clock_ahead=options.clock_is_right,
        hospital=hospital,
    )


def _keys_and_fill(options: argparse.Namespace) -> tuple["IssuerKeys", "Fill | None"]:
    """Return the city's key service; without one the demo's keys and people.

    :raises NoKeyService: when it cannot be loaded, or the demo's keys could be reached
        from elsewhere.
    """
    from kiosk.center.keys.issuer_keys import issuer_keys

    if options.key_service:
        return issuer_keys(options.key_service), None
    from kiosk.center.server.serve import served_host
    from kiosk.machine.shell.demo_commands import demo_center

    return demo_center(served_host(options.host))
