"""Changing one's telephone numbers and postcode with the card in the slot.

An address cannot be typed here, there being no way to type Chinese: the page says so.
"""

from collections.abc import Awaitable

from kiosk.domain.applications import (
    CONTACT_FIELDS,
    ActAnswer,
    Contact,
    ContactField,
    contact_mistakes,
)
from kiosk.session.contact.pages import ContactReviewPage
from kiosk.session.dialog.ask_center import with_a_session
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.guides.build import address_page, procedure_page
from kiosk.session.guides.flow import choose, read
from kiosk.session.guides.pages import ListItem
from kiosk.session.loss.identify import ask_number
from kiosk.session.loss.number_tries import answered
from kiosk.session.loss.outcome import Outcome, show
from kiosk.session.loss.pages import Act, NumberKind
from kiosk.session.pages.page import Tap
from kiosk.session.person.build import masked_contact

CONTACT = "contact"
"""The name of the service in the card's menu."""


async def change_contact(visit: CardSession) -> None:
    """Change one field after the other until Back; or say where that is done."""
    region = visit.parts.region
    fields = tuple(f for f in CONTACT_FIELDS if f in region.contact.fields)
    if not (region.contact.kiosk and fields):
        await read(visit, procedure_page(region, "data_change"))
        return
    items = tuple(map(ListItem, fields))
    while (chosen := await choose(visit, "contact", items)) is not None:
        for name in fields:
            if name == chosen:
                await _change(visit, name)


async def _change(visit: CardSession, name: ContactField) -> None:
    """Change one field; Back at any step leaves it as it is."""
    if name == "address":
        await read(visit, address_page(visit.parts.region))
        return
    while (value := await _typed(visit, NumberKind(name))) is not None:
        page = ContactReviewPage(name, value)
        if await visit.parts.dialog.ask(page) is Tap.OK:
            contact = Contact(**{name: value})
            if not await _sent(visit, contact, name, value):
                return


async def _sent(
    visit: CardSession, contact: Contact, name: ContactField, value: str
) -> bool:
    """Send it; True when the person types it once more."""
    if contact_mistakes(contact):
        return True

    def change(token: str) -> Awaitable[ActAnswer]:
        return visit.parts.acts.change_contact(token, contact)

    answer = await answered(visit, Act.CONTACT, with_a_session(visit, change))
    changes = ((name, masked_contact(name, value)),)
    return await show(visit, Act.CONTACT, answer, changes) is Outcome.AGAIN


async def _typed(visit: CardSession, kind: NumberKind) -> str | None:
    """Return a number that was typed twice alike; None when the person goes back."""
    differs = False
    while True:
        first = await ask_number(visit, Act.CONTACT, kind, differs=differs)
        if first is None:
            return None
        again = await ask_number(visit, Act.CONTACT, kind, again=True)
        if again is None:
            return None
        if again == first:
            return first
        differs = True
