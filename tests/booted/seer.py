"""Finds what a person would see in the machine's picture: words, and keys to touch.

The same code lays the same page out here; the ink of a heading or of a key is cut out of
that and looked for in what the panel shows, dot by dot, wherever it stands there.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pygame

from kiosk.screens.frame.context import Presentation, Studio
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.window.page_table import render_fitting
from kiosk.session.pages.page import Page
from kiosk.settings.config import PanelSettings
from tests.screens.samples import SAMPLES

PANEL = PanelSettings(1024, 600, 344.0, 201.0, "dummy")
"""The emulated panel; as large as the smallest that pages are made for."""


@dataclass(frozen=True)
class Ink:
    """A cut-out: rows of three bytes a dot, and where its middle is in its key."""

    width: int
    rows: tuple[bytes, ...]
    touch: tuple[int, int]
    """Where to touch, from the cut-out's upper left corner."""


@lru_cache
def _tree(sample: str, language: str) -> Tree:
    page = SAMPLES[sample]
    return laid_out(page, language)


def laid_out(page: Page, language: str = "zh-CN") -> Tree:
    """Lay a page out as the machine does."""
    studio = Studio(PANEL)
    studio.hotline = "12333"
    return render_fitting(page, studio, Presentation(language=language))


def key_of(sample: str, name: str, language: str = "zh-CN") -> Ink:
    """Return the ink of a key of a sample page."""
    tree = _tree(sample, language)
    button = next(each for each in tree.buttons if each.name == name)
    return _ink(tree, button.rect.inflate(-8, -8), button.rect.center)


def title_of(sample: str, language: str = "zh-CN") -> Ink:
    """Return the ink of a sample page's heading."""
    tree = _tree(sample, language)
    return words_of(tree, tree.title)


def words_of(tree: Tree, words: str) -> Ink:
    """Return the ink of a text that stands on a page."""
    texts = [w for w in tree.root.walk() if isinstance(w, Text)]
    text = next(w for w in texts if w.text == words)
    return _ink(tree, text.rect, text.rect.center)


def _ink(tree: Tree, rect: pygame.Rect, touch: tuple[int, int]) -> Ink:
    surface = pygame.Surface(tree.area.size, depth=24)
    tree.touch_all()
    tree.paint(surface)
    part = surface.subsurface(rect.clip(tree.area))
    ground = part.get_at((0, 0))
    mask = pygame.mask.from_threshold(part, ground, (1, 1, 1, 255))
    mask.invert()
    boxes = mask.get_bounding_rects()
    box = boxes[0].unionall(boxes[1:])
    cut = part.subsurface(box)
    data = pygame.image.tobytes(cut, "RGB")
    rows = tuple(
        data[y * box.width * 3 : (y + 1) * box.width * 3] for y in range(box.height)
    )
    left, top = rect.clip(tree.area).move(box.topleft).topleft
    return Ink(box.width, rows, (touch[0] - left, touch[1] - top))


class Sight:
    """One picture of the panel."""

    def __init__(self, path: Path) -> None:
        surface = pygame.image.load(path)
        self.size = surface.get_size()
        data = pygame.image.tobytes(surface, "RGB")
        wide = self.size[0] * 3
        self._rows = [data[at : at + wide] for at in range(0, len(data), wide)]

    @property
    def black(self) -> bool:
        """Tell whether nothing is shown at all."""
        return not any(any(row) for row in self._rows)

    def find(self, ink: Ink) -> tuple[int, int] | None:
        """Return where to touch what is looked for, None when it is not shown."""
        middle = len(ink.rows) // 2
        for y in range(middle, len(self._rows) - len(ink.rows) + middle + 1):
            x = self._rows[y].find(ink.rows[middle])
            while x >= 0:
                if x % 3 == 0 and self._stands(ink, x, y - middle):
                    return x // 3 + ink.touch[0], y - middle + ink.touch[1]
                x = self._rows[y].find(ink.rows[middle], x + 1)
        return None

    def _stands(self, ink: Ink, x: int, top: int) -> bool:
        return all(
            self._rows[top + down][x : x + len(row)] == row
            for down, row in enumerate(ink.rows)
        )
