"""Registering: department, doctor and time, the kept seat, the number.

A seat that is kept is given back however this ends, unless it was confirmed; from the
confirmation on, only its answer says what holds.
"""

import asyncio
import math
from collections.abc import Awaitable
from contextlib import suppress
from enum import Enum, auto

from kiosk.domain.applications import act_reference
from kiosk.domain.faults import Fault, KioskError
from kiosk.domain.services.registration_steps import RegistrationStep
from kiosk.domain.services.registrations import (
    Clinic,
    Department,
    Registration,
    RegistrationId,
    RegistrationReason,
)
from kiosk.session.dialog.ends import CardPulled, FlowEnded
from kiosk.session.dialog.errand import Errand
from kiosk.session.guides.flow import choose
from kiosk.session.guides.pages import ListItem
from kiosk.session.pages.page import ItemChosen, Tap
from kiosk.session.registration.build import (
    chosen_of,
    clinics_page,
    departments_page,
    offers_another,
    seat_page,
    seconds_kept,
    stopped_by,
)
from kiosk.session.registration.claim import (
    Asker,
    claim_of,
    stop,
    stop_of_line,
    why_stopped,
)
from kiosk.session.registration.made import show_made
from kiosk.session.registration.mine import show_own
from kiosk.session.registration.pages import (
    DayChosen,
    RegistrationStoppedPage,
    SeatPage,
)
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.hospital.registration_desk import Registrant
from kiosk.sync.wire.services.hospital_wire import (
    ClinicsAnswer,
    DepartmentsAnswer,
    RegistrationAnswer,
)

_HAS_OWN = (RegistrationReason.HAVE_ONE, RegistrationReason.DAY_LIMIT)
"""With these the person has numbers already, and may give one back."""
REGISTER = "register"
"""The name of the service in both menus."""


class Wish(Enum):
    """What a person wants after a seat was tried for."""

    ANOTHER = auto()
    """Another clinic of the same department."""
    DONE = auto()


def in_hospital(errand: Errand) -> bool:
    """Tell whether this machine registers people."""
    return errand.parts.registrations is not None


async def register(errand: Errand) -> None:
    """Register the person of the card, or look at their numbers without one."""
    claim = await claim_of(errand)
    if claim is None:
        return
    if errand.has_card:
        await _register(claim)
        return
    ways = {REGISTER: _register, "registrations": show_own}
    items = tuple(map(ListItem, ways))
    while (chosen := await choose(errand, REGISTER, items)) is not None:
        await ways[chosen](claim)


async def _register(claim: Asker) -> None:
    """Go from the departments to a number, until one is had or the person leaves."""
    errand = claim.errand
    while (told := await _departments(claim)) is not None:
        page = departments_page(told, errand.has_card)
        if not page.departments:
            await stop(errand, REGISTER, "no_departments")
            return
        answer = await errand.parts.dialog.ask(page)
        if not isinstance(answer, ItemChosen):
            return
        department = chosen_of(page.departments, answer.item)
        if department is None:
            continue
        if await _in_department(claim, told, department) is Wish.DONE:
            return


async def _departments(claim: Asker) -> DepartmentsAnswer | None:
    """Return the departments; None when they are not to be had."""
    while True:
        told = await claim.look(lambda _: claim.desk.departments())
        if not isinstance(told, Fault):
            return told
        if not await stop_of_line(claim.errand, REGISTER, told):
            return None


async def _clinics(claim: Asker, department: Department) -> ClinicsAnswer | None:
    """Return a department's clinics; None when they are not to be had."""
    while True:
        told = await claim.look(lambda _: claim.desk.clinics(department.id))
        if not isinstance(told, Fault):
            return told
        if not await stop_of_line(claim.errand, REGISTER, told):
            return None


async def _in_department(
    claim: Asker, hospital: DepartmentsAnswer, department: Department
) -> Wish | None:
    """Choose clinics until one is had; None: back to the departments."""
    while (told := await _clinics(claim, department)) is not None:
        clinic = await _chosen_clinic(claim.errand, department, told)
        if clinic is None:
            return None
        if await _seat(claim, hospital, clinic) is Wish.DONE:
            return Wish.DONE
    return None


async def _chosen_clinic(
    errand: Errand, department: Department, told: ClinicsAnswer
) -> Clinic | None:
    """Return the clinic that was touched; None when the person goes back."""
    known = errand.parts.clock.known()
    today, day = known.date() if known else None, None
    while True:
        page = clinics_page(department, told, day, today, errand.has_card)
        answer = await errand.parts.dialog.ask(page)
        if isinstance(answer, DayChosen):
            day = answer.day
            continue
        if not isinstance(answer, ItemChosen):
            return None
        clinic = chosen_of(told.clinics, answer.item)
        if clinic is not None:
            return clinic


class _KeptSeat:
    """One id from its tap to its end."""

    def __init__(self, claim: Asker, act: RegistrationId, clinic: Clinic) -> None:
        self.claim, self.act, self.clinic = claim, act, clinic
        self.may_be_kept = True

    def give_back(self) -> None:
        """Let others have it, where the hospital may keep it for nobody."""
        if self.may_be_kept and self.claim.who is not None:
            self.claim.desk.release(self.act, self.claim.who)


async def _seat(claim: Asker, hospital: DepartmentsAnswer, clinic: Clinic) -> Wish:
    """Have a seat kept, ask, and register; the seat outlives none of it."""
    seat = _KeptSeat(claim, claim.desk.new_id(), clinic)
    try:
        return await _with_a_seat(seat, hospital)
    finally:
        seat.give_back()
        dialog = claim.errand.parts.dialog
        dialog.gives_way = not claim.errand.has_card


async def _with_a_seat(seat: _KeptSeat, hospital: DepartmentsAnswer) -> Wish:
    claim, clock = seat.claim, seat.claim.errand.parts.clock
    began = clock.monotonic()
    answer = await claim.ask(
        lambda who: claim.desk.hold(seat.act, seat.clinic.id, who), "busy__holding"
    )
    if isinstance(answer, Fault):
        again = await stop_of_line(claim.errand, RegistrationStep.HOLD, answer)
        return Wish.ANOTHER if again else Wish.DONE
    reason = stopped_by(RegistrationStep.HOLD, seat.clinic, answer)
    if reason:
        seat.may_be_kept = not answer.refused
        return await _refused(claim, RegistrationStep.HOLD, reason, answer)
    held = answer.registration
    assert held is not None
    ends = began + seconds_kept(answer, hospital.rules)
    press = await _asked_with_countdown(claim, held, ends)
    if press is None:
        seat.give_back()
        seat.may_be_kept = False
        over = RegistrationReason.HOLD_OVER
        again = await stop(claim.errand, "confirm", over, again=True)
        return Wish.ANOTHER if again else Wish.DONE
    return await _confirm(seat, held) if press is Tap.OK else Wish.ANOTHER


async def _asked_with_countdown(
    claim: Asker, held: Registration, ends: float
) -> object | None:
    """Ask whether to register; None when the seat's time is over first.

    What counts is this machine's monotonic clock from before the question was sent: so
    never a second is shown that the hospital does not give.
    """
    errand = claim.errand
    dialog, clock = errand.parts.dialog, errand.parts.clock

    def page() -> SeatPage:
        left = ends - clock.monotonic()
        return seat_page(held, claim.holder, left, errand.has_card)

    async def run_out() -> bool:
        while (left := ends - clock.monotonic()) > 0:
            await asyncio.sleep(min(1.0, left - math.ceil(left) + 1.0))
            if page() != dialog.page:
                dialog.show(page(), same=True)
        return True

    press, over = await dialog.either(page(), run_out, fresh=page)
    return None if over else press


async def _confirm(seat: _KeptSeat, held: Registration) -> Wish:
    """Register; from here on a card that comes has to wait."""
    claim = seat.claim
    errand, desk = claim.errand, claim.desk
    errand.parts.dialog.gives_way = False
    step = RegistrationStep.CONFIRM

    def confirm(who: Registrant) -> Awaitable[RegistrationAnswer]:
        seat.may_be_kept = False  # from here on only the answer says it
        return desk.confirm(seat.act, who)

    try:
        answer = await claim.ask(confirm, "busy__confirming")
    except (KioskError, StoreError):
        seat.may_be_kept = True  # not the line's: so nothing was done
        raise
    except CardPulled:
        if not seat.may_be_kept:
            await _say_it_goes_on(seat)
        raise
    if isinstance(answer, Fault):
        seat.may_be_kept = known = claim.nothing_done
        word, act = why_stopped(answer, known), "" if known else seat.act
        again = await stop(errand, step, word, answer, again=known, act=act)
        return Wish.ANOTHER if again else Wish.DONE
    reason = stopped_by(step, held.clinic, answer)
    if reason:
        return await _refused(claim, step, reason, answer)
    assert answer.registration is not None
    await show_made(claim, answer.registration)
    return Wish.DONE


async def _say_it_goes_on(seat: _KeptSeat) -> None:
    """Say that a number may be had though the card is out; the next card ends it."""
    parts = seat.claim.errand.parts
    parts.dialog.gives_way = True
    page = RegistrationStoppedPage(
        step=RegistrationStep.CONFIRM,
        reason="card_pulled",
        hotline=parts.hotline,
        reference=act_reference(seat.act),
        card=False,
    )
    with suppress(FlowEnded):
        await parts.dialog.inform(page)


async def _refused(
    claim: Asker, step: RegistrationStep, reason: str, answer: RegistrationAnswer
) -> Wish:
    """Say why there is no number, and offer what else may do."""
    errand = claim.errand
    confirms = step is RegistrationStep.CONFIRM
    if reason == RegistrationReason.AWAY and confirms:
        reason = "unknown_end"
    page = RegistrationStoppedPage(
        step=step,
        reason=reason,
        hotline=errand.parts.hotline,
        until=answer.until,
        reference=act_reference(answer.act) if confirms else "",
        minutes=math.ceil((answer.retry_after or 0) / 60),
        again=offers_another(reason),
        leads_to_own=reason in _HAS_OWN,
        card=errand.has_card,
    )
    idle = errand.parts.config.times.idle_reading
    press = await errand.parts.dialog.ask(page, idle)
    if press is Tap.OK and page.leads_to_own:
        await show_own(claim)
    return Wish.DONE if press is not Tap.RETRY else Wish.ANOTHER
