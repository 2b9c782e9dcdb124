"""Out of service by hand: what people read, when it ends, and who may."""

from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.session.pages.everywhere import AttractPage
from kiosk.session.pages.page import Answer, ItemChosen, Tap
from kiosk.session.staff.keyboard_page import TextTyped
from kiosk.session.staff.pages import ActChosen, Mood, Saying
from kiosk.session.staff.people import StaffRole
from kiosk.session.staff.service.pages import ServiceBreakPage
from kiosk.session.staff.service.service_break import (
    ServiceBreak,
    break_now,
    is_over,
    keep_break,
    kept_break,
)
from kiosk.session.staff.service.service_tool import (
    service_page,
    service_sayings,
    show_service,
    until_page,
)
from kiosk.session.staff.tool_table import TOOLS
from kiosk.session.visit.idle import idle_page
from kiosk.settings.state.store_errors import StoreFull
from kiosk.sync.clock.clock import Certainty
from tests.session.hall import NOW, OneClock, Scene
from tests.session.staff.desks import desk_of

STOP: tuple[Answer, ...] = (
    ActChosen("service_stop"),
    ItemChosen("repair"),
    ItemChosen("30"),
)


@pytest.mark.parametrize(
    ("certainty", "until", "over"),
    [
        (Certainty.AGREED, -1, True),
        (Certainty.AGREED, 0, True),
        (Certainty.AGREED, 1, False),
        (Certainty.PLAUSIBLE, -1, True),
        (Certainty.UNSURE, -1, False),
        (Certainty.UNSURE, -999_999, False),
        (Certainty.AGREED, None, False),
    ],
)
def test_when_a_break_is_over(
    certainty: Certainty, until: int | None, over: bool
) -> None:
    clock = OneClock()
    clock.certainty = certainty
    end = None if until is None else NOW + timedelta(minutes=until)
    assert is_over(ServiceBreak("repair", "", end, "1001"), clock) is over


def shown(place: Scene) -> object:
    return idle_page(place.parts)


async def test_people_read_why_and_until_when(tmp_path: Path) -> None:
    desk, place = desk_of(tmp_path, STOP, role=StaffRole.HALL)
    assert isinstance(shown(place), AttractPage)
    await show_service(desk)
    until = NOW + timedelta(minutes=30)
    hall = ("测试大厅", place.parts.hotline)
    assert shown(place) == ServiceBreakPage(*hall, "repair", "", until)
    assert place.journal.events == [
        (
            "maintenance.act",
            {"who": "1001", "act": "service_stop", "subject": "repair", "done": True},
        )
    ]
    assert service_sayings(desk) == (Saying(Mood.CAUTION, "service_stopped"),)
    assert TOOLS["service"].least is StaffRole.HALL


async def test_the_time_ends_it_by_itself_and_the_journal_tells(tmp_path: Path) -> None:
    desk, place = desk_of(tmp_path)
    stop = ServiceBreak("paper", "", NOW - timedelta(seconds=1), "1001")
    keep_break(place.parts.store, stop)
    place.clock.certainty = Certainty.UNSURE
    assert isinstance(shown(place), ServiceBreakPage)
    assert service_sayings(desk) == (Saying(Mood.CAUTION, "service_clock_unsure"),)
    place.clock.certainty = Certainty.PLAUSIBLE
    assert isinstance(shown(place), AttractPage)
    assert isinstance(shown(place), AttractPage)
    assert place.journal.kinds() == ["maintenance.act"]
    assert kept_break(place.parts.store) is None


async def test_back_by_hand(tmp_path: Path) -> None:
    desk, place = desk_of(tmp_path, (ActChosen("service_back"),))
    keep_break(place.parts.store, ServiceBreak("closed", "", None, "2002"))
    assert service_page(desk).acts[0].name == "service_back"
    await show_service(desk)
    assert break_now(place.parts) is None
    assert [told["act"] for _, told in place.journal.events] == ["service_back"]


async def test_typed_words(tmp_path: Path) -> None:
    touches: tuple[Answer, ...] = (
        ActChosen("service_stop"),
        ItemChosen("typed"),
        ItemChosen("open"),
    )
    desk, place = desk_of(tmp_path, touches)
    mind = place.who.mind
    place.who.mind = lambda page: (
        TextTyped(" Lift 2 ") if page.called == "keyboard-service_words" else mind(page)
    )
    await show_service(desk)
    page = shown(place)
    assert isinstance(page, ServiceBreakPage)
    assert (page.message, page.words, page.until) == ("", "Lift 2", None)
    assert "Lift" not in repr(place.journal.events)


async def test_without_a_time_there_is_only_an_open_end(tmp_path: Path) -> None:
    desk, place = desk_of(tmp_path)
    assert len(until_page(desk).choices) == 6
    place.clock.certainty = Certainty.UNSURE
    page = until_page(desk)
    assert [choice.item for choice in page.choices] == ["open"]
    assert page.sayings == (Saying(Mood.CAUTION, "service_no_time"),)


@pytest.mark.parametrize("count", [1, 2])
async def test_who_turns_back_changes_nothing(tmp_path: Path, count: int) -> None:
    desk, place = desk_of(tmp_path, (*STOP[:count], Tap.BACK))
    await show_service(desk)
    assert isinstance(shown(place), AttractPage)
    assert place.journal.kinds() == []


async def test_what_cannot_be_kept_is_told_and_journaled_as_not_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise StoreFull("scripted")

    desk, place = desk_of(tmp_path, STOP)
    monkeypatch.setattr(place.parts.store, "execute", full)
    await show_service(desk)
    assert isinstance(shown(place), AttractPage)
    assert place.journal.events[0][1]["done"] is False
