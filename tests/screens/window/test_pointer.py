"""One finger: press, lift, slide off, bounce, a second finger, holding."""

import pytest

from kiosk.screens.toolkit.keys.button import Button
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.window.pointer import GUARD, LOST, NEAR, REACTION, Pointer
from kiosk.session.pages.page import Tap
from tests.screens.samples import SAMPLES
from tests.screens.studio import laid_out

HOLD = 5.0


def home() -> tuple[Tree, Button, Button]:
    """Return the home page and its first two choices."""
    tree = laid_out(SAMPLES["home"])
    first = tree.button_named("service-contributions")
    second = tree.button_named("service-statements")
    assert first is not None
    assert second is not None
    return tree, first, second


def looks_pressed(button: Button) -> bool:
    """Tell how it looks now; a type checker would remember the look before."""
    return button.pressed


def test_press_shows_and_lift_acts() -> None:
    tree, button, _ = home()
    pointer = Pointer(HOLD)
    pointer.down(tree, button.rect.center, "mouse", 1.0)
    assert looks_pressed(button)
    assert pointer.up(tree, button.rect.center, "mouse", 1.1) is button
    assert not looks_pressed(button)


def test_sliding_off_takes_it_back_and_sliding_on_does_not_start() -> None:
    tree, button, other = home()
    pointer = Pointer(HOLD)
    pointer.down(tree, button.rect.center, "mouse", 1.0)
    pointer.move(tree, other.rect.center, "mouse", 1.1)
    assert not looks_pressed(button)
    assert not looks_pressed(other)
    assert pointer.up(tree, other.rect.center, "mouse", 1.2) is None
    pointer.down(tree, button.rect.center, "mouse", 2.0)
    pointer.move(tree, other.rect.center, "mouse", 2.1)
    pointer.move(tree, button.rect.center, "mouse", 2.2)
    assert pointer.up(tree, button.rect.center, "mouse", 2.3) is button


def test_a_bounce_is_not_a_second_press() -> None:
    tree, button, other = home()
    pointer = Pointer(HOLD)
    pointer.down(tree, button.rect.center, 1, 1.0)
    assert pointer.up(tree, button.rect.center, 1, 1.05) is button
    pointer.down(tree, button.rect.center, 2, 1.1)
    assert pointer.up(tree, button.rect.center, 2, 1.15) is None
    pointer.down(tree, other.rect.center, 3, 1.12)
    assert pointer.up(tree, other.rect.center, 3, 1.13) is other
    pointer.down(tree, button.rect.center, 4, 1.3)
    assert pointer.up(tree, button.rect.center, 4, 1.4) is button


def test_a_second_finger_is_ignored() -> None:
    tree, button, other = home()
    pointer = Pointer(HOLD)
    pointer.down(tree, button.rect.center, 1, 100.0)
    pointer.down(tree, other.rect.center, 2, 100.1)
    assert not looks_pressed(other)
    assert pointer.up(tree, other.rect.center, 2, 100.2) is None
    assert pointer.up(tree, button.rect.center, 1, 100.3) is button


def test_a_finger_that_never_lifted_does_not_block_for_ever() -> None:
    tree, button, other = home()
    pointer = Pointer(HOLD)
    pointer.down(tree, button.rect.center, 1, 1.0)
    pointer.down(tree, other.rect.center, 2, 20.0)
    assert not looks_pressed(button)
    assert pointer.up(tree, other.rect.center, 2, 20.1) is other


def test_the_corner_wants_to_be_held() -> None:
    tree = laid_out(SAMPLES["attract"])
    corner = tree.button_named("corner")
    assert corner is not None
    pointer = Pointer(HOLD)
    pointer.down(tree, corner.rect.center, 1, 1.0)
    assert pointer.time_to_hold(2.0) == HOLD - 1.0
    assert pointer.held(tree, 1.0 + HOLD - 0.01) is None
    assert pointer.up(tree, corner.rect.center, 1, 4.0) is None
    pointer.down(tree, corner.rect.center, 1, 10.0)
    assert pointer.held(tree, 10.0 + HOLD) is corner
    assert pointer.held(tree, 10.0 + 2 * HOLD) is None
    assert pointer.up(tree, corner.rect.center, 1, 30.0) is None


def test_leaving_the_corner_starts_its_time_again() -> None:
    tree = laid_out(SAMPLES["attract"])
    corner = tree.button_named("corner")
    assert corner is not None
    pointer = Pointer(HOLD)
    pointer.down(tree, corner.rect.center, 1, 1.0)
    pointer.move(tree, (900, 900), 1, 5.0)
    pointer.move(tree, corner.rect.center, 1, 5.5)
    assert pointer.held(tree, 7.0) is None


def test_a_disabled_button_is_not_pressed() -> None:
    tree = laid_out(SAMPLES["pin"])
    confirm = tree.button_named("ok")
    assert confirm is not None
    assert not confirm.enabled
    pointer = Pointer(HOLD)
    pointer.down(tree, confirm.rect.center, 1, 1.0)
    assert pointer.up(tree, confirm.rect.center, 1, 1.1) is None


def test_a_touch_before_anybody_saw_the_page_is_shown_and_does_nothing() -> None:
    tree, button, _ = home()
    pointer = Pointer(HOLD)
    pointer.page_came_up(1.0)
    pointer.down(tree, button.rect.center, 1, 1.0 + REACTION - 0.01)
    assert looks_pressed(button)
    assert pointer.up(tree, button.rect.center, 1, 1.0 + GUARD - 0.01) is None
    assert not looks_pressed(button)
    pointer.down(tree, button.rect.center, 2, 3.1)
    assert pointer.up(tree, button.rect.center, 2, 3.2) is button


def test_a_finger_that_is_still_there_after_the_guard_counts() -> None:
    tree, button, _ = home()
    pointer = Pointer(HOLD)
    pointer.page_came_up(1.0)
    pointer.down(tree, button.rect.center, 1, 1.01)
    assert pointer.up(tree, button.rect.center, 1, 1.0 + GUARD + 0.01) is button


def test_the_second_touch_of_a_double_tap_does_nothing_on_the_next_page() -> None:
    tree, button, _ = home()
    pointer = Pointer(HOLD)
    pointer.down(tree, button.rect.center, 1, 1.0)
    assert pointer.up(tree, button.rect.center, 1, 1.1) is button
    pointer.page_came_up(1.15)
    x, y = button.rect.center
    beside = (x + tree.kit.mm(NEAR) - 1, y)
    assert button.rect.collidepoint(beside)
    pointer.down(tree, beside, 1, 1.45)
    assert looks_pressed(button)
    assert pointer.up(tree, beside, 1, 1.15 + GUARD - 0.01) is None


def test_a_quick_touch_elsewhere_is_meant_and_counts_at_once() -> None:
    """Who knows the way, or types from memory, is not made to wait."""
    tree, button, other = home()
    pointer = Pointer(HOLD)
    pointer.down(tree, button.rect.center, 1, 1.0)
    assert pointer.up(tree, button.rect.center, 1, 1.1) is button
    pointer.page_came_up(1.15)
    pointer.down(tree, other.rect.center, 1, 1.15 + REACTION)
    assert pointer.up(tree, other.rect.center, 1, 1.15 + REACTION + 0.05) is other


def test_after_the_guard_the_same_place_counts_again() -> None:
    tree, button, _ = home()
    pointer = Pointer(HOLD)
    pointer.down(tree, button.rect.center, 1, 1.0)
    assert pointer.up(tree, button.rect.center, 1, 1.1) is button
    pointer.page_came_up(1.15)
    pointer.down(tree, button.rect.center, 1, 1.15 + GUARD)
    assert pointer.up(tree, button.rect.center, 1, 1.2 + GUARD) is button


def test_a_touch_from_a_script_counts_at_once() -> None:
    tree, button, _ = home()
    pointer = Pointer(HOLD)
    pointer.down(tree, button.rect.center, 2, 1.0)
    assert pointer.up(tree, button.rect.center, 2, 1.1) is button
    pointer.page_came_up(2.0)
    pointer.take_as_meant()
    pointer.down(tree, button.rect.center, 2, 2.0)
    assert pointer.up(tree, button.rect.center, 2, 2.1) is button


def test_a_second_finger_moves_and_lifts_nothing_of_the_first() -> None:
    tree, button, other = home()
    pointer = Pointer(HOLD)
    pointer.down(tree, button.rect.center, 1, 1.0)
    pointer.move(tree, other.rect.center, 2, 1.1)
    assert looks_pressed(button)
    assert pointer.up(tree, button.rect.center, 2, 1.2) is None
    assert looks_pressed(button)
    assert pointer.up(tree, button.rect.center, 1, 1.3) is button


def test_a_finger_that_still_says_something_is_not_lost() -> None:
    tree, button, other = home()
    pointer = Pointer(HOLD)
    pointer.down(tree, button.rect.center, 1, 1.0)
    pointer.move(tree, button.rect.center, 1, 1.0 + LOST - 0.1)
    pointer.down(tree, other.rect.center, 2, 1.0 + LOST + 0.1)
    assert not looks_pressed(other)
    assert pointer.up(tree, button.rect.center, 1, 12.0) is button


def test_the_first_finger_may_come_down_anew() -> None:
    """Its lift got lost: the same finger is not taken for a second one."""
    tree, button, other = home()
    pointer = Pointer(HOLD)
    pointer.down(tree, button.rect.center, 1, 1.0)
    pointer.down(tree, other.rect.center, 1, 1.5)
    assert not looks_pressed(button)
    assert pointer.up(tree, other.rect.center, 1, 1.6) is other


def test_an_ordinary_button_is_never_held() -> None:
    tree, button, _ = home()
    pointer = Pointer(HOLD)
    assert pointer.held(tree, 1.0) is None
    assert pointer.time_to_hold(1.0) is None
    pointer.down(tree, button.rect.center, 1, 1.0)
    assert pointer.time_to_hold(1.5) is None
    assert pointer.held(tree, 1.0 + 2 * HOLD) is None
    assert pointer.up(tree, button.rect.center, 1, 2.0 + 2 * HOLD) is button


def test_a_hold_shows_its_press_and_its_time_never_runs_below_nothing() -> None:
    tree = laid_out(SAMPLES["attract"])
    corner = tree.button_named("corner")
    assert corner is not None
    pointer = Pointer(HOLD)
    pointer.down(tree, corner.rect.center, 1, 1.0)
    assert looks_pressed(corner)
    assert pointer.time_to_hold(2.0 + HOLD) == 0.0
    assert pointer.held(tree, 1.0 + HOLD) is corner
    assert not looks_pressed(corner)
    assert pointer.time_to_hold(2.0 + HOLD) is None


def test_a_held_corner_that_was_left_wants_the_whole_time_again() -> None:
    tree = laid_out(SAMPLES["attract"])
    corner = tree.button_named("corner")
    assert corner is not None
    pointer = Pointer(HOLD)
    pointer.down(tree, corner.rect.center, 1, 1.0)
    pointer.move(tree, (900, 900), 1, 3.0)
    pointer.move(tree, corner.rect.center, 1, 3.5)
    assert pointer.time_to_hold(3.5) == HOLD - 0.5
    assert pointer.held(tree, 3.0 + HOLD) is corner


def shown_anew(pointer: Pointer, then: Tree) -> Button:
    """Touch the first choice, have the page shown anew, return what stands there."""
    tree, button, _ = home()
    pointer.down(tree, button.rect.center, 1, 1.0)
    pointer.carry(then)
    now = then.button_named(button.name)
    assert now is not None
    return now


def test_a_touch_is_carried_to_the_same_button_of_the_page_shown_anew() -> None:
    pointer, (tree, _, _) = Pointer(HOLD), home()
    button = shown_anew(pointer, tree)
    assert looks_pressed(button)
    assert pointer.up(tree, button.rect.center, 1, 1.2) is button
    assert not looks_pressed(button)


def test_a_touch_that_slid_off_stays_off_when_carried() -> None:
    pointer = Pointer(HOLD)
    tree, button, other = home()
    pointer.down(tree, button.rect.center, 1, 1.0)
    pointer.move(tree, other.rect.center, 1, 1.1)
    then, _, _ = home()
    pointer.carry(then)
    assert not any(each.pressed for each in then.buttons)
    assert pointer.up(then, other.rect.center, 1, 1.2) is None


@pytest.mark.parametrize("change", ["moved", "resized", "disabled", "means else"])
def test_a_touch_is_not_carried_to_another_thing_of_the_same_name(change: str) -> None:
    pointer, (tree, _, _) = Pointer(HOLD), home()
    target = tree.button_named("service-contributions")
    assert target is not None
    if change == "moved":
        target.rect.move_ip(0, 1)
    elif change == "resized":
        target.rect.width += 1
    elif change == "disabled":
        target.enabled = False
    else:
        target.action = Tap.FINISH
    button = shown_anew(pointer, tree)
    assert not looks_pressed(button)
    assert pointer.up(tree, button.rect.center, 1, 1.2) is None


def test_after_a_touch_that_is_over_the_next_finger_counts_at_once() -> None:
    pointer, (tree, _, other) = Pointer(HOLD), home()
    target = tree.button_named("service-contributions")
    assert target is not None
    target.rect.move_ip(0, 1)
    shown_anew(pointer, tree)
    pointer.down(tree, other.rect.center, 2, 1.1)
    assert pointer.up(tree, other.rect.center, 2, 1.2) is other


def test_a_touch_is_over_when_its_button_is_gone() -> None:
    pointer = Pointer(HOLD)
    tree, button, _ = home()
    pointer.down(tree, button.rect.center, 1, 1.0)
    then = laid_out(SAMPLES["home-nameless"], "landscape")
    first = then.buttons[-1]
    pointer.carry(laid_out(SAMPLES["starting"]))
    pointer.down(then, first.rect.center, 2, 1.3)
    assert pointer.up(then, first.rect.center, 2, 1.4) is first


def test_a_finger_beside_all_buttons_is_carried_nowhere() -> None:
    pointer, (tree, button, other) = Pointer(HOLD), home()
    pointer.down(tree, (1, 1), 1, 1.0)
    pointer.carry(tree)
    assert pointer.up(tree, button.rect.center, 1, 1.1) is None
    pointer.down(tree, other.rect.center, 2, 1.2)
    assert pointer.up(tree, other.rect.center, 2, 1.3) is other


def test_a_cancelled_touch_looks_and_acts_as_if_it_never_was() -> None:
    pointer, (tree, button, _) = Pointer(HOLD), home()
    pointer.down(tree, button.rect.center, 1, 1.0)
    pointer.cancel(tree)
    assert not looks_pressed(button)
    assert pointer.up(tree, button.rect.center, 1, 1.1) is None
