"""The ID card reader's page: not configured, silent, present; and nothing of a card."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.devices.idcard.idcard_port import IdCard, IdReaderFault
from kiosk.session.pages.page import Answer, Page, Tap
from kiosk.session.pages.record import Word
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import ActChosen, ToolPage
from kiosk.session.staff.parts import id_reader_tool
from kiosk.session.staff.parts.id_reader_tool import id_reader_page, show_id_reader
from kiosk.session.staff.people import StaffPerson, StaffRole
from kiosk.session.staff.self_tests import last_tests
from tests.session.hall import Scene, scene

NUMBER = "990101195603070023"


class Laid:
    """A reader with a card on it, without one, or dead."""

    def __init__(self, what: str) -> None:
        self.what = what

    async def read(self) -> IdCard:
        if self.what == "dead":
            raise IdReaderFault("The ID card reader does not answer.")
        if self.what == "empty":
            await asyncio.sleep(3600)
        return IdCard(NUMBER, "王秀兰")

    def close(self) -> None:
        pass


def standing(tmp_path: Path, what: str, *answers: Answer) -> tuple[Desk, Scene]:
    left = iter(answers)

    def hand(page: Page) -> Answer | None:
        if not isinstance(page, ToolPage) or page.tool == "idcard_wait":
            return Tap.BACK if what == "stopped" else None
        return next(left, Tap.BACK)

    place = scene(tmp_path, hand)
    parts = replace(place.parts, id_reader=Laid("empty" if what == "stopped" else what))
    return Desk(parts, StaffPerson("1001", StaffRole.TECHNICIAN)), place


@pytest.mark.parametrize(
    ("what", "outcome", "word", "state"),
    [
        ("card", "passed", "id_reader_passed", "present"),
        ("dead", "failed", "id_reader_failed", "silent"),
        ("empty", "broken_off", "id_reader_no_card", "untried"),
        ("stopped", "broken_off", "id_reader_stopped", "untried"),
    ],
)
async def test_a_card_s_presence_is_all_that_is_proved(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    what: str,
    outcome: str,
    word: str,
    state: str,
) -> None:
    if what == "empty":
        monkeypatch.setattr(id_reader_tool, "HAND_S", 0.05)
    desk, place = standing(tmp_path, what, ActChosen("test_id_reader"))
    await show_id_reader(desk)
    (record,) = last_tests(place.parts, "idcard")
    assert record.outcome == outcome
    last = [p for p in place.who.shown if isinstance(p, ToolPage)][-1]
    assert last.sayings[-1].name == word
    assert last.groups[0].facts[0].value == Word("id_reader", state)
    kept = [*map(str, place.who.shown), str(place.journal.events)]
    kept += [
        str(tuple(row)) for row in place.parts.store.all("SELECT * FROM self_test")
    ]
    assert not any(NUMBER in text or "王秀兰" in text for text in kept)


async def test_none_is_not_configured_and_cannot_be_tested(tmp_path: Path) -> None:
    desk, place = standing(tmp_path, "card", ActChosen("test_id_reader"))
    desk.parts = place.parts
    page = id_reader_page(desk)
    assert page.groups[0].facts[0].value == Word("id_reader", "not_configured")
    assert [act.enabled for act in page.acts] == [False]
    await show_id_reader(desk)
    assert last_tests(place.parts, "idcard")[0].outcome is None
