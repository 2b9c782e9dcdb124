"""`kiosk.toml` read, and what two of its tables say against each other."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kiosk.domain.message import Message
from kiosk.domain.mistake import Mistake
from kiosk.domain.region.geography import coordinate_fault
from kiosk.settings.config import KioskConfig
from kiosk.settings.profiles import find_profile
from kiosk.settings.state.screen_settings import overlaid, read_stored
from kiosk.settings.toml_file import SettingsMistake, decode_toml, gone_in

GONE = ("maintenance.password_hash",)
"""Settings that an older kiosk.toml still has: they act no more, and stop nothing."""


def plain_config(path: Path) -> KioskConfig:
    """Read `kiosk.toml` alone, without what was changed on the screen.

    :raises SettingsMistake: when it cannot be used.
    """
    return decode_toml(path, KioskConfig, GONE)


def load_config(path: Path) -> KioskConfig:
    """Read `kiosk.toml`, and check what one table cannot check alone.

    What was changed on the screen lies over it, where it fits.

    :raises SettingsMistake: when the file or a file it names cannot be used.
    """
    plain = plain_config(path)
    config = overlaid(plain, read_stored(plain.state).in_force)
    if found := contradictions(config, path):
        raise SettingsMistake(*found)
    return config


def contradictions(config: KioskConfig, path: Path) -> list[Mistake]:
    """Return what two tables say against each other, or what they name in vain."""
    return [mistake.within(path) for mistake in _contradictions(config, path)]


def settings_without_effect(path: Path) -> list[Mistake]:
    """Return a sentence for each setting that is there and acts no more.

    :raises SettingsMistake: when the file cannot be read.
    """
    return [
        Mistake(place, Message(f"mistake__gone__{place.replace('.', '__')}"), str(path))
        for place in gone_in(path, GONE)
    ]


def _contradictions(config: KioskConfig, path: Path) -> Iterator[Mistake]:
    """Yield what two tables say against each other, or what they name in vain."""
    embedded = config.machine.mode == "demo" and config.demo.surroundings
    if embedded and (config.printer.port or config.center.url):
        yield Mistake("demo.surroundings", Message("mistake__demo_surroundings"))
    if config.idcard.kind == "virtual" and config.machine.mode != "demo":
        yield Mistake("idcard.kind", Message("mistake__demo_only"))
    if config.camera.kind == "virtual" and config.machine.mode != "demo":
        yield Mistake("camera.kind", Message("mistake__demo_only"))
    if config.keys.psam and not (embedded or config.reader.name):
        yield Mistake("keys.psam", Message("mistake__reader_unnamed"))
    for key, url in (
        ("center.url", config.center.url),
        ("center.public_url", config.center.public_url),
    ):
        if url and "@" in url.removeprefix("https://").partition("/")[0]:
            # Not quoted: what stands there may be a password.
            yield Mistake(key, Message("mistake__address_with_name"))
        elif url and not _is_address(url):
            yield Mistake(key, Message("mistake__no_address", url=url))
    if config.machine.mode != "demo" and not _may_print(config.printer.port):
        no_device = Message("mistake__no_device", port=config.printer.port)
        yield Mistake("printer.port", no_device)
    begin, _, end = config.update.hours.partition("-")
    if begin and begin == end:
        yield Mistake("update.hours", Message("mistake__no_hours"))
    if not _is_zone(config.machine.zone):
        no_zone = Message("mistake__no_zone", zone=config.machine.zone)
        yield Mistake("machine.zone", no_zone)
    place = (config.machine.latitude, config.machine.longitude)
    fault = coordinate_fault(*place) if place != (0, 0) else ""
    if fault:
        yield Mistake("machine.latitude", Message(f"mistake__place__{fault}"))
    if config.voice.clips and not Path(config.voice.clips).is_dir():
        no_folder = Message("mistake__no_folder", folder=config.voice.clips)
        yield Mistake("voice.clips", no_folder)
    for folder, name, key in (
        ("regions", config.machine.region, "machine.region"),
        ("printers", config.printer.profile, "printer.profile"),
    ):
        try:
            find_profile(path, folder, name, key)
        except SettingsMistake as error:
            yield from error.mistakes


def _is_address(url: str) -> bool:
    """Tell whether a host, and a port if there is one, can be read from an address."""
    if not url.isprintable():
        return False
    try:
        found = urlsplit(url)
        return bool(found.hostname) and found.port != 0
    except ValueError:
        return False


def _may_print(port: str) -> bool:
    """Tell whether a line may be a printer's; one that is not there yet may be."""
    if not port:
        return True
    if not os.path.normpath(port).startswith("/dev/") or not port.isprintable():
        return False
    try:
        return stat.S_ISCHR(os.stat(port).st_mode)
    except OSError:
        return True


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
