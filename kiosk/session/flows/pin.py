"""Proving the PIN; the card's own counter decides and nothing else.

Tries are said before the first one; the last is spent only after a confirmation.
"""

from kiosk.devices.card.pin import PinLocked, PinNotEncodable, WrongPin
from kiosk.devices.card.port import Transport
from kiosk.devices.card.social_card import SocialSecurityCard
from kiosk.faults import Fault
from kiosk.secret import Pin
from kiosk.session.desk import Cancelled
from kiosk.session.pages import GuidePage, LastTryPage, PinEntered, PinPage
from kiosk.session.visit import Visit


async def prove_pin(visit: Visit) -> None:
    """Return when the card accepted the PIN.

    :raises Cancelled: when the person gives up, or the card is locked and the person
        was told where to go.
    """
    remaining = visit.pin.attempts_remaining
    wrong = not_digits = False
    if visit.pin.locked:
        await _tell_locked(visit)
    while True:
        if remaining == 1 and not not_digits:
            await _confirm_last_try(visit)
        pin = await _ask_pin(visit, remaining, wrong, not_digits)
        try:
            await _verify(visit, pin)
        except PinNotEncodable:
            not_digits, wrong = True, False
        except WrongPin as miss:
            remaining, wrong, not_digits = miss.attempts_remaining, True, False
            visit.note("pin.wrong", remaining=remaining)
        except PinLocked as locked:
            if locked.by_this_try:
                visit.note("pin.wrong", remaining=0)
            await _tell_locked(visit)
        else:
            visit.note("pin.ok")
            return


async def _ask_pin(
    visit: Visit, remaining: int | None, wrong: bool, not_digits: bool
) -> Pin:
    rules = visit.parts.region.pin
    answer = await visit.parts.desk.ask(
        PinPage(rules.kind, rules.length, remaining, wrong, not_digits),
        visit.parts.config.times.idle_pin,
    )
    assert isinstance(answer, PinEntered)
    return answer.pin


async def _verify(visit: Visit, pin: Pin) -> None:
    def verify(transport: Transport) -> None:
        SocialSecurityCard(transport).verify_pin(pin)

    await visit.parts.desk.during(
        visit.parts.slot.run(visit.insertion, verify), "busy__checking_pin"
    )


async def _confirm_last_try(visit: Visit) -> None:
    await visit.parts.desk.ask(
        LastTryPage(visit.parts.region.pin.unlock_where, visit.parts.hotline)
    )


async def _tell_locked(visit: Visit) -> None:
    """Say that the card is locked and where it is unlocked, then end the visit.

    :raises Cancelled: always; there is nothing more to do here.
    """
    rules = visit.parts.region.pin
    visit.note("pin.locked")
    await visit.parts.desk.ask(
        GuidePage(
            Fault.CARD_LOCKED,
            rules.unlock_where,
            rules.unlock_needs,
            visit.parts.hotline,
            "、".join(visit.parts.region.region.as_of),
        ),
        visit.parts.config.times.idle_reading,
    )
    raise Cancelled
