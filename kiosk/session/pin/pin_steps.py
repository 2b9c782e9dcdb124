"""Steps that several PIN errands share: verify, ask for a new one, the last try.

None of them keeps a PIN longer than the errand that asked.
"""

import asyncio
from collections.abc import Awaitable

from msgspec.structs import replace

from kiosk.devices.card.holder.social_card import SocialSecurityCard
from kiosk.devices.card.protocol.pin_coding import WrongPin
from kiosk.devices.card.protocol.transport import Transport
from kiosk.domain.applications import ActAnswer, ActState, NewPin
from kiosk.domain.faults import Fault, KioskError
from kiosk.domain.secret import Pin
from kiosk.session.dialog.ask_center import with_a_session
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.pages.page import PinEntered, Tap
from kiosk.session.paper.printing import print_and_tell, promising
from kiosk.session.pin.pages import (
    CenterTold,
    ChangePinPage,
    LastTryPage,
    PinChangedPage,
    PinStep,
)
from kiosk.session.pin.pin_rules import mistake_in
from kiosk.session.pin.receipt import pin_receipt
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.wire.events.pin_events import PinChanged, PinNotTold, PinUnlocked


async def verify(visit: CardSession, pin: Pin) -> None:
    """Let the card judge a PIN.

    :raises DeviceError: what the card said, see `verify_pin`.
    """

    def work(transport: Transport) -> None:
        SocialSecurityCard(transport).verify_pin(pin)

    await visit.parts.dialog.during(
        visit.parts.slot.run(visit.insertion, work), "busy__checking_pin"
    )


async def tries_left(visit: CardSession) -> int | None:
    """Ask the card for its counter, which spends no try; None when it does not say."""
    status = await visit.parts.dialog.during(
        visit.parts.slot.run(
            visit.insertion,
            lambda transport: SocialSecurityCard(transport).pin_status(),
        ),
        "busy__reading_card",
    )
    return status.attempts_remaining


async def tries_after(visit: CardSession, miss: WrongPin) -> int | None:
    """Return what a miss leaves; a card that told no number is asked for it."""
    if miss.attempts_remaining is None:
        return await tries_left(visit)
    return miss.attempts_remaining


def may_be_last(visit: CardSession, remaining: int | None, misses: int) -> bool:
    """Tell whether the next try could lock the card.

    A card that does not tell its counter is judged by the region's limit and the
    misses seen here.
    """
    limit = visit.parts.region.pin.max_attempts
    if remaining is None:
        return limit is not None and misses >= limit - 1
    return remaining == 1


async def tell_changed(
    visit: CardSession,
    event: PinChanged | PinUnlocked,
    page: PinChangedPage,
    new: NewPin,
) -> None:
    """Say that the card has a new PIN, also when that cannot be journaled any more.

    The card has it either way; who is not told will lock it with the old one.
    """
    told = CenterTold.AWAY
    try:
        visit.parts.note(event)
        telling = asyncio.create_task(_tell_center(visit, new))
        # It goes on when the card is pulled: the card has the new PIN already.
        told = await visit.parts.dialog.during(
            asyncio.shield(telling), "busy__changing_pin"
        )
    finally:
        fresh = promising(visit, replace(page, center=told))
        while await visit.parts.dialog.inform(fresh()) is Tap.PRINT:
            await print_and_tell(visit, pin_receipt(visit, page), "accepted")


async def _tell_center(visit: CardSession, new: NewPin) -> CenterTold:
    """Tell the center the PIN by which the card can be reported lost without it.

    A center that is away, or that nobody has told the old PIN rightly, keeps the one
    it has: the journal and the page say so.
    """

    def change(token: str) -> Awaitable[ActAnswer]:
        return visit.parts.acts.change_pin(token, new)

    reason, told = "", CenterTold.AWAY
    try:
        async with asyncio.timeout(visit.parts.config.center.timeout):
            answer = await with_a_session(visit, change)
    except TimeoutError:
        reason = Fault.CENTER_TIMEOUT
    except (KioskError, StoreError) as error:
        reason = error.fault
    else:
        if answer.state is not ActState.REFUSED:
            return CenterTold.TOLD
        reason, told = answer.reason or "", CenterTold.REFUSED
    visit.parts.note(PinNotTold(visit.id, reason))
    return told


async def confirm_last_try(visit: CardSession) -> None:
    """Ask whether to spend the last try.

    :raises Cancelled: when the person keeps it.
    """
    await visit.parts.dialog.ask(
        LastTryPage(visit.parts.region.pin.unlock_where, visit.parts.hotline)
    )


async def ask_step(
    visit: CardSession, step: PinStep, remaining: int | None = None, mistake: str = ""
) -> Pin | None:
    """Show the keypad for one step; None when the person goes back."""
    rules = visit.parts.region.pin
    answer = await visit.parts.dialog.ask(
        ChangePinPage(step, rules.kind, rules.length, remaining, mistake),
        visit.parts.config.times.idle_pin,
    )
    return answer.pin if isinstance(answer, PinEntered) else None


async def ask_new_pin(
    visit: CardSession, old: Pin | None, mistake: str = ""
) -> Pin | None:
    """Ask for a new PIN twice until it is good; None when the person goes back."""
    while True:
        new = await ask_step(visit, PinStep.NEW, mistake=mistake)
        if new is None:
            return None
        found = mistake_in(new, visit.parts.region.pin, visit.holder, old)
        if found is not None:
            mistake = str(found)
            continue
        again = await ask_step(visit, PinStep.AGAIN)
        if again is None:
            return None
        if again == new:
            return new
        mistake = "differs"
