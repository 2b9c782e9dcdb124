"""The settings of a stick, `kiosk-setup.toml`: read as a claim, and checked as one.

The file has the keys of `kiosk.toml`, and `[setup] code` for the one-time code. The
profiles that it names may lie beside it. Everything here blocks, and is bounded.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from kiosk.devices.stick.mounted_sticks import mounted_sticks
from kiosk.devices.stick.stick_port import Stick
from kiosk.devices.stick.stick_reading import StickUnread, read_named
from kiosk.domain.message import Message
from kiosk.domain.mistake import Mistake
from kiosk.session.first_start.first_answers import Settings, config_with, laid_over
from kiosk.session.first_start.setup_desk import FirstParts
from kiosk.settings.config import KioskConfig
from kiosk.settings.mistakes import mistakes
from kiosk.settings.profiles import SUFFIXES
from kiosk.settings.shipped import shipped_config
from kiosk.settings.toml_file import load_toml, no_toml

FILE = "kiosk-setup.toml"
MOST_BYTES = 64 * 1024
MOST_PROFILE = 512 * 1024
MOST_CODE = 64
NAMED = {"regions": "machine.region", "printers": "printer.profile"}
"""The profiles that may lie beside it, and the key that names each."""
NOT_HERE = ("machine.mode", "machine.state", "demo", "log", "keys", "idcard", "camera")
"""What no stick says: where the machine keeps what it is, whose keys it trusts."""


class SetupTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[setup]`, which no other file has."""

    code: str = ""

    def __repr__(self) -> str:
        return "SetupTable(hidden)"


@dataclass(frozen=True, repr=False)
class StickSettings:
    """What was found on a stick."""

    label: str
    settings: Settings = field(default_factory=dict)
    code: str = ""
    profiles: tuple[tuple[str, str, bytes], ...] = ()
    """Folder, name and content of each profile beside it."""
    mistakes: tuple[Mistake, ...] = ()
    fault: str = ""
    """Why the file could not be read at all."""

    @property
    def places(self) -> list[str]:
        """Return what it answers, as `table.key`."""
        return [f"{t}.{key}" for t, table in self.settings.items() for key in table]

    @property
    def usable(self) -> bool:
        """Tell whether nothing is wrong with it."""
        return not self.mistakes and not self.fault


def stick_settings(
    base: KioskConfig, sticks: tuple[Stick, ...]
) -> StickSettings | None:
    """Return what the first stick with such a file says; None: there is none."""
    for stick in sticks:
        try:
            raw = read_named(stick.folder, FILE, MOST_BYTES)
            if raw is not None:
                return _with_profiles(parsed(base, stick.label, raw), stick.folder)
        except StickUnread as error:
            return StickSettings(stick.label, fault=str(error.fault))
    return None


def look_for_settings(base: KioskConfig) -> StickSettings | None:
    """Return what a mounted stick says; None: there is none."""
    return stick_settings(base, mounted_sticks())


def parsed(base: KioskConfig, label: str, raw: bytes) -> StickSettings:
    """Return the file's settings, or what is wrong with it."""
    try:
        data = load_toml(raw)
    except (ValueError, RecursionError) as error:
        whole = Mistake("", Message("mistake__no_toml", why=no_toml(error)), FILE)
        return StickSettings(label, mistakes=(whole,))
    own = data.pop("setup", {})
    found = [*_own_mistakes(own), *_mistakes(base, data)]
    if found:
        named = tuple(each.within(FILE) for each in found)
        return StickSettings(label, mistakes=named)
    code = msgspec.convert(own, SetupTable).code
    return StickSettings(label, data, code)


def _own_mistakes(own: object) -> Iterator[Mistake]:
    yield from mistakes(own, SetupTable, "setup")
    code = own.get("code") if isinstance(own, dict) else ""
    if isinstance(code, str) and len(code) > MOST_CODE:
        yield Mistake("setup.code", Message("enrol__no_code"))


def _mistakes(base: KioskConfig, data: dict[str, Any]) -> Iterator[Mistake]:
    for place in NOT_HERE:
        table, _, key = place.partition(".")
        there = data.get(table)
        if table in data and (not key or (isinstance(there, dict) and key in there)):
            yield Mistake(place, Message("mistake__not_here"))
    panel = data.get("panel")
    if isinstance(panel, dict) and panel.get("video") == "dummy":
        # Nobody would see that machine's pages, nor could set it right.
        yield Mistake("panel.video", Message("mistake__not_here"))
    yield from mistakes(laid_over(base, data), KioskConfig)


def _with_profiles(found: StickSettings, stick: Path) -> StickSettings:
    """Add the profiles that the settings name and that lie beside them.

    :raises StickUnread: when one cannot be read.
    """
    profiles = []
    for folder, place in NAMED.items():
        table, _, key = place.partition(".")
        # It fits the settings' own pattern for a name: no path can be in it.
        name = found.settings.get(table, {}).get(key)
        if name is None or not found.usable:
            continue
        raw = read_named(stick, f"{name}{SUFFIXES[folder]}", MOST_PROFILE, folder)
        if raw is None or (shipped := _shipped(folder, str(name))) == raw:
            continue
        if shipped is not None:
            # People call the numbers in it after losing a card.
            own = Message("mistake__shipped_profile", name=str(name))
            return StickSettings(found.label, mistakes=(Mistake(place, own, FILE),))
        profiles.append((folder, str(name), raw))
    return StickSettings(
        *(found.label, found.settings, found.code),
        *(tuple(profiles), found.mistakes, found.fault),
    )


def _shipped(folder: str, name: str) -> bytes | None:
    """Return the profile of a name that came with the program; None: there is none."""
    file = shipped_config(folder, f"{name}{SUFFIXES[folder]}")
    return file.read_bytes() if file.is_file() else None


def settings_mistakes(
    parts: FirstParts, settings: Settings, found: StickSettings
) -> list[Mistake]:
    """Return what the whole check says of settings with a stick's profiles.

    It is tried in a folder of its own: nothing of the stick comes near the settings
    before all of it is right.
    """
    with TemporaryDirectory(prefix="kiosk-setup-") as folder:
        path = Path(folder) / parts.path.name
        for below, name, raw in found.profiles:
            file = path.parent / below / f"{name}{SUFFIXES[below]}"
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(raw)
        checked = parts.check(config_with(parts.base, settings), path)
        # A folder that is gone again says nothing to anybody.
        return [
            Mistake(each.place, each.what, Path(each.file).name) for each in checked
        ]
