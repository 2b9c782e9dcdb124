"""A region's own files on its cards: its item table in front of the standard's.

Which table a region has is a matter of its profile alone; no code knows a region.
"""

from pathlib import Path

from kiosk.devices.card.holder.items import ItemTable, NoRow, standard
from kiosk.devices.card.holder.protected import guarded_somewhere, item_row
from kiosk.domain.message import Message
from kiosk.domain.mistake import Mistake
from kiosk.domain.region.region import Region
from kiosk.settings.profiles import find_profile
from kiosk.settings.told import system_reason
from kiosk.settings.toml_file import SettingsMistake


def item_table(config_path: Path, region: Region) -> ItemTable:
    """Return the items of a region's cards.

    The table stands beside `kiosk.toml` in `cards/`, or among the shipped ones.

    :raises SettingsMistake: when the region names a table that is missing or
        damaged, or a PIN item that no card guards.
    """
    table = _table(config_path, region.card.items)
    item = region.card.pin_item
    try:
        opened = not item or (item_row(item, table) and guarded_somewhere(item))
    except KeyError:
        opened = False
    if not opened:
        open_item = Message("mistake__pin_item", item=item)
        raise SettingsMistake(Mistake("card.pin_item", open_item))
    return table


def _table(config_path: Path, name: str) -> ItemTable:
    if not name:
        return standard()
    path = find_profile(config_path, "cards", name, "card.items")
    try:
        return standard().with_local(path)
    except NoRow as error:
        row = Message("mistake__no_row", table=str(path), line=error.line)
        raise SettingsMistake(Mistake("card.items", row)) from error
    except UnicodeDecodeError as error:
        raise SettingsMistake(_unreadable(path, Message("toml__encoding"))) from error
    except OSError as error:
        raise SettingsMistake(_unreadable(path, system_reason(error))) from error


def _unreadable(path: Path, why: Message) -> Mistake:
    told = Message("mistake__table_unreadable", table=str(path), why=why)
    return Mistake("card.items", told)
