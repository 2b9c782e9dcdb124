"""Changing the PIN: the one the person knows, a new one twice, then the card.

The card replaces it; nothing here decides whether the old one is right.
"""

import asyncio

from kiosk.devices.card.holder.social_card import SocialSecurityCard
from kiosk.devices.card.protocol.apdu import CommandError
from kiosk.devices.card.protocol.pin_coding import PinLocked, PinNotEncodable, WrongPin
from kiosk.devices.card.protocol.transport import Transport
from kiosk.domain.applications import NewPin
from kiosk.domain.faults import DeviceError
from kiosk.domain.secret import Pin
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.dialog.ends import FlowEnded
from kiosk.session.pages.page import Tap
from kiosk.session.pin.pages import InitialPinPage, PinChangedPage, PinStep
from kiosk.session.pin.pin_rules import is_initial
from kiosk.session.pin.pin_steps import (
    ask_new_pin,
    ask_step,
    confirm_last_try,
    may_be_last,
    tell_changed,
    tries_after,
    tries_left,
    verify,
)
from kiosk.session.pin.unblock_flow import locked_card
from kiosk.sync.wire.events.pin_events import (
    PinChangeBegun,
    PinChanged,
    PinChangeRefused,
    PinChangeUnknown,
    PinWrong,
)

PIN_CHANGE = "pin_change"
"""The name of the service on the home page."""


def may_change_pin(visit: CardSession) -> bool:
    """Tell whether this kiosk offers it.

    With a reader that has its own keypad no PIN is typed on the screen, so none is
    changed here either.
    """
    return visit.parts.region.pin.change_on_kiosk and not visit.parts.slot.pinpad


async def advise_change(visit: CardSession, typed: Pin | None) -> None:
    """Advise who typed the region's initial PIN to change it, now or later.

    :param typed: the PIN that the card just accepted, where it passed through here.
    """
    rules = visit.parts.region.pin
    if typed is None or not is_initial(typed, rules, visit.holder):
        return
    can_change = may_change_pin(visit)
    page = InitialPinPage(rules.kind, can_change, rules.change_note)
    answer = await visit.parts.dialog.ask(page)
    if answer is Tap.OK and can_change:
        await change_pin(visit, typed)


async def change_pin(visit: CardSession, old: Pin | None = None) -> None:
    """Change the PIN; Back at any step leaves it as it is.

    :param old: the PIN in use, when the person has just typed it.
    :raises Cancelled: when the card got locked by wrong tries.
    """
    old = old or await _current_pin(visit)
    mistake = ""
    while old is not None:
        new = await ask_new_pin(visit, old, mistake)
        if new is None:
            return
        try:
            await _change(visit, old, new)
        except CommandError:
            visit.parts.note(PinChangeRefused(visit.id))
            mistake = "card_refused"
            continue
        changed = PinChanged(visit.id)
        await tell_changed(visit, changed, PinChangedPage(), NewPin(new, old))
        return


async def _current_pin(visit: CardSession) -> Pin | None:
    """Ask for the PIN in use until the card takes it; None when the person goes back.

    :raises Cancelled: when the card got locked by wrong tries.
    """
    remaining, mistake, misses = await tries_left(visit), "", 0
    while True:
        if may_be_last(visit, remaining, misses) and mistake != "not_digits":
            await confirm_last_try(visit)
        typed = await ask_step(visit, PinStep.CURRENT, remaining, mistake)
        if typed is None:
            return None
        try:
            await verify(visit, typed)
        except PinNotEncodable:
            mistake = "not_digits"
        except WrongPin as miss:
            misses, mistake = misses + 1, "wrong"
            remaining = await tries_after(visit, miss)
            visit.parts.note(PinWrong(visit.id, remaining))
        except PinLocked:
            visit.parts.note(PinWrong(visit.id, 0))
            await locked_card(visit)
            return None
        else:
            return typed


async def _change(visit: CardSession, old: Pin, new: Pin) -> None:
    """Let the card do it; when it goes meanwhile, nobody knows which PIN it has.

    The attempt is durable first: a full disk stops it before the card is touched.
    """

    def work(transport: Transport) -> None:
        SocialSecurityCard(transport).change_pin(old, new)

    visit.parts.note(PinChangeBegun(visit.id))
    try:
        await visit.parts.dialog.during(
            visit.parts.slot.run(visit.insertion, work), "busy__changing_pin"
        )
    except CommandError:
        raise
    except (FlowEnded, DeviceError, asyncio.CancelledError):
        visit.parts.note(PinChangeUnknown(visit.id))
        raise
