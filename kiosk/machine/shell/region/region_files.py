"""Which files a command on regions means, and every mistake in one of them."""

from pathlib import Path

from kiosk.domain.message import Message
from kiosk.domain.mistake import Mistake
from kiosk.domain.region.region_rules import ACCOUNT
from kiosk.settings.regions import read_region, region_mistakes
from kiosk.settings.shipped import shipped_config
from kiosk.settings.told import Told
from kiosk.settings.toml_file import SettingsMistake


class UnknownRegion(Told):
    """What was named is no region's file, or there is none, or there are several."""


def region_files(where: str) -> list[Path]:
    """Return the regions' files of a folder, or the one file that is meant.

    A folder with settings has its regions in `regions/`; a bare name may be a region
    that the program ships.

    :raises UnknownRegion: when there is none.
    """
    path = Path(where)
    if path.is_dir():
        inner = path / "regions"
        folder = inner if inner.is_dir() else path
        found = sorted(f for f in folder.glob("*.toml") if f.name != "kiosk.toml")
        if not found:
            raise UnknownRegion(Message("region__no_files", folder=str(folder)))
        return found
    shipped = {file.stem: file for file in shipped_config("regions").glob("*.toml")}
    if path.exists() or path.is_symlink():
        return [path]
    if where in shipped:
        return [shipped[where]]
    known = tuple(sorted(shipped))
    raise UnknownRegion(Message("region__no_such", where=where, known=known))


def one_file(where: str) -> Path:
    """Return the one file that is meant.

    :raises UnknownRegion: when there is none, or more than one.
    """
    found = region_files(where)
    if len(found) > 1:
        names = tuple(file.name for file in found)
        raise UnknownRegion(Message("region__several", folder=where, known=names))
    return found[0]


def file_mistakes(file: Path) -> list[Mistake]:
    """Return every mistake of a region's file and of the card table it names."""
    if found := region_mistakes(file):
        return found
    region = read_region(file)
    if not region.card.items and region.card.pin_item in ("", ACCOUNT):
        return []
    from kiosk.devices.card.holder.region_items import item_table

    try:
        item_table(file.parent.parent / "kiosk.toml", region)
    except SettingsMistake as error:
        return [each.within(file) for each in error.mistakes]
    return []
