"""The medical account and its movements, a year at a time.

What the page says is in `session/rights/medical.py`.
"""

from kiosk.session.flows.fetch import fetch
from kiosk.session.flows.look import look, unwatched
from kiosk.session.pages import YearChosen
from kiosk.session.rights.medical import medical_page
from kiosk.session.visit import Visit


async def show_medical_account(visit: Visit) -> None:
    """Show the account until Back."""
    if not await unwatched(visit):
        return
    told = await fetch(visit, "medical", visit.parts.center.medical)
    if told is None:
        return
    zone = visit.parts.clock.now().tzinfo
    prior = visit.parts.region.rights.prior_years_account
    year: int | None = None
    while True:
        answer = await look(visit, medical_page(told, year, zone, prior))
        if not isinstance(answer, YearChosen):
            return
        year = answer.year
