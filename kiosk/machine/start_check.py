"""The complete check of what a machine is set up with, for a shell and for the start.

One check for both: what `kiosk config check` calls ok, `kiosk run` starts with.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from kiosk.devices.printer.printer_profile import load_printer_profile
from kiosk.domain.mistake import Mistake
from kiosk.domain.region.region_rules import ACCOUNT
from kiosk.settings.config import KioskConfig
from kiosk.settings.loading import load_config
from kiosk.settings.profiles import profile_path
from kiosk.settings.regions import load_region, region_mistakes
from kiosk.settings.toml_file import SettingsMistake


def machine_mistakes(config: KioskConfig, path: Path) -> list[Mistake]:
    """Return every mistake in the files that the settings name.

    The region's profile, the printer's, the region's table of card items, and the own
    profiles beside the settings that another region of the same center may use.
    """
    used = profile_path(path, "regions", config.machine.region, config.state)
    own = sorted((path.parent / "regions").glob("*.toml"))
    regions = dict.fromkeys([used, *own])
    found = [mistake for file in regions for mistake in region_mistakes(file)]
    found += _tried(partial(load_printer_profile, path, config.printer.profile))
    for file in regions:
        if not region_mistakes(file):
            state = config.state if file == used else None
            found += _tried(partial(_items, path, file.stem, state))
    return found


Checked = tuple[KioskConfig | None, list[Mistake]]
"""The settings, as far as they can be read, and every mistake."""


def check_all(path: Path) -> Checked:
    """Return the settings, as far as they can be read, and every mistake."""
    try:
        config = load_config(path)
    except SettingsMistake as error:
        return None, list(error.mistakes)
    return config, machine_mistakes(config, path)


def _items(path: Path, name: str, state: Path | None) -> None:
    region = load_region(path, name, state)
    if not region.card.items and region.card.pin_item in ("", ACCOUNT):
        return  # the standard's table, and an item that it has
    # With it comes all that reads cards, which the first picture does not need.
    from kiosk.devices.card.holder.region_items import item_table

    try:
        item_table(path, region)
    except SettingsMistake as error:
        file = profile_path(path, "regions", name, state)
        raise SettingsMistake(
            *(each.within(file) for each in error.mistakes)
        ) from error


def _tried(look: Callable[[], object]) -> list[Mistake]:
    try:
        look()
    except SettingsMistake as error:
        return list(error.mistakes)
    return []
