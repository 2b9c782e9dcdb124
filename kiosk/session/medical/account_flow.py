"""The medical account and its movements, a year at a time.

What the page says is in `session/medical/account_build.py`.
"""

from kiosk.session.dialog.card_session import CardSession
from kiosk.session.medical.account_build import medical_page, with_older_movements
from kiosk.session.pages.older_records import PagedQuestion, fetch_year
from kiosk.session.pages.page import YearChosen
from kiosk.session.pages.record_times import local_day, years_of
from kiosk.session.pages.show_records import show_records, unwatched
from kiosk.sync.wire.events.query_events import MedicalAnswered


async def show_medical_account(visit: CardSession) -> None:
    """Show the account until Back."""
    if not await unwatched(visit):
        return
    zone = visit.parts.clock.now().tzinfo
    prior = visit.parts.region.rights.prior_years_account
    question = PagedQuestion(
        MedicalAnswered(visit.id),
        visit.parts.center.medical,
        with_older_movements,
        lambda told: years_of(local_day(one.time, zone) for one in told.movements),
    )
    told = await fetch_year(visit, question)
    year: int | None = None
    while told is not None:
        page = medical_page(told, year, zone, prior)
        answer = await show_records(visit, page)
        if not isinstance(answer, YearChosen):
            return
        older = await fetch_year(visit, question, told, answer.year)
        # Who gives up stays where they were.
        told, year = (told, page.year) if older is None else (older, answer.year)
