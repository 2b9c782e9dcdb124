"""What was answered so far at a first start: a draft that a power cut leaves whole.

No secret is in it: the one-time code, the password and the app's secret are used where
they are typed. It is none of the machine's settings until all is written as those.
"""

import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from kiosk.settings.config import KioskConfig
from kiosk.settings.state.bounded_file import read_bounded
from kiosk.settings.state.durable_file import write_durably
from kiosk.settings.texts import DEFAULT_LANGUAGE
from kiosk.settings.toml_text import toml_text

log = logging.getLogger(__name__)
FILE = "first-start.json"
MOST_BYTES = 256 * 1024
IN_SERVICE = ("kiosk.sqlite", "keys")
"""What a machine that was in service has in its folder."""
HEADING = (
    "Written by the first start at this machine's screen.",
    "Every key: config/kiosk.toml of the program; kiosk config check reads this file.",
)
Settings = dict[str, dict[str, Any]]


class FirstAnswers(msgspec.Struct):
    """The draft."""

    step: str = ""
    """Where the set-up goes on."""
    language: str = DEFAULT_LANGUAGE
    settings: Settings = {}
    """Keys of `kiosk.toml` that were answered."""
    from_stick: list[str] = []
    """Which of them a stick brought, as `table.key`."""
    tried: list[str] = []
    """The machine and the center of the last enrolment: what a certificate is for."""
    proved: dict[str, str] = {}
    """How each test of the test visit ended."""
    done: bool = False
    """All was confirmed: only the writing of it may be left."""

    def __repr__(self) -> str:
        return "FirstAnswers(hidden)"

    def put(self, place: str, value: Any) -> None:
        """Take one answer, by its place such as `machine.id`."""
        table, _, key = place.partition(".")
        self.settings.setdefault(table, {})[key] = value

    def get(self, place: str) -> Any:
        """Return an answer; None: there is none yet."""
        table, _, key = place.partition(".")
        return self.settings.get(table, {}).get(key)


def is_new(folder: Path) -> bool:
    """Tell whether a folder without settings is one that nobody has set up.

    A machine that was in service and lost its settings is set up by no stranger.
    """
    if (folder / FILE).exists():
        return True
    return not any((folder / name).exists() for name in IN_SERVICE)


def has_answers(folder: Path) -> bool:
    """Tell whether there is a draft."""
    return os.path.lexists(folder / FILE)


def read_answers(folder: Path) -> FirstAnswers:
    """Return the draft; an empty one where there is none, or none that can be read."""
    path = folder / FILE
    try:
        return msgspec.json.decode(read_bounded(path, MOST_BYTES), type=FirstAnswers)
    except FileNotFoundError:
        return FirstAnswers()
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        log.warning("%s cannot be used; the set-up begins anew", path)
        return FirstAnswers()


def fitting_answers(base: KioskConfig) -> FirstAnswers:
    """Return the draft, where this release knows all of it; else an empty one."""
    answers = read_answers(base.state)
    try:
        config_with(base, answers.settings)
    except msgspec.ValidationError:
        log.warning("what %s answers does not fit; the set-up begins anew", FILE)
        return FirstAnswers()
    return answers


def keep_answers(folder: Path, answers: FirstAnswers) -> None:
    """Keep the draft durably.

    :raises OSError: when that cannot be.
    """
    write_durably(folder / FILE, msgspec.json.encode(answers))


def forget_answers(folder: Path) -> None:
    """Take the draft away: the settings are written."""
    (folder / FILE).unlink(missing_ok=True)


def laid_over(base: KioskConfig, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return all settings as plain tables, with some laid over."""
    data: dict[str, Any] = msgspec.to_builtins(base)
    for name, table in settings.items():
        if isinstance(table, Mapping) and isinstance(data.get(name), dict):
            data[name] = {**data[name], **table}
        else:
            # It does not fit, and whoever checks it says so.
            data[name] = table
    return data


def config_with(base: KioskConfig, settings: Mapping[str, Any]) -> KioskConfig:
    """Return the settings with answers over them.

    :raises msgspec.ValidationError: when an answer does not fit.
    """
    return msgspec.convert(laid_over(base, settings), KioskConfig, strict=True)


def settings_text(base: KioskConfig, answers: FirstAnswers) -> str:
    """Return the `kiosk.toml` that the answers make."""
    plain: Settings = {"machine": {"state": base.machine.state}}
    if base.machine.mode == "demo":
        # The demo's parts were answered like real ones; no others are started.
        plain["machine"]["mode"] = "demo"
        plain["demo"] = {"surroundings": False}
        plain["maintenance"] = {"hold": base.maintenance.hold}
        plain["storage"] = {"low_water_mb": base.storage.low_water_mb}
    for name, table in answers.settings.items():
        plain[name] = {**plain.get(name, {}), **table}
    return toml_text(plain, HEADING)
