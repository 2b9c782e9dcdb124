"""Own line drawings as SVG, drawn at the size and colour asked for.

In the files `currentColor` is the ink and `Canvas` the ground. Text in an SVG is not
drawn by the renderer, so none is there.
"""

from io import BytesIO

import pygame

from kiosk.screens.toolkit.theme import Color
from kiosk.settings.shipped import asset


class Icons:
    """Draws icons and round corners once per size and colour."""

    def __init__(self) -> None:
        self._sources: dict[str, str] = {}
        self._drawn: dict[tuple[object, ...], pygame.Surface] = {}

    def icon(self, name: str, height: int, ink: Color, ground: Color) -> pygame.Surface:
        """Return an icon with a transparent ground."""
        key = (name, height, ink, ground)
        if key not in self._drawn:
            source = self._source(name)
            source = source.replace("currentColor", _hex(ink))
            source = source.replace("Canvas", _hex(ground))
            size = (round(height * _aspect(source)), height)
            self._drawn[key] = _load(source, size)
        return self._drawn[key]

    def disc(
        self, diameter: int, fill: Color, edge: Color, line: int
    ) -> pygame.Surface:
        """Return a smooth disc with an edge: four corners of a box in one."""
        key = (diameter, fill, edge, line)
        if key not in self._drawn:
            half = diameter / 2
            source = (
                f'<svg xmlns="http://www.w3.org/2000/svg" width="{diameter}" '
                f'height="{diameter}" viewBox="0 0 {diameter} {diameter}">'
                f'<circle cx="{half}" cy="{half}" r="{half}" fill="{_hex(edge)}"/>'
                f'<circle cx="{half}" cy="{half}" r="{max(half - line, 0)}" '
                f'fill="{_hex(fill)}"/></svg>'
            )
            self._drawn[key] = _load(source, (diameter, diameter))
        return self._drawn[key]

    def _source(self, name: str) -> str:
        """Return the text of an icon's file."""
        if name not in self._sources:
            path = asset("icons", f"{name}.svg")
            self._sources[name] = path.read_text("utf-8")
        return self._sources[name]


def _load(source: str, size: tuple[int, int]) -> pygame.Surface:
    """Draw SVG text at a size in pixels."""
    return pygame.image.load_sized_svg(BytesIO(source.encode()), size)


def _hex(color: Color) -> str:
    """Return a colour as SVG writes it."""
    return "#{:02x}{:02x}{:02x}".format(*color)


def _aspect(source: str) -> float:
    """Return width to height from the drawing's viewBox."""
    box = source.split('viewBox="', 1)[1].split('"', 1)[0]
    width, height = (float(part) for part in box.split()[2:])
    return width / height
