"""What all acts have in common: asked, answered, refused, done, or nobody knows.

How a person is known and what the act is for is each act's own matter.
"""

import math
from datetime import date
from enum import Enum, auto

from kiosk.domain.applications import ActAnswer, ActState, ContactField, Reason
from kiosk.domain.faults import Fault
from kiosk.domain.region.region import Region
from kiosk.domain.region.region_rules import Words
from kiosk.session.dialog.errand import Errand
from kiosk.session.loss.build import collecting
from kiosk.session.loss.pages import Act, ActDonePage, ActRefusedPage, ActUnknownPage
from kiosk.session.loss.receipt import done_receipt, refused_receipt
from kiosk.session.pages.page import Tap
from kiosk.session.paper.printing import can_print, print_and_tell, promising

_TRY_AGAIN = (
    *(Reason.NOT_RECOGNISED, Reason.UNREADABLE, Reason.INVALID),
    *(Reason.WRONG_CODE, Reason.CODE_EXPIRED, Reason.IN_USE),
)
"""What may have been a slip of the finger, or is repaired by asking once more."""
Changes = tuple[tuple[ContactField, str], ...]


class Outcome(Enum):
    """What an act came to, once the person has seen it."""

    DONE = auto()
    AGAIN = auto()
    """The person tries once more."""
    NOT_DONE = auto()
    """It was refused, or nobody knows."""


async def show(
    errand: Errand, act: Act, answer: ActAnswer | Fault, changes: Changes = ()
) -> Outcome:
    """Show what became of an act; a fault stands for an answer that was lost."""
    if isinstance(answer, Fault):
        page = ActUnknownPage(act, answer, errand.parts.hotline, goes_back(errand, act))
        await errand.parts.dialog.ask(page, errand.parts.config.times.idle_reading)
        return Outcome.NOT_DONE
    if answer.state is ActState.REFUSED:
        reason = answer.reason or Reason.INVALID
        again = await refuse(
            errand, act, reason, answer.retry_after, next_days=next_of(answer)
        )
        return Outcome.AGAIN if again else Outcome.NOT_DONE
    await _show_done(errand, act, answer, changes)
    return Outcome.DONE


def goes_back(errand: Errand, act: Act) -> bool:
    """Tell whether something is left to go back to when this act failed.

    With a card its services; after a vain try to take it back, the report that holds.
    """
    return errand.has_card or act is Act.UNDO


def next_of(answer: ActAnswer) -> tuple[date, date] | None:
    """Return the next days for the same thing; an answer that turns them is wrong."""
    first, last = answer.next_from, answer.next_until
    return (first, last) if first and last and first <= last else None


async def refuse(
    errand: Errand,
    act: Act,
    reason: Reason,
    retry_after: float | None = None,
    by_pin: bool = False,
    next_days: tuple[date, date] | None = None,
) -> bool:
    """Say why an act was not done; True when the person tries once more."""
    parts = errand.parts
    lines = parts.region.hotlines
    where, needs = _counter(parts.region, act)
    while True:
        page = ActRefusedPage(
            act=act,
            reason=reason,
            hotline=parts.hotline,
            hours=lines.person_hours or lines.consultation_hours,
            minutes=math.ceil((retry_after or 0) / 60),
            can_retry=reason in _TRY_AGAIN,
            can_print=can_print(errand),
            card=goes_back(errand, act),
            id_card=parts.region.loss.id_card and parts.id_reader is not None,
            by_pin=by_pin,
            next_days=next_days,
            where=where,
            needs=needs,
        )
        idle = parts.config.times.idle_reading
        answer = await parts.dialog.ask(page, idle, promising(errand, page))
        if answer is not Tap.PRINT:
            return answer is Tap.RETRY
        await print_and_tell(errand, refused_receipt(errand, page))


def _counter(region: Region, act: Act) -> tuple[Words, Words]:
    """Return where it is done instead and with what, as far as the region says it."""
    told = region.certification
    if act is Act.CERTIFY and told.where and told.needs:
        return told.where, told.needs
    return (region.unemployment.where if act is Act.SIGN_IN else ()), ()


async def _show_done(
    errand: Errand, act: Act, answer: ActAnswer, changes: Changes
) -> None:
    """Show an act that was done, until the person goes on."""
    parts = errand.parts
    at = answer.decided
    while True:
        page = ActDonePage(
            act=act,
            already=answer.state is ActState.ALREADY,
            card_state=answer.card_state,
            number=answer.number,
            card_number=answer.card_number,
            at=at.astimezone(parts.clock.now().tzinfo) if at else None,
            changes=changes,
            next_days=next_of(answer),
            terms=collecting(parts.region) if act is Act.REPLACEMENT else (),
            can_print=can_print(errand),
            card=errand.has_card,
        )
        idle = parts.config.times.idle_reading
        press = await parts.dialog.ask(page, idle, promising(errand, page))
        if press is not Tap.PRINT:
            return
        paper = done_receipt(errand, page, answer.act)
        await print_and_tell(errand, paper, "accepted", page.number)
