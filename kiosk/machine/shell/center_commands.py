"""`kiosk center ...`: the reference center; the only place that imports it."""

import argparse
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


def _with_folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--folder",
        type=Path,
        default=Path("var/center"),
        help="the center's folder (default: var/center below the current one)",
    )
    with_language(parser)


def _port(text: str) -> int:
    """Return a TCP port; 0 takes any free one.

    :raises argparse.ArgumentTypeError: when it is none.
    """
    if not (text.isascii() and text.isdecimal() and int(text) < 65536):
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def _server_name(text: str) -> str:
    """Return a name that a certificate can carry.

    :raises argparse.ArgumentTypeError: when it is neither an address nor a DNS name.
    """
    if not SERVER_NAME.fullmatch(text):
        raise argparse.ArgumentTypeError(
            "a name is an IP address, or letters, digits, hyphens and dots; a name in "
            "other letters is written in its form that begins with xn--"
        )
    return text


def _center_of(options: argparse.Namespace) -> Path:
    """Return the folder of a center that is there: a look or an act makes none.

    :raises NoCenter: when there is none.
    """
    from kiosk.center.server.db import FILE
    from kiosk.center.server.operations import NoCenter

    folder: Path = options.folder
    if not (folder / FILE).is_file():
        raise NoCenter(Message("operator__no_center", folder=str(folder)))
    return folder


def add_center(
    commands: "Commands",
) -> None:
    parser = add(commands, "center", None, "the reference center")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    serve = add(actions, "serve", _center_serve, "serve until stopped")
    _with_folder(serve)
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=_port, default=8443)
    serve.add_argument(
        "--name",
        type=_server_name,
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
    serve.add_argument("--region", default="ningbo", help="whose rules acts must obey")
    serve.add_argument(
        "--key-service",
        default="",
        metavar="MODULE:FACTORY",
        help="the city's own; without it demo keys, on this machine only",
    )
    serve.add_argument("--until-stdin-closes", action="store_true")
    code = add(actions, "code", _center_code, "make a one-time enrolment code")
    _with_folder(code)
    code.add_argument("--kiosk", type=kiosk_id, required=True)

    text = "let a person's new PIN be set, after seeing the identity document"
    release = add(actions, "release-pin", _center_release_pin, text)
    _with_folder(release)
    release.add_argument("--card", required=True, metavar="CARD_ID")

    text = "believe what a card gives after its PIN, after seeing the document"
    learn = add(actions, "learn-card", _center_learn_card, text)
    _with_folder(learn)
    learn.add_argument("--card", required=True, metavar="CARD_ID")

    text = "write down that a kiosk has an ID card reader whose word is believed"
    reader = add(actions, "allow-id-card", _center_allow_id_card, text)
    _with_folder(reader)
    reader.add_argument("--kiosk", type=kiosk_id, required=True)

    text = "make a new key for kiosks to seal with; old ones still open"
    rotate = add(actions, "rotate-sealing-key", _center_rotate, text)
    _with_folder(rotate)

    text = "copy the database while it runs; kiosks may forget what a copy holds"
    copy = add(actions, "backup", _center_backup, text)
    _with_folder(copy)
    copy.add_argument("--to", type=Path, required=True, metavar="FOLDER")

    text = "list who shares a name with whom, and every history that was left"
    forks = add(actions, "forks", _center_forks, text)
    _with_folder(forks)

    text = "let a machine that was refused as a second of its name go on"
    settle = add(actions, "settle", _center_settle, text)
    _with_folder(settle)
    settle.add_argument("--kiosk", type=kiosk_id, required=True)

    text = "end a stolen machine at once, on open connections too"
    revoke = add(actions, "revoke", _center_revoke, text)
    revoke.add_argument("kiosk", type=kiosk_id, metavar="ID")
    _with_folder(revoke)

    text = "list kiosks that asked for more than a hall can bring"
    alarms = add(actions, "alarms", _center_alarms, text)
    _with_folder(alarms)

    events = add(actions, "events", _center_events, "list the stored events")
    _with_folder(events)
    events.add_argument("--verify", action="store_true", help="check every chain")


def _center_backup(options: argparse.Namespace) -> int:
    from kiosk.center.server.operator import backup_command

    return backup_command(_center_of(options), options.to, texts_of(options))


def _center_forks(options: argparse.Namespace) -> int:
    from kiosk.center.server.operator import forks_command

    return forks_command(_center_of(options), texts_of(options))


def _center_revoke(options: argparse.Namespace) -> int:
    from kiosk.center.server.operator import revoke_command

    return revoke_command(_center_of(options), options.kiosk, texts_of(options))


def _center_alarms(options: argparse.Namespace) -> int:
    from kiosk.center.server.operator import alarms_command

    return alarms_command(_center_of(options), texts_of(options))


def _center_settle(options: argparse.Namespace) -> int:
    from kiosk.center.server.operator import settle_command

    return settle_command(_center_of(options), options.kiosk, texts_of(options))


def _center_serve(options: argparse.Namespace) -> int:
    from kiosk.center.keys.issuer_keys import NoKeyService
    from kiosk.center.server.operator import serve_command

    try:
        keys, fill = _keys_and_fill(options)
    except NoKeyService as error:
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
        keys=keys,
        fill=fill,
        texts=texts_of(options),
    )


def _keys_and_fill(options: argparse.Namespace) -> tuple["IssuerKeys", "Fill | None"]:
    """Return the city's key service; without one the demo's keys and people.

    :raises NoKeyService: when it cannot be loaded, or the demo's keys could be reached
        from elsewhere.
    """
    from kiosk.center.keys.issuer_keys import issuer_keys

    if options.key_service:
        return issuer_keys(options.key_service), None
    from kiosk.machine.shell.demo_commands import demo_center

    return demo_center(options.host)


def _center_code(options: argparse.Namespace) -> int:
    from kiosk.center.server.operations import new_code

    print(new_code(_center_of(options), options.kiosk))
    return 0


def _center_release_pin(options: argparse.Namespace) -> int:
    from kiosk.center.server.operator import release_pin_command

    return release_pin_command(_center_of(options), options.card, texts_of(options))


def _center_learn_card(options: argparse.Namespace) -> int:
    from kiosk.center.server.operator import learn_card_command

    return learn_card_command(_center_of(options), options.card, texts_of(options))


def _center_allow_id_card(options: argparse.Namespace) -> int:
    from kiosk.center.server.operations import allow_part

    allow_part(_center_of(options), options.kiosk, "id_card")
    print(texts_of(options)("operator__id_cards", kiosk=options.kiosk))
    return 0


def _center_rotate(options: argparse.Namespace) -> int:
    from kiosk.center.applications.application_keys import rotate

    print(rotate(_center_of(options)))
    return 0


def _center_events(options: argparse.Namespace) -> int:
    from kiosk.center.server.operator import events_command

    return events_command(_center_of(options), options.verify, texts_of(options))
