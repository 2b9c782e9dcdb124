"""A person who reads everything once: opens a line, another year, prints, goes back."""

from kiosk.domain.secret import Pin
from kiosk.session.pages.everywhere import (
    CenterAwayPage,
    FaultPage,
    PrintedPage,
    PrivacyPage,
)
from kiosk.session.pages.page import (
    Answer,
    ItemChosen,
    Page,
    PinEntered,
    ServiceChosen,
    Tap,
    YearChosen,
)
from kiosk.session.pages.record import RecordPage
from kiosk.session.paper.pages import PreviewPage
from kiosk.session.pin.pages import PinPage
from kiosk.session.visit.card_visit import card_visit
from kiosk.session.visit.pages import HomePage, MenuPage
from tests.session.hall import PIN, Scene
from tests.session.visit.test_card_visit import takes_card


class Reader:
    """Goes through services in turn; what was done once is not done again."""

    def __init__(self, *services: str, printing: bool = True) -> None:
        self.todo = list(services)
        self.printing = printing
        self.done: set[object] = set()

    def __call__(self, page: Page) -> Answer | None:
        match page:
            case PinPage():
                return PinEntered(Pin(PIN))
            case HomePage():
                return ServiceChosen(self.todo.pop(0)) if self.todo else Tap.FINISH
            case PrivacyPage() | PrintedPage() | FaultPage():
                return Tap.OK
            case PreviewPage():
                return Tap.PRINT
            case CenterAwayPage():
                return Tap.RETRY if self._first("retry") else Tap.BACK
            case MenuPage():
                fresh = self._first(page.menu)
                return ServiceChosen(page.services[-1]) if fresh else Tap.BACK
            case RecordPage():
                return self._read(page)
        return None

    def _read(self, page: RecordPage) -> Answer:
        """Print, then open a line, then look at another year, then go back."""
        if self.printing and page.can_print and self._first(page.name, "print"):
            return Tap.PRINT
        opens = [line.opens for one in page.listings for line in one.lines]
        if any(opens) and self._first(page.name, "opens"):
            return ItemChosen(next(filter(None, opens)))
        if len(page.years) > 1 and self._first(page.name, "year"):
            return YearChosen(page.years[-1])
        if page.views and self._first(page.name, "view"):
            return ServiceChosen(page.views[0])
        return Tap.BACK

    def _first(self, *what: str) -> bool:
        fresh = what not in self.done
        self.done.add(what)
        return fresh


async def read(place: Scene) -> list[str]:
    """Run a visit to its end and return the journal's events."""
    takes_card(place)
    await place.visit(card_visit)
    assert place.parts.dialog.insertion is None
    return place.journal.kinds()
