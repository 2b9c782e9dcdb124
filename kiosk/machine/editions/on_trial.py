"""Editions that prove themselves after a restart: settings, and the region's data."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from kiosk.devices.card.holder.region_items import item_table
from kiosk.session.dialog.ports import Ports
from kiosk.session.staff.pages import PartHealth
from kiosk.session.staff.part_rows import BREAKABLE, part_rows
from kiosk.settings.config import KioskConfig
from kiosk.settings.regions import read_region
from kiosk.settings.state.region_edition import (
    RegionTrial,
    StoredRegion,
    lay_region,
    read_region_state,
    region_path,
    write_region_state,
)
from kiosk.settings.state.screen_settings import ScreenSettings
from kiosk.settings.toml_file import SettingsMistake, load_toml
from kiosk.sync.downward.edition_desk import EditionUnfit, NotBegun
from kiosk.sync.downward.edition_rows import KeptEdition
from kiosk.sync.wire.downward.edition_contents import SettingsContent

MISTAKE, UNREADABLE = "mistake", "unreadable"
Well = Callable[[], tuple[str, ...]]


def parts_well(parts: Ports) -> tuple[str, ...]:
    """Return the parts that work now, and must after."""
    rows = part_rows(parts, *BREAKABLE)
    return tuple(row.part for row in rows if row.health is PartHealth.OK)


class OnTrial:
    """What needs a restart."""

    tries, replaced = 3, False

    def hold(self, number: int, content: bytes) -> None:
        """Do nothing: the program began with it."""


class SettingsEdition(OnTrial):
    """Values as a technician sets them at the screen."""

    def __init__(self, settings: ScreenSettings | None, well: Well) -> None:
        self._settings, self._well = settings, well

    def apply(self, edition: KeptEdition) -> bool:
        """Look whether they fit; where they are in force already, that is all."""
        settings, changes = self._known(), _settings(edition.content)
        if settings.mistakes(changes):
            raise EditionUnfit(MISTAKE)
        stored = settings.stored
        return stored.trial is None and settings.has(changes)

    def begin(self, edition: KeptEdition) -> None:
        """Put them on trial from the next start on."""
        changes = _settings(edition.content)
        if self._known().put_all(changes, _who(edition), self._well()):
            raise EditionUnfit(MISTAKE)

    def outcome(self, edition: KeptEdition) -> str | None:
        """Return what the trial of the settings came to."""
        settings, changes = self._known(), _settings(edition.content)
        trial, undone = settings.stored.trial, settings.stored.undone
        if trial is not None and changes.items() <= trial.changes.items():
            return None
        if undone is not None and undone.who == _who(edition):
            return undone.why
        if settings.has(changes):
            return ""
        raise NotBegun

    def _known(self) -> ScreenSettings:
        if self._settings is None:
            raise EditionUnfit("no_settings")
        return self._settings


def _who(edition: KeptEdition) -> str:
    return f"center {edition.number}"


def _settings(content: bytes) -> dict[str, str | int | float | bool]:
    try:
        return msgspec.json.decode(content, type=SettingsContent).settings
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise EditionUnfit(UNREADABLE) from None


class RegionEdition(OnTrial):
    """The region's TOML as it stands; an empty one is the shipped one again."""

    def __init__(self, config: KioskConfig, path: Path, well: Well) -> None:
        """Take the settings and their file, and who knows which parts work."""
        self._state, self._name = config.state, config.machine.region
        self._path, self._well = path, well

    def apply(self, edition: KeptEdition) -> bool:
        """Look whether this machine could begin with it; its file lies ready then."""
        stored = read_region_state(self._state)
        if not edition.content:
            return stored.kept == 0 and stored.trial is None
        self._check_name(edition.content)
        try:
            which = (edition.number, self._name, edition.content)
            # As a start finds it, with the table of the region's cards.
            item_table(self._path, read_region(lay_region(self._state, *which)))
        except SettingsMistake as error:
            raise EditionUnfit(MISTAKE) from error
        except OSError as error:
            raise EditionUnfit("no_room") from error
        return False

    def _check_name(self, content: bytes) -> None:
        try:
            told = load_toml(content)["region"]["id"]
        except (ValueError, KeyError, TypeError, RecursionError):
            raise EditionUnfit(UNREADABLE) from None
        if told != self._name:
            raise EditionUnfit("other_region")

    def begin(self, edition: KeptEdition) -> None:
        """Let the next start try it."""
        path = region_path(self._state, edition.number, self._name)
        if edition.content and not _same(path, edition.content):
            lay_region(self._state, edition.number, self._name, edition.content)
        stored = read_region_state(self._state)
        trial = RegionTrial(edition.number, self._well())
        write_region_state(self._state, StoredRegion(stored.kept, trial))

    def outcome(self, edition: KeptEdition) -> str | None:
        """Return what the trial came to."""
        stored = read_region_state(self._state)
        if stored.trial is not None and stored.trial.number == edition.number:
            return None
        if stored.undone is not None and stored.undone.number == edition.number:
            return stored.undone.why
        if stored.kept == edition.number:
            return ""
        raise NotBegun


def _same(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False
