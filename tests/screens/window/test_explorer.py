"""A listening person's finger: searching fires nothing, a double tap acts."""

import pytest

from kiosk.screens.toolkit.keys.button import Button
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.window.explorer import DOUBLE, STILL, TAP, Acted, Explorer, Found
from kiosk.session.pages.everywhere import StillTherePage
from tests.every import every
from tests.screens.samples import SAMPLES
from tests.screens.studio import laid_out, painted

FINGER = 1
HOLD = 5.0


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
    explorer = Explorer(HOLD)
    spot = middle(tree, "finish")
    found = explorer.down(tree, spot, FINGER, 0.0)
    assert isinstance(found, Found)
    assert isinstance(found.widget, Button)
    assert found.widget.name == "finish"
    assert explorer.up(tree, spot, FINGER, 0.1) is None


def test_two_taps_act_on_what_was_found_wherever_the_second_is(tree: Tree) -> None:
    explorer = Explorer(HOLD)
    tap(explorer, tree, middle(tree, "finish"), 0.0)
    tap(explorer, tree, (5, 5), 1.0)
    acted = tap(explorer, tree, middle(tree, "size"), 1.3)
    assert acted is not None
    assert acted.button.name == "finish"


def test_the_tap_that_finds_something_is_no_first_one(tree: Tree) -> None:
    """Else a double tap beside the thing that was heard did what nobody named."""
    explorer = Explorer(HOLD)
    tap(explorer, tree, middle(tree, "size"), 0.0)
    spot = middle(tree, "finish")
    assert tap(explorer, tree, spot, 5.0) is None
    assert tap(explorer, tree, spot, 5.3) is None
    acted = tap(explorer, tree, spot, 5.6)
    assert acted is not None
    assert acted.button.name == "finish"


def test_a_keypads_key_is_typed_by_two_taps_alone() -> None:
    """Its name is silent without headphones: nothing to wait for."""
    tree, explorer = laid_out(SAMPLES["pin"]), Explorer(HOLD)
    tap(explorer, tree, middle(tree, "key-3"), 0.0)
    assert tap(explorer, tree, middle(tree, "key-3"), 0.3) is not None
    tap(explorer, tree, middle(tree, "key-8"), 1.0)
    acted = tap(explorer, tree, middle(tree, "key-8"), 1.3)
    assert acted is not None
    assert acted.button.name == "key-8"


@pytest.mark.parametrize("told", [True, False])
def test_two_quick_strokes_are_no_double_tap(tree: Tree, told: bool) -> None:
    """Whether the panel told of the way or only of its ends."""
    explorer, name = Explorer(HOLD), "service-contributions"
    tap(explorer, tree, middle(tree, name), 0.0)
    x, y = middle(tree, name)
    far = (x + tree.kit.mm(STILL) + 2, y)
    for now in (1.0, 1.3):
        explorer.down(tree, (x, y), FINGER, now)
        if told:
            explorer.move(tree, far, FINGER, now + 0.05)
        assert explorer.up(tree, far, FINGER, now + 0.1) is None
    acts = [tap(explorer, tree, (x, y), now) for now in (2.0, 2.3)]
    assert acts[-1] is not None


def test_a_finger_that_trembles_still_taps(tree: Tree) -> None:
    explorer = Explorer(HOLD)
    x, y = middle(tree, "finish")
    tap(explorer, tree, (x, y), 0.0)
    tap(explorer, tree, (x, y), 1.0)
    explorer.down(tree, (x, y), FINGER, 1.3)
    near = (x + tree.kit.mm(STILL) - 2, y)
    assert explorer.move(tree, near, FINGER, 1.35) is None
    assert explorer.up(tree, near, FINGER, 1.4) is not None


def test_a_slow_second_tap_is_a_new_search(tree: Tree) -> None:
    explorer = Explorer(HOLD)
    spot = middle(tree, "finish")
    tap(explorer, tree, spot, 0.0)
    tap(explorer, tree, spot, 1.0)
    assert tap(explorer, tree, spot, 1.2 + DOUBLE) is None


def test_a_finger_that_wanders_finds_one_thing_after_the_other(tree: Tree) -> None:
    explorer = Explorer(HOLD)
    explorer.down(tree, middle(tree, "size"), FINGER, 0.0)
    names = []
    for name in ("size", "contrast", "contrast", "finish"):
        found = explorer.move(tree, middle(tree, name), FINGER, 1.0)
        if found is not None and isinstance(found.widget, Button):
            names.append(found.widget.name)
    assert names == ["contrast", "finish"]
    assert explorer.up(tree, middle(tree, "finish"), FINGER, 2.0) is None


def test_a_search_that_ends_is_no_first_tap(tree: Tree) -> None:
    explorer = Explorer(HOLD)
    spot = middle(tree, "finish")
    tap(explorer, tree, spot, 0.0)
    explorer.down(tree, spot, FINGER, 1.0)
    explorer.up(tree, spot, FINGER, 1.0 + TAP + 0.1)
    assert tap(explorer, tree, spot, 1.0 + TAP + 0.2) is None


def test_a_second_finger_is_not_listened_to(tree: Tree) -> None:
    explorer = Explorer(HOLD)
    explorer.down(tree, middle(tree, "size"), FINGER, 0.0)
    assert explorer.down(tree, middle(tree, "finish"), 2, 0.1) is None
    assert explorer.up(tree, middle(tree, "finish"), 2, 0.2) is None


def test_words_are_found_too(tree: Tree) -> None:
    explorer = Explorer(HOLD)
    words = next(w for w in tree.spoken() if isinstance(w, Text))
    found = explorer.down(tree, words.rect.center, FINGER, 0.0)
    assert found == Found(words)


def test_another_page_forgets_what_was_found(tree: Tree) -> None:
    explorer = Explorer(HOLD)
    tap(explorer, tree, middle(tree, "finish"), 0.0)
    tap(explorer, tree, (5, 5), 1.0)
    other = laid_out(SAMPLES["pin"])
    explorer.page_changed(other, again=False)
    assert tap(explorer, other, (5, 5), 1.3) is None


def test_the_same_page_shown_anew_keeps_it(tree: Tree) -> None:
    explorer = Explorer(HOLD)
    tap(explorer, tree, middle(tree, "finish"), 0.0)
    tap(explorer, tree, (5, 5), 1.0)
    anew = laid_out(SAMPLES["home"])
    explorer.page_changed(anew, again=True)
    acted = tap(explorer, anew, (5, 5), 1.3)
    assert acted is not None
    assert acted.button is anew.button_named("finish")


def test_the_tick_of_a_countdown_does_not_undo_the_second_tap() -> None:
    explorer, now = Explorer(HOLD), laid_out(StillTherePage(30))
    tap(explorer, now, middle(now, "finish"), 0.0)
    tap(explorer, now, middle(now, "finish"), 1.0)
    explorer.down(now, middle(now, "finish"), FINGER, 1.3)
    later = laid_out(StillTherePage(29))
    explorer.page_changed(later, again=True)
    acted = explorer.up(later, middle(later, "finish"), FINGER, 1.4)
    assert acted is not None
    assert acted.button is later.button_named("finish")


def test_a_finger_that_rests_on_words_finds_them_once() -> None:
    """The countdown's number changes in its place; it is still the same thing."""
    now = laid_out(StillTherePage(30))
    for words in every(w for w in now.spoken() if isinstance(w, Text)):
        explorer, spot = Explorer(HOLD), words.rect.center
        assert explorer.down(now, spot, FINGER, 0.0) == Found(words)
        for left in (29, 28):
            later = laid_out(StillTherePage(left))
            explorer.page_changed(later, again=True)
            assert explorer.move(later, spot, FINGER, 30.0 - left) is None


def corner(tree: Tree) -> Button:
    """Return the technician's corner."""
    return next(button for button in tree.buttons if button.hold)


def test_a_finger_that_rests_on_the_corner_opens_it_once() -> None:
    tree, explorer = laid_out(SAMPLES["attract"]), Explorer(HOLD)
    spot = corner(tree).rect.center
    found = explorer.down(tree, spot, FINGER, 0.0)
    assert found is None or found.widget is not corner(tree)
    assert explorer.time_to_hold(1.0) == HOLD - 1.0
    explorer.page_changed(tree, again=True)
    assert explorer.held(HOLD - 0.1) is None
    assert explorer.held(HOLD) is corner(tree)
    assert explorer.held(HOLD + 1.0) is None


@pytest.mark.parametrize("way", ["off it", "lifted", "another page", "let go"])
def test_the_corner_opens_to_no_finger_that_left_it(way: str) -> None:
    tree, explorer = laid_out(SAMPLES["attract"]), Explorer(HOLD)
    spot = corner(tree).rect.center
    explorer.down(tree, spot, FINGER, 0.0)
    if way == "off it":
        explorer.move(tree, (spot[0], tree.area.height // 2), FINGER, 1.0)
        explorer.move(tree, spot, FINGER, 1.1)
    elif way == "lifted":
        explorer.up(tree, spot, FINGER, 1.0)
    elif way == "another page":
        explorer.page_changed(laid_out(SAMPLES["out_of_service"]), again=False)
    else:
        explorer.let_go()
    assert explorer.time_to_hold(2.0) is None
    assert explorer.held(HOLD + 2.0) is None


def test_what_was_found_has_a_frame(tree: Tree) -> None:
    before = painted(tree).get_buffer().raw
    tree.touch_all()
    Explorer(HOLD).down(tree, middle(tree, "finish"), FINGER, 0.0)
    assert painted(tree).get_buffer().raw != before
