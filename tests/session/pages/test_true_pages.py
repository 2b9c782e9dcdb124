"""A page that stands keeps its promises: the print key follows the paper."""

import asyncio
from pathlib import Path

import pytest

from kiosk.devices.printer.printer_port import (
    Cover,
    LinkState,
    Paper,
    PrinterFault,
    PrinterStatus,
)
from kiosk.session.contributions.pages import ContributionsPage
from kiosk.session.pages.page import Answer, Page, ServiceChosen, Tap
from kiosk.session.pension.pages import PensionAccountPage
from kiosk.session.visit.card_visit import card_visit
from kiosk.session.visit.pages import HomePage, MenuPage
from tests.session.hall import Scene, polite, scene
from tests.until import until

OUT = PrinterStatus(LinkState.OK, Paper.OUT, Cover.CLOSED, PrinterFault.NONE, 1.0)
FULL = PrinterStatus(LinkState.OK, Paper.OK, Cover.CLOSED, PrinterFault.NONE, 2.0)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (("contributions", "pension"), ContributionsPage),
        (("statements",), PensionAccountPage),
    ],
)
async def test_the_print_key_of_an_open_page_follows_the_paper(
    tmp_path: Path, path: tuple[str, ...], kind: type[Page]
) -> None:
    steps = iter(path)
    place: Scene
    usual = polite()

    def mind(page: Page) -> Answer | None:
        if isinstance(page, HomePage | MenuPage):
            return ServiceChosen(next(steps))
        return None if isinstance(page, kind) else usual(page)

    place = scene(tmp_path, mind)
    visit = asyncio.create_task(place.visit(card_visit))
    await until(lambda: bool(place.who.saw(kind)))
    for status, promised in ((OUT, False), (FULL, True)):
        before = len(place.who.saw(kind))
        place.printer.status = status
        place.parts.dialog.devices_changed()
        await until(lambda before=before: len(place.who.saw(kind)) > before)  # type: ignore[misc]
        assert place.who.saw(kind)[-1].can_print is promised  # type: ignore[attr-defined]
    before = len(place.who.saw(kind))
    place.parts.dialog.devices_changed()
    await asyncio.sleep(0)
    assert len(place.who.saw(kind)) == before, "news that change nothing show nothing"
    place.parts.dialog.answered(10**6, Tap.FINISH)
    await until(lambda: place.parts.dialog.page is not None)
    visit.cancel()
    await asyncio.gather(visit, return_exceptions=True)
