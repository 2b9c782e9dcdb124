"""The sound's page: what is played, and what an ear makes of it."""

from pathlib import Path

import pytest

from kiosk.session.pages.drawn_by import DrawnBy, SoundTest
from kiosk.session.pages.page import Answer, ItemChosen, Tap
from kiosk.session.pages.record import Count, Word
from kiosk.session.staff.pages import ActChosen, ToolFact, ToolPage
from kiosk.session.staff.parts.sound_tool import show_sound, sound_page
from kiosk.session.staff.self_tests import last_tests
from kiosk.settings.texts import load_texts
from tests.session.staff.desks import desk_of, pages_of


def facts(page: ToolPage) -> dict[str, ToolFact]:
    return {fact.name: fact for group in page.groups for fact in group.facts}


@pytest.mark.parametrize(
    ("device", "answer", "outcome", "word"),
    [
        (True, ActChosen("heard"), "passed", "sound_passed"),
        (True, ActChosen("not_heard"), "failed", "sound_failed"),
        (True, Tap.BACK, "broken_off", "sound_stopped"),
        (None, ActChosen("heard"), "passed", "sound_passed"),
        (False, Tap.BACK, "broken_off", "sound_no_device"),
        (False, ActChosen("heard"), "broken_off", "sound_no_device"),
    ],
)
async def test_an_ear_decides_and_no_device_is_no_fault(
    tmp_path: Path, device: bool | None, answer: Answer, outcome: str, word: str
) -> None:
    desk, place = desk_of(tmp_path, [ItemChosen("sound_left"), answer])
    place.who.drawn = DrawnBy(sound=device)
    await show_sound(desk)
    (record,) = last_tests(desk.parts, "sound_left")
    assert record.outcome == outcome
    assert pages_of(place, "sound")[-1].sayings[-1].name == word
    (heard,) = pages_of(place, "sound_heard")
    assert bool(heard.acts) is (device is not False)
    assert [test.what for test in place.who.sounds] == ["left"]


async def test_a_test_is_played_again_and_at_the_loudness_that_was_chosen(
    tmp_path: Path,
) -> None:
    louder = [ActChosen("louder")] * 4
    again: list[Answer] = [ActChosen("play_again"), ActChosen("heard")]
    desk, place = desk_of(tmp_path, [*louder, ItemChosen("sound_speech"), *again])
    await show_sound(desk)
    words = load_texts()("sound_test__words")
    assert place.who.sounds == [SoundTest("speech", 5, words, "zh-CN")] * 2
    page = pages_of(place, "sound")[4]
    assert facts(page)["volume_step"].value == Count(5, "of_five")
    assert [act.enabled for act in page.acts] == [True, False]
    assert [saying.name for saying in page.sayings] == ["volume_to_set"]


@pytest.mark.parametrize(
    ("jack", "word"), [(None, "not_told"), (True, "plugged"), (False, "empty")]
)
async def test_a_socket_that_tells_nothing_is_not_an_empty_one(
    tmp_path: Path, jack: bool | None, word: str
) -> None:
    desk, place = desk_of(tmp_path)
    place.who.drawn = DrawnBy(jack=jack)
    told = facts(sound_page(desk, 3))
    assert told["jack"].value == Word("jack", word)
    assert (told["audio"].value, told["audio"].health) == (
        Word("audio", "untried"),
        "unknown",
    )
