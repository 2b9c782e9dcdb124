"""Reporting a loss without the card: who, what it stops, confirm, lodge, the paper.

It says "accepted" only when the center has said so, and "not effective" until then.
"""

import asyncio
from contextlib import suppress
from functools import partial

from kiosk.domain.applications import (
    ActAnswer,
    ActId,
    ActState,
    Lodged,
    LossKind,
    Reason,
)
from kiosk.domain.faults import Fault
from kiosk.session.dialog.errand import Errand
from kiosk.session.dialog.ports import Ports
from kiosk.session.guides.build import loss_page
from kiosk.session.guides.flow import choose, read
from kiosk.session.guides.pages import ListItem
from kiosk.session.loss.build import confirm_page, done_page, loss_lines, waiting_page
from kiosk.session.loss.identify import identify, ways
from kiosk.session.loss.next_way import with_the_way
from kiosk.session.loss.number_tries import ask_as, count, door_of, lodge
from kiosk.session.loss.outcome import Outcome, refuse, show
from kiosk.session.loss.pages import Act, LossImpossiblePage
from kiosk.session.loss.receipt import loss_receipt, waiting_receipt
from kiosk.session.loss.replacement import apply_for_card, takes_replacements
from kiosk.session.loss.withdraw import withdraw
from kiosk.session.pages.everywhere import FaultPage
from kiosk.session.pages.page import Tap
from kiosk.session.paper.printing import can_print, print_and_tell, promising
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.applications.sure_answer import REFUSED
from kiosk.sync.wire.events.application_events import LossImpossible

_KINDS = {Act.LOSS: LossKind.TEMPORARY, Act.FORMAL_LOSS: LossKind.FORMAL}
_ONLY = "report"
"""Where there is one kind of report, it needs no name of its own."""
LOOK_EVERY = 1.0
"""Seconds between two looks whether a waiting report was answered meanwhile."""


def takes_reports(parts: Ports) -> bool:
    """Tell whether the region lets a kiosk take reports, and this one can."""
    return parts.region.loss.kiosk is True and bool(ways(parts))


async def report_loss(errand: Errand) -> None:
    """Take a loss report, or say how one is made where this kiosk takes none."""
    parts = errand.parts
    if not takes_reports(parts):
        await read(errand, loss_page(parts.region))
        return
    if parts.uploader.fault in REFUSED:
        # It would wait for ever: the center takes nothing from this machine.
        await _impossible(errand, parts.uploader.fault)
        return
    if not parts.acts.can_seal and parts.uploader.online is False:
        knows = parts.clock.known() is not None
        fault = Fault.CENTER_UNREACHABLE if knows else Fault.CLOCK_UNSURE
        await _impossible(errand, fault)
        return
    act = await _which(errand)
    if act is Act.WITHDRAW:
        await withdraw(errand)
        return
    if act is Act.REPLACEMENT:
        await apply_for_card(errand)
        return
    while act is not None and await _try(errand, act):
        pass


async def _which(errand: Errand) -> Act | None:
    """Return which report it is to be, or whether one that waits is wanted back.

    That is offered to everybody while anything waits: nobody has said who they are.
    """
    parts = errand.parts
    both, waits = parts.region.allows("formal_loss"), parts.acts.numbers().waiting > 0
    new_card = takes_replacements(parts)
    if not (both or waits or new_card):
        return Act.LOSS
    names = [Act.LOSS, Act.FORMAL_LOSS] if both else [_ONLY]
    names += [Act.REPLACEMENT] if new_card else []
    names += [Act.WITHDRAW] if waits else []
    kind = "losses" if waits else "loss"
    chosen = await choose(errand, kind, tuple(map(ListItem, names)))
    return Act.LOSS if chosen == _ONLY else Act(chosen) if chosen else None


async def _try(errand: Errand, act: Act) -> bool:
    """Go through it once; True when the person wants to begin anew."""
    parts, dialog = errand.parts, errand.parts.dialog
    dialog.gives_way = not errand.has_card
    told = await identify(errand, act)
    if told is None:
        return False
    holder = told.holder
    online = parts.uploader.online is not False
    page = confirm_page(parts.region, parts.clock.known(), act, holder, online)
    if await dialog.ask(page) is not Tap.OK:
        return True
    # From here on a card in the slot has to wait: this is not dropped half done.
    dialog.gives_way = False
    # Nothing of the person outlives this call but the name of the number's door.
    door, who = door_of(errand, told.who), told.who
    del told
    report = partial(parts.acts.report_loss, _KINDS[act])
    lodged = await lodge(errand, act, who, report)
    del who
    if lodged is Fault.STORE_UNSURE:
        await parts.dialog.inform(FaultPage(lodged, parts.hotline))
        return False
    if isinstance(lodged, Fault):
        with suppress(StoreError):
            parts.note(LossImpossible(errand.id, lodged))
        await _impossible(errand, lodged)
        return False
    return await _tell(errand, act, lodged, holder, door)


async def _impossible(errand: Errand, fault: Fault) -> None:
    """Say that nothing was kept and nothing will be sent."""
    lines = errand.parts.region.hotlines
    page = LossImpossiblePage(fault, loss_lines(errand.parts.region), lines.hours)
    await errand.parts.dialog.ask(page, errand.parts.config.times.idle_reading)


async def _tell(
    errand: Errand, act: Act, lodged: Lodged, holder: str, door: str | None
) -> bool:
    """Say what became of it; True when the person tries once more."""
    answer = lodged.answer
    if answer is None:
        answer = await _wait(errand, act, lodged.act, holder)
        if answer.reason is not Reason.NOT_RECOGNISED:
            # A miss it was counted as already, when it began to wait.
            count(errand, door, answer.reason)
    if answer.state is ActState.REFUSED:
        reason = answer.reason or Reason.INVALID
        return await refuse(errand, act, reason, answer.retry_after)
    await _done(errand, act, answer, holder)
    return False


async def _wait(errand: Errand, act: Act, of: ActId, holder: str) -> ActAnswer:
    """Say that nothing is effective yet; return the answer if it comes meanwhile."""
    parts, asked = errand.parts, errand.parts.clock.now()

    async def settled() -> ActAnswer:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            lodged = parts.acts.lodged(of)
            if lodged is not None and lodged.answer is not None:
                return lodged.answer

    while True:
        page = waiting_page(parts.region, asked, act, holder, of, can_print(errand))
        press, answer = await parts.dialog.either(
            page,
            settled,
            parts.config.times.idle_reading,
            promising(errand, page),
        )
        if answer is not None:
            return answer
        if press is Tap.PRINT:
            paper = waiting_receipt(errand, page, of)
            await print_and_tell(errand, paper, "waiting", page.reference)


async def _done(errand: Errand, act: Act, answer: ActAnswer, holder: str) -> None:
    """Show the report that holds, until it is taken back or the person goes."""
    parts = errand.parts
    while True:
        now = parts.clock.known() or answer.decided or parts.clock.now()
        now = now.astimezone(parts.clock.now().tzinfo)
        page = done_page(parts.region, now, act, holder, answer, can_print(errand))
        page = with_the_way(
            page, parts.region, parts.config.machine.coordinates(), parts.texts
        )
        idle = parts.config.times.idle_reading
        press = await parts.dialog.ask(page, idle, promising(errand, page))
        if press is Tap.PRINT:
            paper = loss_receipt(errand, page, answer.act)
            await print_and_tell(errand, paper, "accepted", page.number)
        elif press is Tap.UNDO and await _take_back(errand, answer.act):
            return


async def _take_back(errand: Errand, of: ActId) -> bool:
    """Take a report back; False when it holds, or nobody knows.

    Who one is was dropped with the report, so it is asked for again.
    """
    outcome = Outcome.AGAIN
    while outcome is Outcome.AGAIN:
        told = await identify(errand, Act.UNDO)
        if told is None:
            return False
        undo = partial(errand.parts.acts.undo, of)
        answer = await ask_as(errand, Act.UNDO, told.who, undo)
        del told
        outcome = await show(errand, Act.UNDO, answer)
        if isinstance(answer, ActAnswer) and answer.reason is Reason.NOT_LOST:
            return True  # The card was released meanwhile: no report is left to show.
    return outcome is Outcome.DONE
