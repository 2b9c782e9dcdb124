"""Builds the machine's parts from the settings and closes them in the right order.

Runs on the session thread, which thereby owns the store and everything above it.
"""

import asyncio
import contextlib
import logging
import platform
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kiosk import __version__
from kiosk.devices.camera.face_port import FaceModule
from kiosk.devices.camera.socket_face import SocketFaceModule
from kiosk.devices.card.card_port import CardSlot, SlotEvent
from kiosk.devices.card.holder.region_items import item_table
from kiosk.devices.card.keys.psam import PsamProvider
from kiosk.devices.card.readers.dual_slot import open_slot
from kiosk.devices.card.readers.pcsc import PcscSlot
from kiosk.devices.idcard.idcard_port import IdCardReader
from kiosk.devices.idcard.socket_reader import SocketIdReader
from kiosk.devices.printer import jobs
from kiosk.devices.printer.jobs import JobEnd
from kiosk.devices.printer.printer import PaperWords, Printer
from kiosk.devices.printer.printer_port import PrinterStatus
from kiosk.devices.printer.printer_profile import load_printer_profile
from kiosk.domain.mistake import Mistake
from kiosk.machine.editions.edition_watch import MachineEditions
from kiosk.machine.release import release_watch
from kiosk.machine.release.release_install import architecture
from kiosk.machine.remote.remote_desk import RemoteDesk
from kiosk.machine.start_check import machine_mistakes
from kiosk.session.dialog import lockout
from kiosk.session.dialog.dialog import Dialog, ScreenPort
from kiosk.session.dialog.lockout import NumberLockouts
from kiosk.session.dialog.ports import MachinePort, Ports
from kiosk.session.paper import roll_watch, unseen
from kiosk.session.paper.roll_watch import RollWatch
from kiosk.session.staff import self_tests
from kiosk.session.staff.door import staff_door
from kiosk.session.staff.door.accounts import StaffAccounts
from kiosk.session.staff.door.break_glass import BreakGlass
from kiosk.session.staff.door.door_tries import DoorTries
from kiosk.session.staff.door.staff_door import StaffDoor
from kiosk.session.staff.numbers import day_counts, program_starts
from kiosk.session.staff.numbers.day_counts import DayCounts
from kiosk.session.staff.numbers.event_tally import EventTally
from kiosk.session.staff.numbers.updates import Updates
from kiosk.session.staff.records import export_job
from kiosk.session.staff.service import service_break
from kiosk.session.visit import desk_message
from kiosk.settings.config import (
    CameraSettings,
    IdCardSettings,
    KioskConfig,
    ReaderSettings,
)
from kiosk.settings.known_types import know_types
from kiosk.settings.loading import contradictions, plain_config
from kiosk.settings.profiles import profile_names
from kiosk.settings.regions import load_region
from kiosk.settings.state.screen_settings import ScreenSettings
from kiosk.settings.state.store import Store
from kiosk.settings.texts import load_texts
from kiosk.sync.applications import pending
from kiosk.sync.applications.application_desk import ApplicationDesk
from kiosk.sync.clock.clock import SystemClock
from kiosk.sync.downward import edition_rows, order_book
from kiosk.sync.hospital import open_registrations
from kiosk.sync.hospital.registration_desk import RegistrationDesk
from kiosk.sync.identity.certificates import Certificates
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.identity.renewal import Renewer
from kiosk.sync.journal import journal
from kiosk.sync.journal.journal import Journal
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.line.line_check import LineCheck
from kiosk.sync.receipts import receipt_keeper
from kiosk.sync.receipts.receipt_keeper import ReceiptKeeper
from kiosk.sync.release.release_keys import public_keys
from kiosk.sync.release.release_place import ReleasePlace
from kiosk.sync.upload.uploader import Uploader
from kiosk.sync.wire.events.journal_event import ABSENT
from kiosk.sync.wire.events.machine_events import (
    KioskStarted,
    PrintDone,
    ReceiptNotTaken,
)
from kiosk.sync.wire.phone_code import machine_secret
from kiosk.sync.wire.receipt_codes import ReceiptCodes

_log = logging.getLogger(__name__)
MIGRATIONS = (
    *(*journal.MIGRATIONS, *jobs.MIGRATIONS),
    *(*lockout.MIGRATIONS, *pending.MIGRATIONS, *unseen.MIGRATIONS),
    *(*roll_watch.MIGRATIONS, *receipt_keeper.MIGRATIONS, *self_tests.MIGRATIONS),
    *(*staff_door.MIGRATIONS, *service_break.MIGRATIONS),
    *(*export_job.MIGRATIONS, *day_counts.MIGRATIONS, *program_starts.MIGRATIONS),
    *(*release_watch.MIGRATIONS, *edition_rows.MIGRATIONS),
    *(*order_book.MIGRATIONS, *desk_message.MIGRATIONS),
    *open_registrations.MIGRATIONS,
)


@dataclass
class RunningKiosk:
    """The parts that are running."""

    parts: Ports
    journal: Journal
    acts: ApplicationDesk
    uploader: Uploader
    renewer: Renewer
    slot: CardSlot
    psam: CardSlot | None
    printer: Printer
    client: CenterClient
    store: Store
    tally: EventTally
    editions: MachineEditions
    desk: RemoteDesk

    async def close(self) -> None:
        """Stop every part; what was accepted is already durable."""
        self.slot.stop()
        if self.psam is not None:
            self.psam.stop()
        self.printer.stop()
        await asyncio.gather(self.client.close(), self.desk.close())
        self.store.close()


def open_store(config: KioskConfig) -> Store:
    """Open the kiosk's file.

    :raises StoreError: when it cannot be made durable.
    """
    return Store(config.state / "kiosk.sqlite", MIGRATIONS)


def look_at_store(config: KioskConfig) -> Store:
    """Open the kiosk's file only for reading: nothing is made, nothing is changed.

    :raises StoreError: when there is none, or it cannot be read.
    """
    return Store(config.state / "kiosk.sqlite", MIGRATIONS, look=True)


def look_at_journal(config: KioskConfig, store: Store) -> Journal:
    """Return the journal for reading, with the keys that are there.

    :raises KioskError: when there are none, or they are other ones.
    """
    keys = DeviceKeys.load(config.state / "keys")
    return Journal(store, config.machine.id, keys, SystemClock(config.machine.zone))


async def open_machine(
    config: KioskConfig,
    config_path: Path,
    screen: ScreenPort,
    power: MachinePort | None = None,
) -> RunningKiosk:
    """Build and start every part.

    :raises StoreError: when the store cannot be used.
    :raises SettingsMistake: when a profile cannot be used.
    """
    know_types()
    region = load_region(config_path, config.machine.region, config.state)
    items = item_table(config_path, region)
    clock = SystemClock(config.machine.zone)
    store = open_store(config)
    keys = DeviceKeys.load_or_create(config.state / "keys")
    log = Journal(store, config.machine.id, keys, clock)
    client = CenterClient(
        config.center.url,
        config.machine.id,
        keys,
        config.state / "keys",
        config.center.timeout,
        log.time.known,
    )
    acts = ApplicationDesk.over(log, client)
    uploader = Uploader(log, client, clock, first=acts.delivery)
    acts.kick = uploader.kick
    keeper = ReceiptKeeper(config.machine.id, store, log.time, client.receipt_key)
    acts.delivery.also_fresh.append(keeper.fresh)
    papers = Certificates(config.state / "keys", keys)
    renewer = Renewer(papers, client, log.append, log.time)
    printer = Printer(
        config.printer,
        load_printer_profile(config_path, config.printer.profile),
        store,
        lambda end: log.append(_print_done(end)),
        clock.monotonic,
        words=_paper_words(),
        tell_not_taken=lambda *which: log.append(_not_taken(*which)),
    )
    slot, psam = _open_slots(config.keys.psam, config.reader)
    dialog = Dialog(screen, config.times)
    parts = Ports(
        config=config,
        region=region,
        texts=load_texts(),
        dialog=dialog,
        slot=slot,
        printer=printer,
        center=client,
        journal=log,
        uploader=uploader,
        store=store,
        clock=log.time,
        door=_staff_door(config.machine.id, log, keys, acts),
        acts=acts,
        registrations=_registrations(config, log, client, uploader),
        id_reader=_id_reader(config.idcard),
        face=_face_module(config.camera),
        numbers=_number_doors(store, keys, clock),
        codes=ReceiptCodes(config.machine.id, keys.sign, config.center.public_url),
        psam=PsamProvider(psam, config.keys.levels) if psam else None,
        versions=_versions(),
        items=items,
        keeper=keeper,
        machine=power,
        settings=screen_settings(config_path),
        updates=_updates(config),
        archive=log,
        line_check=_line_check(config, keys, clock, log, dialog),
    )
    tally = EventTally(parts, log, DayCounts(store, log.time))
    editions = MachineEditions(parts, config_path, log, client, papers)
    machine = RunningKiosk(
        *(parts, log, acts, uploader, renewer, slot, psam),
        printer,
        client,
        store,
        tally,
        editions,
        RemoteDesk(config, parts, log, keys, papers, editions.desk),
    )
    program_starts.begun(store, log.time, __version__)
    log.append(KioskStarted(__version__))
    _start(machine)
    return machine


def screen_settings(path: Path) -> ScreenSettings:
    """Return what can be set at the screen, over the settings of a file."""

    def check(config: KioskConfig) -> list[Mistake]:
        return [*contradictions(config, path), *machine_mistakes(config, path)]

    return ScreenSettings(plain_config(path), partial(profile_names, path), check)


def _updates(config: KioskConfig) -> Updates | None:
    """Return what is known of updates; None where this is no installed release."""
    place = ReleasePlace()
    if not place.own:
        return None
    return Updates(config.state, public_keys, architecture(), place)


def _versions() -> tuple[tuple[str, str], ...]:
    """Return what this program is made of."""
    # Here, so that commands without a window do not load it.
    from kiosk.screens.window.sdl import sdl_version

    return (
        ("kiosk", __version__),
        ("python", platform.python_version()),
        ("sdl", sdl_version()),
    )


def _paper_words() -> PaperWords:
    """Return what the printer says by itself, to whoever finds it."""
    texts = load_texts()
    return PaperWords(
        tuple(texts("receipt__void").split("\n")), texts("receipt__above")
    )


def _print_done(end: JobEnd) -> PrintDone:
    """Return what the journal says of a print job; the printer knows no journal."""
    outcome = end.outcome
    return PrintDone(
        job=end.number,
        receipt=end.kind,
        state=outcome.state,
        sent=outcome.sent,
        fault=outcome.fault,
        number=end.receipt or ABSENT,
        copy=end.copy,
    )


def _not_taken(job: int, receipt: str) -> ReceiptNotTaken:
    return ReceiptNotTaken(job=job, number=receipt or ABSENT)


def _line_check(
    config: KioskConfig,
    keys: DeviceKeys,
    clock: SystemClock,
    log: Journal,
    dialog: Dialog,
) -> LineCheck:
    """Return the check of the way to the center, whose news wake the dialog."""
    loop = asyncio.get_running_loop()

    def told() -> None:
        # A loop that is closed has nobody left to tell.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(dialog.devices_changed)

    url, own = config.center.url, config.machine.id
    return LineCheck(url, own, keys, log.time.known, clock.now, told)


def _id_reader(port: IdCardSettings) -> IdCardReader | None:
    return SocketIdReader(Path(port.socket)) if port.kind else None


def _registrations(
    config: KioskConfig, log: Journal, client: CenterClient, uploader: Uploader
) -> RegistrationDesk | None:
    """Return the desk of the hospital; None where the machine stands in no hospital."""
    if config.machine.site != "hospital":
        return None
    desk = RegistrationDesk.over(log, client)
    desk.kick = uploader.kick
    return desk


def _face_module(module: CameraSettings) -> FaceModule | None:
    return SocketFaceModule(Path(module.socket)) if module.kind else None


def _number_doors(store: Store, keys: DeviceKeys, clock: SystemClock) -> NumberLockouts:
    return NumberLockouts(store, partial(keys.tag, "number"), clock.boot_id())


def _staff_door(
    kiosk: str, log: Journal, keys: DeviceKeys, acts: ApplicationDesk
) -> StaffDoor:
    store, boot = log.store, log.time.boot_id()

    def shared() -> bytes | None:
        key = acts.sealing_key
        return None if key is None else machine_secret(keys.signing, key.public)

    return StaffDoor(
        StaffAccounts(store, keys),
        DoorTries(store, partial(keys.tag, "staff"), boot),
        BreakGlass(store, kiosk, boot, shared),
        log.time,
    )


def _open_slots(psam: str, reader: ReaderSettings) -> tuple[CardSlot, CardSlot | None]:
    """Return the people's slot and the PSAM's; no reader serves both."""
    antenna = "" if reader.contactless == psam else reader.contactless
    people = open_slot(reader.name, antenna, reader.deadline, (psam,))
    if not psam:
        return people, None
    others = tuple(filter(None, (reader.name, antenna)))
    return people, PcscSlot(psam, reader.deadline, others)


def _start(machine: RunningKiosk) -> None:
    loop = asyncio.get_running_loop()
    dialog = machine.parts.dialog

    def slot_news(event: SlotEvent) -> None:
        loop.call_soon_threadsafe(dialog.slot_changed, event)

    def psam_news(event: SlotEvent) -> None:
        loop.call_soon_threadsafe(dialog.devices_changed)

    def printer_news(status: PrinterStatus) -> None:
        loop.call_soon_threadsafe(dialog.devices_changed)
        loop.call_soon_threadsafe(roll.heard, status)

    machine.store.serve()
    roll = RollWatch(machine.parts)
    for result in machine.printer.recover():
        unseen.leave_unseen(machine.parts.store, result)
    machine.printer.start(printer_news)
    machine.slot.start(slot_news)
    if machine.psam is not None:
        machine.psam.start(psam_news)
