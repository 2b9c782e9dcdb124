"""What is and was paid to the person: one benefit, a year at a time.

What the pages say is in `session/rights/benefits.py`.
"""

from kiosk.session.flows.fetch import fetch
from kiosk.session.flows.look import look
from kiosk.session.pages import YearChosen
from kiosk.session.rights.benefits import Benefit, benefit_page
from kiosk.session.visit import Visit


async def show_benefit(visit: Visit, which: Benefit) -> None:
    """Show one benefit until Back."""
    told = await fetch(
        visit, "benefits", visit.parts.center.benefits, benefit=str(which)
    )
    if told is None:
        return
    zone = visit.parts.clock.now().tzinfo
    year: int | None = None
    while True:
        answer = await look(visit, benefit_page(told, which, year, zone))
        if not isinstance(answer, YearChosen):
            return
        year = answer.year
