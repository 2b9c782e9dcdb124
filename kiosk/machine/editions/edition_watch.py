"""Follows what was given from afar: its trial, the restart that it needs, its end."""

import asyncio
import logging
from pathlib import Path

from kiosk.machine.editions.at_once import AccountsEdition, NoticesEdition
from kiosk.machine.editions.on_trial import (
    RegionEdition,
    SettingsEdition,
    parts_well,
)
from kiosk.machine.editions.release_offer import ReleaseEdition
from kiosk.machine.trial_watch import broken_parts, nobody_is_served
from kiosk.session.dialog.ports import Ports
from kiosk.session.staff.door.accounts import StaffAccounts
from kiosk.settings.state.region_edition import (
    StoredRegion,
    read_region_state,
    region_taken_back,
    write_region_state,
)
from kiosk.settings.state.screen_settings import TRIAL_S
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.downward.edition_desk import EditionDesk
from kiosk.sync.downward.edition_rows import EditionRows
from kiosk.sync.identity.certificates import Certificates
from kiosk.sync.journal.journal import Journal
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.wire.downward.editions_wire import EditionKind

log = logging.getLogger(__name__)
LOOK_EVERY = 5.0


class MachineEditions:
    """The desk for editions, with who applies each kind at this machine."""

    def __init__(
        self,
        parts: Ports,
        path: Path,
        journal: Journal,
        client: CenterClient,
        papers: Certificates,
    ) -> None:
        """Take the machine's parts, its settings' file and its way to the center."""
        keys, kiosk = journal.keys, journal.kiosk_id
        accounts = StaffAccounts(journal.store, keys)
        self._parts, self._rows = parts, EditionRows(journal.store)
        self._release = ReleaseEdition(parts.updates, client.release_block)
        self.desk = EditionDesk(
            journal,
            client.edition,
            papers.authorities,
            {
                EditionKind.NOTICES: NoticesEdition(parts.board),
                EditionKind.ACCOUNTS: AccountsEdition(accounts, keys, kiosk),
                EditionKind.SETTINGS: SettingsEdition(
                    parts.settings, lambda: parts_well(parts)
                ),
                EditionKind.REGION: RegionEdition(
                    parts.config, path, lambda: parts_well(parts)
                ),
                EditionKind.RELEASE: self._release,
            },
            parts.uploader.kick,
        )

    async def run(self) -> None:
        """Follow what was taken, for as long as the program runs."""
        self.desk.start()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.prove_region())
            while True:
                self._look()
                await self._make_room()
                await asyncio.sleep(LOOK_EVERY)

    def _look(self) -> None:
        try:
            self.look()
        except StoreError as error:
            log.error("editions wait: %s", type(error).__name__)

    def look(self) -> None:
        """Settle what has ended, go on with what has not."""
        self.desk.work()
        row = self._rows.of(EditionKind.RELEASE)
        if row["refused"] < row["applied"]:
            why = self._release.turned_out(row["held"])
            if why:
                self.desk.take_back(EditionKind.RELEASE, why)

    async def prove_region(self) -> None:
        """Keep a region that is on trial when the machine is well in time, or not."""
        state = self._parts.config.state
        trial = read_region_state(state).trial
        if trial is None or not trial.starts:
            return
        await asyncio.sleep(TRIAL_S)
        broken = broken_parts(self._parts, trial.well)
        stored = read_region_state(state)
        if stored.trial != trial:
            return
        try:
            if broken:
                write_region_state(state, region_taken_back(stored, broken[0]))
            else:
                write_region_state(state, StoredRegion(trial.number))
        except OSError as error:
            log.error("the trial of a region cannot be ended: %s", error.strerror)
            return
        self._look()
        if broken and self._parts.machine is not None:
            log.warning("a region is taken back, %s is not well", broken[0])
            await nobody_is_served(self._parts)
            self._parts.machine.restart()

    async def _make_room(self) -> None:
        """Begin anew with what is to be tried, when nobody is served."""
        if self._parts.machine is not None and self._waits_for_start():
            await nobody_is_served(self._parts)
            if self._waits_for_start():
                self._parts.machine.restart()

    def _waits_for_start(self) -> bool:
        """Tell whether the next start has something to try, and this one nothing.

        A start in the middle of a trial would take back what has done no harm.
        """
        settings, state = self._parts.settings, self._parts.config.state
        region = read_region_state(state).trial
        trial = settings.stored.trial if settings is not None else None
        if any(each is not None and each.starts for each in (region, trial)):
            return False
        ours = trial is not None and trial.who.startswith("center ")
        return ours or region is not None
