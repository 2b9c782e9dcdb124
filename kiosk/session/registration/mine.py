"""A person's registrations: how each stands; cancelled, signed in, printed again."""

import math
from datetime import datetime

from msgspec.structs import replace

from kiosk.devices.printer.typesetting.receipt_elements import Receipt
from kiosk.domain.faults import Fault
from kiosk.domain.services.registration_steps import RegistrationStep, reached
from kiosk.domain.services.registrations import (
    Registration,
    RegistrationReason,
    RegistrationState,
)
from kiosk.session.dialog.errand import Errand
from kiosk.session.pages.page import ItemChosen, Tap
from kiosk.session.paper.keeping import can_keep, keep
from kiosk.session.paper.printing import can_print, print_and_tell
from kiosk.session.registration.build import (
    registration_page,
    seen_registration,
    stopped_by,
)
from kiosk.session.registration.claim import (
    Asker,
    claim_of,
    shown_stop,
    stop,
    stop_of_line,
    why_stopped,
)
from kiosk.session.registration.pages import (
    CancelPage,
    MyRegistrationsPage,
    RegistrationPage,
    RegistrationStoppedPage,
)
from kiosk.session.registration.receipt import registration_receipt
from kiosk.session.registration.wording import signs_in
from kiosk.sync.hospital.registration_desk import Registrant
from kiosk.sync.wire.services.hospital_wire import MineAnswer, RegistrationAnswer

REGISTRATIONS = "registrations"
"""The name of the service in the menu."""
_LOOK = "mine"
Told = tuple[MineAnswer, list[RegistrationAnswer | None]]


async def show_registrations(errand: Errand) -> None:
    """Show the registrations of who is here."""
    claim = await claim_of(errand)
    if claim is not None:
        await show_own(claim)


async def show_todays(errand: Errand) -> None:
    """Show the one of today that comes next; the list where there is not just one."""
    claim = await claim_of(errand)
    if claim is not None:
        await show_own(claim, signs_first=True)


async def show_own(claim: Asker, signs_first: bool = False) -> None:
    """Show the list again and again until Back; it is asked for anew each time.

    :param signs_first: begin with the one that can be signed in, else with today's one.
    """
    errand, clock = claim.errand, claim.errand.parts.clock
    zone = clock.now().tzinfo
    while (told := await _asked_for(claim)) is not None:
        answer, lost = told
        now = clock.known()
        due = _due_now(answer.registrations, now) if now else []
        if signs_first and len(due) == 1:
            signs_first = False
            await _one(claim, due[0])
            continue
        own = tuple(seen_registration(each, zone) for each in answer.registrations)
        words = tuple(_end_of(each, answer.registrations) for each in lost)
        page = MyRegistrationsPage(claim.holder, own, words, errand.has_card, now)
        press = await errand.parts.dialog.ask(page)
        if not isinstance(press, ItemChosen):
            return
        chosen = [each for each in answer.registrations if each.id == press.item]
        if chosen:
            await _one(claim, chosen[0])


def _due_now(own: tuple[Registration, ...], now: datetime) -> list[Registration]:
    """Return what can be signed in, else what is today and waits for it."""
    confirmed, today = RegistrationState.CONFIRMED, now.date()
    todays = [e for e in own if e.state is confirmed and e.clinic.day == today]
    return [each for each in own if signs_in(each, now)] or todays


def _end_of(answer: RegistrationAnswer | None, listed: tuple[Registration, ...]) -> str:
    """Return what became of a confirmation whose answer was lost, as a word.

    The list is the hospital's own word: what it has there was made, whatever the center
    remembers of the id.
    """
    if answer is None:
        return "unknown"
    told = [answer.registration, *(e for e in listed if e.id == answer.act)]
    made = any(reached(RegistrationStep.CONFIRM, each) for each in told)
    return "made" if made else "not_made"


async def _asked_for(claim: Asker) -> Told | None:
    """Return the list and what was lost before; None when it is not to be had."""
    errand, desk = claim.errand, claim.desk

    async def ask(who: Registrant) -> Told:
        return await desk.mine(who), await desk.lost(who)

    while True:
        told = await claim.look(ask)
        if told is None:
            return None
        if isinstance(told, Fault):
            if not await stop_of_line(errand, _LOOK, told):
                return None
            continue
        refused = told[0].refused
        if refused is None:
            return told
        again = refused is RegistrationReason.AWAY
        page = _stopped(errand, _LOOK, refused, told[0].retry_after, again)
        if not await shown_stop(errand, page):
            return None


def _stopped(
    errand: Errand, step: str, reason: str, retry_after: float | None, again: bool
) -> RegistrationStoppedPage:
    return RegistrationStoppedPage(
        step=step,
        reason=reason,
        hotline=errand.parts.hotline,
        minutes=math.ceil((retry_after or 0) / 60),
        again=again,
        card=errand.has_card,
    )


async def _one(claim: Asker, told: Registration) -> None:
    """Show one registration until Back, and do with it what is wanted."""
    errand = claim.errand
    dialog, idle = errand.parts.dialog, errand.parts.config.times.idle_reading
    done: RegistrationStep | None = None
    while True:
        first = _page(claim, told, done)
        receipt = registration_receipt(errand, first)

        def page(
            first: RegistrationPage = first,
            receipt: Receipt = receipt,
            keeps: bool = can_keep(errand, receipt),
        ) -> RegistrationPage:
            kept = receipt.number in errand.kept
            return replace(
                first, can_print=can_print(errand), can_keep=keeps, kept=kept
            )

        press = await dialog.ask(page(), idle, page)
        step = None
        if press is Tap.PRINT:
            await print_and_tell(errand, receipt)
        elif press is Tap.KEEP:
            keep(errand, receipt)
        elif press is Tap.OK and first.can_sign_in:
            step = RegistrationStep.SIGN_IN
        elif press is Tap.UNDO and first.can_cancel:
            ask = CancelPage(first.registration, first.cost, errand.has_card)
            if await dialog.ask(ask) is Tap.OK:
                step = RegistrationStep.CANCEL
        else:
            return
        if step is not None:
            new = await _done(claim, told, step)
            if new is None:
                return
            told, done = new, step


def _page(
    claim: Asker, told: Registration, done: RegistrationStep | None
) -> RegistrationPage:
    clock, card = claim.errand.parts.clock, claim.errand.has_card
    now, sure = clock.now(), clock.known() is not None
    return registration_page(told, claim.holder, now, sure, card, done=done)


async def _done(
    claim: Asker, told: Registration, step: RegistrationStep
) -> Registration | None:
    """Cancel or sign in; None when it was not done and the person was told why."""
    errand, desk = claim.errand, claim.desk
    errand.parts.dialog.gives_way = False
    act = desk.cancel if step is RegistrationStep.CANCEL else desk.sign_in
    try:
        answer = await claim.ask(
            lambda who: act(told.id, who), f"busy__{step}_at_hospital"
        )
        if isinstance(answer, Fault):
            word = why_stopped(answer, claim.nothing_done)
            await stop(errand, step, word, answer)
            return None
        reason = stopped_by(step, told.clinic, answer)
        if not reason:
            return answer.registration
        if reason == RegistrationReason.AWAY:
            reason = "unknown_end"
        await shown_stop(
            errand, _stopped(errand, step, reason, answer.retry_after, again=False)
        )
        return None
    finally:
        errand.parts.dialog.gives_way = not errand.has_card
