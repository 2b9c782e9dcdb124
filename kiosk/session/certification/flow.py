"""Certifying that one still has a right to a benefit: look, do it, take the slip.

It is made at the center or not at all: nothing of it is kept here and sent later.
"""

from collections.abc import Awaitable

from kiosk.domain.applications import ActAnswer, ActState
from kiosk.domain.faults import Fault, KioskError
from kiosk.session.certification.build import (
    CERTIFY,
    certification_page,
    certified_page,
)
from kiosk.session.certification.faces import Presence, show_presence
from kiosk.session.certification.pages import CertifyNotMadePage
from kiosk.session.certification.receipt import certified_receipt
from kiosk.session.dialog.ask_center import fetch, with_a_session
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.loss.number_tries import answered
from kiosk.session.loss.outcome import show
from kiosk.session.loss.pages import Act
from kiosk.session.pages.page import ServiceChosen, Tap
from kiosk.session.pages.show_records import show_records
from kiosk.session.paper.printing import can_print, print_and_tell, promising
from kiosk.sync.applications.sure_answer import NOTHING_SENT
from kiosk.sync.wire.events.query_events import EligibilityTold


def may_certify_here(visit: CardSession) -> bool:
    """Tell whether the region has it done at a kiosk; else a guide says where."""
    return visit.parts.region.certification.kiosk


async def certify(visit: CardSession) -> None:
    """Show how the benefits are certified, and certify them, until Back."""
    region, zone = visit.parts.region, visit.parts.clock.now().tzinfo
    center = visit.parts.center
    while True:
        about = EligibilityTold(visit.id)
        told = await fetch(visit, about, center.eligibility, undone=CERTIFY)
        if told is None:
            return
        answer = await show_records(visit, certification_page(told, region, zone))
        if answer != ServiceChosen(CERTIFY):
            return
        await _certify(visit)


async def _certify(visit: CardSession) -> None:
    """Do it once; the list that follows is the center's and shows what came of it."""
    try:
        presence = await show_presence(visit)
    except KioskError as error:
        if not error.fault.startswith("N"):
            raise
        await _not_made(visit, error.fault)
        return
    if presence is not None:
        await _asked(visit, presence)


async def _asked(visit: CardSession, presence: Presence) -> None:
    """Ask the center, and say what came of it."""

    def ask(token: str) -> Awaitable[ActAnswer]:
        return visit.parts.acts.certify(token, presence.face)

    answer = await answered(visit, Act.CERTIFY, with_a_session(visit, ask))
    if isinstance(answer, Fault) and answer in NOTHING_SENT:
        await _not_made(visit, answer)
    elif isinstance(answer, Fault) or answer.state is ActState.REFUSED:
        await show(visit, Act.CERTIFY, answer)
    else:
        await _done(visit, answer)


async def _done(visit: CardSession, answer: ActAnswer) -> None:
    """Show what the center has written down, until the person goes on."""
    parts, zone = visit.parts, visit.parts.clock.now().tzinfo
    while True:
        page = certified_page(answer, parts.region, zone, can_print(visit))
        idle = parts.config.times.idle_reading
        press = await parts.dialog.ask(page, idle, promising(visit, page))
        if press is not Tap.PRINT:
            return
        paper = certified_receipt(visit, page, answer.act)
        await print_and_tell(visit, paper, "accepted", page.number)


async def _not_made(visit: CardSession, fault: Fault) -> None:
    """Say that nothing was sent, so that nobody believes it is under way."""
    page = CertifyNotMadePage(fault, visit.parts.hotline)
    await visit.parts.dialog.ask(page, visit.parts.config.times.idle_reading)
