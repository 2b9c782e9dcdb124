"""What is measured of a painted page's colours; the rules are the themes' own."""

from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import contrast
from kiosk.screens.toolkit.tree import Tree
from tests.screens.audit import Findings, leaves


def contrasts(tree: Tree) -> Findings:
    """Every text that was drawn holds its theme's contrast; the soft one has a top."""
    disabled = {id(w) for b in tree.buttons if not b.enabled for w in b.children()}
    theme = tree.kit.theme
    for text in leaves(tree, Text):
        if text.drawn_on is None or text.drawn_ink is None:
            continue
        least = 4.5 if id(text) in disabled else theme.minimum
        ratio = contrast(text.drawn_ink, text.drawn_on)
        if ratio < least or (theme.name == "soft" and ratio > 8.0):
            yield f"contrast {ratio:.2f}: {text.text[:20]}"


def pressed_contrasts(tree: Tree) -> Findings:
    """What is pressed can still be read."""
    for button in tree.buttons:
        if not button.enabled:
            continue
        button.pressed = True
        fill, _, ink = button.colors()
        button.pressed = False
        ratio = contrast(tree.kit.color(fill), tree.kit.color(ink))
        if ratio < tree.kit.theme.minimum:
            yield f"pressed {button.name}: {ratio:.2f}"
