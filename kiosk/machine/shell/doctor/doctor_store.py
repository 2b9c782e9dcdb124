"""What `kiosk doctor` sees of clock, disk and journal."""

import shutil
from datetime import UTC, datetime

from kiosk.domain.faults import Fault, KioskError
from kiosk.domain.message import Message
from kiosk.domain.notation import day
from kiosk.machine.running_kiosk import look_at_journal, look_at_store
from kiosk.machine.shell.doctor.doctor_line import DoctorLine
from kiosk.machine.shell.doctor.doctor_system import time_service
from kiosk.session.staff.pages import PartHealth
from kiosk.session.staff.part_rows import CLOCK_OFF
from kiosk.settings.config import KioskConfig
from kiosk.settings.state.ownership import denied
from kiosk.settings.state.store import Store
from kiosk.settings.state.store_errors import StoreError
from kiosk.settings.told import Told
from kiosk.sync.clock.clock import Certainty, SystemClock
from kiosk.sync.clock.timekeeper import Timekeeper, by_itself
from kiosk.sync.upload.outbox import Outbox


def clock_line(config: KioskConfig) -> DoctorLine:
    """Return whether this machine's clock is believed, and who sets it."""
    service = time_service()
    health, seen = service.health, service.seen
    certainty, off = _believed(config)
    if certainty is Certainty.UNSURE:
        today = Message("doctor__seen__not_believed", date=day(datetime.now(UTC)))
        both = Message("doctor__seen__and", one=seen, other=today)
        return DoctorLine("clock", PartHealth.BAD, both, Fault.CLOCK_UNSURE)
    if abs(off) > CLOCK_OFF:
        away = Message("doctor__seen__off", seconds=f"{off:+.0f}")
        both = Message("doctor__seen__and", one=seen, other=away)
        return DoctorLine("clock", PartHealth.WARNING, both)
    if certainty is Certainty.AGREED:
        agrees = Message("doctor__seen__agrees")
        seen = Message("doctor__seen__and", one=seen, other=agrees)
    return DoctorLine("clock", health, seen)


def _believed(config: KioskConfig) -> tuple[Certainty, float]:
    """Return what the kiosk makes of the clock, and by how much it is wrong."""
    try:
        store = look_at_store(config)
    except (OSError, StoreError):
        # The kiosk has not begun yet, or the journal's line says why it cannot.
        return by_itself(datetime.now(UTC)), 0.0
    try:
        time = Timekeeper(store, SystemClock(config.machine.zone))
        return time.certainty, time.off_by
    finally:
        store.close()


def disk_line(config: KioskConfig) -> DoctorLine:
    folder = config.state.absolute()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free // (1024 * 1024)
    if free < config.storage.low_water_mb:
        little = Message("doctor__seen__little_room", free=free)
        return DoctorLine("disk", PartHealth.BAD, little, Fault.STORE_FULL)
    room = Message("doctor__seen__room", free=free, folder=str(folder))
    return DoctorLine("disk", PartHealth.OK, room)


def journal_line(config: KioskConfig) -> DoctorLine:
    try:
        if not (config.state / "kiosk.sqlite").exists():
            not_yet = Message("doctor__seen__not_begun")
            return DoctorLine("journal", PartHealth.UNKNOWN, not_yet)
        store = look_at_store(config)
    except PermissionError:
        path = config.state / "kiosk.sqlite"
        unread = Message("doctor__seen__unreadable", path=str(path))
        reason = denied(path) or unread
        return DoctorLine("journal", PartHealth.BAD, reason, Fault.STORE_DENIED)
    except StoreError as error:
        return _journal_fault(error)
    try:
        return _journal_inside(config, store)
    except (KioskError, StoreError) as error:
        return _journal_fault(error)
    finally:
        store.close()


def _journal_fault(error: KioskError | StoreError) -> DoctorLine:
    told = error.told if isinstance(error, Told) else None
    seen = told or Message("doctor__seen__unusable")
    return DoctorLine("journal", PartHealth.BAD, seen, error.fault)


def _journal_inside(config: KioskConfig, store: Store) -> DoctorLine:
    journal = look_at_journal(config, store)
    report, numbers = journal.verify(), journal.numbers()
    twin = Outbox(journal).is_twin()
    seen = Message(
        "doctor__seen__events", events=numbers.last_seq, waiting=numbers.waiting
    )
    if not report.ok:
        return DoctorLine("journal", PartHealth.BAD, report.message, Fault.STORE_BROKEN)
    if twin:
        return DoctorLine("journal", PartHealth.BAD, seen, Fault.CENTER_TWIN)
    return DoctorLine("journal", PartHealth.OK, seen)
