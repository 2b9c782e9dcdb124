"""What a technician runs at a shell: journal, settings, enrolment.

Each function prints plain lines and returns the exit status.
"""

import sys
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

from kiosk.devices.printer.printer_profile import load_printer_profile
from kiosk.domain.message import Message
from kiosk.domain.notation import second
from kiosk.machine.running_kiosk import look_at_journal, look_at_store
from kiosk.machine.shell.columns import padded
from kiosk.machine.shell.options import print_mistakes
from kiosk.machine.start_check import machine_mistakes
from kiosk.settings.config import KioskConfig
from kiosk.settings.loading import settings_without_effect
from kiosk.settings.regions import load_region
from kiosk.settings.state.ownership import must_be_ours
from kiosk.settings.texts import Texts
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.identity.enrolment import enrol
from kiosk.sync.identity.key_file import KeyFile
from kiosk.sync.journal.journal_check import VerifyReport, verify_blocks
from kiosk.sync.journal.journal_pages import length
from kiosk.sync.upload.outbox import Outbox
from kiosk.sync.wire.events.event_words import event_said, moment_of

SHOWN_EVERY = 2000
STOPPED = 130
"""What a shell says of a command that was stopped from the keyboard."""


def list_journal(config: KioskConfig, last: int, texts: Texts) -> int:
    """Print the newest events: position, time, upload, kind, and what happened."""
    zone = ZoneInfo(config.machine.zone)
    with closing(look_at_store(config)) as store:
        journal = look_at_journal(config, store)
        for entry in journal.entries(last):
            at = journal.time.of(entry.wall_us, entry.mono_us, entry.boot_id)
            time = second(moment_of(at.at_us, zone))
            place = f"{entry.epoch}:{entry.seq}"
            state = padded(texts(f"shell__event__{entry.state}"), 8)
            said = event_said(texts, entry.kind, entry.payload)
            wrong = "" if at.known else f" ({texts('entry_time__wrong')})"
            print(f"{place} {time} {state} {entry.kind}{wrong}  {said}")
    return 0


def verify_journal(config: KioskConfig, texts: Texts) -> int:
    """Check every seal and the chain; 1 when something was changed or cut.

    On a terminal a line says how far it is. Whoever stops it learns how far it was.
    """
    checked = 0
    with closing(look_at_store(config)) as store:
        journal = look_at_journal(config, store)
        blocks, total = verify_blocks(journal), length(journal)
        try:
            while True:
                checked = next(blocks)
                if checked % SHOWN_EVERY == 0:
                    _show(texts("journal__progress", events=checked, total=total))
        except StopIteration as end:
            report: VerifyReport = end.value
        except KeyboardInterrupt:
            _show("")
            print(texts("journal__stopped", events=checked, total=total))
            return STOPPED
    _show("")
    print(texts.say(report.message))
    return 0 if report.ok else 1


def _show(words: str) -> None:
    """Write a line over the one before, where somebody sees it."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{words}", end="", file=sys.stderr, flush=True)


def list_rejected(config: KioskConfig, texts: Texts) -> int:
    """Print the events the center refused for good; 1 when there are any."""
    with closing(look_at_store(config)) as store:
        refused = Outbox(look_at_journal(config, store)).refused()
    for event in refused:
        line = f"{event.epoch}:{event.seq} {event.kind} {event.code} {event.reason}"
        # The reason was written elsewhere; a terminal must not obey it.
        print("".join(c if c.isprintable() else "?" for c in line))
    return 1 if refused else 0


def check_config(config: KioskConfig, path: Path, texts: Texts) -> int:
    """Read everything the settings name and every region's file beside them.

    Each mistake is one sentence on standard error.
    """
    if mistakes := machine_mistakes(config, path):
        print_mistakes(mistakes, texts)
        return 2
    print_mistakes(settings_without_effect(path), texts)
    region = load_region(path, config.machine.region, config.state)
    profile = load_printer_profile(path, config.printer.profile)
    fine = Message(
        "shell__settings_fine",
        path=str(path),
        machine=config.machine.id,
        mode=config.machine.mode,
        region=region.region.whole,
        printer=profile.name,
    )
    print(texts.say(fine))
    return 0


async def enrol_kiosk(config: KioskConfig, code: str, texts: Texts) -> int:
    """Show the one-time code to the center and keep the certificate."""
    must_be_ours(config.state)
    folder = config.state / "keys"
    keys = DeviceKeys.load_or_create(folder)
    await enrol(config.center.url, code, config.machine.id, keys, folder)
    done = Message("shell__enrolled", kiosk=config.machine.id, url=config.center.url)
    print(texts.say(done))
    return 0


def seal_keys(state: Path, texts: Texts) -> int:
    """Seal the keys that there are; a machine without any makes them sealed."""
    return _settled(state, texts, seal=True)


def unseal_keys(state: Path, texts: Texts) -> int:
    """Write the keys in the clear, so that the credential can go."""
    return _settled(state, texts, seal=False)


def _settled(state: Path, texts: Texts, seal: bool) -> int:
    must_be_ours(state)
    file = KeyFile(state / "keys")
    if not file.path.exists():
        print(texts.say(Message("keys__none", path=str(file.path))))
        return 0
    DeviceKeys.load(state / "keys")  # what is no keys of ours is not touched
    if seal:
        file.settle()
    else:
        file.unseal()
    form = "sealed_now" if file.sealed_with() else "plain_now"
    print(texts.say(Message(f"keys__{form}", path=str(file.path))))
    return 0
