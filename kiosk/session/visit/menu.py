"""The choices after the PIN, and those below them; Finish leaves by an exception.

Which choices there are is data; what one does is its service's own matter.
"""

from kiosk.domain.china_time import CHINA
from kiosk.domain.records import masked_name
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.pages.page import Page, ServiceChosen
from kiosk.session.visit.due_first import DUE, DUE_SERVICES, learn_due
from kiosk.session.visit.due_said import said
from kiosk.session.visit.menus import CHANGES_DUE, HOME, MENUS, Menus, shown
from kiosk.session.visit.pages import DueSaid, HomePage, MenuPage
from kiosk.session.visit.services import SERVICES


async def offer_services(visit: CardSession) -> None:
    """Show the home page again and again, until the visit ends by an exception."""
    menus = MENUS[visit.parts.config.machine.site]
    visit.due = await learn_due(visit)
    while True:
        await _choose(visit, menus, HOME)


async def _choose(visit: CardSession, menus: Menus, menu: str) -> None:
    """Show one menu again and again until Back."""
    while True:
        offered = [name for name, it in SERVICES.items() if it.offered(visit)]
        page = _page(visit, menu, shown(menus, menu, offered))
        answer = await visit.parts.dialog.ask(page)
        if not isinstance(answer, ServiceChosen):
            return
        if answer.service == DUE and visit.due is not None:
            await DUE_SERVICES[visit.due.kind].run(visit)
            visit.due = await learn_due(visit)
        elif answer.service in menus:
            await _choose(visit, menus, answer.service)
        elif answer.service in offered:
            await SERVICES[answer.service].run(visit)
            if answer.service in CHANGES_DUE:
                visit.due = await learn_due(visit)


def _page(visit: CardSession, menu: str, services: tuple[str, ...]) -> Page:
    if menu != HOME:
        return MenuPage(menu, services)
    return HomePage(
        holder=masked_name(visit.holder.name or ""),
        services=services,
        online=visit.center_fault is None,
        due=_said(visit),
    )


def _said(visit: CardSession) -> DueSaid | None:
    """Return what is due as the page says it, by the day that it is here."""
    if visit.due is None:
        return None
    clock = visit.parts.clock
    today = (clock.known() or clock.now()).astimezone(CHINA).date()
    rules = visit.parts.region.certification
    return said(visit.due, today, rules.kiosk and rules.suspended_here)
