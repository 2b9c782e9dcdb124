"""The pension account: all years at a glance, and the statement of one.

What the pages say is in `session/rights/pension.py`.
"""

from kiosk.session.flows.benefits import show_benefit
from kiosk.session.flows.fetch import fetch
from kiosk.session.flows.look import look
from kiosk.session.pages import ItemChosen, ServiceChosen, YearChosen
from kiosk.session.rights.benefits import Benefit
from kiosk.session.rights.pension import account_page, statement_page
from kiosk.session.visit import Visit
from kiosk.sync.rights import StatementsAnswer


async def show_statements(visit: Visit) -> None:
    """Show the account until Back; a year that is touched opens its statement."""
    told = await fetch(visit, "statements", visit.parts.center.statements)
    if told is None:
        return
    page = account_page(told, visit.parts.clock.now().tzinfo)
    while True:
        match await look(visit, page):
            case ItemChosen(item):
                await _show_years(visit, told, int(item))
            case ServiceChosen():
                await show_benefit(visit, Benefit.PENSION)
            case _:
                return


async def _show_years(visit: Visit, told: StatementsAnswer, year: int) -> None:
    """Show one year's statement, and others from there, until Back."""
    zone = visit.parts.clock.now().tzinfo
    while True:
        answer = await look(visit, statement_page(told, year, zone))
        if not isinstance(answer, YearChosen):
            return
        year = answer.year
