"""A laid-out page as bare pixels, for whoever shows it without this program."""

import io
from dataclasses import dataclass
from pathlib import Path

import pygame

from kiosk.screens.toolkit.tree import Tree


@dataclass(frozen=True)
class Still:
    """A picture: rows of four bytes a pixel (blue, green, red, unused)."""

    width: int
    height: int
    pixels: bytes


def _painted(tree: Tree) -> pygame.Surface:
    surface = pygame.Surface(tree.area.size, depth=32)
    tree.paint(surface)
    return surface


def save_png(tree: Tree, path: Path) -> None:
    """Paint a page into a file.

    :raises OSError: when the file cannot be written.
    """
    picture = io.BytesIO()
    # SDL's own errors about a path say nothing; Python's say what and where.
    pygame.image.save(_painted(tree), picture, "PNG")
    path.write_bytes(picture.getvalue())


def still(tree: Tree) -> Still:
    """Paint a page apart from the panel."""
    surface = _painted(tree)
    return Still(*tree.area.size, pygame.image.tobytes(surface, "BGRA"))
