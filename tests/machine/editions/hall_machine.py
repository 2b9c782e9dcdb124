"""One real machine's parts before a real center, for what it is given from afar."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kiosk.center.database.connecting import connect
from kiosk.center.editions import edition_places, shelf
from kiosk.center.fleet.editions import wanted_editions
from kiosk.devices.printer.printer_port import LinkState
from kiosk.machine.editions.edition_watch import MachineEditions
from kiosk.machine.running_kiosk import open_store, screen_settings
from kiosk.machine.settings_trial import begin_trial
from kiosk.session.dialog.notice_board import NoticeBoard
from kiosk.session.dialog.ports import Ports
from kiosk.session.staff.door.accounts import StaffAccounts
from kiosk.session.visit.idle import attract_page
from kiosk.settings.loading import load_config
from kiosk.settings.regions import load_region
from kiosk.settings.shipped import shipped_config
from kiosk.sync.clock.clock import SystemClock
from kiosk.sync.identity.certificates import Certificates
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.journal.journal import Journal
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.upload.uploader import Uploader
from kiosk.sync.wire.downward.editions_wire import EditionMark
from kiosk.sync.wire.downward.pulse_wire import Pulse
from tests.center.fixture import KIOSK, RunningCenter
from tests.session.hall import READY, polite, scene
from tests.session.staff.powers import Power


@dataclass
class HallMachine:
    """What runs between two starts."""

    center: RunningCenter
    parts: Ports
    journal: Journal
    editions: MachineEditions
    power: Power
    client: CenterClient
    path: Path

    def publish(self, kind: str, data: bytes, audience: str = "all") -> int:
        with closing(connect(self.center.folder)) as db:
            now = self.journal.time.now().timestamp()
            return shelf.publish(db, kind, data, audience, "desk1", now).number

    def marks(self) -> tuple[EditionMark, ...]:
        """Return what the center would answer to this machine's pulse."""
        desk = self.editions.desk
        site = self.parts.config.machine.site
        told = Pulse(
            boot="b",
            number=1,
            site=site,
            editions=desk.applied(),
            editions_refused=desk.refused(),
        )
        with closing(connect(self.center.folder)) as db:
            return wanted_editions(db, KIOSK, told, 0.0)

    async def pulse(self) -> None:
        await self.editions.desk.take(self.marks())

    @property
    def told(self) -> list[str]:
        """Return what the journal has of editions."""
        kinds = [entry.kind for entry in self.journal.entries()]
        return [kind for kind in kinds if kind.startswith("edition.")]

    @property
    def accounts(self) -> list[str]:
        """Return who could come in."""
        rows = StaffAccounts(self.parts.store, self.journal.keys).all()
        return [each.number for each in rows]

    async def at_center(self) -> dict[str, tuple[int, int, str]]:
        """Upload the journal and return what the center knows of this machine."""
        uploader = Uploader(self.journal, self.client, SystemClock())
        while await uploader.step():
            pass
        with closing(connect(self.center.folder)) as db:
            found = edition_places.places_of(db, KIOSK)
        return {each.kind: (each.applied, each.refused, each.why) for each in found}


def settings_file(folder: Path) -> Path:
    """Write this machine's kiosk.toml."""
    path = folder / "kiosk.toml"
    text = shipped_config("kiosk.toml").read_text("utf-8")
    text = text.replace("/var/lib/kiosk", str(folder / "state"))
    path.write_text(text, "utf-8")
    return path


@asynccontextmanager
async def begun(
    center: RunningCenter,
    folder: Path,
    client: CenterClient,
    link: LinkState = LinkState.OK,
    **more: Any,
) -> AsyncIterator[HallMachine]:
    """Start the machine as its program does, and end it without any ceremony."""
    path = settings_file(folder) if not (folder / "kiosk.toml").exists() else None
    path = path or folder / "kiosk.toml"
    begin_trial(path)
    config = load_config(path)
    keys = DeviceKeys.load_or_create(config.state / "keys")
    store = open_store(config)
    journal = Journal(store, KIOSK, keys, SystemClock())
    place = scene(folder / f"hall-{len(list(folder.glob('hall-*')))}", polite())
    place.printer.status = replace(READY, link=link)
    power = Power()
    parts = replace(
        place.parts,
        config=config,
        region=load_region(path, config.machine.region, config.state),
        store=store,
        settings=screen_settings(path),
        machine=power,
        board=NoticeBoard(),
        archive=journal,
        **more,
    )
    parts.dialog.show(attract_page(parts))
    papers = Certificates(config.state / "keys", keys)
    editions = MachineEditions(parts, path, journal, client, papers)
    editions.desk.start()
    try:
        yield HallMachine(center, parts, journal, editions, power, client, path)
    finally:
        store.close()
