"""What is due is said first, in one sentence with one button; and never in the way."""

from pathlib import Path

import pytest

from kiosk.domain.faults import Fault
from kiosk.domain.services.due import Due, DueKind
from kiosk.session.guides.pages import ReadPage
from kiosk.session.pages.page import Answer, Page, Tap
from kiosk.session.visit.due_first import DUE, DUE_SERVICES
from kiosk.session.visit.due_said import BENEFITS, CAN_BE_OVER
from kiosk.session.visit.pages import DueSaid, HomePage
from kiosk.settings.texts import languages, own_entries
from tests.every import every
from tests.session.hall import NOW, Scene, scene
from tests.session.readers import Reader, read

ENDING = Due(kind=DueKind.CARD_EXPIRING, until=NOW.date())


async def home_of(place: Scene) -> HomePage:
    """Return the first home page of a visit."""
    await read(place)
    home = place.who.saw(HomePage)[0]
    assert isinstance(home, HomePage)
    return home


async def test_its_button_leads_on_and_is_gone_when_it_is_done(tmp_path: Path) -> None:
    reader = Reader(DUE)
    place = scene(tmp_path, lambda _: None)
    place.center.due_things = (ENDING,)

    def mind(page: Page) -> Answer | None:
        if isinstance(page, ReadPage):
            place.center.due_things = ()
            return Tap.BACK
        return reader(page)

    place.who.mind = mind
    assert (await home_of(place)).due == DueSaid(ENDING.kind, ENDING.until)
    assert place.who.saw(ReadPage)
    last = place.who.saw(HomePage)[-1]
    assert isinstance(last, HomePage)
    assert last.due is None


async def test_nothing_is_due_and_the_button_of_an_old_page_does_nothing(
    tmp_path: Path,
) -> None:
    place = scene(tmp_path, Reader(DUE))
    assert (await home_of(place)).due is None
    assert not place.who.saw(ReadPage)


@pytest.mark.parametrize("hangs", [True, False])
async def test_a_center_that_fails_keeps_nobody_waiting(
    tmp_path: Path, hangs: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.session.dialog.ask_due.PATIENCE", 0.05)
    place = scene(tmp_path, Reader())
    place.center.due_things = (ENDING,)
    asked = place.center.due

    async def due(token: str) -> object:
        place.center.hangs = hangs
        place.center.fault = None if hangs else Fault.CENTER_ERROR
        try:
            return await asked(token)
        finally:
            place.center.hangs, place.center.fault = False, None

    monkeypatch.setattr(place.center, "due", due)
    assert (await home_of(place)).due is None


async def test_what_no_button_leads_to_is_not_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.session.visit.due_first.DUE_SERVICES", {})
    place = scene(tmp_path, Reader())
    place.center.due_things = (ENDING,)
    assert (await home_of(place)).due is None


@pytest.mark.parametrize("language", languages())
def test_every_kind_that_is_said_has_its_words(language: str) -> None:
    entries = own_entries(language)
    wanted = [
        f"due__{kind}{tail}"
        for kind in every(DUE_SERVICES)
        for tail in ("", "__open", "__button")
    ]
    wanted += [f"due__{kind}__over" for kind in CAN_BE_OVER]
    wanted += [f"due__{DueKind.BENEFIT_STOPPED}__here"]
    wanted += [f"due__about__{it}" for it in (*BENEFITS, "any")]
    assert [key for key in wanted if key not in entries] == []
