"""A locked card: where it is unlocked, or a new PIN here where the region allows it.

Who the person is was made sure at the center, which lends its keys only then.
"""

import asyncio

from kiosk.devices.card.keys.key_provider import KeyProvider, KeyRefused
from kiosk.devices.card.protocol.apdu import CommandError
from kiosk.domain.applications import NewPin
from kiosk.domain.faults import DeviceError, Fault
from kiosk.domain.secret import Pin
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.dialog.center_keys import CenterKeys, reload_pin
from kiosk.session.dialog.ends import Cancelled, FlowEnded
from kiosk.session.pages.everywhere import GuidePage
from kiosk.session.pages.rule_dates import dates_of
from kiosk.session.pin.pages import PinChangedPage, UnlockPage
from kiosk.session.pin.pin_steps import ask_new_pin, tell_changed, verify
from kiosk.sync.wire.events.pin_events import (
    PinIsLocked,
    PinUnlockBegun,
    PinUnlocked,
    PinUnlockRefused,
    PinUnlockUnknown,
)


async def locked_card(visit: CardSession) -> Pin:
    """Return the new PIN, which the card has accepted; else say where to go.

    :raises Cancelled: when the card stays locked; there is nothing more to do here.
    """
    visit.parts.note(PinIsLocked(visit.id))
    # Where the reader has a keypad of its own, no PIN is typed on the screen.
    allowed = visit.parts.region.pin.unlock_on_kiosk and not visit.parts.slot.pinpad
    # Never by a PSAM alone: it cannot know who holds the card, and the center can.
    if allowed and visit.parts.config.keys.center:
        provider = CenterKeys(visit)
        pin = await _unlock_here(visit, provider)
        if pin is not None:
            return pin
    await _tell_where(visit)
    raise Cancelled


async def _unlock_here(visit: CardSession, provider: KeyProvider) -> Pin | None:
    """Set a new PIN with the issuer's keys; None when that is not to be."""
    rules = visit.parts.region.pin
    await visit.parts.dialog.ask(
        UnlockPage(rules.unlock_where, rules.unlock_needs, visit.parts.hotline),
        visit.parts.config.times.idle_reading,
    )
    new = await ask_new_pin(visit, None)
    if new is None:
        return None
    visit.parts.note(PinUnlockBegun(visit.id))
    try:
        await visit.parts.dialog.during(
            reload_pin(visit, provider, new), "busy__changing_pin"
        )
    except (KeyRefused, CommandError) as error:
        visit.parts.note(
            PinUnlockRefused(visit.id, fault=error.fault, reason=str(error))
        )
        return None
    except (FlowEnded, DeviceError, asyncio.CancelledError):
        visit.parts.note(PinUnlockUnknown(visit.id))
        raise
    page = PinChangedPage(unlocked=True)
    await tell_changed(visit, PinUnlocked(visit.id), page, NewPin(new))
    await verify(visit, new)
    return new


async def _tell_where(visit: CardSession) -> None:
    rules = visit.parts.region.pin
    await visit.parts.dialog.ask(
        GuidePage(
            Fault.CARD_LOCKED,
            rules.unlock_where,
            rules.unlock_needs,
            visit.parts.hotline,
            dates_of(rules.as_of),
        ),
        visit.parts.config.times.idle_reading,
    )
