"""Who the person is and how the card stands; how the person stands in each insurance.

What the pages say is in `session/person/build.py`.
"""

from kiosk.session.dialog.ask_center import fetch
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.pages.show_records import show_records
from kiosk.session.person.build import participation_page, person_page
from kiosk.sync.wire.events.query_events import ParticipationAnswered, PersonAnswered


async def show_person(visit: CardSession) -> None:
    """Show the person and the card until Back."""
    told = await fetch(visit, PersonAnswered(visit.id), visit.parts.center.person)
    if told is None:
        return
    # Where nobody knows the time here, the center's is right to the day.
    now = visit.parts.clock.known() or told.as_of
    zone = visit.parts.clock.now().tzinfo
    needed = visit.parts.region.rights.enabled_card_needed
    await show_records(
        visit, person_page(told, now.astimezone(zone).date(), zone, needed)
    )


async def show_participation(visit: CardSession) -> None:
    """Show the insurances that the person is in until Back."""
    told = await fetch(
        visit, ParticipationAnswered(visit.id), visit.parts.center.person
    )
    if told is not None:
        await show_records(
            visit, participation_page(told, visit.parts.clock.now().tzinfo)
        )
