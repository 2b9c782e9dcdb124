"""The technician's errand: through the door, look at every part, try the printer.

The password check is slow on purpose, so it runs beside the loop.
"""

import asyncio
import contextlib
import logging

from kiosk.devices.printer.printer_port import JobState, PrintResult
from kiosk.session.dialog.ports import Ports
from kiosk.session.pages.page import PasswordEntered, Tap
from kiosk.session.paper.roll_watch import forget_roll
from kiosk.session.paper.unseen import staff_has_seen
from kiosk.session.staff.build import machine_page
from kiosk.session.staff.pages import MaintenanceLoginPage, TestPrint
from kiosk.session.staff.passwords import password_matches
from kiosk.session.staff.receipt import diagnostic_receipt
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.wire.events.journal_event import JournalEvent
from kiosk.sync.wire.events.machine_events import (
    MaintenanceEntered,
    MaintenanceLeft,
    MaintenanceRefused,
)

log = logging.getLogger(__name__)


async def maintenance(parts: Ports) -> None:
    """Let a technician in and show the machine until they leave."""
    await _enter(parts)
    _note(parts, MaintenanceEntered())
    try:
        await _look_at_machine(parts)
        with contextlib.suppress(StoreError):
            staff_has_seen(parts.store)
    finally:
        _note(parts, MaintenanceLeft())


async def _look_at_machine(parts: Ports) -> None:
    """Show the machine until the technician leaves."""
    printed: TestPrint | None = None
    new_roll = False
    while True:
        page = machine_page(parts, printed, new_roll)
        answer = await parts.dialog.ask(page, parts.config.maintenance.idle)
        # What a print said holds for the page that it called up, no longer.
        printed, new_roll = None, False
        if answer is Tap.ROLL_CHANGED:
            new_roll = _change_roll(parts)
        elif answer is Tap.TEST_PRINT:
            printed = await _test_print(parts)
        elif answer is not Tap.REFRESH:
            return


def _change_roll(parts: Ports) -> bool:
    """Begin to count a new roll; False when that could not be kept."""
    try:
        parts.printer.roll_changed()
        forget_roll(parts.store)
    except StoreError:
        log.error("the new roll could not be kept")
        return False
    return True


async def _test_print(parts: Ports) -> TestPrint:
    """Print the test page and return how that ended, never better than is known."""
    job = asyncio.ensure_future(parts.printer.print(diagnostic_receipt(parts)))
    result: PrintResult = await parts.dialog.during(
        asyncio.shield(job), "busy__printing"
    )
    ended = "sure" if result.state is JobState.CONFIRMED else "unsure"
    if not result.printed:
        ended = "failed"
    return TestPrint(parts.clock.now(), ended, result.fault)


async def _enter(parts: Ports) -> None:
    """Ask for the password until it is right.

    :raises FlowEnded: when the person cancels or goes away.
    """
    hashed = parts.config.maintenance.password_hash
    wrong = False
    while True:
        wait = parts.staff_lockout.seconds_left(parts.clock.monotonic())
        answer = await parts.dialog.ask(
            MaintenanceLoginPage(wrong, round(wait), shut=not hashed)
        )
        if not isinstance(answer, PasswordEntered) or not hashed or wait > 0:
            wrong = False
            continue
        right = await asyncio.to_thread(password_matches, answer.pin, hashed)
        if right:
            with contextlib.suppress(StoreError):
                parts.staff_lockout.opened()
            return
        with contextlib.suppress(StoreError):
            parts.staff_lockout.missed(parts.clock.monotonic())
        _note(parts, MaintenanceRefused())
        wrong = True


def _note(parts: Ports, event: JournalEvent) -> None:
    """Journal what a technician does; a full disk must not keep them out."""
    try:
        parts.note(event)
    except StoreError:
        log.error("%s could not be journaled", event.about.name)
