"""What nobody beside the person shall read or hear: hidden words, shuffled keys."""

import re

import pytest

from kiosk.screens.frame.context import Presentation, Studio, Switch, Turn
from kiosk.screens.toolkit.figures.sheet import PairLine
from kiosk.screens.toolkit.keys.keypad import DIGITS, Keystroke
from kiosk.screens.toolkit.text.paragraph import MASK, Text
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.window.current_view import CurrentView
from kiosk.screens.window.page_table import render_fitting
from kiosk.session.pin.pages import PinPage
from kiosk.settings.config import PanelSettings
from tests.every import every
from tests.screens.samples import SAMPLES
from tests.screens.studio import PANELS, all_parts, laid_out, painted
from tests.screens.window.test_talker import Heard, listening

PRIVATE = [name for name, page in SAMPLES.items() if page.private]
AMOUNT = re.compile(r"-?\d[\d,]*\.\d\d")
NUMBER = re.compile(r"[0-9*]{14,}[0-9Xx*]")
"""An identity or a bank card number, masked or not."""
DIAGNOSIS = ("诊断",)


def texts_of(tree: Tree) -> list[Text]:
    """Return all words of a page that stand somewhere."""
    return [w for w in tree.root.walk() if isinstance(w, Text) and w.rect.width]


@pytest.mark.parametrize("name", PRIVATE)
def test_amounts_and_numbers_are_marked_private(name: str) -> None:
    for tree in every(all_parts(SAMPLES[name])):
        for text in texts_of(tree):
            told = AMOUNT.fullmatch(text.words) or NUMBER.fullmatch(text.words)
            assert text.private or not told, text.words
        for line in tree.root.walk():
            if isinstance(line, PairLine):
                about, said = line.children()
                assert isinstance(about, Text)
                assert isinstance(said, Text)
                if any(word in about.words for word in DIAGNOSIS):
                    assert said.private, about.words


@pytest.mark.parametrize("name", PRIVATE)
def test_hidden_words_are_nowhere_on_the_page(name: str) -> None:
    """Neither in what is read, nor among the drawn lines that are kept."""
    page = SAMPLES[name]
    fresh = Studio(PANELS["portrait"])
    for part, open_tree in every(enumerate(all_parts(page))):
        hidden = {
            t.words
            for t in texts_of(open_tree)
            if t.private and not t.unveiled and len(t.words) > 3
        }
        tree = render_fitting(page, fresh, Presentation(masked=True), part=part)
        painted(tree)
        assert hidden.isdisjoint(tree.texts())
        kept = repr(fresh.type._labels.keys())
        assert [words for words in hidden if repr(words)[1:-1] in kept] == []
        if any(text.veiled for text in texts_of(tree)):
            check_invitation(tree)


def check_invitation(tree: Tree) -> None:
    """A line across says how to see it, and touching the dots does the same."""
    reveal = tree.button_named("reveal")
    assert reveal is not None
    assert reveal.action is Switch.MASK
    veiled = next(text for text in texts_of(tree) if text.veiled)
    assert veiled.text == MASK
    touched = tree.button_at(veiled.rect.center)
    assert touched is not None
    assert touched.action is Switch.MASK or touched.enabled


@pytest.mark.parametrize("panel", ["portrait", "landscape"])
@pytest.mark.parametrize("sample", ["contact_review", "contact_review-old"])
def test_a_new_number_is_read_where_it_is_checked(panel: str, sample: str) -> None:
    """Dots cannot be checked; a loudspeaker still does not say it."""
    tree = laid_out(SAMPLES[sample], panel, Presentation(masked=True))
    assert "19900000000" in tree.texts()
    shown = next(text for text in texts_of(tree) if text.words == "19900000000")
    assert shown.private
    assert not any("19812344321" in text for text in tree.texts())


def words_of(stage: CurrentView, private: bool) -> set[str]:
    """Return what is for the person alone, or for everybody."""
    found = [w for w in stage.tree.root.walk() if isinstance(w, Text)]
    return {w.words for w in found if w.words and w.private is private}


def check_private(stage: CurrentView, heard: Heard) -> None:
    """Nothing private is among what the loudspeaker says, in whole or in part."""
    aloud = [u.text for u in heard.said if not u.private]
    for words in words_of(stage, True) - words_of(stage, False):
        # A digit alone may be part of any other number.
        assert words not in aloud, words
        assert len(words) < 4 or not any(words in text for text in aloud), words


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("sample", SAMPLES)
def test_what_is_private_is_for_headphones_alone(sample: str, masked: bool) -> None:
    """On every part, read as a page and found by the finger, hidden or not."""
    stage, talker, heard = listening(SAMPLES[sample], masked)
    for part in range(stage.tree.parts):
        if part:
            stage.turn(Turn(part))
        talker.page_shown(False)
        check_private(stage, heard)
        whole, things = heard.said, stage.tree.spoken()
        found = []
        for thing in things:
            talker.found(thing)
            check_private(stage, heard)
            found += heard.said
        for words in words_of(stage, True):
            assert any(u.private and words == u.text for u in whole), words
            assert any(u.private and words == u.text for u in found), words


def test_the_mask_tells_nothing_of_what_it_hides() -> None:
    kit = Studio(PANELS["portrait"]).context(Presentation(masked=True)).kit
    widths = {Text(kit, words, private=True).width() for words in ("1", "9" * 40)}
    assert len(widths) == 1
    assert Text(kit, "", private=True).text == ""


def stage_with_shuffle() -> CurrentView:
    """Return a stage whose keypad changes its order for every page."""
    panel = PanelSettings(video="dummy", shuffle_keypad=True)
    return CurrentView(panel, lambda _: None)


def order_of(stage: CurrentView) -> str:
    """Return the digits as they stand, left to right and down."""
    found = [b for b in stage.tree.buttons if isinstance(b.action, Keystroke)]
    digits = [b for b in found if b.label.isdigit()]
    digits.sort(key=lambda b: (b.rect.top, b.rect.left))
    return "".join(b.label for b in digits)


def test_a_shuffled_keypad_has_every_digit_once_and_types_what_it_shows() -> None:
    stage = stage_with_shuffle()
    seen = set()
    for serial in range(1, 12):
        stage.show(serial, PinPage("", 6, 6))
        assert sorted(order_of(stage)) == sorted(DIGITS)
        seen.add(order_of(stage))
    assert len(seen) > 1
    for key in "907":
        button = stage.tree.button_named(f"key-{key}")
        assert button is not None
        assert button.label == key
        assert isinstance(button.action, Keystroke)
        stage.type_key(button.action)
    assert stage.tree.keypad is not None
    assert stage.tree.keypad.entry.take() == "907"


def test_the_order_stays_while_one_types_and_is_the_usual_one_for_the_ear() -> None:
    stage = stage_with_shuffle()
    stage.show(1, PinPage("", 6, 6))
    before = order_of(stage)
    stage.switch(Switch.CONTRAST)
    assert order_of(stage) == before
    stage.switch(Switch.VOICE)
    assert order_of(stage) == DIGITS
    stage.show(2, PinPage("", 6, 5, wrong=True))
    assert order_of(stage) == DIGITS


@pytest.mark.parametrize("name", ["pin", "change_pin-new", "maintenance_login"])
def test_typing_never_shows_in_texts_or_cache(name: str) -> None:
    tree = laid_out(SAMPLES[name])
    picture = painted(tree)
    keypad = tree.keypad
    assert keypad is not None
    for character in "907X13":
        keypad.entry.add(character)
        for widget in keypad.refresh():
            tree.touch(widget)
        tree.paint(picture)
    assert "907X13" not in repr(tree.texts())
    assert "907X13" not in repr(vars(tree.kit.type))
    assert "907X13" not in repr(keypad.entry)
    assert keypad.confirm.enabled


def test_dots_tell_only_how_many() -> None:
    """The picture is the same whatever was typed."""
    pictures = []
    for typed in ("111111", "9X9X9X"):
        tree = laid_out(SAMPLES["pin"])
        assert tree.keypad is not None
        for character in typed:
            tree.keypad.entry.add(character)
        tree.keypad.refresh()
        pictures.append(painted(tree).get_buffer().raw)
    assert pictures[0] == pictures[1]
