"""Every kind of profile is found the same way, and missed the same way."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from kiosk.devices.card.holder.region_items import item_table
from kiosk.devices.printer.printer_profile import load_printer_profile
from kiosk.settings.profiles import SUFFIXES, find_profile, profile_names, profile_path
from kiosk.settings.regions import load_region
from kiosk.settings.shipped import shipped_config
from kiosk.settings.toml_file import SettingsMistake

SETTINGS = shipped_config("kiosk.toml")


def read_items(path: Path, name: str) -> object:
    ningbo = load_region(SETTINGS, "ningbo")
    card = msgspec.structs.replace(ningbo.card, items=name)
    return item_table(path, msgspec.structs.replace(ningbo, card=card))


READERS: dict[str, Callable[[Path, str], object]] = {
    "regions": load_region,
    "printers": load_printer_profile,
    "cards": read_items,
}


def test_every_folder_of_profiles_has_a_reader_here() -> None:
    assert set(READERS) == set(SUFFIXES)


@pytest.mark.parametrize("folder", SUFFIXES)
def test_a_citys_own_file_comes_first(tmp_path: Path, folder: str) -> None:
    settings = tmp_path / "kiosk.toml"
    name = profile_names(settings, folder)[0]
    assert find_profile(settings, folder, name) == profile_path(SETTINGS, folder, name)
    own = tmp_path / folder / f"{name}{SUFFIXES[folder]}"
    own.parent.mkdir()
    own.write_text("", "utf-8")
    (own.parent / f"hall{SUFFIXES[folder]}").write_text("", "utf-8")
    assert find_profile(settings, folder, name) == own
    shipped = profile_names(SETTINGS, folder)
    assert profile_names(settings, folder) == sorted([*shipped, "hall"])


@pytest.mark.parametrize("folder", SUFFIXES)
def test_a_name_that_is_not_there_is_told_with_those_that_are(
    tmp_path: Path, folder: str
) -> None:
    with pytest.raises(SettingsMistake) as caught:
        READERS[folder](tmp_path / "kiosk.toml", "nosuch")
    said = str(caught.value)
    assert f"there is no 'nosuch' in {folder}; allowed: " in said
    assert all(name in said for name in profile_names(SETTINGS, folder))
