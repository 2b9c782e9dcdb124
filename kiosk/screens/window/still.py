"""A laid-out page as bare pixels, for whoever shows it without this program."""

from dataclasses import dataclass

import pygame

from kiosk.screens.toolkit.tree import Tree


@dataclass(frozen=True)
class Still:
    """A picture: rows of four bytes a pixel (blue, green, red, unused)."""

    width: int
    height: int
    pixels: bytes


def still(tree: Tree) -> Still:
    """Paint a page apart from the panel."""
    surface = pygame.Surface(tree.area.size, depth=32)
    tree.paint(surface)
    return Still(*tree.area.size, pygame.image.tobytes(surface, "BGRA"))
