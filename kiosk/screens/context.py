"""What a page is shown with: the person's choice of language, size and theme.

A presentation is frozen; switching makes another one and the same page is laid out
anew. Nothing here knows a single page.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from kiosk.config import Panel
from kiosk.screens.toolkit.geometry import panel_metrics
from kiosk.screens.toolkit.icons import Icons
from kiosk.screens.toolkit.keypad import Entry
from kiosk.screens.toolkit.kit import Kit
from kiosk.screens.toolkit.text import Typesetter
from kiosk.screens.toolkit.theme import THEMES
from kiosk.texts import DEFAULT_LANGUAGE, Texts, languages, load_texts


class Switch(StrEnum):
    """The three buttons of the strip; they change how, never what."""

    SIZE = "size"
    CONTRAST = "contrast"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Presentation:
    """How this person wants to see the pages."""

    language: str = DEFAULT_LANGUAGE
    text_size: int = 0
    """0 is normal, 1 is large."""
    theme: str = "default"

    def switched(self, switch: Switch) -> Self:
        """Return the presentation after one of the strip's buttons."""
        if switch is Switch.SIZE:
            return replace(self, text_size=1 - self.text_size)
        if switch is Switch.CONTRAST:
            names = list(THEMES)
            following = (names.index(self.theme) + 1) % len(names)
            return replace(self, theme=names[following])
        return replace(self, language=next_language(self.language))


def next_language(language: str) -> str:
    """Return the language that the strip's button offers."""
    known = languages()
    return known[(known.index(language) + 1) % len(known)]


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a page function gets besides its page."""

    kit: Kit
    texts: Texts
    presentation: Presentation
    entry: Entry | None = None
    """What was typed before the same page was laid out anew."""

    @property
    def portrait(self) -> bool:
        """Tell whether the panel stands upright."""
        return self.kit.metrics.portrait


class Studio:
    """Keeps the costly parts (letters, drawings) and makes contexts from them."""

    def __init__(self, panel: Panel) -> None:
        self.panel = panel
        self.type = Typesetter()
        self.icons = Icons()

    def context(
        self, presentation: Presentation, step: float = 0.0, entry: Entry | None = None
    ) -> Context:
        """Return a context with text between normal (0) and large (1)."""
        metrics = panel_metrics(self.panel, step)
        kit = Kit(metrics, THEMES[presentation.theme], self.type, self.icons)
        return Context(kit, load_texts(presentation.language), presentation, entry)
