"""The screen's page and the tests in which an eye decides."""

from pathlib import Path

import pytest

from kiosk.session.pages.page import Answer, ItemChosen, Page, Tap
from kiosk.session.pages.record import Count, Word
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import ActChosen, ToolFact, ToolPage
from kiosk.session.staff.parts import screen_tool
from kiosk.session.staff.parts.screen_pages import PlainColorPage, RulerPage
from kiosk.session.staff.parts.screen_tool import screen_page, show_screen
from kiosk.session.staff.people import StaffPerson, StaffRole
from kiosk.session.staff.self_tests import last_tests
from kiosk.settings.backlight import Backlight, find_backlight
from tests.session.hall import Scene, scene


def standing(tmp_path: Path, *answers: Answer) -> tuple[Desk, Scene]:
    """Stand before the screen; plain colours and rulers are touched as they come."""
    left = iter(answers)

    def hand(page: Page) -> Answer | None:
        if isinstance(page, PlainColorPage | RulerPage):
            return Tap.OK
        return next(left, Tap.BACK) if isinstance(page, ToolPage) else None

    place = scene(tmp_path, hand)
    return Desk(place.parts, StaffPerson("1001", StaffRole.TECHNICIAN)), place


def facts(page: ToolPage) -> dict[str, ToolFact]:
    return {fact.name: fact for group in page.groups for fact in group.facts}


async def test_what_is_not_there_is_not_supported_and_not_unknown(
    tmp_path: Path,
) -> None:
    desk, _ = standing(tmp_path)
    page = screen_page(desk, None, None)
    told = facts(page)
    assert told["light"].value == Word("drawn", "not_supported")
    assert [act.enabled for act in page.acts] == [False, False]
    assert told["driver"].value == "x11"
    assert told["refresh"].value == Count(60, "hertz")
    assert told["blanks"].value == Word("panel_care", "off")
    unread = facts(screen_page(desk, Backlight(tmp_path, 100), None))
    assert unread["light"].value == Word("drawn", "unknown")


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (ActChosen("pixels_right"), "passed"),
        (ActChosen("pixels_wrong"), "failed"),
        (Tap.BACK, "broken_off"),
    ],
)
async def test_each_colour_is_shown_and_the_eye_is_asked(
    tmp_path: Path, answer: Answer, outcome: str
) -> None:
    desk, place = standing(tmp_path, ItemChosen("pixels"), answer)
    await show_screen(desk)
    shown = [p.color for p in place.who.shown if isinstance(p, PlainColorPage)]
    assert shown == ["black", "white", "red", "green", "blue"]
    (record,) = last_tests(place.parts, "pixels")
    assert record.outcome == outcome


async def test_a_wrong_ruler_leads_to_the_size_that_is_true(tmp_path: Path) -> None:
    desk, place = standing(
        *(tmp_path, ItemChosen("ruler"), ActChosen("ruler_wrong")),
        *(ItemChosen("96"), ItemChosen("100")),
    )
    await show_screen(desk)
    last = [p for p in place.who.shown if isinstance(p, ToolPage)][-1]
    (said,) = last.sayings
    # 268 mm are set; what is drawn as 100 measures 96.
    assert (said.name, said.values) == ("ruler_set_width", (("mm", "257"),))
    assert last_tests(place.parts, "ruler")[0].outcome == "failed"


async def test_the_light_is_set_in_steps_and_journaled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "panel"
    folder.mkdir()
    (folder / "max_brightness").write_text("100")
    (folder / "brightness").write_text("70")
    monkeypatch.setattr(screen_tool, "find_backlight", lambda: find_backlight(tmp_path))
    desk, place = standing(tmp_path, ActChosen("darker"), ActChosen("darker"))
    await show_screen(desk)
    assert (folder / "brightness").read_text() == "50"
    acts = [payload for _, payload in place.journal.events]
    assert [(a["act"], a["subject"], a["done"]) for a in acts] == [
        *(("brightness", "60", True), ("brightness", "50", True)),
    ]
