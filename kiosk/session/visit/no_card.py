"""What a person can do here without a card, from the idle page and back to it.

A card that comes in meanwhile ends the errand, unless an act was just sent: then it
waits until the person has seen what became of that.
"""

import logging
from collections.abc import Awaitable, Callable

from kiosk.domain.faults import Fault, KioskError
from kiosk.session.dialog.ends import CardCame, FlowEnded
from kiosk.session.dialog.errand import Errand
from kiosk.session.dialog.ports import Ports
from kiosk.session.guides.flow import choose, show_help, show_offices
from kiosk.session.guides.pages import ListItem
from kiosk.session.loss.flow import report_loss
from kiosk.session.loss.progress import show_progress
from kiosk.session.pages.everywhere import FaultPage
from kiosk.session.registration.flow import REGISTER, register
from kiosk.session.work.vacancies_flow import VACANCIES, show_vacancies
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.wire.events.visit_events import VisitBegun, VisitEnded

log = logging.getLogger(__name__)


async def errand_without_card(parts: Ports, service: str) -> bool:
    """Serve one person who has no card in the slot; back to the idle page after it.

    True when it ended because a card was put in: the person goes on with that.
    """
    errand, serve = Errand(parts), service_named(service)
    assert serve is not None, "the idle page offers it"
    parts.dialog.gives_way = True
    end = VisitEnded(errand.id, reason="stopped")
    try:
        parts.note(VisitBegun(errand.id, service=service, card=None))
        try:
            await serve(errand)
            end = VisitEnded(errand.id, reason="finished")
        except FlowEnded as ended:
            end = VisitEnded(errand.id, reason=ended.reason)
        except KioskError as error:
            end = VisitEnded(errand.id, reason="trouble", fault=error.fault)
        finally:
            parts.note(end)
    except StoreError as error:
        end = VisitEnded(errand.id, reason="trouble", fault=error.fault)
    finally:
        parts.dialog.gives_way = False
    log.info("errand %s ended: %s", service, end.reason)
    if isinstance(end.fault, str):
        await _tell(parts, Fault(end.fault))
    return end.reason == CardCame.reason


async def _tell(parts: Ports, fault: Fault) -> None:
    await parts.dialog.inform(FaultPage(fault, parts.hotline, remove_card=False))


def quiet_services(parts: Ports) -> tuple[str, ...]:
    """Return what else needs no card here; a list with nothing in it is not offered."""
    region = parts.region
    offered = {
        "offices": bool(region.offices or region.banks),
        VACANCIES: region.vacancies.kiosk,
        REGISTER: parts.registrations is not None,
    }
    return tuple(name for name in QUIET_SERVICES if offered.get(name, True))


async def _more(errand: Errand) -> None:
    """Show everything but the urgent one, for who wants few large choices."""
    items = tuple(map(ListItem, quiet_services(errand.parts)))
    while (chosen := await choose(errand, "more", items)) is not None:
        await QUIET_SERVICES[chosen](errand)


QUIET_SERVICES: dict[str, Callable[[Errand], Awaitable[None]]] = {
    REGISTER: register,
    "offices": show_offices,
    "progress": show_progress,
    "guides": show_help,
    VACANCIES: show_vacancies,
}
"""The tiles of the idle page in their order; a service without a card stands here."""


def service_named(name: str) -> Callable[[Errand], Awaitable[None]] | None:
    """Return what the idle page answered with; None for what it never offers."""
    return {"loss": report_loss, "more": _more, **QUIET_SERVICES}.get(name)
