"""`kiosk doctor`: looks at every part once and says what to do.

It asks the parts themselves and changes nothing; unknown is an answer of its own.
"""

import asyncio
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.devices.card.card_port import SLOT_FAULTS, SlotEvent
from kiosk.devices.card.readers.dual_slot import open_slot
from kiosk.devices.printer.printer_port import LinkState, Paper, PrinterStatus
from kiosk.devices.printer.printer_profile import PrinterProfile, load_printer_profile
from kiosk.devices.printer.serial.line_owner import LineOwner
from kiosk.devices.printer.serial.poll import PollPace
from kiosk.devices.printer.typesetting.dots.glyphs import RARE_FACES
from kiosk.devices.printer.typesetting.dots.joined_scripts import can_shape
from kiosk.domain.faults import Fault
from kiosk.domain.message import Message
from kiosk.machine.shell.doctor.busy_watch import BusyWatch
from kiosk.machine.shell.doctor.doctor_center import center_lines
from kiosk.machine.shell.doctor.doctor_line import (
    DoctorLine,
    as_it_is,
    line_json,
    printed,
)
from kiosk.machine.shell.doctor.doctor_staff import staff_lines
from kiosk.machine.shell.doctor.doctor_store import clock_line, disk_line, journal_line
from kiosk.machine.shell.doctor.doctor_system import display, state_folder, touch, zone
from kiosk.screens.toolkit.geometry import Level
from kiosk.screens.toolkit.text.coverage import FALLBACK_FILE
from kiosk.screens.voice import voice_check
from kiosk.screens.voice.sound import audio_driver
from kiosk.screens.window import fit
from kiosk.session.staff.pages import PartHealth
from kiosk.settings.config import KioskConfig, PanelSettings
from kiosk.settings.texts import Texts

LONG_LOOK = 10.0
"""Seconds after which a silent printer or card service is believed to be one."""


async def doctor(
    config: KioskConfig, path: Path, texts: Texts, as_json: bool = False
) -> int:
    """Print one line a part; the exit status is 1 when any part is not ok."""
    # At the same time: three dead parts take as long as the slowest of them.
    reader, printer, center = await asyncio.gather(
        _reader(config),
        asyncio.to_thread(_printer, config, path),
        center_lines(config, path),
    )
    lines = [
        *(reader, printer, *center),
        clock_line(config),
        zone(config.machine.zone),
        state_folder(config.state),
        disk_line(config),
        journal_line(config),
        *staff_lines(config),
        fonts(),
        display(config.panel.video),
        panel_seen(config.panel),
        touch(),
        _sound(),
        _voice(config),
        *_jack(config),
    ]
    for line in lines:
        print(line_json(line, texts) if as_json else printed(line, texts))
    return 1 if any(line.health is PartHealth.BAD for line in lines) else 0


async def _reader(config: KioskConfig) -> DoctorLine:
    wanted = config.reader
    psam = config.keys.psam
    antenna = "" if wanted.contactless == psam else wanted.contactless
    slot = open_slot(wanted.name, antenna, wanted.deadline, (psam,))
    loop, looked = asyncio.get_running_loop(), asyncio.Event()

    def heard(event: SlotEvent) -> None:
        loop.call_soon_threadsafe(looked.set)

    slot.start(heard)
    with BusyWatch() as watch:
        try:
            async with asyncio.timeout(LONG_LOOK):
                await looked.wait()
        except TimeoutError:
            return _silent_service(watch)
        finally:
            await asyncio.to_thread(slot.stop)
    now = slot.now
    fault = SLOT_FAULTS.get(now.state)
    health = PartHealth.BAD if fault else PartHealth.OK
    seen = Message(f"doctor__slot__{now.state}")
    if now.reader:
        seen = as_it_is(now.reader)
    if now.other is not None:
        other = Message(f"doctor__slot__{now.other}")
        seen = Message("doctor__seen__two_slots", one=seen, other=other)
    names = {name for account in slot.accounts for name in account.listed}
    if names - {now.reader}:
        # Whoever has to name one of several, or misses one, sees what there is.
        there = tuple(sorted(names))
        seen = Message("doctor__seen__readers", seen=seen, names=there)
    return DoctorLine("reader", health, seen, fault)


def _silent_service(watch: BusyWatch) -> DoctorLine:
    """Return what a card service is that answers nothing: it runs, and hangs."""
    seen = Message("doctor__seen__no_answer")
    if watch.too_busy:
        return DoctorLine("reader", PartHealth.UNKNOWN, seen)
    return DoctorLine("reader", PartHealth.BAD, seen, Fault.READER_SERVICE)


def _printer(config: KioskConfig, path: Path) -> DoctorLine:
    if not config.printer.port:
        return DoctorLine(
            "printer", PartHealth.UNKNOWN, Message("doctor__seen__not_configured")
        )
    profile = load_printer_profile(path, config.printer.profile)
    with BusyWatch() as watch:
        status = _printer_status(config, profile)
    fault, health = status.fault, PartHealth.BAD if status.fault else PartHealth.OK
    deaf = status.link is LinkState.SILENT and watch.too_busy
    if deaf or status.link in (LinkState.UNKNOWN, LinkState.TAKEN):
        # Nothing was heard yet, or whoever has the line hears it: no fault is known.
        fault, health = None, PartHealth.UNKNOWN
    elif fault is None and status.paper is Paper.NEAR_END:
        health, fault = PartHealth.WARNING, Fault.PRINTER_PAPER_NEAR_END
    seen = Message(
        "doctor__seen__printer",
        port=config.printer.port,
        model=profile.name,
        width=profile.paper_mm,
        link=Message(f"doctor__link__{status.link}"),
        paper=Message(f"doctor__paper__{status.paper}"),
    )
    if deaf:
        seen = Message("doctor__seen__busy", seen=seen, late=f"{watch.latest:.1f}")
    line, own = profile.line, (config.printer.baud, config.printer.handshake)
    if status.link is LinkState.SILENT and own != (line.baud, line.handshake):
        factory = {"baud": line.baud, "handshake": line.handshake}
        seen = Message("doctor__seen__factory_line", seen=seen, **factory)
    # The port is filled in; what else to do depends on why nothing was heard.
    advice = "printer__taken" if status.link is LinkState.TAKEN else ""
    return DoctorLine("printer", health, seen, fault, advice)


def _printer_status(config: KioskConfig, profile: PrinterProfile) -> PrinterStatus:
    """Listen on the line until the printer is heard; silence is believed late.

    A busy machine is late itself, and so may its printer be: a line that is silent at
    first is listened to until the long look is over.
    """
    known = threading.Event()

    def heard(status: PrinterStatus) -> None:
        if status.link not in (LinkState.UNKNOWN, LinkState.SILENT):
            known.set()

    line = LineOwner(config.printer, profile, time.monotonic, PollPace(), heard)
    line.start()
    known.wait(LONG_LOOK)
    line.stop()
    return line.status


def panel_seen(panel: PanelSettings) -> DoctorLine:
    """Lay the keypad out as on the panel that the configuration describes."""
    size = as_it_is(f"{panel.width_mm:.0f} x {panel.height_mm:.0f} mm")
    levels = {level for _, level in fit.crowded(panel)}
    if not levels:
        return DoctorLine("panel", PartHealth.OK, size)
    # Whoever needs large letters gets smaller ones; without the normal size nobody
    # can confirm a PIN.
    normal = Level.NORMAL in levels
    return DoctorLine("panel", PartHealth.BAD if normal else PartHealth.WARNING, size)


def _sound() -> DoctorLine:
    with _quiet():
        driver = audio_driver()
    if driver is None:
        return DoctorLine(
            "sound", PartHealth.WARNING, Message("doctor__seen__no_sound")
        )
    return DoctorLine("sound", PartHealth.OK, as_it_is(driver))


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what a library writes to the terminal by itself out of the lines."""
    sys.stderr.flush()
    kept = os.dup(2)
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _voice(config: KioskConfig) -> DoctorLine:
    speaks, seen = voice_check.seen(config.voice)
    return DoctorLine("voice", PartHealth.OK if speaks else PartHealth.WARNING, seen)


def _jack(config: KioskConfig) -> list[DoctorLine]:
    if config.voice.headphones != "jack":
        return []
    known, seen = voice_check.jack_seen(config.voice.jack)
    return [DoctorLine("jack", PartHealth.OK if known else PartHealth.UNKNOWN, seen)]


def fonts(fallback: Path = FALLBACK_FILE) -> DoctorLine:
    """Look for the faces of rare characters and of the scripts whose letters join."""
    missing = [path for path in (fallback, *RARE_FACES) if not path.is_file()]
    if missing:
        seen = Message("doctor__seen__no_font", path=str(missing[0]))
        return DoctorLine("fonts", PartHealth.WARNING, seen)
    if not can_shape():
        seen = Message("doctor__seen__no_shaping")
        return DoctorLine("fonts", PartHealth.WARNING, seen)
    return DoctorLine("fonts", PartHealth.OK, Message("doctor__seen__fonts"))
