"""`kiosk.toml` read, and what two of its tables say against each other."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kiosk.settings.config import KioskConfig
from kiosk.settings.profiles import profile_names, profile_path
from kiosk.settings.toml_file import SettingsMistake, decode_toml


def load_config(path: Path) -> KioskConfig:
    """Read `kiosk.toml` and check what one table cannot check alone.

    :raises SettingsMistake: when the file or a file it names cannot be used.
    """
    config = decode_toml(path, KioskConfig)
    if found := [f"{path}: {mistake}" for mistake in _contradictions(config, path)]:
        raise SettingsMistake(*found)
    return config


def _contradictions(config: KioskConfig, path: Path) -> Iterator[str]:
    """Yield what two tables say against each other, or what they name in vain."""
    embedded = config.machine.mode == "demo" and config.demo.surroundings
    if embedded and (config.printer.port or config.center.url):
        yield (
            "demo.surroundings: brings its own printer and center; set it to false to "
            "name printer.port or center.url."
        )
    if config.idcard.kind == "virtual" and config.machine.mode != "demo":
        yield 'idcard.kind: "virtual" is for machine.mode = "demo" only.'
    if config.keys.psam and not (embedded or config.reader.name):
        yield "keys.psam: name the people's reader too, in reader.name."
    for key, url in (
        ("center.url", config.center.url),
        ("center.public_url", config.center.public_url),
    ):
        if url and not _is_address(url):
            yield f"{key}: {url!r} is no address; write https://HOST or https://HOST:PORT."
    if not _is_zone(config.machine.zone):
        yield (
            f"machine.zone: there is no time zone {config.machine.zone!r} here; write "
            "one such as Asia/Shanghai, and install tzdata when that is missing."
        )
    hashed = config.maintenance.password_hash
    if hashed and not hashed.startswith("$argon2id$"):
        yield (
            "maintenance.password_hash: must be what `kiosk maintenance password` "
            "prints, or nothing."
        )
    if config.voice.clips and not Path(config.voice.clips).is_dir():
        yield f"voice.clips: there is no folder {config.voice.clips}."
    for folder, name, key in (
        ("regions", config.machine.region, "machine.region"),
        ("printers", config.printer.profile, "printer.profile"),
    ):
        if not profile_path(path, folder, name).is_file():
            yield (
                f"{key}: there is no profile {name!r}; allowed: "
                f"{', '.join(profile_names(path, folder))}."
            )


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
