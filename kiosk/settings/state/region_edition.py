"""A region's data from the center: files of their own before the shipped ones.

Each edition's file lies in a folder with its number and never changes; which of them
holds, a small file says. One that is new is on trial first, as settings are.
"""

import logging
import shutil
from pathlib import Path

import msgspec

from kiosk.settings.state.bounded_file import read_bounded
from kiosk.settings.state.durable_file import sync_folder, write_durably

log = logging.getLogger(__name__)
FILE, FOLDER = "region-edition.json", "region-editions"
_MOST_BYTES = 16 * 1024


class RegionTrial(msgspec.Struct, frozen=True):
    """An edition that has not proved itself yet."""

    number: int
    well: tuple[str, ...] = ()
    """The parts that worked before, and must after."""
    starts: int = 0


class UndoneRegion(msgspec.Struct, frozen=True):
    """An edition that was taken back, and why: `restart`, `mistake` or a part."""

    number: int
    why: str


class StoredRegion(msgspec.Struct, frozen=True):
    """The small file; number 0 stands for what was shipped."""

    kept: int = 0
    trial: RegionTrial | None = None
    undone: UndoneRegion | None = None

    @property
    def in_force(self) -> int:
        """Return the number that holds now: a trial only once its start was counted."""
        begun = self.trial is not None and self.trial.starts > 0
        return self.trial.number if self.trial and begun else self.kept


def read_region_state(folder: Path) -> StoredRegion:
    """Return which edition holds; what was shipped where that cannot be read."""
    try:
        data = read_bounded(folder / FILE, _MOST_BYTES)
        return msgspec.json.decode(data, type=StoredRegion)
    except (FileNotFoundError, PermissionError):
        return StoredRegion()
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        log.warning("%s cannot be used; the shipped region counts", folder / FILE)
        return StoredRegion()


def write_region_state(folder: Path, stored: StoredRegion) -> None:
    """Keep durably which edition holds, and let go of all others.

    :raises OSError: when that cannot be.
    """
    write_durably(folder / FILE, msgspec.json.encode(stored))
    wanted = {stored.kept, stored.trial.number if stored.trial else 0}
    for old in (folder / FOLDER).glob("*"):
        if old.name not in set(map(str, wanted)):
            shutil.rmtree(old, ignore_errors=True)


def region_path(folder: Path, number: int, name: str) -> Path:
    """Return where the file of an edition lies."""
    return folder / FOLDER / str(number) / f"{name}.toml"


def lay_region(folder: Path, number: int, name: str, data: bytes) -> Path:
    """Put an edition's file where it belongs, durably; nothing uses it yet.

    :raises OSError: when that cannot be.
    """
    path = region_path(folder, number, name)
    write_durably(path, data)
    sync_folder(path.parent.parent)
    sync_folder(folder)
    return path


def region_in_force(folder: Path, name: str) -> Path | None:
    """Return the file from the center that holds now; None: the shipped one does."""
    number = read_region_state(folder).in_force
    path = region_path(folder, number, name)
    return path if number and path.is_file() else None


def region_taken_back(stored: StoredRegion, why: str) -> StoredRegion:
    """Return the small file without its trial, which is remembered as undone."""
    if stored.trial is None:
        return stored
    return StoredRegion(stored.kept, None, UndoneRegion(stored.trial.number, why))
