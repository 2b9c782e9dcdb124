"""The default flow: when nothing else runs, it runs.

It shows whether somebody can be served, and hands over to a visit or a technician.
"""

import logging
import traceback

from kiosk.devices.card.port import SLOT_FAULTS, SlotState
from kiosk.devices.printer.port import Link
from kiosk.faults import Fault, KioskError
from kiosk.session.desk import FlowEnded
from kiosk.session.flows.card_visit import card_visit
from kiosk.session.flows.maintenance import maintenance
from kiosk.session.flows.take_card import until_card_taken
from kiosk.session.pages import (
    AttractPage,
    OutOfServicePage,
    Page,
    Press,
    StartingPage,
    TroublePage,
)
from kiosk.session.parts import Parts
from kiosk.store import StoreError

log = logging.getLogger(__name__)


async def serve_people(parts: Parts) -> None:
    """Serve one person after the other, for ever."""
    while True:
        try:
            await _one(parts)
        except FlowEnded as end:
            log.info("flow ended: %s", end.reason)
        except Exception as error:
            await _survive(parts, error)


async def _one(parts: Parts) -> None:
    """Wait for a card or a technician, and serve them."""
    desk = parts.desk
    press = await _wait(parts)
    insertion = desk.slot.insertion
    if press is Press.MAINTENANCE:
        await maintenance(parts)
    elif insertion in desk.served:
        await _take_back(parts, insertion)
    else:
        # Numbers only grow, so a few are memory enough for two slots.
        desk.served = {n for n in desk.served if n > insertion - 8} | {insertion}
        await card_visit(parts, insertion)
        # Nothing private stays on the screen when another card waits already.
        desk.show(attract_page(parts))


async def _take_back(parts: Parts, insertion: int) -> None:
    """Ask for a card whose visit has ended; it is not served a second time.

    A reader that hung and came back, or a mistake in the program, leaves one behind.
    """
    parts.desk.insertion = insertion
    try:
        await until_card_taken(parts, "trouble")
    finally:
        parts.desk.insertion = None


async def _wait(parts: Parts) -> Press | None:
    """Show the idle page, kept true, until a card (None) or a technician comes."""
    desk = parts.desk
    while True:
        since = desk.news_count
        page = idle_page(parts)
        if page is None:
            return None
        if page != desk.page:
            desk.show(page)
        answer = await desk.answer_or_news(since)
        if answer is Press.MAINTENANCE:
            return answer
        if answer is not None:
            desk.show(page)


def idle_page(parts: Parts) -> Page | None:
    """Return what to show while nobody is served; None when a card waits."""
    place = parts.config.machine.place or parts.region.region.name
    fault = service_fault(parts)
    if fault is not None:
        return OutOfServicePage(fault, place, parts.hotline)
    if parts.desk.slot.state is SlotState.STARTING:
        return StartingPage()
    if parts.desk.slot.state is SlotState.CARD:
        return None
    return attract_page(parts)


def attract_page(parts: Parts) -> AttractPage:
    """Return the page that invites the next person."""
    return AttractPage(
        place=parts.config.machine.place or parts.region.region.name,
        region=parts.region.region.name,
        hotline=parts.hotline,
        loss_hotlines=parts.region.hotlines.loss,
        printer_fault=_printer_fault(parts),
        online=parts.uploader.online,
    )


def _printer_fault(parts: Parts) -> Fault | None:
    """Return what is known to be wrong with the printer; a first look is no fault."""
    status = parts.printer.status
    return None if status.link is Link.UNKNOWN else status.fault


def service_fault(parts: Parts) -> Fault | None:
    """Return what keeps every visit from starting, None when nothing does."""
    fault = SLOT_FAULTS.get(parts.desk.slot.state)
    if fault is None and _disk_is_full(parts):
        fault = Fault.STORE_FULL
    return fault


def _disk_is_full(parts: Parts) -> bool:
    low_water = parts.config.storage.low_water_mb * 1024 * 1024
    return parts.store.free_bytes() < low_water


async def _survive(parts: Parts, error: Exception) -> None:
    """Tell about a mistake in the program and go on with the next person.

    The exception's own text may hold what a card said, so only its type and the
    places in the code are logged.
    """
    places = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{p.filename}:{p.lineno} {p.name}" for p in reversed(places))
    fault = Fault.INTERNAL
    if isinstance(error, KioskError | StoreError):
        fault = error.fault
    log.error("flow failed: %s %s at %s", fault, type(error).__name__, where)
    parts.desk.insertion = None
    await parts.desk.inform(TroublePage(fault, parts.hotline))
