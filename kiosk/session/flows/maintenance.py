"""The technician's errand: through the door, look at every part, try the printer.

The password check is slow on purpose, so it runs beside the loop.
"""

import asyncio
import contextlib
import logging

from kiosk.devices.card.port import SlotState
from kiosk.devices.printer.port import Link, Paper
from kiosk.session.pages import (
    Health,
    MaintenanceLoginPage,
    MaintenancePage,
    PartRow,
    PasswordEntered,
    Press,
)
from kiosk.session.parts import Parts
from kiosk.session.passwords import password_matches
from kiosk.session.receipts import diagnostic_receipt
from kiosk.store import StoreError
from kiosk.sync.clock import wall_us

log = logging.getLogger(__name__)


async def maintenance(parts: Parts) -> None:
    """Let a technician in and show the machine until they leave."""
    await _enter(parts)
    _note(parts, "maintenance.entered")
    printed: bool | None = None
    try:
        while True:
            page = machine_page(parts, printed)
            answer = await parts.desk.ask(page, parts.config.maintenance.idle)
            if answer is Press.TEST_PRINT:
                receipt = diagnostic_receipt(parts)
                result = await parts.desk.during(
                    asyncio.shield(asyncio.ensure_future(parts.printer.print(receipt))),
                    "busy__printing",
                )
                printed = result.printed
            elif answer is not Press.REFRESH:
                return
    finally:
        _note(parts, "maintenance.left")


async def _enter(parts: Parts) -> None:
    """Ask for the password until it is right.

    :raises FlowEnded: when the person cancels or goes away.
    """
    hashed = parts.config.maintenance.password_hash
    wrong = False
    while True:
        wait = parts.door.seconds_left(parts.clock.monotonic())
        answer = await parts.desk.ask(
            MaintenanceLoginPage(wrong, round(wait), shut=not hashed)
        )
        if not isinstance(answer, PasswordEntered) or not hashed or wait > 0:
            wrong = False
            continue
        right = await asyncio.to_thread(password_matches, answer.pin, hashed)
        if right:
            with contextlib.suppress(StoreError):
                parts.door.opened()
            return
        with contextlib.suppress(StoreError):
            parts.door.missed(parts.clock.monotonic())
        _note(parts, "maintenance.refused")
        wrong = True


def _note(parts: Parts, kind: str) -> None:
    """Journal what a technician does; a full disk must not keep them out."""
    try:
        parts.note(kind)
    except StoreError:
        log.error("%s could not be journaled", kind)


def machine_page(parts: Parts, printed: bool | None = None) -> MaintenancePage:
    """Return every part's state with its age, the journal and the versions."""
    numbers = parts.journal.numbers()
    return MaintenancePage(
        machine=parts.config.machine.id,
        parts=(
            _reader(parts),
            _printer(parts),
            _center(parts),
            _disk(parts),
            _loss_reports(parts),
        ),
        journal=(
            ("epoch", str(numbers.epoch)),
            ("last", str(numbers.last_seq)),
            ("waiting", str(numbers.waiting)),
            ("rejected", str(numbers.rejected)),
        ),
        versions=parts.versions,
        now=parts.clock.now(),
        printed=printed,
    )


def _reader(parts: Parts) -> PartRow:
    """Return the card slots; one of two that cannot serve is a warning.

    So is a card that was left in: somebody of the hall is needed.
    """
    slot = parts.desk.slot
    if parts.desk.staff_needed:
        return PartRow("reader", Health.WARNING, "card_left_in_slot", 0)
    able = (SlotState.EMPTY, SlotState.CARD)
    health = Health.OK if slot.state in able else Health.BAD
    if slot.state is SlotState.STARTING:
        health = Health.UNKNOWN
    elif health is Health.OK and slot.other not in (None, *able):
        health = Health.WARNING
    state = f"{slot.state} / {slot.other}" if slot.other else str(slot.state)
    return PartRow("reader", health, state, 0)


def _printer(parts: Parts) -> PartRow:
    status = parts.printer.status
    health = Health.BAD if status.fault else Health.OK
    if status.link is Link.UNKNOWN:
        health = Health.UNKNOWN
    elif health is Health.OK and status.paper is Paper.NEAR_END:
        health = Health.WARNING
    age = round(parts.clock.monotonic() - status.heard_at) if status.heard_at else None
    state = f"{status.link} / {status.paper} / {status.cover}"
    return PartRow("printer", health, state, age, status.fault)


def _center(parts: Parts) -> PartRow:
    online, heard = parts.uploader.online, parts.uploader.last_success
    age = None if heard is None else round(parts.clock.monotonic() - heard)
    if online is None:
        return PartRow("center", Health.UNKNOWN, "unknown", age)
    health = Health.OK if online else Health.WARNING
    return PartRow("center", health, "online" if online else "offline", age)


def _disk(parts: Parts) -> PartRow:
    free = parts.store.free_bytes() // (1024 * 1024)
    enough = free >= parts.config.storage.low_water_mb
    return PartRow("disk", Health.OK if enough else Health.BAD, f"{free} MiB", 0)


def _loss_reports(parts: Parts) -> PartRow:
    """Return what waits for the center: each is a card that nothing protects yet."""
    numbers = parts.acts.numbers()
    if not numbers.waiting:
        return PartRow("loss_reports", Health.OK, "0", 0)
    assert numbers.oldest_us is not None
    age = max(0, (wall_us(parts.clock) - numbers.oldest_us) // 1_000_000)
    return PartRow("loss_reports", Health.WARNING, str(numbers.waiting), age)
