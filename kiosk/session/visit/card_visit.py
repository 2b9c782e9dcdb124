"""From the card going in to the card coming out: the errand every visit is.

Reads like the errand: look at the card, ask its state, prove the PIN, offer services.
"""

import asyncio
import logging

from kiosk.devices.card.protocol.transport import CardGone
from kiosk.domain.faults import Fault, KioskError
from kiosk.domain.records import HolderData
from kiosk.session.dialog.card_session import CardSession, NotGenuine, read_card
from kiosk.session.dialog.center_keys import open_holder, prove_with_psam
from kiosk.session.dialog.ends import CardPulled, FlowEnded
from kiosk.session.dialog.ports import Ports
from kiosk.session.enabling.flow import enabled_now
from kiosk.session.loss.release import lost_card
from kiosk.session.pages.everywhere import FaultPage
from kiosk.session.pin.change_flow import advise_change
from kiosk.session.pin.flow import prove_pin
from kiosk.session.pin.pin_proof import check_closed_before, prove_taken
from kiosk.session.visit.menu import offer_services
from kiosk.session.visit.take_card import until_card_taken
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.wire.events.visit_events import (
    CardNotGenuine,
    CardStateTold,
    SecondCardSeen,
    VisitBegun,
    VisitEnded,
    VisitFault,
)

log = logging.getLogger(__name__)


async def card_visit(parts: Ports, insertion: int) -> None:
    """Serve the card of one insertion and return when it is out of the slot."""
    parts.dialog.insertion = insertion
    reason = "finished"
    try:
        reason = await _guarded_visit(parts)
        await until_card_taken(parts, reason)
    except CardPulled:
        reason = "card_removed"
    finally:
        second = parts.dialog.second_card
        parts.dialog.insertion = None
        await parts.slot.release()
    if second:
        parts.note(SecondCardSeen())
    log.info("visit ended: %s", reason)


async def _guarded_visit(parts: Ports) -> str:
    """Run the visit and turn every way it can end into a word and a page.

    :raises CardPulled: when the card is gone, so that no page is owed to anybody.
    """
    try:
        await _visit(parts)
    except CardGone as error:
        raise CardPulled from error
    except CardPulled:
        raise
    except FlowEnded as end:
        return end.reason
    except KioskError as error:
        log.warning("visit stopped: %s %s", error.fault, type(error).__name__)
        await _tell_fault(parts, error.fault)
        return "trouble"
    except StoreError as error:
        await _tell_fault(parts, error.fault)
        return "trouble"
    return "finished"


async def _tell_fault(parts: Ports, fault: Fault) -> None:
    """Journal the fault, where that still works, and show it with its code."""
    try:
        parts.note(VisitFault(fault))
    except StoreError:
        log.error("the fault %s could not be journaled", fault)
    await parts.dialog.inform(FaultPage(fault, parts.hotline))


async def _visit(parts: Ports) -> None:
    dialog = parts.dialog
    assert dialog.insertion is not None
    look = await dialog.during(
        parts.slot.run(dialog.insertion, read_card), "busy__reading_card"
    )
    issuer = look.issuer
    visit = CardSession(
        parts, dialog.insertion, issuer, HolderData(), look.pin, look.algorithm
    )
    parts.note(
        VisitBegun(
            visit.id,
            card=issuer.card_id,
            region=issuer.region,
            generation=issuer.generation,
        )
    )
    end = VisitEnded(visit.id, reason="stopped")
    try:
        await _serve(visit)
        end = VisitEnded(visit.id, reason="finished")
    except FlowEnded as ended:
        end = VisitEnded(visit.id, reason=ended.reason)
        raise
    except CardGone:
        end = VisitEnded(visit.id, reason=CardPulled.reason)
        raise
    except KioskError as error:
        end = VisitEnded(visit.id, reason="trouble", fault=error.fault)
        if isinstance(error, NotGenuine):
            parts.note(CardNotGenuine(visit.id, card=issuer.card_id, reason=str(error)))
        raise
    finally:
        parts.note(end)


async def _serve(visit: CardSession) -> None:
    """Check the card, prove the PIN, then offer services until Finish."""
    await _learn_state(visit)
    fault = visit.state_fault
    if fault is None and visit.pin.empty:
        fault = Fault.CARD_NOT_ENABLED
    if fault is Fault.CARD_NOT_ENABLED:
        if await enabled_now(visit):
            await offer_services(visit)
        return
    if fault is not None:
        await lost_card(visit)
        return
    try:
        await _attend(visit)
        return
    except KioskError as error:
        if error.fault is not Fault.CARD_REPORTED_LOST:
            raise
    await _stopped(visit)


async def _attend(visit: CardSession) -> None:
    """Prove the PIN and offer services until the person goes."""
    await check_closed_before(visit)
    typed = await prove_pin(visit)
    await prove_taken(visit)
    visit.proved = True
    await open_holder(visit)
    await advise_change(visit, typed)
    typed = None  # not kept a moment longer than the advice needs it
    await offer_services(visit)


async def _stopped(visit: CardSession) -> None:
    """Serve a card that was reported lost in mid-visit as one that came in lost.

    :raises KioskError: when the center cannot be asked what became of the card, or
        says that it is valid after all.
    """
    if visit.state_fault is None:
        await visit.parts.dialog.during(visit.open_at_center(), "busy__asking_center")
    if visit.state_fault is not Fault.CARD_REPORTED_LOST:
        raise KioskError("The card is not valid.", Fault.CARD_REPORTED_LOST)
    await lost_card(visit)


async def _learn_state(visit: CardSession) -> None:
    """Ask the center for the card's state, but never wait long for it.

    A center that is away does not end the visit: the state stays unknown and the
    pages say so. A card that fails does end it.
    """
    limit = visit.parts.config.times.card_query
    try:
        async with asyncio.timeout(limit):
            await visit.parts.dialog.during(
                visit.open_at_center(), "busy__asking_center"
            )
    except TimeoutError:
        visit.center_fault = Fault.CENTER_TIMEOUT
    except KioskError as error:
        if not error.fault.startswith("N"):
            raise
        visit.center_fault = error.fault
    if visit.center_fault is Fault.CENTER_NO_RECORD:
        raise KioskError("The center does not know this card.", visit.center_fault)
    if visit.center_fault is not None:
        await visit.parts.dialog.during(prove_with_psam(visit), "busy__reading_card")
    visit.parts.note(
        CardStateTold(visit.id, state=visit.state, fault=visit.center_fault)
    )
