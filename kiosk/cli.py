"""The `kiosk` command: thin; each subcommand loads only what it needs.

A trouble with a code or a setting is one sentence and exit status 2; only a mistake in
the program shows a trace.
"""

import argparse
import asyncio
import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk import __version__
from kiosk.config import ConfigError, KioskConfig, load_config
from kiosk.faults import KioskError
from kiosk.resources import shipped_config
from kiosk.store import StoreError

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

Command = Callable[[argparse.Namespace], int]
_SYSTEM_CONFIG = Path("/etc/kiosk/kiosk.toml")


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status."""
    options = _parser().parse_args(arguments)
    command: Command = options.command
    try:
        return command(options)
    except (ConfigError, KioskError, StoreError) as error:
        print(f"kiosk: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kiosk", description="Self-service kiosk for the social security card."
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_run(commands)
    _add_demo(commands)
    _add_journal(commands)
    _add_config(commands)
    _add_virtual(commands)
    _add_center(commands)
    _add_maintenance(commands)
    return parser


def _add(
    commands: "Commands",
    name: str,
    command: Command | None,
    text: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text)
    if command is not None:
        parser.set_defaults(command=command)
    return parser


def _with_config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--config",
        type=Path,
        default=_SYSTEM_CONFIG if _SYSTEM_CONFIG.is_file() else None,
        help="kiosk.toml (default: /etc/kiosk/kiosk.toml, else the shipped demo)",
    )


def _config(options: argparse.Namespace) -> tuple[KioskConfig, Path]:
    path: Path = options.config or shipped_config("demo.toml")
    return load_config(path), path


# -- kiosk run -----------------------------------------------------------------


def _add_run(commands: "Commands") -> None:
    parser = _add(commands, "run", _run, "run the kiosk")
    _with_config(parser)
    parser.add_argument("--control", type=Path, help="socket for tests (demo mode)")
    parser.add_argument("--dock", action="store_true", help="show the demo's dock")


def _run(options: argparse.Namespace) -> int:
    config, path = _config(options)
    if (options.control or options.dock) and config.machine.mode != "demo":
        raise ConfigError(
            f'{path}: machine.mode: --control and --dock need "demo"; this machine '
            f"is {config.machine.mode!r}."
        )
    _log_to_stderr(config.log.level)
    from kiosk.app import App

    app = App(config, path, options.control, options.dock)
    _on_stop_signal(app.stop)
    return app.run()


def _on_stop_signal(stop: Callable[[], None]) -> None:
    """Call `stop` at once on SIGTERM and SIGINT.

    A Python handler runs on the main thread, which sleeps inside SDL for seconds; the
    wake-up pipe is written by the interpreter's C part without waiting for it.
    """
    read, write = socket.socketpair()
    write.setblocking(False)
    signal.set_wakeup_fd(write.fileno(), warn_on_full_buffer=False)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)

    def wait() -> None:
        with read, write:
            read.recv(1)
            stop()

    threading.Thread(target=wait, name="signals", daemon=True).start()


def _log_to_stderr(level: str) -> None:
    logging.basicConfig(
        level=level.upper(), format="%(levelname)s %(name)s: %(message)s"
    )
    # Libraries may put a whole request or reply into their debug lines.
    for name in ("httpx2", "httpcore2", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)


# -- kiosk demo, kiosk stage ---------------------------------------------------


def _add_demo(commands: "Commands") -> None:
    parser = _add(commands, "demo", _demo, "try everything on virtual parts")
    parser.add_argument("--headless", action="store_true", help="walk a scripted visit")
    parser.add_argument("--out", type=Path, default=Path("demo-out"))
    stage = _add(commands, "stage", _stage, "the demo's surroundings, for the kiosk")
    stage.add_argument("--folder", type=Path, required=True)
    stage.add_argument("--kiosk", required=True)


def _demo(options: argparse.Namespace) -> int:
    from kiosk.demo import run_demo

    return run_demo(options.out, options.headless)


def _stage(options: argparse.Namespace) -> int:
    from kiosk.stage import run_stage

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return asyncio.run(run_stage(options.folder, options.kiosk, sys.stdout))


# -- kiosk journal -------------------------------------------------------------


def _add_journal(
    commands: "Commands",
) -> None:
    parser = _add(commands, "journal", None, "read the kiosk's journal")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    listing = _add(actions, "list", _journal_list, "list events, oldest first")
    _with_config(listing)
    listing.add_argument("--last", type=int, default=50, help="how many (default 50)")
    verify = _add(actions, "verify", _journal_verify, "check seals and chain")
    _with_config(verify)


def _journal_list(options: argparse.Namespace) -> int:
    from kiosk.tools import list_journal

    return list_journal(_config(options)[0], options.last)


def _journal_verify(options: argparse.Namespace) -> int:
    from kiosk.tools import verify_journal

    return verify_journal(_config(options)[0])


# -- kiosk config, doctor, enrol -----------------------------------------------


def _add_config(
    commands: "Commands",
) -> None:
    parser = _add(commands, "config", None, "look at the settings")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    _with_config(_add(actions, "check", _config_check, "check kiosk.toml and profiles"))
    _with_config(_add(commands, "doctor", _doctor, "look at every part and advise"))
    enrol = _add(commands, "enrol", _enrol, "enrol this kiosk with its center")
    _with_config(enrol)
    enrol.add_argument("code", help="the one-time code from the center")


def _config_check(options: argparse.Namespace) -> int:
    from kiosk.tools import check_config

    return check_config(*_config(options))


def _doctor(options: argparse.Namespace) -> int:
    from kiosk.doctor import doctor

    return asyncio.run(doctor(*_config(options)))


def _enrol(options: argparse.Namespace) -> int:
    from kiosk.tools import enrol_kiosk

    return asyncio.run(enrol_kiosk(_config(options)[0], options.code))


# -- kiosk card ----------------------------------------------------------------


def _add_virtual(
    commands: "Commands",
) -> None:
    parser = _add(commands, "card", None, "virtual cards")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    serve = _add(actions, "serve", _card_serve, "put a card into a vpcd reader")
    serve.add_argument("--person", required=True, help="a key of the demo's people")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=35963, help="the vpcd port")
    serve.add_argument("--state", type=Path, default=Path("var/cards"))


def _card_serve(options: argparse.Namespace) -> int:
    from kiosk.devices.virtual.serve import serve_card

    return serve_card(options.person, options.host, options.port, options.state)


# -- kiosk center --------------------------------------------------------------


def _add_center(
    commands: "Commands",
) -> None:
    parser = _add(commands, "center", None, "the reference center")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    serve = _add(actions, "serve", _center_serve, "serve until stopped")
    serve.add_argument("--folder", type=Path, default=Path("var/center"))
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8443)
    serve.add_argument("--name", action="append", default=[], help="a DNS name or IP")
    serve.add_argument("--code-for", metavar="KIOSK", help="make an enrolment code")
    serve.add_argument("--until-stdin-closes", action="store_true")
    code = _add(actions, "code", _center_code, "make a one-time enrolment code")
    code.add_argument("--folder", type=Path, default=Path("var/center"))
    code.add_argument("--kiosk", required=True)

    events = _add(actions, "events", _center_events, "list the stored events")
    events.add_argument("--folder", type=Path, default=Path("var/center"))
    events.add_argument("--verify", action="store_true", help="check every chain")


def _center_serve(options: argparse.Namespace) -> int:
    from kiosk.center.command import serve_command

    return serve_command(
        options.folder,
        options.host,
        options.port,
        options.name,
        options.code_for,
        options.until_stdin_closes,
    )


def _center_code(options: argparse.Namespace) -> int:
    from kiosk.center.serve import new_code

    print(new_code(options.folder, options.kiosk))
    return 0


def _center_events(options: argparse.Namespace) -> int:
    from kiosk.center.command import events_command

    return events_command(options.folder, options.verify)


# -- kiosk maintenance ---------------------------------------------------------


def _add_maintenance(
    commands: "Commands",
) -> None:
    parser = _add(commands, "maintenance", None, "the technician's door")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    _add(actions, "password", _password, "make maintenance.password_hash")


def _password(options: argparse.Namespace) -> int:
    from kiosk.tools import make_password

    return make_password()
