"""What a page is shown with: the person's choice of language, size, theme and so on.

A presentation is frozen; switching makes another one and the same page is laid out
anew. Nothing here knows a single page.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self, TypeVar

from kiosk.screens.toolkit.geometry import Level, panel_metrics
from kiosk.screens.toolkit.icons import Icons
from kiosk.screens.toolkit.keys.keypad import DIGITS, TypedEntry
from kiosk.screens.toolkit.kit import Kit
from kiosk.screens.toolkit.text.typesetter import Typesetter
from kiosk.screens.toolkit.theme import THEMES
from kiosk.settings.config import PanelSettings
from kiosk.settings.texts import DEFAULT_LANGUAGE, Texts, languages, load_texts

T = TypeVar("T")
REACH = 240.0
"""How far up the panel, in millimetres, everything stands that can be touched when the
controls are moved down; a panel higher than twice that keeps to its lower half."""
PACES = (1, 2, 4)
RATES, VOLUMES = (0, 1, 2, 3), (0, 1, 2, 3, 4)
SIZES = (Level.NORMAL, Level.ELDER, Level.LARGEST, Level.SMALL)
"""In the order of the strip's button: elder mode is one touch away."""


class Switch(StrEnum):
    """The buttons of the strip; they change how, never what."""

    SIZE = "size"
    CONTRAST = "contrast"
    LANGUAGE = "language"
    VOICE = "voice"
    PACE = "pace"
    REACH = "reach"
    MASK = "mask"
    """Hide the private words of the page now, or show them."""
    RATE = "rate"
    VOLUME = "volume"
    """How fast and how loud the voice is; there only while it speaks."""


@dataclass(frozen=True, slots=True)
class Presentation:
    """How this person wants to see and hear the pages."""

    language: str = DEFAULT_LANGUAGE
    level: Level = Level.NORMAL
    theme: str = "default"
    voice: bool = False
    pace: int = 1
    """All time limits are multiplied by this."""
    low: bool = False
    """Everything to touch stands low, for who sits."""
    rate: int = 1
    volume: int = 2
    """Steps of the voice, the usual ones from here; see RATES and VOLUMES."""
    masked: bool = False
    """Private words are dots until they are touched."""

    @property
    def elder(self) -> bool:
        """Tell whether pages have fewer, larger choices."""
        return self.level >= Level.ELDER

    @property
    def patience(self) -> int:
        """Return what all time limits are multiplied by; to listen takes longer."""
        return max(self.pace, 2 if self.voice else 1)

    def switched(self, switch: Switch) -> Self:
        """Return the presentation after one of the strip's buttons."""
        match switch:
            case Switch.SIZE:
                return replace(self, level=_next(SIZES, self.level))
            case Switch.CONTRAST:
                return replace(self, theme=_next(tuple(THEMES), self.theme))
            case Switch.LANGUAGE:
                return replace(self, language=next_language(self.language))
            case Switch.VOICE:
                return replace(self, voice=not self.voice)
            case Switch.PACE:
                return replace(self, pace=_next(PACES, self.pace))
            case Switch.REACH:
                return replace(self, low=not self.low)
            case Switch.MASK:
                return replace(self, masked=not self.masked)
            case Switch.RATE:
                return replace(self, rate=_next(RATES, self.rate))
            case Switch.VOLUME:
                return replace(self, volume=_next(VOLUMES, self.volume))


def _next(known: tuple[T, ...], now: T) -> T:
    """Return what comes after a value, the first after the last."""
    return known[(known.index(now) + 1) % len(known)]


def next_language(language: str) -> str:
    """Return the language that the strip's button offers."""
    return _next(tuple(languages()), language)


@dataclass(frozen=True, slots=True)
class Turn:
    """Show another part of what does not fit at once; it never leaves the screen."""

    part: int


@dataclass(frozen=True, slots=True)
class Repeat:
    """Have the voice say the last thing again."""


@dataclass(frozen=True, slots=True)
class PageContext:
    """Everything a page function gets besides its page."""

    kit: Kit
    texts: Texts
    presentation: Presentation
    entry: TypedEntry | None = None
    """What was typed before the same page was laid out anew."""
    part: int = 0
    """Which part of what does not fit at once is wanted."""
    keys: str = DIGITS
    """The digits of a secret's keypad in their order."""
    hotline: str = ""
    slot_side: str = ""
    """Where the card's slot is beside the panel; empty: nobody said."""
    slot_place: float = 0.5

    @property
    def portrait(self) -> bool:
        """Tell whether the panel stands upright."""
        return self.kit.metrics.portrait

    @property
    def elder(self) -> bool:
        """Tell whether pages have fewer, larger choices."""
        return self.presentation.elder

    @property
    def low(self) -> bool:
        """Tell whether everything to touch stands low."""
        return self.presentation.low


class Studio:
    """Keeps the costly parts (letters, drawings) and makes contexts from them."""

    def __init__(self, panel: PanelSettings) -> None:
        self.panel = panel
        self.type = Typesetter()
        self.icons = Icons()
        self.hotline = ""
        """The region's number, shown on every page as soon as it is known."""

    def context(
        self,
        presentation: Presentation,
        level: float | None = None,
        entry: TypedEntry | None = None,
        part: int = 0,
        keys: str = DIGITS,
        ease: float = 1.0,
    ) -> PageContext:
        """Return a context; the text's level is the person's unless said.

        :param ease: at most this share of their length do gaps and drawings get.
        """
        wanted = float(presentation.level) if level is None else level
        metrics = panel_metrics(self.panel, wanted)
        metrics = replace(metrics, ease=min(metrics.ease, ease))
        theme = THEMES[presentation.theme]
        kit = Kit(metrics, theme, self.type, self.icons, presentation.masked)
        texts = load_texts(presentation.language)
        return PageContext(
            kit,
            texts,
            presentation,
            entry,
            part,
            keys,
            self.hotline,
            self.panel.slot_side,
            self.panel.slot_place,
        )
