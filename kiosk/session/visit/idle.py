"""The default flow: when nothing else runs, it runs.

It shows whether somebody can be served, and hands over to a visit, to an errand that
needs no card, or to a technician.
"""

import asyncio
import itertools
import logging
import traceback
from collections.abc import Callable

from kiosk.devices.card.card_port import SLOT_FAULTS, SlotState
from kiosk.devices.printer.printer_port import LinkState
from kiosk.domain.faults import Fault, KioskError
from kiosk.session.dialog.dialog import Dialog
from kiosk.session.dialog.ends import CardCame, FlowEnded
from kiosk.session.dialog.ports import Ports
from kiosk.session.loss.flow import takes_reports
from kiosk.session.pages.everywhere import (
    AttractPage,
    BusyPage,
    FaultPage,
    OutOfServicePage,
    StartingPage,
)
from kiosk.session.pages.page import Answer, Page, ServiceChosen, Tap
from kiosk.session.staff.flow import maintenance
from kiosk.session.staff.service.pages import ServiceBreakPage
from kiosk.session.staff.service.service_break import break_now
from kiosk.session.visit.card_visit import card_visit
from kiosk.session.visit.desk_message import message_now
from kiosk.session.visit.no_card import (
    errand_without_card,
    quiet_services,
    service_named,
)
from kiosk.session.visit.take_card import until_card_taken
from kiosk.settings.state.store_errors import StoreError

NOTICE_S = 10.0
"""How long a notice stands before the next one."""
log = logging.getLogger(__name__)


async def serve_people(parts: Ports, forget: Callable[[], None] = lambda: None) -> None:
    """Serve one person after the other, for ever.

    :param forget: called when somebody has gone and no error of theirs is held.
    """
    while True:
        try:
            await _one(parts)
        except FlowEnded as end:
            log.info("flow ended: %s", end.reason)
        except Exception as error:
            await _survive(parts, error)
        forget()


async def _one(parts: Ports) -> None:
    """Wait for a card, a wish without one or a technician, and serve them."""
    dialog = parts.dialog
    wish = await _wait(parts)
    insertion = dialog.slot.insertion
    if wish is Tap.MAINTENANCE:
        await _maintain(parts)
    elif isinstance(wish, ServiceChosen):
        goes_on = await errand_without_card(parts, wish.service)
        # Not the idle page before their own card is read: it would forget large
        # letters. Whoever ended the errand otherwise left, and the card is another's.
        dialog.show(BusyPage("busy__reading_card") if goes_on else attract_page(parts))
    elif insertion in dialog.served:
        await _take_back(parts, insertion)
    else:
        # Numbers only grow, so a few are memory enough for two slots.
        dialog.served = {n for n in dialog.served if n > insertion - 8} | {insertion}
        await card_visit(parts, insertion)
        # Nothing private stays on the screen when another card waits already.
        dialog.show(attract_page(parts))


async def _maintain(parts: Ports) -> None:
    """Let a technician in; a card that came while nobody was in yet is served."""
    left = True
    try:
        await maintenance(parts)
    except CardCame:
        left = False
        raise
    finally:
        if left:
            _serve_no_card_of(parts.dialog)


def _serve_no_card_of(dialog: Dialog) -> None:
    """Have a card that a technician leaves in the slot asked back, not served.

    Nobody knows whose it is. The other slot's number is not told, but is a smaller one.
    """
    last = dialog.slot.insertion
    dialog.served |= set(range(max(1, last - 7), last + 1))


async def _take_back(parts: Ports, insertion: int) -> None:
    """Ask for a card whose visit has ended; it is not served a second time.

    A reader that hung and came back, or a mistake in the program, leaves one behind.
    """
    parts.dialog.insertion = insertion
    try:
        await until_card_taken(parts, "trouble")
    finally:
        parts.dialog.insertion = None


async def _wait(parts: Ports) -> Answer | None:
    """Show the idle page, kept true, until a card (None) or a wish comes.

    Only the notice changes by itself, and only where there are several.
    """
    dialog = parts.dialog
    for turn in itertools.count():
        pause = NOTICE_S if len(_notices(parts)) > 1 else None
        page = idle_page(parts, turn)
        while page is not None:
            since = dialog.device_changes
            if page != dialog.page:
                dialog.show(page, same=isinstance(dialog.page, AttractPage))
            try:
                async with asyncio.timeout(pause):
                    answer = await dialog.answer_or_change(since)
            except TimeoutError:
                break
            if answer is Tap.MAINTENANCE or _is_offered(answer):
                return answer
            if answer is not None:
                dialog.show(page)
            page = idle_page(parts, turn)
        else:
            return None
    raise AssertionError("counting ended")


def _is_offered(answer: Answer | None) -> bool:
    return (
        isinstance(answer, ServiceChosen) and service_named(answer.service) is not None
    )


def idle_page(parts: Ports, turn: int = 0) -> Page | None:
    """Return what to show while nobody is served; None when a card waits.

    :param turn: which of the hall's notices it is time for.
    """
    place = parts.config.machine.place or parts.region.region.name
    if (stop := break_now(parts)) is not None:
        told = (stop.message, stop.words, stop.until)
        return ServiceBreakPage(place, parts.hotline, *told)
    fault = service_fault(parts)
    if fault is not None:
        cards_only = fault in SLOT_FAULTS.values()
        return OutOfServicePage(fault, place, parts.hotline, cards_only)
    if parts.dialog.slot.state is SlotState.STARTING:
        return StartingPage()
    if parts.dialog.slot.state is SlotState.CARD:
        return None
    return attract_page(parts, turn)


def attract_page(parts: Ports, turn: int = 0) -> AttractPage:
    """Return the page that invites the next person."""
    region, notices = parts.region, _notices(parts)
    return AttractPage(
        place=parts.config.machine.place or region.region.name,
        region=region.region.name,
        hotline=parts.hotline,
        loss_hotlines=region.hotlines.loss,
        printer_fault=_printer_fault(parts),
        online=parts.uploader.online,
        loss_here=takes_reports(parts),
        services=quiet_services(parts),
        hours=region.hotlines.consultation_hours,
        changes_pin=region.pin.change_on_kiosk,
        registers=parts.registrations is not None,
        notice=notices[turn % len(notices)] if notices else "",
        message=message_now(parts.store, parts.clock),
        dim=_is_dark_time(parts),
    )


def _notices(parts: Ports) -> tuple[str, ...]:
    """Return the texts of the desk and of the hall that hold now."""
    return parts.board.texts(parts.config.machine.notices, parts.clock.known())


def _is_dark_time(parts: Ports) -> bool:
    """Tell whether the panel is to be darker now; nobody knows it without the time."""
    panel, now = parts.config.panel, parts.clock.known()
    begin, end = panel.dim_from, panel.dim_to
    if now is None or not begin or not end:
        return False
    time = f"{now:%H:%M}"
    return begin <= time < end if begin <= end else time >= begin or time < end


def _printer_fault(parts: Ports) -> Fault | None:
    """Return what is known to be wrong with the printer; a first look is no fault."""
    status = parts.printer.status
    return None if status.link is LinkState.UNKNOWN else status.fault


def service_fault(parts: Ports) -> Fault | None:
    """Return what keeps every visit from starting, None when nothing does."""
    fault = SLOT_FAULTS.get(parts.dialog.slot.state)
    if fault is None and _disk_is_full(parts):
        fault = Fault.STORE_FULL
    if fault is None and parts.uploader.is_twin:
        fault = Fault.CENTER_TWIN
    return fault


def _disk_is_full(parts: Ports) -> bool:
    low_water = parts.config.storage.low_water_mb * 1024 * 1024
    return parts.store.free_bytes() < low_water


async def _survive(parts: Ports, error: Exception) -> None:
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
    parts.dialog.insertion = None
    await parts.dialog.inform(FaultPage(fault, parts.hotline))
