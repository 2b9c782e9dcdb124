"""A registration as unemployed: looked at, and signed in to while its window is open.

Not registered, or in a region that has no more to say: where one registers, with what.
"""

from kiosk.session.dialog.ask_center import fetch, with_a_session
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.guides.flow import read
from kiosk.session.loss.number_tries import answered
from kiosk.session.loss.outcome import show
from kiosk.session.loss.pages import Act
from kiosk.session.pages.page import ServiceChosen
from kiosk.session.pages.show_records import show_records
from kiosk.session.work.unemployed_build import (
    SIGN_IN,
    register_page,
    unemployed_page,
)
from kiosk.sync.wire.events.query_events import UnemploymentAnswered

UNEMPLOYED = "unemployed"
"""The name of the service in the card's menu; the insurance has the other word."""


def may_sign_in_here(visit: CardSession) -> bool:
    """Tell whether the region has it done at a kiosk; else a guide says where."""
    return visit.parts.region.unemployment.kiosk


async def show_unemployed(visit: CardSession) -> None:
    """Show how the person is registered, anew after each sign-in, until Back."""
    region, zone = visit.parts.region, visit.parts.clock.now().tzinfo
    while True:
        answered_ = UnemploymentAnswered(visit.id)
        ask = visit.parts.center.unemployment
        told = await fetch(visit, answered_, ask, undone=SIGN_IN)
        if told is None:
            return
        if told.registration is None:
            await read(visit, register_page(region, sought=True))
            return
        page = unemployed_page(told, told.registration, region, zone)
        if await show_records(visit, page) != ServiceChosen(SIGN_IN):
            return
        await _sign_in(visit)


async def _sign_in(visit: CardSession) -> None:
    """Sign in, and say what became of it; without an answer that nobody knows."""
    work = with_a_session(visit, visit.parts.acts.sign_in)
    answer = await answered(visit, Act.SIGN_IN, work)
    await show(visit, Act.SIGN_IN, answer)
