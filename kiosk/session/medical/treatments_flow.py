"""Treatments: a year's list, all or of one kind, and each with its payment.

What the pages say is in `session/medical/treatments_build.py`.
"""

from kiosk.domain.records import VisitKind
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.medical.treatments_build import (
    counted,
    visit_page,
    visits_page,
    with_older_visits,
)
from kiosk.session.pages.older_records import PagedQuestion, fetch_year
from kiosk.session.pages.page import ItemChosen, ServiceChosen
from kiosk.session.pages.record_times import local_day, years_of
from kiosk.session.pages.show_records import show_records, unwatched
from kiosk.session.visit.pages import MenuPage
from kiosk.sync.wire.events.query_events import TreatmentsAnswered
from kiosk.sync.wire.own_records_wire import VisitsAnswer

_ALL = "kind_all"


async def show_visits(visit: CardSession) -> None:
    """Show the newest year's treatments until Back; others by the filter."""
    if not await unwatched(visit):
        return
    zone = visit.parts.clock.now().tzinfo
    question = PagedQuestion(
        TreatmentsAnswered(visit.id),
        visit.parts.center.visits,
        with_older_visits,
        lambda told: years_of(local_day(one.settled, zone) for one in told.visits),
    )
    told = await fetch_year(visit, question)
    if told is None:
        return
    year: int | None = None
    kind: VisitKind | None = None
    while True:
        page = visits_page(told, year, kind, zone)
        match await show_records(visit, page):
            case ItemChosen(opens):
                await show_records(visit, visit_page(told, opens, zone))
            case ServiceChosen():
                wanted, kind = await _filter(visit, told, page.year, kind)
                older = await fetch_year(visit, question, told, wanted)
                # Who gives up stays where they were.
                told, year = (told, page.year) if older is None else (older, wanted)
            case _:
                return


async def _filter(
    visit: CardSession, told: VisitsAnswer, year: int | None, kind: VisitKind | None
) -> tuple[int | None, VisitKind | None]:
    """Let the person choose another year or kind; Back keeps both."""
    answer = await visit.parts.dialog.ask(filter_page(visit, told, year, kind))
    match answer:
        case ServiceChosen(service) if service.startswith("year:"):
            return int(service.removeprefix("year:")), kind
        case ServiceChosen(service):
            name = service.removeprefix("kind_")
            return year, None if service == _ALL else VisitKind(name)
        case _:
            return year, kind


def filter_page(
    visit: CardSession, told: VisitsAnswer, year: int | None, kind: VisitKind | None
) -> MenuPage:
    """Return the years and kinds that there are, each with its number of treatments."""
    zone = visit.parts.clock.now().tzinfo
    whole = counted(told, zone)
    counts = {f"year:{year}": number for year, number in whole.years}
    counts[_ALL] = whole.all
    counts |= {f"kind_{kind}": number for kind, number in whole.kinds}
    there = {name: count for name, count in counts.items() if count}
    holds = (f"year:{year}", _ALL if kind is None else f"kind_{kind}")
    chosen = tuple(name for name in there if name in holds)
    return MenuPage("visit_filter", tuple(there), tuple(there.values()), chosen)
