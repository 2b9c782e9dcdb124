"""Monthly contributions: one insurance year by year, all years, all five insurances.

What the pages say is in `by_month.py` and `by_year.py`.
"""

from kiosk.domain.records import Insurance
from kiosk.session.benefits.build import Benefit
from kiosk.session.benefits.flow import show_benefit
from kiosk.session.contributions.arrived import charged_years, with_older_months
from kiosk.session.contributions.by_month import year_page
from kiosk.session.contributions.by_year import rights_statement_page, years_page
from kiosk.session.dialog.ask_center import fetch
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.pages.older_records import (
    EVERYTHING,
    PagedQuestion,
    fetch_year,
)
from kiosk.session.pages.page import ServiceChosen, YearChosen
from kiosk.session.pages.show_records import show_records
from kiosk.sync.wire.events.query_events import (
    ContributionsAnswered,
    RightsStatementAnswered,
)
from kiosk.sync.wire.visit_wire import Contributions


async def show_contributions(visit: CardSession, insurance: Insurance) -> None:
    """Show one insurance until Back; without the center, say honestly what works."""
    center = visit.parts.center
    question = PagedQuestion(
        ContributionsAnswered(visit.id, insurance),
        lambda token, before: center.contributions(token, insurance, before),
        with_older_months,
        lambda told: charged_years(told.contributions),
        insurance,
    )
    told = await fetch_year(visit, question)
    zone = visit.parts.clock.now().tzinfo
    year: int | None = None
    while told is not None:
        page = year_page(told, insurance, year, zone)
        year = page.year
        match await show_records(visit, page):
            case YearChosen(chosen):
                older = await fetch_year(visit, question, told, chosen)
                # Who gives up stays where they were.
                told, year = (told, year) if older is None else (older, chosen)
            case ServiceChosen("by_year"):
                older = await fetch_year(visit, question, told, EVERYTHING)
                if older is not None:
                    told = older
                    await show_records(visit, years_page(told, insurance, zone))
            case ServiceChosen():
                await show_benefit(visit, Benefit.PENSION)
            case _:
                return


async def show_rights_statement(visit: CardSession) -> None:
    """Show all five insurances by year until Back."""
    center = visit.parts.center

    async def whole(token: str, insurance: Insurance) -> Contributions:
        found = await center.contributions(token, insurance)
        while found.more:
            older = await center.contributions(token, insurance, found.more)
            found = with_older_months(found, older)
        return found

    async def ask(token: str) -> dict[Insurance, Contributions]:
        return {one: await whole(token, one) for one in Insurance}

    told = await fetch(visit, RightsStatementAnswered(visit.id), ask)
    if told is None:
        return
    page = rights_statement_page(told, visit.parts.clock.now().tzinfo)
    while isinstance(await show_records(visit, page), ServiceChosen):
        await show_benefit(visit, Benefit.PENSION)
