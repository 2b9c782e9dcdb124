"""Making sure that it was the card that took the PIN, and not something in front of it.

The proof that a card is there says nothing of its PIN: whoever sits between card and
reader answers VERIFY as he likes. What the card guards with its PIN he does not have.
"""

import asyncio

from kiosk.devices.card.holder.protected import Door, Reading, guarded, read_item
from kiosk.devices.card.protocol.transport import Transport
from kiosk.domain.faults import Fault, KioskError
from kiosk.session.dialog.card_session import CardSession, NotGenuine
from kiosk.sync.wire.card_item import digest_of
from kiosk.sync.wire.events.visit_events import PinProofTold
from kiosk.sync.wire.visit_wire import CardItem


async def check_closed_before(visit: CardSession) -> None:
    """Check before the PIN that the card keeps its item to itself.

    :raises NotGenuine: when it gives without a PIN what only the PIN opens.
    """
    if not _has_item(visit):
        return
    if (await _read(visit)).door is Door.OPEN:
        raise NotGenuine("It gives before the PIN what only the PIN opens.")


async def prove_taken(visit: CardSession) -> None:
    """Read what the PIN has opened, and let the center compare it.

    A center that is away compares it before it gives out the first record.

    :raises NotGenuine: when card or center say that it was not the card's own answer.
    :raises KioskError: when nobody can tell and the region shows nothing then; when
        the card fails, or is not valid any more.
    """
    digest = await take_proof(visit)
    if visit.center_fault is None:
        await _compared(visit)
    shown = visit.parts.region.card.unproved_pin
    if digest is None and visit.center_fault is not None and shown == "nothing":
        raise KioskError("Nobody can tell its PIN.", Fault.CARD_PIN_UNPROVED)


async def take_proof(visit: CardSession) -> bytes | None:
    """Read what the PIN has opened and keep it for the center; return its digest.

    :raises NotGenuine: when the card says that it was not its own answer.
    :raises KioskError: when the card fails.
    """
    digest = None
    if _has_item(visit):
        reading = await _read(visit)
        if reading.door is Door.CLOSED:
            raise NotGenuine("It took a PIN and keeps closed what the PIN opens.")
        digest = _digest(visit, reading)
    visit.item, visit.token = CardItem(_item(visit), digest), None
    return digest


async def _compared(visit: CardSession) -> None:
    try:
        async with asyncio.timeout(visit.parts.config.times.card_query):
            work = visit.token_now()
            await visit.parts.dialog.during(work, "busy__asking_center")
    except TimeoutError:
        visit.center_fault = Fault.CENTER_TIMEOUT
    except KioskError as error:
        if not error.fault.startswith("N"):
            raise
        visit.center_fault = error.fault
    visit.parts.note(
        PinProofTold(visit.id, known=visit.pin_known, fault=visit.center_fault)
    )


def _item(visit: CardSession) -> str:
    return visit.parts.region.card.pin_item


def _has_item(visit: CardSession) -> bool:
    return guarded(_item(visit), visit.issuer.generation)


def _digest(visit: CardSession, reading: Reading) -> bytes | None:
    card_id = visit.issuer.card_id
    assert card_id is not None, "a visit begins with a readable card id"
    return digest_of(card_id, _item(visit), reading.value) if reading.value else None


async def _read(visit: CardSession) -> Reading:
    item, generation = _item(visit), visit.issuer.generation

    def work(transport: Transport) -> Reading:
        return read_item(transport, item, generation, visit.parts.items)

    return await visit.parts.dialog.during(
        visit.parts.slot.run(visit.insertion, work), "busy__checking_pin"
    )
