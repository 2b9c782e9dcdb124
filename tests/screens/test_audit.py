"""Measures every sample in every presentation: sizes, gaps, clipping, contrast."""

import itertools
from collections.abc import Iterator

import pytest

from kiosk.screens.context import Presentation
from kiosk.screens.toolkit.button import Button
from kiosk.screens.toolkit.geometry import CAP_HEIGHT
from kiosk.screens.toolkit.keypad import Keypad
from kiosk.screens.toolkit.kit import Rect
from kiosk.screens.toolkit.theme import THEMES, Role, contrast
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget import Icon, Text, Widget
from kiosk.texts import languages
from tests.screens.samples import SAMPLES
from tests.screens.studio import laid_out, painted

TARGET, KEY, GAP, CAPITAL = 15.0, 18.0, 3.0, 4.8
PRESENTATIONS = [
    Presentation(language, size, theme)
    for language in languages()
    for size in (0, 1)
    for theme in THEMES
]
MAY_SHRINK = ("attract-troubles", "guide-long", "maintenance-troubles")
"""Fuller than any real page: with large text they may fall back to normal text."""


@pytest.fixture(params=SAMPLES)
def sample(request: pytest.FixtureRequest) -> str:
    """Return the name of one sample."""
    return str(request.param)


@pytest.mark.parametrize("panel", ["portrait", "landscape"])
def test_page(sample: str, panel: str) -> None:
    for shown in PRESENTATIONS:
        tree = laid_out(SAMPLES[sample], panel, shown)
        painted(tree)
        place = f"{sample} {panel} {shown}"
        assert tree.overflow == 0, place
        check_text_size(tree, shown, sample, place)
        check_targets(tree, place)
        check_words(tree, place)
        check_overlap(tree, place)
        check_contrast(tree, place)


def check_text_size(tree: Tree, shown: Presentation, sample: str, place: str) -> None:
    """Capitals are 4.8 mm and above; large text is larger unless the page is full."""
    metrics = tree.kit.metrics
    assert metrics.step >= 0, place
    smallest = min(w.em for w in tree.root.walk() if isinstance(w, Text))
    assert smallest * CAP_HEIGHT / metrics.per_mm >= CAPITAL - 0.1, place
    if shown.text_size and sample not in MAY_SHRINK:
        assert metrics.step >= 0.25, place


def check_targets(tree: Tree, place: str) -> None:
    """Buttons are large enough, apart from each other and inside the window."""
    per_mm = tree.kit.metrics.per_mm
    buttons = [button for button in tree.buttons if not button.hold]
    for button in buttons:
        least = KEY if button.name.startswith("key-") else TARGET
        assert min(button.rect.size) >= int(least * per_mm), f"{place} {button.name}"
        assert tree.area.contains(button.rect), f"{place} {button.name}"
    near = int(GAP * per_mm) - 1
    for one, other in itertools.combinations(buttons, 2):
        apart = not one.rect.inflate(near, near).colliderect(
            other.rect.inflate(near, near)
        )
        assert apart, f"{place}: {one.name} and {other.name}"
    names = [button.name for button in tree.buttons]
    assert len(set(names)) == len(names) or "home" in place, place


def check_words(tree: Tree, place: str) -> None:
    """No word is missing, clipped or outside its box."""
    assert tree.title, place
    for text in [tree.title, *tree.texts(), *(b.label for b in tree.buttons)]:
        assert "[" not in text, f"{place}: {text}"
    for widget, outer in with_parents(tree.root):
        if isinstance(widget, Text) and widget.rect.width and widget.text:
            ink = widget.ink_rect()
            assert outer.rect.inflate(2, 2).contains(ink), f"{place}: {widget.text}"
            assert tree.area.contains(ink), f"{place}: {widget.text}"
            assert not widget.cut, f"{place}: cut {widget.text}"


def check_overlap(tree: Tree, place: str) -> None:
    """No two words or drawings stand on each other."""
    leaves = [
        w
        for w in tree.root.walk()
        if isinstance(w, Text | Icon) and w.rect.width and ink_of(w).width
    ]
    for one, other in itertools.combinations(leaves, 2):
        first, second = ink_of(one), ink_of(other)
        # Line boxes may touch by their empty rims; letters may not.
        clash = first.inflate(-2, -first.height // 6).colliderect(
            second.inflate(-2, -second.height // 6)
        )
        assert not clash, f"{place}: {vars(one)} / {vars(other)}"


def ink_of(leaf: Widget) -> Rect:
    """Return where a leaf really draws."""
    return leaf.ink_rect() if isinstance(leaf, Text) else leaf.rect


def check_contrast(tree: Tree, place: str) -> None:
    """Every text that was drawn holds its theme's contrast."""
    disabled = {
        id(child) for b in tree.buttons if not b.enabled for child in b.children()
    }
    for widget in tree.root.walk():
        if isinstance(widget, Text) and widget.drawn_on and widget.drawn_ink:
            least = 4.5 if id(widget) in disabled else tree.kit.theme.minimum
            ratio = contrast(widget.drawn_ink, widget.drawn_on)
            assert ratio >= least, f"{place}: {widget.text} {ratio:.2f}"


def with_parents(widget: Widget) -> Iterator[tuple[Widget, Widget]]:
    """Yield every widget below one together with its parent."""
    for child in widget.children():
        yield child, widget
        yield from with_parents(child)


def test_half_scale_renders(sample: str) -> None:
    tree = laid_out(SAMPLES[sample], "half")
    painted(tree)
    assert tree.overflow == 0
    assert all(tree.area.contains(button.rect) for button in tree.buttons)


@pytest.mark.parametrize("name", ["pin", "maintenance_login"])
def test_typing_never_shows_in_texts_or_cache(name: str) -> None:
    tree = laid_out(SAMPLES[name])
    picture = painted(tree)
    keypad = tree.keypad
    assert isinstance(keypad, Keypad)
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


def test_themes_hold_edges_and_icons() -> None:
    """What is not text is at least 3:1 against what it stands on."""
    for sample in ("home", "pin", "trouble-C01"):
        for theme in THEMES:
            tree = laid_out(SAMPLES[sample], presentation=Presentation(theme=theme))
            ground = tree.kit.theme.colors
            for button in tree.buttons:
                assert isinstance(button, Button)
                _, edge, _ = button.colors()
                if button.enabled:
                    ratio = contrast(ground[edge], ground_of(tree))
                    assert ratio >= 3, f"{theme} {button.name} {ratio:.2f}"


def ground_of(tree: Tree) -> tuple[int, int, int]:
    """Return the page's own ground."""
    return tree.kit.theme[Role.GROUND]
