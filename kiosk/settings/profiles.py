"""Finds a profile: a city's own file beside the settings first, then the shipped one.

A region's data from the center come before both, where the machine's folder is named.

Regions, printers and the tables of card items are found the same way, and a name that
is not there is told the same way.
"""

from pathlib import Path

from kiosk.domain.message import Message
from kiosk.domain.mistake import Mistake
from kiosk.settings.shipped import shipped_config
from kiosk.settings.state.region_edition import region_in_force
from kiosk.settings.toml_file import SettingsMistake

SUFFIXES = {"regions": ".toml", "printers": ".toml", "cards": ".tsv"}
"""Each folder of profiles, and what its files are."""


def profile_path(
    config_path: Path, folder: str, name: str, state: Path | None = None
) -> Path:
    """Return a profile's file, whether it is there or not.

    :param state: the machine's own folder, for what the center gave it.
    """
    if state is not None and folder == "regions":
        given = region_in_force(state, name)
        if given is not None:
            return given
    file = name + SUFFIXES[folder]
    own = config_path.parent / folder / file
    return own if own.is_file() else shipped_config(folder, file)


def profile_names(config_path: Path, folder: str) -> list[str]:
    """Return the names of all profiles of one folder, own and shipped."""
    places = (config_path.parent / folder, shipped_config(folder))
    found = (file for place in places for file in place.glob("*" + SUFFIXES[folder]))
    return sorted({file.stem for file in found})


def find_profile(
    config_path: Path,
    folder: str,
    name: str,
    place: str = "",
    state: Path | None = None,
) -> Path:
    """Return a profile's file.

    :param place: the key that names the profile.
    :param state: the machine's own folder, for what the center gave it.
    :raises SettingsMistake: when it is missing; says which names are allowed.
    """
    path = profile_path(config_path, folder, name, state)
    if path.is_file():
        return path
    known = tuple(profile_names(config_path, folder))
    missing = Message("mistake__no_profile", folder=folder, name=name, known=known)
    raise SettingsMistake(Mistake(place or f"{folder}/{name}", missing))
