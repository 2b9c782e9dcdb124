"""What is and was paid to the person: one benefit, a year at a time.

What the pages say is in `session/benefits/build.py`.
"""

from kiosk.session.benefits.build import Benefit, benefit_page
from kiosk.session.dialog.ask_center import fetch
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.pages.page import YearChosen
from kiosk.session.pages.show_records import show_records
from kiosk.sync.wire.events.query_events import BenefitsAnswered


async def show_benefit(visit: CardSession, which: Benefit) -> None:
    """Show one benefit until Back."""
    answered = BenefitsAnswered(visit.id, which)
    told = await fetch(visit, answered, visit.parts.center.benefits)
    if told is None:
        return
    zone = visit.parts.clock.now().tzinfo
    year: int | None = None
    while True:
        answer = await show_records(visit, benefit_page(told, which, year, zone))
        if not isinstance(answer, YearChosen):
            return
        year = answer.year
