"""Dots to scale: north is up, east is right, and the bar says what a stretch is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.screens.frame.context import Presentation
from kiosk.screens.toolkit.figures.town_map import Spot, SpotKind, TownMap
from kiosk.screens.toolkit.kit import Rect
from tests.screens.studio import studio

WORDS = {SpotKind.HERE: "本机", SpotKind.MEANT: "网点", SpotKind.OTHER: "其他"}
MACHINE = Spot(0, 0, SpotKind.HERE)


def placed(*spots: Spot, said: list[int] | None = None) -> TownMap:
    kit = studio("portrait").context(Presentation()).kit

    def length(metres: int) -> str:
        if said is not None:
            said.append(metres)
        return f"{metres} 米"

    shown = TownMap(kit, spots, WORDS, "北", length)
    shown.place(Rect(0, 0, 900, shown.height(900)))
    return shown


def test_north_is_up_and_east_is_right() -> None:
    office = Spot(1000, 1000, SpotKind.MEANT)
    shown = placed(office)
    (x, y), (east, north) = shown.at(MACHINE), shown.at(office)
    assert east > x
    assert north < y
    assert east - x == pytest.approx(y - north, abs=1)


@settings(max_examples=25)
@given(st.integers(-60_000, 60_000), st.integers(-60_000, 60_000))
def test_machine_and_office_are_inside_and_the_bar_is_true(
    east: int, north: int
) -> None:
    said: list[int] = []
    office = Spot(east, north, SpotKind.MEANT)
    shown = placed(office, said=said)
    field = shown.rect
    assert field.collidepoint(shown.at(office))
    assert field.collidepoint(shown.at(MACHINE))
    (metres,) = said
    assert str(metres).strip("0") in ("1", "2", "5")
    far = Spot(metres, 0, SpotKind.OTHER)
    drawn = shown.at(far)[0] - shown.at(MACHINE)[0]
    assert 0.1 * field.width < drawn <= field.width / 3 + 1


def test_only_what_is_there_has_a_word_and_nothing_of_it_is_spoken() -> None:
    shown = placed(Spot(100, 100, SpotKind.MEANT))
    assert [text.words for text in shown.children()] == [  # type: ignore[attr-defined]
        *("北", shown.children()[1].words),  # type: ignore[attr-defined]
        *("本机", "网点"),
    ]
    assert list(shown.texts()) == []


def test_next_door_is_not_drawn_as_far_away() -> None:
    office = Spot(20, 0, SpotKind.MEANT)
    shown = placed(office)
    assert shown.at(office)[0] - shown.at(MACHINE)[0] < shown.rect.width / 10


@pytest.mark.parametrize(("east", "named"), [(500, True), (50_000, False)])
def test_others_are_named_only_where_one_is_seen(east: int, named: bool) -> None:
    shown = placed(Spot(800, 500, SpotKind.MEANT), Spot(east, 0, SpotKind.OTHER))
    words = [w.words for w in shown.children() if w.rect.width]  # type: ignore[attr-defined]
    assert ("其他" in words) == named
