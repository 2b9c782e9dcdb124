"""What the files of this folder share: adding a command, naming the settings."""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kiosk.domain.message import Message
from kiosk.domain.mistake import Mistake
from kiosk.settings.config import KioskConfig, Word
from kiosk.settings.loading import load_config
from kiosk.settings.machine_language import machine_language
from kiosk.settings.shipped import shipped_config
from kiosk.settings.texts import Texts, load_texts
from kiosk.settings.toml_file import SettingsMistake

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

Command = Callable[[argparse.Namespace], int]
CONFIG = "kiosk.toml"
SYSTEM_CONFIG = Path("/etc/kiosk") / CONFIG
"""An engineer's file; where there is one, it alone counts."""
SYSTEM_STATE = Path("/var/lib/kiosk")


def add(
    commands: "Commands", name: str, command: Command | None, text: str
) -> argparse.ArgumentParser:
    """Add one command; None for one that only has actions below it."""
    parser = commands.add_parser(name, help=text, description=text)
    if command is not None:
        parser.set_defaults(command=command)
    return parser


def with_config(parser: argparse.ArgumentParser) -> None:
    """Give a command the options `--config` and `--language`."""
    parser.add_argument(
        "--config",
        type=Path,
        help="kiosk.toml (default: /etc/kiosk/kiosk.toml, else the one of the first "
        "start in /var/lib/kiosk)",
    )
    with_language(parser)


def with_language(parser: argparse.ArgumentParser) -> None:
    """Give a command the option `--language`."""
    parser.add_argument(
        "--language",
        choices=("zh-CN", "en"),
        help="of what is printed (default: by LC_ALL, LC_MESSAGES or LANG)",
    )


def texts_of(options: argparse.Namespace) -> Texts:
    """Return the words of the language that a command was asked to speak."""
    return load_texts(getattr(options, "language", None) or machine_language())


def print_mistakes(mistakes: Iterable[Mistake], texts: Texts) -> None:
    """Print each mistake as one line on standard error."""
    for mistake in mistakes:
        print(f"kiosk: {texts.say(mistake.message)}", file=sys.stderr)


def state_home(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the machine's own folder: the service manager's word for it counts."""
    first = environment.get("STATE_DIRECTORY", "").partition(":")[0]
    return Path(first) if first else SYSTEM_STATE


def found_config(options: argparse.Namespace) -> Path | None:
    """Return the settings file of this machine; None: it was never set up.

    A file that is there counts, whatever is wrong with it: only a machine that has none
    may be set up by whoever stands before it. A link that leads nowhere is there too.

    :raises SettingsMistake: when this user may not look for it.
    """
    if options.config is not None:
        return Path(options.config)
    return next(filter(_is_there, (SYSTEM_CONFIG, state_home() / CONFIG)), None)


def _is_there(path: Path) -> bool:
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except PermissionError as error:
        hidden = Mistake("", Message("mistake__not_ours"), str(path))
        raise SettingsMistake(hidden) from error
    except OSError:
        # A disk that cannot be read has not forgotten whose it is.
        return True
    return True


def config_path(options: argparse.Namespace) -> Path:
    """Return the settings file that a command works with.

    In a checkout it is the shipped demo's where there is no other; on a machine nobody
    takes those for its own.

    :raises SettingsMistake: when there is none, or this user may not look for it.
    """
    found = found_config(options)
    if found is None and os.environ.get("KIOSK_INSTALLED"):
        raise SettingsMistake(Mistake("", Message("mistake__no_settings")))
    return found or shipped_config("demo.toml")


def config_of(options: argparse.Namespace) -> tuple[KioskConfig, Path]:
    """Return the settings that a command was given, and their file.

    :raises SettingsMistake: when they cannot be used.
    """
    path = config_path(options)
    return load_config(path), path


def kiosk_id(text: str) -> str:
    """Return a kiosk's name that was typed, when it can be one.

    :raises argparse.ArgumentTypeError: when it cannot.
    """
    try:
        return msgspec.convert(text, Word)
    except msgspec.ValidationError:
        raise argparse.ArgumentTypeError(
            "a kiosk's name has 1 to 32 letters, digits, - or _"
        ) from None
