"""How far an office is, in words that a straight line can answer for."""

import pytest

from kiosk.session.guides.pages import ReadSection, Way
from kiosk.session.guides.wording import distance, section_lines
from kiosk.settings.texts import load_texts

CHINESE = load_texts("zh-CN")


@pytest.mark.parametrize(
    ("metres", "said"),
    [
        (0, "直线约 50 米"),
        (324, "直线约 300 米"),
        (974, "直线约 950 米"),
        (975, "直线约 1 公里"),
        (1234, "直线约 1.2 公里"),
        (9949, "直线约 9.9 公里"),
        (9950, "直线约 10 公里"),
        (12_600, "直线约 13 公里"),
    ],
)
def test_a_distance_is_no_finer_than_it_can_be(metres: int, said: str) -> None:
    assert distance(metres, CHINESE) == said


def test_an_office_is_that_far_in_a_direction() -> None:
    section = ReadSection("distance", (), ways=(Way(1234, "north_east"), Way(10, "")))
    assert section_lines(section, "12333", CHINESE) == (
        "直线约 1.2 公里，在这台机器的东北边",
        "就在附近",
    )


def test_of_places_one_will_do_and_of_papers_all() -> None:
    told = (("where", ("甲", "乙")), ("needs", ("丙", "丁")), ("time", ("当场",)))
    section = ReadSection("social_part", ("戊。",), told=told)
    assert section_lines(section, "12333", CHINESE) == (
        *("去哪里（任一处）：甲、乙", "带上：丙、丁", "多久：当场", "戊。"),
    )
    alone = ReadSection("social_part", (), told=(("where", ("甲",)),))
    assert section_lines(alone, "12333", CHINESE) == ("去哪里：甲",)


@pytest.mark.parametrize(("yuan", "said"), [("0", "不收费"), ("25", "25 元")])
def test_a_fee_has_its_unit_and_none_is_no_figure(yuan: str, said: str) -> None:
    section = ReadSection("courier_yuan", (yuan,))
    assert section_lines(section, "12333", CHINESE) == (said,)
