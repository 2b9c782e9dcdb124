"""Who registers: the proved card, or an ID card that the machine's reader read.

Everything is asked in the same way, whoever it is; a fault of the line comes back as a
value.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from kiosk.domain.applications import ByIdCard, act_reference
from kiosk.domain.faults import Fault, KioskError
from kiosk.domain.records import masked_name
from kiosk.domain.services.registrations import RegistrationId
from kiosk.session.dialog.ask_center import with_a_session
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.dialog.ends import GaveUp
from kiosk.session.dialog.errand import Errand
from kiosk.session.dialog.ports import RegistrationsPort
from kiosk.session.loss.identify import by_id_card
from kiosk.session.loss.pages import Act
from kiosk.session.pages.page import Tap
from kiosk.session.registration.pages import RegistrationStoppedPage
from kiosk.sync.hospital.registration_desk import ByCard, Registrant
from kiosk.sync.hospital.sure_registration import surely_not

T = TypeVar("T")
Ask = Callable[[Registrant], Awaitable[T]]
_ANSWERED = (Fault.CENTER_BAD_ANSWER, Fault.CENTER_NO_RECORD, Fault.CENTER_REFUSED_US)
"""With these the line is there: to try the same again does not help."""
PATIENCE = 15
"""Seconds that the progress page counts to; the desk's own patience ends then."""


class Asker:
    """One person before the hospital; dropped with the errand."""

    def __init__(
        self, errand: Errand, holder: str, id_card: ByIdCard | None = None
    ) -> None:
        self.errand, self.holder, self._id_card = errand, holder, id_card
        self.who: Registrant | None = id_card
        """As whom something was asked last; None before that."""
        self.nothing_done = True
        """After a fault: the hospital surely did nothing; else nobody here knows."""

    def __repr__(self) -> str:
        return "Asker(hidden)"

    @property
    def desk(self) -> RegistrationsPort:
        """Return the hospital's desk."""
        desk = self.errand.parts.registrations
        assert desk is not None, "it is offered in a hospital only"
        return desk

    async def ask(self, ask: Ask[T], message: str) -> T | Fault:
        """Ask for what is ended once it has begun; the fault when no answer came.

        :raises KioskError: when it is not the line that fails.
        """
        dialog, sent = self.errand.parts.dialog, False

        def sends(who: Registrant) -> Awaitable[T]:
            nonlocal sent
            sent = True
            return ask(who)

        try:
            work = self._asked(sends)
            return await dialog.during(work, message, PATIENCE, can_give_up=False)
        except KioskError as error:
            self.nothing_done = not sent or surely_not(error)
            return line_fault(error)

    async def look(self, ask: Ask[T]) -> T | Fault | None:
        """Ask for what changes nothing; None when the person gave up.

        :raises KioskError: when it is not the line that fails.
        """
        parts = self.errand.parts
        limit = parts.config.center.timeout
        try:
            work = self._asked(ask)
            return await parts.dialog.during(work, "busy__asking_hospital", limit)
        except GaveUp:
            return None
        except KioskError as error:
            return line_fault(error)

    async def _asked(self, ask: Ask[T]) -> T:
        errand = self.errand
        if self._id_card is not None or not isinstance(errand, CardSession):
            assert self._id_card is not None
            return await ask(self._id_card)
        card = errand.issuer.card_id or ""

        def as_card(token: str) -> Awaitable[T]:
            self.who = ByCard(token, card)
            return ask(self.who)

        return await with_a_session(errand, as_card)


def why_stopped(fault: Fault, nothing_done: bool = True) -> str:
    """Return a fault of the line as a word of the stopped page."""
    if not nothing_done:
        return "unknown_end"
    return "not_taken" if fault in _ANSWERED else "offline"


def line_fault(error: KioskError) -> Fault:
    """Return a fault of the line.

    :raises KioskError: when it is none.
    """
    if not error.fault.startswith("N"):
        raise error
    return error.fault


async def claim_of(errand: Errand) -> Asker | None:
    """Return who registers; None when the person goes back or cannot be known here."""
    parts = errand.parts
    if isinstance(errand, CardSession):
        name = masked_name(errand.holder.name or "")
        # A card of the third generation tells no name; its row must not be empty.
        return Asker(errand, name or parts.texts("registration__card_holder"))
    if parts.id_reader is None:
        await stop(errand, "register", "no_reader")
        return None
    told = await by_id_card(errand, Act.REGISTRATION)
    if told is None:
        return None
    assert isinstance(told.who, ByIdCard)
    return Asker(errand, told.holder, told.who)


async def stop(
    errand: Errand,
    step: str,
    reason: str,
    fault: Fault | None = None,
    again: bool = False,
    act: RegistrationId = "",
) -> bool:
    """Say why it goes no further; True when the person wants another try."""
    parts = errand.parts
    page = RegistrationStoppedPage(
        step=step,
        reason=reason,
        hotline=parts.hotline,
        reference=act_reference(act) if act else "",
        fault=fault,
        again=again,
        card=errand.has_card,
    )
    return await shown_stop(errand, page)


async def shown_stop(errand: Errand, page: RegistrationStoppedPage) -> bool:
    """Show why it goes no further; True when the person wants another try."""
    idle = errand.parts.config.times.idle_reading
    return await errand.parts.dialog.ask(page, idle) is Tap.RETRY


async def stop_of_line(errand: Errand, step: str, fault: Fault) -> bool:
    """Say that nothing came of it for the line's sake; True: another try."""
    reason = why_stopped(fault)
    return await stop(errand, step, reason, fault, again=reason == "offline")
