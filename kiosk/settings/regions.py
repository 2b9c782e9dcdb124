"""A region's profile, read and checked: the file of `config/regions/` as one value."""

from pathlib import Path

from kiosk.domain.mistake import Mistake
from kiosk.domain.region.contradictions import contradictions
from kiosk.domain.region.region import Region
from kiosk.settings.profiles import find_profile
from kiosk.settings.toml_file import SettingsMistake, decode_toml

INVENTED = ("template", "example")
"""Shipped profiles of no real place: to copy from, and to look at; no machine stands
in them."""


def load_region(config_path: Path, name: str, state: Path | None = None) -> Region:
    """Read a region profile.

    :param state: the machine's own folder, for what the center gave it.
    :raises SettingsMistake: when the file is missing, does not fit, or says
        two things that cannot both hold.
    """
    return read_region(find_profile(config_path, "regions", name, state=state))


def read_region(path: Path) -> Region:
    """Read one file as a region profile.

    :raises SettingsMistake: when it does not fit.
    """
    region = decode_toml(path, Region)
    if found := [each.within(path) for each in contradictions(region, path.stem)]:
        raise SettingsMistake(*found)
    return region


def region_mistakes(path: Path) -> list[Mistake]:
    """Return every mistake of a region's file."""
    try:
        region = decode_toml(path, Region)
    except SettingsMistake as error:
        return list(error.mistakes)
    return [each.within(path) for each in contradictions(region, path.stem)]
