"""What a technician runs at a shell: journal, settings, enrolment, password.

Each function prints plain lines and returns the exit status.
"""

import getpass
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from kiosk.devices.printer.printer_profile import load_printer_profile
from kiosk.domain.secret import Pin
from kiosk.machine.running_kiosk import look_at_journal, look_at_store
from kiosk.machine.start_check import flaws_of_machine
from kiosk.session.staff.passwords import password_hash
from kiosk.settings.config import KioskConfig
from kiosk.settings.regions import load_region
from kiosk.settings.state.ownership import must_be_ours
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.identity.enrolment import enrol
from kiosk.sync.upload.outbox import Outbox


def list_journal(config: KioskConfig, last: int) -> int:
    """Print the newest events: position, time, kind and whether they are uploaded."""
    store, zone = look_at_store(config), ZoneInfo(config.machine.zone)
    try:
        journal = look_at_journal(config, store)
        for entry in journal.entries(last):
            at = datetime.fromtimestamp(entry.wall_us / 1e6, zone)
            place = f"{entry.epoch}:{entry.seq}"
            print(f"{place} {at:%F %T} {entry.state:8} {entry.kind}")
    finally:
        store.close()
    return 0


def verify_journal(config: KioskConfig) -> int:
    """Check every seal and the chain; 1 when something was changed or cut."""
    store = look_at_store(config)
    try:
        report = look_at_journal(config, store).verify()
    finally:
        store.close()
    print(report.sentence)
    return 0 if report.ok else 1


def list_rejected(config: KioskConfig) -> int:
    """Print the events the center refused for good; 1 when there are any."""
    store = look_at_store(config)
    try:
        refused = Outbox(look_at_journal(config, store)).refused()
    finally:
        store.close()
    for event in refused:
        line = f"{event.epoch}:{event.seq} {event.kind} {event.code} {event.reason}"
        # The reason was written elsewhere; a terminal must not obey it.
        print("".join(c if c.isprintable() else "?" for c in line))
    return 1 if refused else 0


def check_config(config: KioskConfig, path: Path) -> int:
    """Read everything the settings name and every region's file beside them.

    Each mistake is one sentence on standard error.
    """
    if mistakes := flaws_of_machine(config, path):
        print(*(f"kiosk: {mistake}" for mistake in mistakes), sep="\n", file=sys.stderr)
        return 2
    region = load_region(path, config.machine.region)
    profile = load_printer_profile(path, config.printer.profile)
    print(
        f"{path}: ok: machine {config.machine.id} ({config.machine.mode}), region "
        f"{region.region.name}, printer {profile.name}."
    )
    return 0


async def enrol_kiosk(config: KioskConfig, code: str) -> int:
    """Show the one-time code to the center and keep the certificate."""
    must_be_ours(config.state)
    folder = config.state / "keys"
    keys = DeviceKeys.load_or_create(folder)
    await enrol(config.center.url, code, config.machine.id, keys, folder)
    print(f"{config.machine.id} is enrolled with {config.center.url}.")
    return 0


def make_password() -> int:
    """Ask twice for the technician's password and print its hash."""
    if sys.stdin.isatty():
        first = getpass.getpass("Digits (and X) for the maintenance page: ")
        again = getpass.getpass("Once more: ")
    else:
        first = again = sys.stdin.readline().strip()
    if first != again:
        print("kiosk: the two entries differ.", file=sys.stderr)
        return 2
    try:
        password = Pin(first)
    except ValueError:
        print("kiosk: the keypad has digits and X only.", file=sys.stderr)
        return 2
    if len(password) < 6:
        print("kiosk: a password needs at least 6 characters.", file=sys.stderr)
        return 2
    print(password_hash(password))
    return 0
