"""Every service of a card's visit by its name: when it is offered, what it does.

Where it stands is data, in `session/visit/menus.py`; how it is done is its own file.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial

from kiosk.domain.records import Insurance
from kiosk.session.benefits.build import Benefit
from kiosk.session.benefits.flow import show_benefit
from kiosk.session.certification.build import CERTIFY
from kiosk.session.certification.flow import certify, may_certify_here
from kiosk.session.contact.flow import CONTACT, change_contact
from kiosk.session.contributions.flow import show_contributions, show_rights_statement
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.guides.flow import ERRANDS, show_errands
from kiosk.session.kept.flow import KEPT_RECEIPTS, show_kept
from kiosk.session.medical.account_flow import show_medical_account
from kiosk.session.medical.treatments_flow import show_visits
from kiosk.session.paper.keeping import may_keep
from kiosk.session.pension.flow import show_statements
from kiosk.session.person.flow import show_participation, show_person
from kiosk.session.pin.change_flow import PIN_CHANGE, change_pin, may_change_pin
from kiosk.session.registration.flow import REGISTER, in_hospital, register
from kiosk.session.registration.mine import REGISTRATIONS, show_registrations
from kiosk.session.work.unemployed_flow import (
    UNEMPLOYED,
    may_sign_in_here,
    show_unemployed,
)
from kiosk.session.work.vacancies_flow import VACANCIES, show_vacancies


def has_vacancies(visit: CardSession) -> bool:
    """Offer what work there is where the region has it given out."""
    return visit.parts.region.vacancies.kiosk


def always(_: CardSession) -> bool:
    """Offer a service to everybody."""
    return True


@dataclass(frozen=True, slots=True)
class Service:
    """One thing that a person can do."""

    run: Callable[[CardSession], Awaitable[None]]
    offered: Callable[[CardSession], bool] = always


SERVICES: Mapping[str, Service] = {
    **{
        str(insurance): Service(partial(show_contributions, insurance=insurance))
        for insurance in Insurance
    },
    "rights_statement": Service(show_rights_statement),
    "statements": Service(show_statements),
    "medical_account": Service(show_medical_account),
    "visits": Service(show_visits),
    **{
        f"benefit_{which}": Service(partial(show_benefit, which=which))
        for which in Benefit
    },
    "person": Service(show_person),
    "participation": Service(show_participation),
    PIN_CHANGE: Service(change_pin, may_change_pin),
    CONTACT: Service(change_contact),
    CERTIFY: Service(certify, may_certify_here),
    KEPT_RECEIPTS: Service(show_kept, may_keep),
    ERRANDS: Service(show_errands),
    REGISTER: Service(register, in_hospital),
    REGISTRATIONS: Service(show_registrations, in_hospital),
    UNEMPLOYED: Service(show_unemployed, may_sign_in_here),
    VACANCIES: Service(show_vacancies, has_vacancies),
}
