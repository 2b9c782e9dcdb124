"""Where the slot is, drawn and said where the settings know it, and nowhere else."""

import pytest
from msgspec.structs import replace

from kiosk.screens.frame.context import Presentation, Studio
from kiosk.screens.frame.slot_mark import SlotMark
from kiosk.screens.toolkit.geometry import Level
from kiosk.screens.toolkit.kit import Rect
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import THEMES
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.window.page_table import render_fitting
from kiosk.settings.texts import load_texts
from tests.every import every
from tests.screens.samples import SAMPLES
from tests.screens.studio import HOTLINE, PANELS, laid_out, painted

SIDES = ("left", "right", "above", "below")
PAGES = ("attract", "attract-bare", "take_card", "take_card-two")


def shown(
    name: str, side: str, place: float, panel: str, look: Presentation | None = None
) -> tuple[Tree, Rect]:
    """Lay a page out on a panel whose slot is known; return it with the arrow."""
    known = replace(PANELS[panel], slot_side=side, slot_place=place)
    studio = Studio(known)
    studio.hotline = HOTLINE
    tree = render_fitting(SAMPLES[name], studio, look or Presentation())
    marks = [w.mark for w in tree.root.walk() if isinstance(w, SlotMark)]
    assert len(marks) == 1
    return tree, marks[0]


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("panel", ["portrait", "landscape", "small-lying"])
def test_the_arrow_stands_at_its_edge_and_on_nothing_else(
    side: str, panel: str
) -> None:
    for name in every(PAGES):
        for look in (Presentation(), Presentation("en", Level.ELDER, low=True)):
            tree, mark = shown(name, side, 0.5, panel, look)
            assert tree.overflow == 0
            assert tree.area.contains(mark)
            ends = {"left": mark.left == 0, "right": mark.right == tree.area.right}
            assert ends.get(side, True)
            buttons = [b for b in tree.buttons if not b.hold]
            assert mark.collidelist([b.rect for b in buttons]) < 0, (name, look)
            texts = [w for w in tree.root.walk() if isinstance(w, Text)]
            inks = [w.ink_rect() for w in texts if w.rect.width and w.text]
            assert mark.inflate(-8, -8).collidelist(inks) < 0, (name, look)


def test_it_stands_where_the_slot_is_along_the_side() -> None:
    _, high = shown("take_card", "right", 0.25, "portrait")
    tree, low = shown("take_card", "right", 0.75, "portrait")
    assert abs(high.centery - tree.area.height // 4) <= 1
    assert abs(low.centery - tree.area.height * 3 // 4) <= 1
    _, end = shown("take_card", "right", 1.0, "portrait")
    assert end.bottom == tree.area.bottom


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("page", ["attract", "take_card"])
def test_it_is_said_as_well(side: str, page: str) -> None:
    for language in ("zh-CN", "en"):
        tree, _ = shown(page, side, 0.5, "portrait", Presentation(language))
        assert load_texts(language)(f"slot__{side}") in tree.texts()


@pytest.mark.parametrize("theme", THEMES)
def test_it_is_seen_on_every_ground(theme: str) -> None:
    for place in (0.3, 0.9):
        look = Presentation(theme=theme)
        tree, mark = shown("attract", "right", place, "portrait", look)
        picture = painted(tree)
        row = [picture.get_at((x, mark.centery))[:3] for x in range(mark.left, 1080)]
        beside = picture.get_at((mark.left - 6, mark.centery))[:3]
        assert any(color != beside for color in row)


def test_unset_nothing_is_claimed() -> None:
    for page in ("attract", "take_card"):
        tree = laid_out(SAMPLES[page])
        assert not any(isinstance(w, SlotMark) for w in tree.root.walk())
        words = [load_texts()(f"slot__{side}") for side in SIDES]
        assert not set(words) & set(tree.texts())
