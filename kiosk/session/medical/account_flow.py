"""The medical account and its movements, a year at a time.

What the page says is in `session/medical/account_build.py`.
"""

from kiosk.session.dialog.ask_center import fetch
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.medical.account_build import medical_page
from kiosk.session.pages.page import YearChosen
from kiosk.session.pages.show_records import show_records, unwatched
from kiosk.sync.wire.events.query_events import MedicalAnswered


async def show_medical_account(visit: CardSession) -> None:
    """Show the account until Back."""
    if not await unwatched(visit):
        return
    told = await fetch(visit, MedicalAnswered(visit.id), visit.parts.center.medical)
    if told is None:
        return
    zone = visit.parts.clock.now().tzinfo
    prior = visit.parts.region.rights.prior_years_account
    year: int | None = None
    while True:
        answer = await show_records(visit, medical_page(told, year, zone, prior))
        if not isinstance(answer, YearChosen):
            return
        year = answer.year
