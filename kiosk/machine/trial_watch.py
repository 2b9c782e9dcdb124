"""The end of a trial of settings: kept, or taken back by itself."""

import asyncio
import contextlib
import logging

from kiosk.screens.window.current_view import NOBODYS
from kiosk.session.dialog.ports import Ports
from kiosk.session.staff.desk import note_anyway
from kiosk.session.staff.pages import PartHealth
from kiosk.session.staff.part_rows import part_rows
from kiosk.settings.state.screen_settings import TRIAL_S
from kiosk.sync.wire.events.staff_events import StaffActed

log = logging.getLogger(__name__)


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
    broken = broken_parts(parts, trial.well)
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
        await nobody_is_served(parts)
        parts.machine.restart()


def broken_parts(parts: Ports, well: tuple[str, ...]) -> list[str]:
    """Return what does not work now, of the parts that worked before."""
    health = {row.part: row.health for row in part_rows(parts, *well)}
    return [part for part in well if health.get(part) is PartHealth.BAD]


async def nobody_is_served(parts: Ports) -> None:
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
