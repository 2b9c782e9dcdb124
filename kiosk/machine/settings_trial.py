"""The beginning of a trial: settings changed on the screen, a region from the center.

It runs before the first picture, and brings nothing with it that the check of the
settings does not need; `trial_watch.py` ends the trial.
"""

import logging
from pathlib import Path

import msgspec

from kiosk.domain.faults import SetupError
from kiosk.machine.start_check import Checked, check_all, machine_mistakes
from kiosk.settings.config import KioskConfig
from kiosk.settings.loading import plain_config
from kiosk.settings.state.instance import Instance
from kiosk.settings.state.region_edition import (
    StoredRegion,
    UndoneRegion,
    read_region_state,
    region_taken_back,
    write_region_state,
)
from kiosk.settings.state.screen_settings import (
    Stored,
    read_stored,
    taken_back,
    without_kept,
    write_stored,
)
from kiosk.settings.state.store_errors import StoreError
from kiosk.settings.toml_file import SettingsMistake

log = logging.getLogger(__name__)


def begin_trial(path: Path) -> Checked:
    """Count a start with what is on trial, and return the check of all settings.

    What was set at the screen and does not fit is taken back first. For the program
    itself only: a command that looks tries nothing, and neither does a second program
    beside the one that runs.
    """
    try:
        plain = plain_config(path)
    except SettingsMistake:
        return check_all(path)
    stored = read_stored(plain.state)
    if not stored.wanted and read_region_state(plain.state) == StoredRegion():
        return check_all(path)
    instance = Instance(plain.state)
    try:
        instance.take()
        return _begin(path, plain, stored)
    except (SetupError, StoreError) as error:
        log.info("no trial of settings is counted: %s", type(error).__name__)
    except OSError as error:
        log.warning("the trial of settings cannot be counted: %s", error.strerror)
    finally:
        instance.give_back()
    return check_all(path)


def _begin(path: Path, plain: KioskConfig, stored: Stored) -> Checked:
    folder, trial = plain.state, stored.trial
    _begin_region(folder)
    if trial is not None and trial.starts:
        # The start before ended before it was well.
        stored = taken_back(stored, "restart")
        write_stored(folder, stored)
    elif trial is not None:
        begun = msgspec.structs.replace(trial, starts=1)
        write_stored(folder, msgspec.structs.replace(stored, trial=begun))
    checked = check_all(path)
    if checked[1] and _region_back(folder):
        checked = check_all(path)
    if checked[1] and stored.trial is not None:
        stored = taken_back(stored, "mistake")
        write_stored(folder, stored)
        checked = check_all(path)
    if checked[1] and stored.kept and not machine_mistakes(plain, path):
        # What was kept once names a profile that is gone: kiosk.toml alone works.
        write_stored(folder, without_kept(stored))
        checked = check_all(path)
    return checked


def _begin_region(folder: Path) -> None:
    """Count a start with a region that is on trial, or end a trial that was tried."""
    stored = read_region_state(folder)
    trial = stored.trial
    if trial is None:
        return
    if trial.starts:
        # The start before ended before it was well.
        write_region_state(folder, region_taken_back(stored, "restart"))
        return
    begun = msgspec.structs.replace(trial, starts=1)
    write_region_state(folder, msgspec.structs.replace(stored, trial=begun))


def _region_back(folder: Path) -> bool:
    """Let go of a region from the center that cannot be used; False: there is none.

    One that was good once may not be for a newer program.
    """
    stored = read_region_state(folder)
    if stored.trial is not None:
        write_region_state(folder, region_taken_back(stored, "mistake"))
    elif stored.kept:
        undone = UndoneRegion(stored.kept, "mistake")
        write_region_state(folder, StoredRegion(0, None, undone))
    else:
        return False
    return True
