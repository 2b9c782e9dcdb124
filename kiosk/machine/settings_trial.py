"""A trial of settings that were changed on the screen: begun, kept or taken back."""

import asyncio
import contextlib
import logging
from pathlib import Path

import msgspec

from kiosk.domain.faults import SetupError
from kiosk.machine.start_check import check_all, machine_mistakes
from kiosk.session.dialog.ports import Ports
from kiosk.session.pages.everywhere import AttractPage, OutOfServicePage, StartingPage
from kiosk.session.staff.desk import note_anyway
from kiosk.session.staff.pages import PartHealth
from kiosk.session.staff.part_rows import part_rows
from kiosk.session.staff.service.pages import ServiceBreakPage
from kiosk.settings.config import KioskConfig
from kiosk.settings.loading import plain_config
from kiosk.settings.state.instance import Instance
from kiosk.settings.state.screen_settings import (
    TRIAL_S,
    Stored,
    read_stored,
    taken_back,
    without_kept,
    write_stored,
)
from kiosk.settings.state.store_errors import StoreError
from kiosk.settings.toml_file import SettingsMistake
from kiosk.sync.wire.events.staff_events import StaffActed

log = logging.getLogger(__name__)
NOBODYS = (AttractPage, OutOfServicePage, ServiceBreakPage, StartingPage)


def begin_trial(path: Path) -> None:
    """Count a start with what is on trial; take back what cannot be used.

    For the program itself only, before its settings are read: a command that looks
    tries nothing, and neither does a second program beside the one that runs.
    """
    try:
        plain = plain_config(path)
    except SettingsMistake:
        return
    stored = read_stored(plain.state)
    if not stored.wanted:
        return
    instance = Instance(plain.state)
    try:
        instance.take()
        _begin(path, plain, stored)
    except (SetupError, StoreError) as error:
        log.info("no trial of settings is counted: %s", type(error).__name__)
    except OSError as error:
        log.warning("the trial of settings cannot be counted: %s", error.strerror)
    finally:
        instance.give_back()


def _begin(path: Path, plain: KioskConfig, stored: Stored) -> None:
    folder, trial = plain.state, stored.trial
    if trial is not None and trial.starts:
        # The start before ended before it was well.
        stored = taken_back(stored, "restart")
        write_stored(folder, stored)
    elif trial is not None:
        begun = msgspec.structs.replace(trial, starts=1)
        write_stored(folder, msgspec.structs.replace(stored, trial=begun))
    if not check_all(path)[1]:
        return
    if stored.trial is not None:
        stored = taken_back(stored, "mistake")
        write_stored(folder, stored)
    if stored.kept and check_all(path)[1] and not machine_mistakes(plain, path):
        # What was kept once names a profile that is gone: kiosk.toml alone works.
        write_stored(folder, without_kept(stored))


async def watch_trial(parts: Ports) -> None:
    """Keep what is on trial when the machine is well in time, else take it back."""
    settings = parts.settings
    if settings is None:
        return
    _tell_undone(parts)
    trial = settings.stored.trial
    if trial is None or not trial.starts:
        return
    await asyncio.sleep(TRIAL_S)
    health = {row.part: row.health for row in part_rows(parts)}
    broken = [part for part in trial.well if health.get(part) is PartHealth.BAD]
    if settings.stored.trial is not trial:
        # Somebody changed more meanwhile: the next start tries it all.
        return
    keys = ", ".join(trial.changes)
    try:
        if not broken:
            settings.keep()
            _note(parts, trial.who, "settings_kept", keys)
            return
        settings.undo(broken[0])
    except OSError as error:
        log.error("the trial of settings cannot be ended: %s", error.strerror)
        return
    log.warning("settings taken back, %s is not well: %s", broken[0], keys)
    _tell_undone(parts)
    if parts.machine is not None:
        await _nobody_is_served(parts)
        parts.machine.restart()


async def _nobody_is_served(parts: Ports) -> None:
    """Wait until the page is one that waits for people: nobody's visit is torn."""
    dialog = parts.dialog
    while not isinstance(dialog.page, NOBODYS) or dialog.insertion is not None:
        await dialog.changed(dialog.device_changes)


def _tell_undone(parts: Ports) -> None:
    """Put into the journal, once, what was taken back."""
    assert parts.settings is not None
    undone = parts.settings.stored.undone
    if undone is None or undone.told:
        return
    subject = f"{', '.join(undone.changes)}: {undone.why}"
    _note(parts, undone.who, "settings_undone", subject)
    with contextlib.suppress(OSError):
        parts.settings.told()


def _note(parts: Ports, who: str, act: str, subject: str) -> None:
    note_anyway(parts, StaffActed(who=who, act=act, subject=subject))
