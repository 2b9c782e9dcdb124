"""`kiosk.toml` read, and what two of its tables say against each other."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kiosk.domain.message import Message
from kiosk.domain.mistake import Mistake
from kiosk.settings.config import KioskConfig
from kiosk.settings.profiles import find_profile
from kiosk.settings.toml_file import SettingsMistake, decode_toml


def load_config(path: Path) -> KioskConfig:
    """Read `kiosk.toml` and check what one table cannot check alone.

    :raises SettingsMistake: when the file or a file it names cannot be used.
    """
    config = decode_toml(path, KioskConfig)
    if found := [mistake.within(path) for mistake in _contradictions(config, path)]:
        raise SettingsMistake(*found)
    return config


def _contradictions(config: KioskConfig, path: Path) -> Iterator[Mistake]:
    """Yield what two tables say against each other, or what they name in vain."""
    embedded = config.machine.mode == "demo" and config.demo.surroundings
    if embedded and (config.printer.port or config.center.url):
        yield Mistake("demo.surroundings", Message("mistake__demo_surroundings"))
    if config.idcard.kind == "virtual" and config.machine.mode != "demo":
        yield Mistake("idcard.kind", Message("mistake__demo_only"))
    if config.keys.psam and not (embedded or config.reader.name):
        yield Mistake("keys.psam", Message("mistake__reader_unnamed"))
    for key, url in (
        ("center.url", config.center.url),
        ("center.public_url", config.center.public_url),
    ):
        if url and not _is_address(url):
            yield Mistake(key, Message("mistake__no_address", url=url))
    if not _is_zone(config.machine.zone):
        no_zone = Message("mistake__no_zone", zone=config.machine.zone)
        yield Mistake("machine.zone", no_zone)
    hashed = config.maintenance.password_hash
    if hashed and not hashed.startswith("$argon2id$"):
        yield Mistake("maintenance.password_hash", Message("mistake__no_hash"))
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


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
