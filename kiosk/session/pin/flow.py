"""Proving the PIN; the card's own counter decides and nothing else.

Tries are said before the first one; the last is spent only after a confirmation.
"""

from kiosk.devices.card.protocol.pin_coding import PinLocked, PinNotEncodable, WrongPin
from kiosk.devices.card.protocol.pinpad import PinpadRefused
from kiosk.domain.secret import Pin
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.guides.build import procedure_page
from kiosk.session.guides.flow import read
from kiosk.session.pages.page import PinEntered
from kiosk.session.pin.pages import PinPage
from kiosk.session.pin.pin_steps import (
    confirm_last_try,
    may_be_last,
    tries_after,
    tries_left,
    verify,
)
from kiosk.session.pin.pinpad_flow import verify_on_pinpad
from kiosk.session.pin.unblock_flow import locked_card
from kiosk.sync.wire.events.pin_events import PinOk, PinWrong


async def prove_pin(visit: CardSession) -> Pin | None:
    """Return when the card accepted the PIN, with what was typed on the screen.

    None stands for a PIN that was typed on the reader's keypad.

    :raises Cancelled: when the person gives up, or the card is
        locked and the person was told where to go.
    """
    remaining = visit.pin.attempts_remaining
    wrong = not_digits = False
    misses = 0
    if visit.pin.locked:
        return await _unlocked(visit)
    while True:
        if may_be_last(visit, remaining, misses) and not not_digits:
            await confirm_last_try(visit)
        try:
            typed = await _enter_pin(visit, remaining, wrong, not_digits)
        except PinpadRefused:
            # The screen's keypad takes over; the card says what the attempt cost.
            remaining = await tries_left(visit)
        except PinNotEncodable:
            not_digits, wrong = True, False
        except WrongPin as miss:
            misses, wrong, not_digits = misses + 1, True, False
            remaining = await tries_after(visit, miss)
            visit.parts.note(PinWrong(visit.id, remaining))
        except PinLocked as locked:
            if locked.by_this_try:
                visit.parts.note(PinWrong(visit.id, 0))
            return await _unlocked(visit)
        else:
            visit.parts.note(PinOk(visit.id))
            return typed


async def _unlocked(visit: CardSession) -> Pin:
    """Go on with a card that got a new PIN here; else the visit ends."""
    pin = await locked_card(visit)
    visit.parts.note(PinOk(visit.id))
    return pin


async def _enter_pin(
    visit: CardSession, remaining: int | None, wrong: bool, not_digits: bool
) -> Pin | None:
    """Let the card judge a PIN, typed on the reader's keypad where it has one."""
    if visit.parts.slot.pinpad:
        await verify_on_pinpad(visit, remaining, wrong)
        return None
    typed = await _ask_pin(visit, remaining, wrong, not_digits)
    await verify(visit, typed)
    return typed


async def _ask_pin(
    visit: CardSession, remaining: int | None, wrong: bool, not_digits: bool
) -> Pin:
    rules = visit.parts.region.pin
    page = PinPage(rules.kind, rules.length, remaining, wrong, not_digits)
    while True:
        answer = await visit.parts.dialog.ask(page, visit.parts.config.times.idle_pin)
        if isinstance(answer, PinEntered):
            return answer.pin
        # Who forgot it must not have to spend the tries to hear where it is reset.
        await read(visit, procedure_page(visit.parts.region, "pin_reset"))
