"""Finds what a person would see in the machine's picture: words, and keys to touch.

The same code lays the same page out here; the ink of a heading or of a key is cut out
of that and looked for in what the panel shows, dot by dot, wherever it stands there. A
graphics card may round a shade by one: a dot is dark or light, and the border between
both lies where the cut-out has no shade.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import pygame

from kiosk.screens.frame.context import Presentation, Studio
from kiosk.screens.toolkit.box import Box
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.window.page_table import render_fitting
from kiosk.screens.window.panels import fitted
from kiosk.session.pages.page import Page
from kiosk.settings.config import PanelSettings
from tests.screens.samples import SAMPLES

PIXELS = (1024, 600)
PANEL = PanelSettings(*PIXELS, 344.0, 201.0, "dummy", slot_side="right")
"""The emulated panel; as large as the smallest that pages are made for."""
UNMEASURED = fitted(PanelSettings(), PIXELS)
"""What a machine takes it for before anybody measured."""


CLEAR = 4.0
"""Farther from the border than this no shade of a cut-out needs to be."""


@dataclass(frozen=True)
class Ink:
    """A cut-out: rows of a byte a dot (1: light), and where to touch its key."""

    border: int
    """Shades of green above it are light."""
    rows: tuple[bytes, ...]
    touch: tuple[int, int]
    """Where to touch, from the cut-out's upper left corner."""


@lru_cache
def _tree(sample: str, panel: PanelSettings = PANEL) -> Tree:
    return laid_out(SAMPLES[sample], panel)


def laid_out(page: Page, panel: PanelSettings = PANEL) -> Tree:
    """Lay a page out as the machine does."""
    studio = Studio(panel)
    studio.hotline = "12333"
    return render_fitting(page, studio, Presentation())


def key_of(sample: str, name: str, panel: PanelSettings = PANEL) -> Ink:
    """Return the ink of a key of a sample page."""
    tree = _tree(sample, panel)
    button = next(each for each in tree.buttons if each.name == name)
    # Samples show empty fields; whoever typed sees the key in force.
    button.enabled = True
    return _ink(tree, button.rect.inflate(-16, -16), button.rect.center)


def title_of(sample: str, panel: PanelSettings = PANEL) -> Ink:
    """Return the ink of a sample page's heading."""
    tree = _tree(sample, panel)
    return words_of(tree, tree.title)


def words_of(tree: Tree, words: str) -> Ink:
    """Return the ink of a text that stands on a page."""
    texts = [w for w in tree.root.walk() if isinstance(w, Text)]
    text = next(w for w in texts if w.text == words)
    return _ink(tree, text.rect, text.rect.center)


def label(words: str, main: bool = False) -> Ink:
    """Return the ink of a line to choose; touching the words is enough.

    :param main: it is the page's main key, light on dark.
    """
    kit = Studio(PANEL).context(Presentation()).kit
    ink, fill = (Role.ON_ACTION, Role.ACTION) if main else (Role.INK, Role.RAISED)
    text = Text(kit, words, Size.LARGE, ink, bold=True)
    box = Box(kit, text, (4.0, 4.0), fill=fill, radius=0.0)
    found = _ink(Tree(kit, box, words), text.rect, (0, 0))
    return replace(found, touch=(len(found.rows[0]) // 2, len(found.rows) // 2))


def _ink(tree: Tree, rect: pygame.Rect, touch: tuple[int, int]) -> Ink:
    surface = pygame.Surface(tree.area.size, depth=24)
    tree.touch_all()
    tree.paint(surface)
    part = surface.subsurface(rect.clip(tree.area))
    ground = part.get_at((part.get_width() // 2, 0))
    mask = pygame.mask.from_threshold(part, ground, (1, 1, 1, 255))
    mask.invert()
    boxes = mask.get_bounding_rects()
    box = boxes[0].unionall(boxes[1:])
    green = _green(part.subsurface(box))
    border = _border(set(green))
    light = green.translate(_light(border))
    rows = tuple(light[y * box.width : (y + 1) * box.width] for y in range(box.height))
    left, top = box.move(rect.clip(tree.area).topleft).topleft
    return Ink(border, rows, (touch[0] - left, touch[1] - top))


def _green(surface: pygame.Surface) -> bytes:
    return pygame.image.tobytes(surface, "RGB")[1::3]


def _border(shades: set[int]) -> int:
    """Return a border as far from every shade of a cut-out as there is one."""
    inner = range(min(shades) + 1, max(shades))
    middle = (min(shades) + max(shades)) / 2

    def far(border: int) -> tuple[float, float]:
        near = min(abs(border + 0.5 - shade) for shade in shades)
        return min(near, CLEAR), -abs(border - middle)

    return max(inner, key=far)


def _light(border: int) -> bytes:
    return bytes(shade > border for shade in range(256))


class Sight:
    """One picture of the panel."""

    def __init__(self, path: Path) -> None:
        surface = pygame.image.load(path)
        self.size = surface.get_size()
        self._green = _green(surface)

    @property
    def black(self) -> bool:
        """Tell whether nothing is shown at all."""
        return not any(self._green)

    def find(self, ink: Ink) -> tuple[int, int] | None:
        """Return where to touch what is looked for, None when it is not shown."""
        wide, middle = self.size[0], len(ink.rows) // 2
        light = self._green.translate(_light(ink.border))
        at = light.find(ink.rows[middle])
        while at >= 0:
            top = at - middle * wide
            if top >= 0 and all(
                light[top + y * wide : top + y * wide + len(row)] == row
                for y, row in enumerate(ink.rows)
            ):
                return top % wide + ink.touch[0], top // wide + ink.touch[1]
            at = light.find(ink.rows[middle], at + 1)
        return None
