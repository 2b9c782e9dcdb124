"""Reporting a loss without the card: who, what it stops, confirm, lodge, the paper.

It says "accepted" only when the center has said so, and "not effective" until then.
"""

import asyncio

from kiosk.acts import (
    ActAnswer,
    ActId,
    ActState,
    ByNumber,
    Lodged,
    LossKind,
    Reason,
    Who,
)
from kiosk.faults import Fault, KioskError
from kiosk.session.errand import Doing, has_card
from kiosk.session.flows.acts import PATIENCE, refuse, settle
from kiosk.session.flows.help import choose, read
from kiosk.session.flows.identify import identify, ways
from kiosk.session.flows.paper import can_print, print_and_tell
from kiosk.session.loss_pages import confirm_page, done_page, loss_lines, waiting_page
from kiosk.session.pages import Act, ListItem, LossImpossiblePage, Press
from kiosk.session.parts import Parts
from kiosk.session.reading import loss_page
from kiosk.session.receipts.acts import loss_receipt, waiting_receipt
from kiosk.store import StoreError

_KINDS = {Act.LOSS: LossKind.TEMPORARY, Act.FORMAL_LOSS: LossKind.FORMAL}
LOOK_EVERY = 1.0
"""Seconds between two looks whether a waiting report was answered meanwhile."""


class _Shut(Exception):
    """This number was mistyped so often that it has to wait; names nobody."""

    def __init__(self, wait: float) -> None:
        super().__init__("shut")
        self.wait = wait


def takes_reports(parts: Parts) -> bool:
    """Tell whether the region lets a kiosk take reports, and this one can."""
    return parts.region.loss.kiosk is True and bool(ways(parts))


async def report_loss(doing: Doing) -> None:
    """Take a loss report, or say how one is made where this kiosk takes none."""
    parts = doing.parts
    if not takes_reports(parts):
        await read(doing, loss_page(parts.region))
        return
    if not parts.acts.can_seal and parts.uploader.online is False:
        await _impossible(doing, Fault.CENTER_UNREACHABLE)
        return
    act = await _which(doing)
    while act is not None and await _try(doing, act):
        pass


async def _which(doing: Doing) -> Act | None:
    """Return which report it is to be, where the region lets a kiosk do both."""
    if not doing.parts.region.allows("formal_loss"):
        return Act.LOSS
    items = (ListItem(Act.LOSS), ListItem(Act.FORMAL_LOSS))
    chosen = await choose(doing, "loss", items)
    return Act(chosen) if chosen else None


async def _try(doing: Doing, act: Act) -> bool:
    """Go through it once; True when the person wants to begin anew."""
    parts, desk = doing.parts, doing.parts.desk
    desk.gives_way = not has_card(doing)
    told = await identify(doing, act)
    if told is None:
        return False
    holder, who = told.holder, told.who
    online = parts.uploader.online is not False
    page = confirm_page(parts.region, parts.clock.now(), act, holder, online)
    if await desk.ask(page) is not Press.OK:
        return True
    # From here on a card in the slot has to wait: this is not dropped half done.
    desk.gives_way = False
    try:
        lodged = await _lodge(doing, _KINDS[act], who)
    except _Shut as shut:
        return await refuse(doing, act, Reason.LOCKED, shut.wait)
    except (KioskError, StoreError) as error:
        doing.note("loss.impossible", fault=str(error.fault))
        await _impossible(doing, error.fault)
        return False
    del told, who  # sealed or refused: nobody needs the PIN any more
    return await _tell(doing, act, lodged, holder)


async def _lodge(doing: Doing, kind: LossKind, who: Who) -> Lodged:
    """Seal and send it; whoever mistypes too often has to wait.

    :raises _Shut: when this number has to wait.
    """
    parts, now = doing.parts, doing.parts.clock.monotonic()
    if isinstance(who, ByNumber):
        wait = parts.numbers.seconds_left(who.number, now)
        if wait > 0:
            raise _Shut(wait)
    work = parts.acts.report_loss(kind, who)
    lodged = await parts.desk.during(work, "busy__loss", PATIENCE, can_give_up=False)
    if isinstance(who, ByNumber) and lodged.answer is not None:
        _count(doing, who.number, lodged.answer.reason)
    return lodged


def _count(doing: Doing, number: str, reason: Reason | None) -> None:
    """Count a miss, or forget those of a number that was right."""
    doors, now = doing.parts.numbers, doing.parts.clock.monotonic()
    if reason is Reason.NOT_RECOGNISED:
        doors.missed(number, now)
        if doors.staff_needed(now):
            doing.note("loss.many_misses")
    elif reason is not Reason.LOCKED:
        doors.opened(number)


async def _impossible(doing: Doing, fault: Fault) -> None:
    """Say that nothing was kept and nothing will be sent."""
    lines = doing.parts.region.hotlines
    page = LossImpossiblePage(fault, loss_lines(doing.parts.region), lines.hours)
    await doing.parts.desk.ask(page, doing.parts.config.times.idle_reading)


async def _tell(doing: Doing, act: Act, lodged: Lodged, holder: str) -> bool:
    """Say what became of it; True when the person tries once more."""
    answer = lodged.answer
    if answer is None:
        answer = await _wait(doing, act, lodged.act, holder)
    if answer.state is ActState.REFUSED:
        reason = answer.reason or Reason.INVALID
        return await refuse(doing, act, reason, answer.retry_after)
    await _done(doing, act, answer, holder)
    return False


async def _wait(doing: Doing, act: Act, of: ActId, holder: str) -> ActAnswer:
    """Say that nothing is effective yet; return the answer if it comes meanwhile."""
    parts, asked = doing.parts, doing.parts.clock.now()

    async def settled() -> ActAnswer:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            lodged = parts.acts.lodged(of)
            if lodged is not None and lodged.answer is not None:
                return lodged.answer

    while True:
        page = waiting_page(parts.region, asked, act, holder, of, can_print(doing))
        press, answer = await parts.desk.either(
            page, settled, parts.config.times.idle_reading
        )
        if answer is not None:
            return answer
        if press is Press.PRINT:
            await print_and_tell(doing, waiting_receipt(doing, page, of))


async def _done(doing: Doing, act: Act, answer: ActAnswer, holder: str) -> None:
    """Show the report that holds, until it is taken back or the person goes."""
    parts = doing.parts
    while True:
        now = parts.clock.now()
        page = done_page(parts.region, now, act, holder, answer, can_print(doing))
        press = await parts.desk.ask(page, parts.config.times.idle_reading)
        if press is Press.PRINT:
            paper = loss_receipt(doing, page, answer.act)
            await print_and_tell(doing, paper)
        elif press is Press.UNDO and await _take_back(doing, answer.act):
            return


async def _take_back(doing: Doing, of: ActId) -> bool:
    """Take a report back; False when the person changed their mind.

    Who one is was dropped with the report, so it is asked for again.
    """
    while (told := await identify(doing, Act.UNDO)) is not None:
        work = doing.parts.acts.undo(of, told.who)
        del told
        if not await settle(doing, Act.UNDO, work):
            return True
    return False
