"""A locked card: where it is unlocked, or a new PIN here where the region allows it.

Who the person is was made sure at the center, which lends its keys only then.
"""

import asyncio

from kiosk.acts import NewPin
from kiosk.devices.card.apdu import CommandError
from kiosk.devices.card.keys import KeyProvider, KeyRefused
from kiosk.faults import DeviceError, Fault
from kiosk.region import dates_of
from kiosk.secret import Pin
from kiosk.session.ends import Cancelled, FlowEnded
from kiosk.session.flows.pin_steps import ask_new_pin, tell_changed, verify
from kiosk.session.keys import CenterKeys, reload_pin
from kiosk.session.pages import GuidePage, PinChangedPage, UnlockPage
from kiosk.session.visit import Visit


async def locked_card(visit: Visit) -> Pin:
    """Return the new PIN, which the card has accepted; else say where to go.

    :raises Cancelled: when the card stays locked; there is nothing more to do here.
    """
    visit.note("pin.locked")
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


async def _unlock_here(visit: Visit, provider: KeyProvider) -> Pin | None:
    """Set a new PIN with the issuer's keys; None when that is not to be."""
    rules = visit.parts.region.pin
    await visit.parts.desk.ask(
        UnlockPage(rules.unlock_where, rules.unlock_needs, visit.parts.hotline),
        visit.parts.config.times.idle_reading,
    )
    new = await ask_new_pin(visit, None)
    if new is None:
        return None
    visit.note("pin.unlock_begin")
    try:
        await visit.parts.desk.during(
            reload_pin(visit, provider, new), "busy__changing_pin"
        )
    except (KeyRefused, CommandError) as error:
        visit.note("pin.unlock_refused", fault=str(error.fault), reason=str(error))
        return None
    except (FlowEnded, DeviceError, asyncio.CancelledError):
        visit.note("pin.unlock_unknown")
        raise
    page = PinChangedPage(unlocked=True)
    await tell_changed(visit, "pin.unlocked", page, NewPin(new))
    await verify(visit, new)
    return new


async def _tell_where(visit: Visit) -> None:
    rules = visit.parts.region.pin
    await visit.parts.desk.ask(
        GuidePage(
            Fault.CARD_LOCKED,
            rules.unlock_where,
            rules.unlock_needs,
            visit.parts.hotline,
            dates_of(rules.as_of),
        ),
        visit.parts.config.times.idle_reading,
    )
