"""The one thing that a person has due: asked for after the PIN, said first."""

from collections.abc import Mapping

from kiosk.domain.services.due import Due, DueKind, most_urgent
from kiosk.session.certification.build import CERTIFY
from kiosk.session.dialog.ask_due import ask_due
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.guides.build import procedure_page
from kiosk.session.guides.flow import read
from kiosk.session.registration.flow import in_hospital
from kiosk.session.registration.mine import show_todays
from kiosk.session.visit.services import SERVICES, Service
from kiosk.session.work.unemployed_flow import UNEMPLOYED

DUE = "due"
"""What the home page answers when the button beside the sentence was touched."""


async def learn_due(visit: CardSession) -> Due | None:
    """Return what is said first; None when there is nothing, or nobody tells in time.

    :raises KioskError: when the card fails, or the center says it is not valid.
    """
    told = await ask_due(visit)
    return most_urgent(each for each in told if _leads_on(visit, each.kind))


def _leads_on(visit: CardSession, kind: DueKind) -> bool:
    """Tell whether something can be done about it here."""
    service = DUE_SERVICES.get(kind)
    return service is not None and service.offered(visit)


async def _renew_card(visit: CardSession) -> None:
    """Show where a card is replaced that ends; it goes on until somebody says so."""
    await read(visit, procedure_page(visit.parts.region, "replacement"))


DUE_SERVICES: Mapping[DueKind, Service] = {
    DueKind.BENEFIT_STOPPED: SERVICES[CERTIFY],
    DueKind.CERTIFICATION: SERVICES[CERTIFY],
    DueKind.APPOINTMENT: Service(show_todays, in_hospital),
    DueKind.REPORT_ENDING: SERVICES["person"],
    DueKind.CARD_EXPIRING: Service(_renew_card),
    DueKind.SIGN_IN: SERVICES[UNEMPLOYED],
}
"""What the button leads to; a kind that is not here is not offered."""
