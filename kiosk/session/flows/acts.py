"""What all acts have in common: asked, answered, refused, done, or nobody knows.

How a person is known and what the act is for is each act's own matter.
"""

import math
from collections.abc import Awaitable

from kiosk.acts import ActAnswer, ActState, ContactField, Reason
from kiosk.faults import KioskError
from kiosk.session.errand import Doing, has_card
from kiosk.session.flows.paper import can_print, print_and_tell
from kiosk.session.pages import (
    Act,
    ActDonePage,
    ActRefusedPage,
    ActUnknownPage,
    Press,
)
from kiosk.session.receipts.acts import done_receipt, refused_receipt

PATIENCE = 15
"""Seconds that the progress page counts to; the acts' own patience ends before."""
_TRY_AGAIN = (Reason.NOT_RECOGNISED, Reason.UNREADABLE, Reason.INVALID)
"""What may have been a slip of the finger, or is repaired by asking once more."""
Changes = tuple[tuple[ContactField, str], ...]


async def settle(
    doing: Doing, act: Act, work: Awaitable[ActAnswer], changes: Changes = ()
) -> bool:
    """Wait for the answer and show it; True when the person tries once more.

    What has begun is not given up; the desk of acts asks again by itself when the
    answer is lost, and what then is not known is said to be so.
    """
    answer = await _asked(doing, act, work)
    if answer is None:
        return False
    if answer.state is ActState.REFUSED:
        reason = answer.reason or Reason.INVALID
        return await refuse(doing, act, reason, answer.retry_after)
    await _show_done(doing, act, answer, changes)
    return False


async def _asked(
    doing: Doing, act: Act, work: Awaitable[ActAnswer]
) -> ActAnswer | None:
    desk = doing.parts.desk
    try:
        return await desk.during(work, f"busy__{act}", PATIENCE, can_give_up=False)
    except KioskError as error:
        if not error.fault.startswith("N"):
            raise
        fault = error.fault
    page = ActUnknownPage(act, fault, doing.parts.hotline, has_card(doing))
    await desk.ask(page, doing.parts.config.times.idle_reading)
    return None


async def refuse(
    doing: Doing, act: Act, reason: Reason, retry_after: float | None = None
) -> bool:
    """Say why an act was not done; True when the person tries once more."""
    parts = doing.parts
    lines = parts.region.hotlines
    while True:
        page = ActRefusedPage(
            act=act,
            reason=reason,
            hotline=parts.hotline,
            hours=lines.person_hours or lines.consultation_hours,
            minutes=math.ceil((retry_after or 0) / 60),
            can_retry=reason in _TRY_AGAIN,
            can_print=can_print(doing),
            card=has_card(doing),
        )
        answer = await parts.desk.ask(page, parts.config.times.idle_reading)
        if answer is not Press.PRINT:
            return answer is Press.RETRY
        await print_and_tell(doing, refused_receipt(doing, page))


async def _show_done(
    doing: Doing, act: Act, answer: ActAnswer, changes: Changes
) -> None:
    """Show an act that was done, until the person goes on."""
    parts = doing.parts
    at = answer.decided
    while True:
        page = ActDonePage(
            act=act,
            already=answer.state is ActState.ALREADY,
            number=answer.number,
            card_number=answer.card_number,
            at=at.astimezone(parts.clock.now().tzinfo) if at else None,
            changes=changes,
            can_print=can_print(doing),
            card=has_card(doing),
        )
        press = await parts.desk.ask(page, parts.config.times.idle_reading)
        if press is not Press.PRINT:
            return
        await print_and_tell(doing, done_receipt(doing, page, answer.act))
