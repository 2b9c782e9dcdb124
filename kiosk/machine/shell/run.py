"""`kiosk run`: the program itself."""

import argparse
import logging
import signal
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.domain.message import Message
from kiosk.domain.mistake import Mistake
from kiosk.machine.settings_trial import begin_trial
from kiosk.machine.shell.options import (
    add,
    found_config,
    print_mistakes,
    texts_of,
    with_config,
)
from kiosk.machine.watchdog import starting
from kiosk.machine.wiping import start_again_wiping
from kiosk.settings.config import KioskConfig
from kiosk.settings.loading import settings_without_effect
from kiosk.settings.texts import Texts
from kiosk.settings.toml_file import SettingsMistake

if TYPE_CHECKING:
    from kiosk.machine.shell.options import Commands
    from kiosk.machine.window_thread import WindowThread


def add_run(commands: "Commands") -> None:
    parser = add(commands, "run", _run, "run the kiosk")
    with_config(parser)
    parser.add_argument("--control", type=Path, help="socket for tests (demo mode)")
    parser.add_argument("--trace", action="store_true", help="print hand-overs (demo)")
    parser.add_argument("--dock", action="store_true", help="show the demo's dock")
    text = "set a machine up among the demo's parts, which FILE names"
    parser.add_argument("--first-start", type=Path, metavar="FILE", help=text)


def _run(options: argparse.Namespace) -> int:
    start_again_wiping()
    starting("reading the settings")
    path = found_config(options)
    if path is None or options.first_start is not None:
        from kiosk.machine.first.first_run import run_first_start

        _log_to_stderr("info")
        return run_first_start(options, _on_stop_signal)
    return _run_with(path, options)


def _run_with(path: Path, options: argparse.Namespace) -> int:
    """Run with a settings file, whatever is wrong with it."""
    config, found = begin_trial(path)
    if config is None and not path.is_file():
        raise SettingsMistake(*found)
    if config is None or found:
        return _closed(config, path, found, texts_of(options))
    extra = options.control or options.dock or options.trace
    if extra and config.machine.mode != "demo":
        demo = Message("mistake__demo_options", mode=config.machine.mode)
        raise SettingsMistake(Mistake("machine.mode", demo, str(path)))
    _log_to_stderr(config.log.level)
    print_mistakes(settings_without_effect(path), texts_of(options))
    starting("loading the program")
    app = _kiosk(config, path, options)
    _on_stop_signal(app.stop)
    return app.run()


def _kiosk(
    config: KioskConfig, path: Path, options: argparse.Namespace
) -> "WindowThread":
    """Return the program; a demo's has virtual parts and its controls around it."""
    if config.machine.mode == "demo":
        from kiosk.machine.shell.demo_commands import demo_kiosk

        return demo_kiosk(config, path, options)
    from kiosk.machine.window_thread import WindowThread

    return WindowThread(config, path)


def _closed(
    config: KioskConfig | None, path: Path, found: list[Mistake], texts: Texts
) -> int:
    """Name every mistake and show that this machine is out of service."""
    print_mistakes(found, texts)
    from kiosk.machine.out_of_service import OutOfService

    closed = OutOfService(config, path)
    _on_stop_signal(closed.window.stop)
    return closed.run()


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
