"""The running program and its release: whether it is well, and whether another waits.

Root switches and judges (`kiosk-release`); the program only tells how it is, journals
what became of each trial, and starts anew when another release is to run and nobody
stands here.
"""

import asyncio
import logging
from pathlib import Path

import msgspec

from kiosk.machine.trial_watch import broken_parts, nobody_is_served
from kiosk.session.dialog.ports import Ports
from kiosk.session.staff.pages import PartHealth
from kiosk.session.staff.part_rows import BREAKABLE, part_rows
from kiosk.settings.state.bounded_file import read_bounded
from kiosk.settings.state.durable_file import write_durably
from kiosk.settings.state.screen_settings import TRIAL_S
from kiosk.settings.state.store import Migration
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.release.release_place import (
    ReleaseChange,
    ReleasePlace,
)
from kiosk.sync.wire.events.journal_event import JournalEvent
from kiosk.sync.wire.events.machine_events import ReleaseKept, ReleaseTakenBack

log = logging.getLogger(__name__)
MIGRATIONS = (
    Migration(
        "release-1-told",
        (
            "CREATE TABLE release_told (one INTEGER PRIMARY KEY CHECK (one = 1), "
            "number INTEGER NOT NULL) STRICT",
        ),
    ),
)
RUN = Path("/run/kiosk")
LOOK_EVERY = 5.0
BEFORE = "release-before.json"
"""Which parts worked when the release before made room."""


async def watch_release(
    parts: Ports, place: ReleasePlace | None = None, run: Path = RUN
) -> None:
    """Tell how this release is and follow the switch; nothing in a checkout."""
    place = place or ReleasePlace()
    if not place.own:
        return
    async with asyncio.TaskGroup() as tasks:
        proof: asyncio.Task[None] | None = None
        if place.trial == place.own:
            proof = tasks.create_task(_prove(parts, place, run))
        while place.current in ("", place.own) or parts.machine is None:
            tell_changes(parts, place)
            await asyncio.sleep(LOOK_EVERY)
        if proof is not None:
            proof.cancel()
    await nobody_is_served(parts)
    if place.current == place.own:
        # It was switched back while somebody stood here.
        await watch_release(parts, place, run)
        return
    _keep_before(parts, place.current)
    log.info("release %s makes room for %s", place.own, place.current)
    parts.machine.restart()


async def _prove(parts: Ports, place: ReleasePlace, run: Path) -> None:
    """Say after two minutes whether everything works that worked before."""
    await asyncio.sleep(TRIAL_S)
    broken = broken_parts(parts, well_before(parts.config.state, place.own))
    name, words = ("release-ill", f" {broken[0]}") if broken else ("release-well", "")
    try:
        write_durably(run / name, f"{place.own}{words}\n".encode())
    except OSError as error:
        log.error("nobody can be told how the release is: %s", error.strerror)


def _keep_before(parts: Ports, version: str) -> None:
    """Keep for the next release which parts it must keep working."""
    rows = part_rows(parts, *BREAKABLE)
    well = [row.part for row in rows if row.health is PartHealth.OK]
    try:
        data = msgspec.json.encode({"version": version, "well": well})
        write_durably(parts.config.state / BEFORE, data)
    except OSError as error:
        log.warning("what works now is not kept: %s", error.strerror)


def well_before(state: Path, version: str) -> tuple[str, ...]:
    """Return the parts that worked before a release; none where nobody kept them."""
    try:
        data = msgspec.json.decode(read_bounded(state / BEFORE, 4096))
        if data["version"] == version:
            return tuple(part for part in data["well"] if part in BREAKABLE)
    except (OSError, msgspec.MsgspecError, KeyError, TypeError):
        pass
    return ()


def tell_changes(parts: Ports, place: ReleasePlace) -> None:
    """Put what became of each trial into the journal, each once."""
    changes = place.history()
    row = parts.store.one("SELECT number FROM release_told")
    told = int(row["number"]) if row else 0
    if changes and told > changes[-1].number:
        # The releases were removed and installed anew: their count began again.
        told = 0
    fresh = [change for change in changes if change.number > told]
    if not fresh:
        return
    try:
        with parts.store.atomic():
            for event in filter(None, map(_event, fresh)):
                parts.journal.append(event)
            parts.store.execute(
                "INSERT OR REPLACE INTO release_told(one, number) VALUES (1, ?)",
                [fresh[-1].number],
            )
    except StoreError:
        log.error("what became of a release could not be journaled")
        return
    parts.uploader.kick()


def _event(change: ReleaseChange) -> JournalEvent | None:
    if change.kind == "kept":
        return ReleaseKept(version=change.version, before=change.before)
    if change.kind == "back":
        return ReleaseTakenBack(
            version=change.version, before=change.before, why=change.why
        )
    return None
