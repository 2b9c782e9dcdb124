"""The recipes of a page and of a service, walked with their own tiny examples."""

import json
from pathlib import Path
from typing import ClassVar

import pytest

from kiosk.domain.secret import Pin
from kiosk.screens.frame import page_parts
from kiosk.screens.frame.context import PageContext, Presentation
from kiosk.screens.frame.frame import message
from kiosk.screens.looks import look_table
from kiosk.screens.toolkit.geometry import Level
from kiosk.screens.toolkit.tree import Tree
from kiosk.session.dialog.ask_center import fetch
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.dialog.errand import Errand
from kiosk.session.guides.flow import read
from kiosk.session.guides.pages import ReadPage, ReadSection
from kiosk.session.medical.pages import MedicalAccountPage
from kiosk.session.pages.everywhere import AttractPage
from kiosk.session.pages.page import Answer, Page, PinEntered, ServiceChosen, Tap
from kiosk.session.pages.record import Fact
from kiosk.session.pages.show_records import show_records
from kiosk.session.pin.pages import PinPage
from kiosk.session.visit import menus, no_card, services
from kiosk.session.visit.idle import idle_page
from kiosk.session.visit.no_card import quiet_services
from kiosk.session.visit.pages import HomePage, MenuPage
from kiosk.settings.shipped import asset
from kiosk.settings.texts import languages, load_texts
from kiosk.sync.wire.events.query_events import MedicalAnswered
from tests.recipes.blocks import walked
from tests.screens.studio import all_parts, laid_out
from tests.session.errands import kiosk, person
from tests.session.hall import PIN, Mind, scene
from tests.session.readers import read as read_all

WORDS = {
    **{"notice__title": "通知", "notice__body": "自{since}起，本大厅延长服务。"},
    **{"attract__parking": "停车", "list__more__parking": "停车"},
    "list__more__parking__hint": "车停在哪里",
}


@pytest.fixture
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Add the example's words to every language, in a copy of the assets."""
    root = tmp_path / "root"
    (root / "assets" / "locales").mkdir(parents=True)
    for name in ("fonts", "icons", "voice", "demo"):
        (root / "assets" / name).symlink_to(asset(name))
    for language in languages():
        own = root / "assets" / "locales" / language
        own.mkdir()
        for file in asset("locales", language).iterdir():
            (own / file.name).symlink_to(file)
        (own / "notice.json").write_text(json.dumps(WORDS), "utf-8")
    monkeypatch.setenv("KIOSK_ROOT", str(root))
    load_texts.cache_clear()


@pytest.mark.usefixtures("words")
def test_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    table = dict(look_table.PAGES)
    monkeypatch.setattr(look_table, "PAGES", table)
    parts = {
        name: getattr(page_parts, name)
        for name in ("CALM", "actions", "main_button", "sentence")
    }
    made = walked(
        "page",
        **{**parts, "message": message, "PAGES": table, "Page": Page, "Tap": Tap},
        **{"ClassVar": ClassVar, "PageContext": PageContext, "Tree": Tree},
    )
    page = made["NoticePage"](since="3月1日")
    monkeypatch.setattr(type(page), "__module__", "kiosk.session.staff.pages")
    for panel in ("portrait", "small-lying"):
        said = [text for tree in all_parts(page, panel) for text in tree.texts()]
        assert "自3月1日起，本大厅延长服务。" in "".join(said)
    ok = laid_out(page).button_named("ok")
    assert ok is not None
    assert ok.action is Tap.OK
    load_texts.cache_clear()


async def test_a_service_with_the_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, where = dict(services.SERVICES), {k: dict(v) for k, v in menus.MENUS.items()}
    monkeypatch.setattr("kiosk.session.visit.menu.SERVICES", table)
    monkeypatch.setattr("kiosk.session.visit.menu.MENUS", where)
    walked(
        "card_service",
        **{"SERVICES": table, "MENUS": where, "Service": services.Service},
        **{"CardSession": CardSession, "Fact": Fact, "fetch": fetch},
        **{"MedicalAnswered": MedicalAnswered},
        **{"MedicalAccountPage": MedicalAccountPage, "show_records": show_records},
    )
    place = scene(tmp_path, chooses("health", "reserve"))
    place.center.whose = "wang-xiulan"
    await read_all(place)
    shown = [p for p in place.who.shown if isinstance(p, MedicalAccountPage)]
    assert [fact.name for fact in shown[0].lead] == ["balance"]


def chooses(*names: str) -> Mind:
    """Return somebody who proves the PIN, chooses these in turn, and goes back."""
    todo = list(names)

    def mind(page: Page) -> Answer | None:
        match page:
            case PinPage():
                return PinEntered(Pin(PIN))
            case HomePage() | MenuPage() if todo:
                return ServiceChosen(todo.pop(0))
            case HomePage():
                return Tap.FINISH
        return Tap.BACK

    return mind


@pytest.mark.usefixtures("words")
async def test_a_service_without_a_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = dict(no_card.QUIET_SERVICES)
    monkeypatch.setattr(no_card, "QUIET_SERVICES", table)
    walked(
        "no_card_service",
        **{"QUIET_SERVICES": table, "Errand": Errand, "read": read},
        **{"ReadPage": ReadPage, "ReadSection": ReadSection},
    )
    hall = kiosk(tmp_path, person())
    idle = idle_page(hall.place.parts)
    assert isinstance(idle, AttractPage)
    assert laid_out(idle).button_named("service-parking")
    elder = laid_out(idle, presentation=Presentation(level=Level.ELDER))
    assert elder.button_named("service-more")
    assert "parking" in quiet_services(hall.place.parts)
    await hall.errand("parking")
    (page,) = [p for p in hall.place.who.shown if isinstance(p, ReadPage)]
    assert page.sections[0].lines == ("地下一层，凭凭条免费两小时",)
    assert hall.place.journal.kinds() == ["visit.begin", "visit.end"]
    load_texts.cache_clear()
