"""Monthly contributions: one insurance year by year, all years, all five insurances.

The rules of the table are in `session/contributions/by_month.py`, those of all years in
`session/contributions/by_year.py`; the paper's in `receipts`.
"""

from kiosk.domain.records import Insurance
from kiosk.session.benefits.build import Benefit
from kiosk.session.benefits.flow import show_benefit
from kiosk.session.contributions.by_month import History, year_page
from kiosk.session.contributions.by_year import rights_statement_page, years_page
from kiosk.session.contributions.receipt import contributions_receipt
from kiosk.session.dialog.ask_center import fetch
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.pages.page import ServiceChosen, Tap, YearChosen
from kiosk.session.pages.record_times import local
from kiosk.session.pages.show_records import show_records
from kiosk.session.paper.printing import can_print, print_and_tell, promising
from kiosk.sync.wire.events.query_events import (
    ContributionsAnswered,
    RightsStatementAnswered,
)


async def show_contributions(visit: CardSession, insurance: Insurance) -> None:
    """Show one insurance until Back; without the center, say honestly what works."""
    history = await fetch(
        visit,
        ContributionsAnswered(visit.id, insurance),
        lambda token: _history(visit, token, insurance),
        insurance,
    )
    if history is None:
        return
    year: int | None = None
    while True:
        page = year_page(history, year, can_print(visit))
        idle = visit.parts.config.times.idle_reading
        fresh = promising(visit, page) if page.rows else None
        answer = await visit.parts.dialog.ask(page, idle, fresh)
        year = page.year
        match answer:
            case YearChosen():
                year = answer.year
            case ServiceChosen() if not history.years:
                await show_benefit(visit, Benefit.PENSION)
            case ServiceChosen():
                await show_records(visit, years_page(history))
            case Tap.PRINT:
                receipt = contributions_receipt(visit, history, page.year)
                await print_and_tell(visit, receipt)
            case _:
                return


async def show_rights_statement(visit: CardSession) -> None:
    """Show all five insurances by year until Back."""

    async def ask(token: str) -> list[History]:
        return [await _history(visit, token, insurance) for insurance in Insurance]

    histories = await fetch(visit, RightsStatementAnswered(visit.id), ask)
    if histories is None:
        return
    page = rights_statement_page(histories)
    while isinstance(await show_records(visit, page), ServiceChosen):
        await show_benefit(visit, Benefit.PENSION)


async def _history(visit: CardSession, token: str, insurance: Insurance) -> History:
    told = await visit.parts.center.contributions(token, insurance)
    as_of = local(told.as_of, visit.parts.clock.now().tzinfo)
    return History(insurance, tuple(told.contributions), as_of)
