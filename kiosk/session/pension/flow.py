"""The pension account: all years at a glance, and the statement of one.

What the pages say is in `session/pension/build.py`.
"""

from kiosk.session.benefits.build import Benefit
from kiosk.session.benefits.flow import show_benefit
from kiosk.session.dialog.ask_center import fetch
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.pages.page import ItemChosen, ServiceChosen, YearChosen
from kiosk.session.pages.show_records import show_records
from kiosk.session.pension.build import account_page, statement_page
from kiosk.sync.wire.events.query_events import StatementsAnswered
from kiosk.sync.wire.own_records_wire import StatementsAnswer


async def show_statements(visit: CardSession) -> None:
    """Show the account until Back; a year that is touched opens its statement."""
    told = await fetch(
        visit, StatementsAnswered(visit.id), visit.parts.center.statements
    )
    if told is None:
        return
    page = account_page(told, visit.parts.clock.now().tzinfo)
    while True:
        match await show_records(visit, page):
            case ItemChosen(item):
                await _show_years(visit, told, int(item))
            case ServiceChosen():
                await show_benefit(visit, Benefit.PENSION)
            case _:
                return


async def _show_years(visit: CardSession, told: StatementsAnswer, year: int) -> None:
    """Show one year's statement, and others from there, until Back."""
    zone = visit.parts.clock.now().tzinfo
    while True:
        answer = await show_records(visit, statement_page(told, year, zone))
        if not isinstance(answer, YearChosen):
            return
        year = answer.year
