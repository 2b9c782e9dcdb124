"""One finger: press, lift, slide off, bounce, a second finger, holding."""

from kiosk.screens.pointer import GUARD, Pointer
from kiosk.screens.toolkit.button import Button
from kiosk.screens.toolkit.tree import Tree
from tests.screens.samples import SAMPLES
from tests.screens.studio import laid_out

HOLD = 5.0


def home() -> tuple[Tree, Button, Button]:
    """Return the home page and its first two choices."""
    tree = laid_out(SAMPLES["home"])
    first = tree.button_named("service-pension")
    second = tree.button_named("service-medical")
    assert first is not None
    assert second is not None
    return tree, first, second


def test_press_shows_and_lift_acts() -> None:
    tree, button, _ = home()
    pointer = Pointer(HOLD)
    pointer.down(tree, button.rect.center, "mouse", 1.0)
    assert button.pressed
    assert pointer.up(tree, button.rect.center, "mouse", 1.1) is button
    assert not button.pressed


def test_sliding_off_takes_it_back_and_sliding_on_does_not_start() -> None:
    tree, button, other = home()
    pointer = Pointer(HOLD)
    pointer.down(tree, button.rect.center, "mouse", 1.0)
    pointer.move(tree, other.rect.center, "mouse", 1.1)
    assert not button.pressed
    assert not other.pressed
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
    pointer.down(tree, other.rect.center, 3, 1.16)
    assert pointer.up(tree, other.rect.center, 3, 1.17) is other
    pointer.down(tree, button.rect.center, 4, 1.3)
    assert pointer.up(tree, button.rect.center, 4, 1.4) is button


def test_a_second_finger_is_ignored() -> None:
    tree, button, other = home()
    pointer = Pointer(HOLD)
    pointer.down(tree, button.rect.center, 1, 1.0)
    pointer.down(tree, other.rect.center, 2, 1.1)
    assert not other.pressed
    assert pointer.up(tree, other.rect.center, 2, 1.2) is None
    assert pointer.up(tree, button.rect.center, 1, 1.3) is button


def test_a_finger_that_never_lifted_does_not_block_for_ever() -> None:
    tree, button, other = home()
    pointer = Pointer(HOLD)
    pointer.down(tree, button.rect.center, 1, 1.0)
    pointer.down(tree, other.rect.center, 2, 20.0)
    assert not button.pressed
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


def test_a_touch_that_began_before_the_page_was_seen_does_nothing() -> None:
    tree, button, _ = home()
    pointer = Pointer(HOLD)
    pointer.page_came_up(1.0)
    pointer.down(tree, button.rect.center, 1, 1.0 + GUARD - 0.01)
    assert not button.pressed
    assert pointer.up(tree, button.rect.center, 1, 3.0) is None
    pointer.down(tree, button.rect.center, 2, 3.1)
    assert pointer.up(tree, button.rect.center, 2, 3.2) is button


def test_a_touch_after_the_guard_or_from_a_script_counts() -> None:
    tree, button, _ = home()
    pointer = Pointer(HOLD)
    pointer.page_came_up(1.0)
    pointer.down(tree, button.rect.center, 1, 1.0 + GUARD + 0.01)
    assert pointer.up(tree, button.rect.center, 1, 1.5) is button
    pointer.page_came_up(2.0)
    pointer.take_as_meant()
    pointer.down(tree, button.rect.center, 2, 2.0)
    assert pointer.up(tree, button.rect.center, 2, 2.1) is button
