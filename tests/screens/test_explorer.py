"""A listening person's finger: searching fires nothing, a double tap acts."""

import pytest

from kiosk.screens.explorer import DOUBLE, TAP, Acted, Explorer, Found
from kiosk.screens.toolkit.button import Button
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget import Text
from tests.screens.samples import SAMPLES
from tests.screens.studio import laid_out, painted

FINGER = 1


@pytest.fixture
def tree() -> Tree:
    """Return the home page."""
    return laid_out(SAMPLES["home"])


def middle(tree: Tree, name: str) -> tuple[int, int]:
    """Return the middle of a button."""
    button = tree.button_named(name)
    assert button is not None
    return button.rect.center


def tap(
    explorer: Explorer, tree: Tree, spot: tuple[int, int], now: float
) -> Acted | None:
    """Touch shortly."""
    explorer.down(tree, spot, FINGER, now)
    return explorer.up(tree, spot, FINGER, now + 0.1)


def test_a_touch_finds_and_does_nothing(tree: Tree) -> None:
    explorer = Explorer()
    spot = middle(tree, "finish")
    found = explorer.down(tree, spot, FINGER, 0.0)
    assert isinstance(found, Found)
    assert isinstance(found.widget, Button)
    assert found.widget.name == "finish"
    assert explorer.up(tree, spot, FINGER, 0.1) is None


def test_two_taps_act_on_what_was_found_wherever_the_second_is(tree: Tree) -> None:
    explorer = Explorer()
    tap(explorer, tree, middle(tree, "finish"), 0.0)
    acted = tap(explorer, tree, (5, 5), 0.3)
    assert acted is not None
    assert acted.button.name == "finish"


def test_a_slow_second_tap_is_a_new_search(tree: Tree) -> None:
    explorer = Explorer()
    spot = middle(tree, "finish")
    tap(explorer, tree, spot, 0.0)
    assert tap(explorer, tree, spot, 0.2 + DOUBLE) is None


def test_a_finger_that_wanders_finds_one_thing_after_the_other(tree: Tree) -> None:
    explorer = Explorer()
    explorer.down(tree, middle(tree, "size"), FINGER, 0.0)
    names = []
    for name in ("size", "contrast", "contrast", "finish"):
        found = explorer.move(tree, middle(tree, name), FINGER, 1.0)
        if found is not None and isinstance(found.widget, Button):
            names.append(found.widget.name)
    assert names == ["contrast", "finish"]
    assert explorer.up(tree, middle(tree, "finish"), FINGER, 2.0) is None


def test_a_search_that_ends_is_no_first_tap(tree: Tree) -> None:
    explorer = Explorer()
    spot = middle(tree, "finish")
    explorer.down(tree, spot, FINGER, 0.0)
    explorer.up(tree, spot, FINGER, TAP + 0.1)
    assert tap(explorer, tree, spot, TAP + 0.2) is None


def test_a_second_finger_is_not_listened_to(tree: Tree) -> None:
    explorer = Explorer()
    explorer.down(tree, middle(tree, "size"), FINGER, 0.0)
    assert explorer.down(tree, middle(tree, "finish"), 2, 0.1) is None
    assert explorer.up(tree, middle(tree, "finish"), 2, 0.2) is None


def test_words_are_found_too(tree: Tree) -> None:
    explorer = Explorer()
    words = next(w for w in tree.spoken() if isinstance(w, Text))
    found = explorer.down(tree, words.rect.center, FINGER, 0.0)
    assert found == Found(words)


def test_another_page_forgets_what_was_found(tree: Tree) -> None:
    explorer = Explorer()
    tap(explorer, tree, middle(tree, "finish"), 0.0)
    other = laid_out(SAMPLES["pin"])
    explorer.page_changed(other, again=False)
    assert tap(explorer, other, (5, 5), 0.3) is None


def test_the_same_page_shown_anew_keeps_it(tree: Tree) -> None:
    explorer = Explorer()
    tap(explorer, tree, middle(tree, "finish"), 0.0)
    anew = laid_out(SAMPLES["home"])
    explorer.page_changed(anew, again=True)
    acted = tap(explorer, anew, (5, 5), 0.3)
    assert acted is not None
    assert acted.button is anew.button_named("finish")


def test_what_was_found_has_a_frame(tree: Tree) -> None:
    before = painted(tree).get_buffer().raw
    tree.touch_all()
    Explorer().down(tree, middle(tree, "finish"), FINGER, 0.0)
    assert painted(tree).get_buffer().raw != before
