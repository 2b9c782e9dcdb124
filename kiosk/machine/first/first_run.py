"""`kiosk run` on a machine without settings: the guided set-up, then the program anew.

Only a machine that was never in service is set up here. One whose settings are gone is
out of service until somebody brings them back: no stranger answers for it.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from kiosk.domain.message import Message
from kiosk.domain.mistake import Mistake
from kiosk.machine.first.first_kiosk import FirstKiosk, blank_config
from kiosk.machine.out_of_service import OutOfService
from kiosk.machine.shell.options import CONFIG, print_mistakes, state_home, texts_of
from kiosk.session.first_start.first_answers import is_new
from kiosk.settings.config import KioskConfig
from kiosk.settings.loading import plain_config
from kiosk.settings.state.ownership import denied
from kiosk.settings.told import system_reason
from kiosk.settings.toml_file import SettingsMistake

OnStop = Callable[[Callable[[], None]], None]


def run_first_start(options: argparse.Namespace, on_stop: OnStop) -> int:
    """Set the machine up; return the exit status, or start the program anew.

    :raises SettingsMistake: when its folder cannot be written to.
    """
    base = _base(options)
    path = base.state / CONFIG
    if path.exists():
        _start_anew(options, path)
    if not is_new(base.state):
        return _closed(path, options, on_stop)
    if why := _unusable(base.state):
        found = Mistake("", Message("mistake__not_set_up", why=why), str(path))
        raise SettingsMistake(found)
    kiosk = _kiosk(base, path, options)
    on_stop(kiosk.stop)
    status = kiosk.run()
    if kiosk.is_set_up and not os.environ.get("NOTIFY_SOCKET"):
        _start_anew(options, path)
    # A service manager starts the program anew by itself.
    return status


def _unusable(folder: Path) -> Message | None:
    """Say why the machine's own folder cannot be used; None: it can."""
    if why := denied(folder):
        return why
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        return system_reason(error)
    return None


def _base(options: argparse.Namespace) -> KioskConfig:
    """Return what holds before anything is answered: the demo's file, or blank."""
    if options.first_start is None:
        if options.control or options.dock or options.trace:
            demo = Message("mistake__demo_options", mode="kiosk")
            raise SettingsMistake(Mistake("machine.mode", demo, CONFIG))
        return blank_config(state_home())
    base = plain_config(options.first_start)
    if base.machine.mode != "demo":
        demo = Message("mistake__demo_options", mode=base.machine.mode)
        raise SettingsMistake(Mistake("machine.mode", demo, str(options.first_start)))
    return base


def _kiosk(base: KioskConfig, path: Path, options: argparse.Namespace) -> FirstKiosk:
    if base.machine.mode == "demo":
        from kiosk.machine.shell.demo_commands import demo_first_kiosk

        return demo_first_kiosk(base, path, options.control)
    return FirstKiosk(base, path)


def _closed(path: Path, options: argparse.Namespace, on_stop: OnStop) -> int:
    """Say that the settings are gone, until they are back."""
    gone = Mistake("", Message("mistake__settings_gone"), str(path))
    print_mistakes([gone], texts_of(options))
    closed = OutOfService(None, path)
    on_stop(closed.window.stop)
    return closed.run()


def _start_anew(options: argparse.Namespace, path: Path) -> None:
    """Become the program that a machine with settings runs."""
    words = [sys.executable, *_flags(), "-m", "kiosk", "run", "--config", str(path)]
    if options.control is not None:
        words += ["--control", str(options.control)]
    os.execv(sys.executable, words)  # noqa: S606


def _flags() -> Sequence[str]:
    return ("-X", "faulthandler") if "faulthandler" in sys._xoptions else ()
