"""Every character can be typed on every panel, and a secret is shown as its length."""

from itertools import product

import pytest

from kiosk.screens.frame.context import Presentation
from kiosk.screens.toolkit.geometry import Level
from kiosk.screens.toolkit.keys.keyboard import CHARACTERS, KeyLayer
from kiosk.screens.toolkit.keys.keypad import Keystroke, Submit, TypedEntry
from kiosk.screens.window.current_view import CurrentView
from kiosk.screens.window.page_table import render_fitting
from kiosk.session.staff.keyboard_page import KeyboardPage, TextTyped
from tests.every import every
from tests.screens.audit import layout_mistakes
from tests.screens.studio import PANELS, laid_out, painted, studio

SECRET = KeyboardPage("password", least=8, secret=True)
PLAIN = KeyboardPage("password", secret=False)


@pytest.mark.parametrize("panel", PANELS)
def test_every_character_has_a_key_in_one_layer_or_all(panel: str) -> None:
    typed = set[str]()
    for layer in KeyLayer:
        tree = laid_out(PLAIN, panel, part=int(layer))
        found = [b.action.key for b in tree.buttons if isinstance(b.action, Keystroke)]
        assert len(found) == len(set(found))
        typed |= set(found)
    assert typed - {"delete", "clear"} == CHARACTERS


def test_all_layers_have_room_in_every_size() -> None:
    for page, layer, level in every(product((SECRET, PLAIN), KeyLayer, Level)):
        shown = Presentation("en", level)
        for panel in ("portrait", "landscape"):
            tree = laid_out(page, panel, shown, int(layer))
            assert list(layout_mistakes(tree, page, shown)) == []


def test_what_was_typed_outlives_another_layer_and_goes_once() -> None:
    view = CurrentView(PANELS["portrait"], lambda _: None)
    view.show(1, SECRET)
    for key in ("a", "layer-upper", "b", "layer-signs", "!", "7"):
        name = key if key.startswith("layer") else f"key-{key}"
        button = view.tree.button_named(name)
        assert button is not None
        if isinstance(button.action, Keystroke):
            view.type_key(button.action)
        else:
            view.turn(button.action)  # type: ignore[arg-type]
    keypad = view.tree.keypad
    assert keypad is not None
    assert not keypad.confirm.enabled
    assert len(keypad.entry) == 4
    assert keypad.entry.take() == "aB!7"
    submit = keypad.confirm.action
    assert isinstance(submit, Submit)
    assert view.submitted(submit) == TextTyped("")
    view.show(2, SECRET)
    assert view.tree.button_named("key-a") is not None


@pytest.mark.parametrize("count", [3, 64])
def test_a_secret_is_shown_as_dots_and_words_as_they_are(count: int) -> None:
    pictures = []
    for page, letter in product((SECRET, PLAIN), "mi"):
        entry = TypedEntry(1, 64)
        for _ in range(count):
            entry.add(letter)
        tree = render_fitting(page, studio("portrait"), Presentation(), entry)
        assert letter * 3 not in "".join(tree.texts())
        pictures.append(painted(tree).get_view("2").raw)
    assert pictures[0] == pictures[1]
    assert pictures[2] != pictures[3]


def test_what_was_typed_shows_itself_nowhere() -> None:
    assert "tr0ub" not in repr(TextTyped("tr0ub4dor"))
