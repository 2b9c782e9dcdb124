"""`kiosk doctor`: looks at every part once and says what to do.

It asks the parts themselves and changes nothing; unknown is an answer of its own.
"""

import asyncio
import os
import shutil
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from kiosk.devices.card.card_port import SLOT_FAULTS, SlotEvent
from kiosk.devices.card.readers.dual_slot import open_slot
from kiosk.devices.printer.printer_port import LinkState, PrinterStatus
from kiosk.devices.printer.printer_profile import load_printer_profile
from kiosk.devices.printer.serial.line_owner import LineOwner
from kiosk.devices.printer.serial.poll import PollPace
from kiosk.domain.faults import Fault, KioskError
from kiosk.domain.visible_text import visible
from kiosk.machine.running_kiosk import look_at_journal, look_at_store
from kiosk.machine.shell.doctor_system import (
    DoctorLine,
    display,
    state_folder,
    time_service,
    touch,
    zone,
)
from kiosk.screens.toolkit.geometry import Level
from kiosk.screens.toolkit.text.coverage import FALLBACK_FILE
from kiosk.screens.voice import voice_check
from kiosk.screens.voice.sound import audio_driver
from kiosk.screens.window import fit
from kiosk.session.staff.build import CLOCK_OFF
from kiosk.session.staff.pages import PartHealth
from kiosk.settings.config import KioskConfig, PanelSettings
from kiosk.settings.regions import load_region
from kiosk.settings.state.ownership import denied
from kiosk.settings.state.store import Store
from kiosk.settings.state.store_errors import StoreError
from kiosk.settings.texts import Texts, load_texts
from kiosk.sync.clock.clock import Certainty, SystemClock
from kiosk.sync.clock.timekeeper import Timekeeper, by_itself
from kiosk.sync.identity.certificates import Certificates
from kiosk.sync.identity.device_keys import KEYS_FILE, DeviceKeys
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.upload.outbox import Outbox

LOOK = 3.0
"""Seconds each part gets to answer."""
CERTIFICATE_WARNING = timedelta(days=14)
"""A certificate is renewed well before; this near its end that has not worked."""


async def doctor(config: KioskConfig, path: Path) -> int:
    """Print one line a part; the exit status is 1 when any part is not ok."""
    texts = load_texts("zh-CN" if "zh" in os.environ.get("LANG", "") else "en")
    findings = [
        await _reader(config),
        await asyncio.to_thread(_printer, config, path),
        *await _center(config, path),
        _clock(config),
        zone(config.machine.zone),
        state_folder(config.state),
        _disk(config),
        _journal(config),
        fonts(),
        display(config.panel.video),
        panel_seen(config.panel),
        touch(),
        _sound(),
        _voice(config),
        *_jack(config),
    ]
    for finding in findings:
        print(_line(finding, texts))
    return 1 if any(f.health is PartHealth.BAD for f in findings) else 0


def _line(finding: DoctorLine, texts: Texts) -> str:
    words = {
        PartHealth.OK: "ok",
        PartHealth.WARNING: "warning",
        PartHealth.BAD: "not ok",
        PartHealth.UNKNOWN: "unknown",
    }
    line = f"{words[finding.health]:8} {finding.part:8} {finding.seen}"
    advice = f"doctor__{finding.part}__{finding.health}"
    if finding.fault is not None:
        line += f" [{finding.fault}]"
        advice = f"doctor__fault__{finding.fault}"
    return f"{line}: {texts(advice)}" if texts.has(advice) else line


async def _reader(config: KioskConfig) -> DoctorLine:
    wanted = config.reader
    psam = config.keys.psam
    antenna = "" if wanted.contactless == psam else wanted.contactless
    slot = open_slot(wanted.name, antenna, wanted.deadline, (psam,))
    loop, looked = asyncio.get_running_loop(), asyncio.Event()

    def heard(event: SlotEvent) -> None:
        loop.call_soon_threadsafe(looked.set)

    slot.start(heard)
    try:
        async with asyncio.timeout(LOOK):
            await looked.wait()
    except TimeoutError:
        return DoctorLine("reader", PartHealth.UNKNOWN, "no answer")
    finally:
        slot.stop()
    now = slot.now
    fault = SLOT_FAULTS.get(now.state)
    health = PartHealth.BAD if fault else PartHealth.OK
    seen = visible(now.reader) or str(now.state)
    if now.other is not None:
        seen += f", the other slot: {now.other}"
    return DoctorLine("reader", health, seen, fault)


def _printer(config: KioskConfig, path: Path) -> DoctorLine:
    if not config.printer.port:
        return DoctorLine("printer", PartHealth.UNKNOWN, "none configured")
    status = _printer_status(config, path)
    health = PartHealth.BAD if status.fault else PartHealth.OK
    seen = f"{config.printer.port} link {status.link}, paper {status.paper}"
    return DoctorLine("printer", health, seen, status.fault)


def _printer_status(config: KioskConfig, path: Path) -> PrinterStatus:
    """Listen on the line until the printer is known, or for as long as a look is."""
    known = threading.Event()

    def heard(status: PrinterStatus) -> None:
        if status.link is not LinkState.UNKNOWN:
            known.set()

    profile = load_printer_profile(path, config.printer.profile)
    line = LineOwner(config.printer, profile, time.monotonic, PollPace(), heard)
    line.start()
    known.wait(LOOK)
    line.stop()
    return line.status


async def _center(config: KioskConfig, path: Path) -> list[DoctorLine]:
    if not config.center.url:
        return [DoctorLine("center", PartHealth.UNKNOWN, "none configured")]
    url, folder = config.center.url, config.state / "keys"
    try:
        keys = DeviceKeys.load(folder)
    except KioskError as error:
        fault = error.fault
        if fault is not Fault.STORE_DENIED and not (folder / KEYS_FILE).exists():
            fault = Fault.NOT_ENROLLED
        return [DoctorLine("center", PartHealth.BAD, f"{url}: {error}", fault)]
    client = CenterClient(url, config.machine.id, keys, folder, LOOK)
    ending = ending_soon(
        Certificates(folder, keys), datetime.now(ZoneInfo(config.machine.zone))
    )
    try:
        health = await client.health()
    except KioskError as error:
        return [DoctorLine("center", PartHealth.BAD, f"{url}{ending}", error.fault)]
    finally:
        await client.close()
    worth = PartHealth.WARNING if ending else PartHealth.OK
    seen = DoctorLine("center", worth, f"{url} {health.version}{ending}")
    own = load_region(path, config.machine.region).region.id
    return [seen, region_seen(own, health.region)]


def region_seen(own: str, centers: str) -> DoctorLine:
    """Compare whose rules the pages promise by and whose the center judges by."""
    if not centers:
        return DoctorLine(
            "region", PartHealth.UNKNOWN, f"{own}, the center does not say"
        )
    if own != centers:
        return DoctorLine(
            "region", PartHealth.BAD, f"{own}, but the center's is {centers}"
        )
    return DoctorLine("region", PartHealth.OK, f"{own} here and at the center")


def ending_soon(papers: Certificates, now: datetime) -> str:
    """Say when our certificate ends, or nothing while that is far away."""
    life = papers.life()
    if life is None or life.ends - now > CERTIFICATE_WARNING:
        return ""
    word = "ends" if life.ends > now else "ended"
    return f", the certificate {word} {life.ends.astimezone(now.tzinfo):%F %R}"


def _clock(config: KioskConfig) -> DoctorLine:
    """Return whether this machine's clock is believed, and who sets it."""
    service = time_service()
    health, seen = service.health, service.seen
    certainty, off = _believed(config)
    if certainty is Certainty.UNSURE:
        seen += f", {datetime.now(UTC):%F} is not believed"
        return DoctorLine("clock", PartHealth.BAD, seen, Fault.CLOCK_UNSURE)
    if abs(off) > CLOCK_OFF:
        return DoctorLine(
            "clock", PartHealth.WARNING, f"{seen}, {off:+.0f} s off the center"
        )
    if certainty is Certainty.AGREED:
        seen += ", agrees with the center"
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


def _disk(config: KioskConfig) -> DoctorLine:
    folder = config.state
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free // (1024 * 1024)
    if free < config.storage.low_water_mb:
        return DoctorLine("disk", PartHealth.BAD, f"{free} MiB free", Fault.STORE_FULL)
    return DoctorLine("disk", PartHealth.OK, f"{free} MiB free at {folder}")


def _journal(config: KioskConfig) -> DoctorLine:
    try:
        if not (config.state / "kiosk.sqlite").exists():
            return DoctorLine("journal", PartHealth.UNKNOWN, "not begun yet")
        store = look_at_store(config)
    except PermissionError:
        reason = denied(config.state / "kiosk.sqlite") or "may not be read"
        return DoctorLine("journal", PartHealth.BAD, reason, Fault.STORE_DENIED)
    except StoreError as error:
        return DoctorLine("journal", PartHealth.BAD, str(error), error.fault)
    try:
        return _journal_inside(config, store)
    except (KioskError, StoreError) as error:
        return DoctorLine("journal", PartHealth.BAD, str(error), error.fault)
    finally:
        store.close()


def _journal_inside(config: KioskConfig, store: Store) -> DoctorLine:
    journal = look_at_journal(config, store)
    report, numbers = journal.verify(), journal.numbers()
    twin = Outbox(journal).is_twin()
    seen = f"{numbers.last_seq} events, {numbers.waiting} waiting"
    if not report.ok:
        return DoctorLine(
            "journal", PartHealth.BAD, report.sentence, Fault.STORE_BROKEN
        )
    if twin:
        return DoctorLine("journal", PartHealth.BAD, seen, Fault.CENTER_TWIN)
    return DoctorLine("journal", PartHealth.OK, seen)


def panel_seen(panel: PanelSettings) -> DoctorLine:
    """Lay the keypad out as on the panel that the configuration describes."""
    size = f"{panel.width_mm:.0f} x {panel.height_mm:.0f} mm"
    levels = {level for _, level in fit.crowded(panel)}
    if not levels:
        return DoctorLine("panel", PartHealth.OK, size)
    # Whoever needs large letters gets smaller ones; without the normal size nobody
    # can confirm a PIN.
    normal = Level.NORMAL in levels
    return DoctorLine("panel", PartHealth.BAD if normal else PartHealth.WARNING, size)


def _sound() -> DoctorLine:
    driver = audio_driver()
    if driver is None:
        return DoctorLine("sound", PartHealth.WARNING, "no audio device")
    return DoctorLine("sound", PartHealth.OK, driver)


def _voice(config: KioskConfig) -> DoctorLine:
    speaks, seen = voice_check.seen(config.voice)
    return DoctorLine("voice", PartHealth.OK if speaks else PartHealth.WARNING, seen)


def _jack(config: KioskConfig) -> list[DoctorLine]:
    if config.voice.headphones != "jack":
        return []
    known, seen = voice_check.jack_seen(config.voice.jack)
    return [DoctorLine("jack", PartHealth.OK if known else PartHealth.UNKNOWN, seen)]


def fonts(fallback: Path = FALLBACK_FILE) -> DoctorLine:
    """Look for the second face, which draws what the first one lacks."""
    if fallback.is_file():
        return DoctorLine("fonts", PartHealth.OK, "rare characters are covered")
    return DoctorLine("fonts", PartHealth.WARNING, f"{fallback} is missing")
