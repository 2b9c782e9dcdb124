"""Colours as roles, in four themes; no other file of the house holds a colour.

Contrast is computed here and held by tests: 7:1 by default, 20:1 in both themes of
high contrast, between 4.5:1 and 8:1 in the soft one.
"""

from dataclasses import dataclass
from enum import StrEnum

Color = tuple[int, int, int]
BLACK, WHITE = (0, 0, 0), (255, 255, 255)
"""What a code for a telephone is drawn in, whatever the theme."""


PLAIN: dict[str, Color] = {
    "black": BLACK,
    "white": WHITE,
    "red": (255, 0, 0),
    "green": (0, 255, 0),
    "blue": (0, 0, 255),
}
"""What a technician fills the panel with, to find pixels that do not follow."""


class Role(StrEnum):
    """What a colour is for."""

    GROUND = "ground"
    RAISED = "raised"
    PRESSED = "pressed"
    LINE = "line"
    EDGE = "edge"
    """The outline of a thing to touch; 3:1 against its ground."""
    INK = "ink"
    MUTED = "muted"
    ACTION = "action"
    ACTION_PRESSED = "action_pressed"
    ON_ACTION = "on_action"
    TINT = "tint"
    """A soft ground of the action's colour for the chosen thing."""
    ACCENT = "accent"
    """Icons and chosen words on ground, raised or tint."""
    DANGER = "danger"
    DANGER_GROUND = "danger_ground"
    WARNING = "warning"
    WARNING_GROUND = "warning_ground"
    SUCCESS = "success"
    SUCCESS_GROUND = "success_ground"
    HERO = "hero"
    ON_HERO = "on_hero"
    DISABLED = "disabled"
    DISABLED_EDGE = "disabled_edge"
    ON_DISABLED = "on_disabled"


@dataclass(frozen=True, slots=True)
class Theme:
    """A whole set of colours."""

    name: str
    minimum: float
    """The contrast every text of this theme holds against its ground."""
    colors: dict[Role, Color]

    def __getitem__(self, role: Role) -> Color:
        return self.colors[role]


def _color(text: str) -> Color:
    """Return the three bytes of `rrggbb`."""
    red, green, blue = bytes.fromhex(text)
    return red, green, blue


def _theme(name: str, minimum: float, **colors: str) -> Theme:
    """Build a theme and see that no role is missing."""
    table = {Role(role): _color(value) for role, value in colors.items()}
    if set(table) != set(Role):
        raise ValueError(f"theme {name}: not every role has a colour")
    return Theme(name, minimum, table)


DEFAULT = _theme(
    "default",
    7.0,
    ground="f4f6f8",
    raised="ffffff",
    pressed="d9e6f1",
    line="d5dce3",
    edge="7f8d9a",
    ink="12202c",
    muted="3c4954",
    action="0a4a7d",
    action_pressed="06304f",
    on_action="ffffff",
    tint="e2eef7",
    accent="0a4a7d",
    danger="97150f",
    danger_ground="fdeceb",
    warning="6a4300",
    warning_ground="fff3d6",
    success="0a5230",
    success_ground="e3f4ea",
    hero="0a4a7d",
    on_hero="ffffff",
    disabled="e4e8ec",
    disabled_edge="e4e8ec",
    on_disabled="5d6974",
)

_BLACK, _WHITE = "000000", "ffffff"
DARK = _theme(
    "dark",
    20.0,
    ground=_BLACK,
    raised=_BLACK,
    pressed=_BLACK,
    line=_WHITE,
    edge=_WHITE,
    ink=_WHITE,
    muted=_WHITE,
    action=_WHITE,
    action_pressed=_WHITE,
    on_action=_BLACK,
    tint=_BLACK,
    accent=_WHITE,
    danger=_WHITE,
    danger_ground=_BLACK,
    warning=_WHITE,
    warning_ground=_BLACK,
    success=_WHITE,
    success_ground=_BLACK,
    hero=_BLACK,
    on_hero=_WHITE,
    disabled=_BLACK,
    disabled_edge="a6a6a6",
    on_disabled="a6a6a6",
)

LIGHT = _theme(
    "light",
    20.0,
    ground=_WHITE,
    raised=_WHITE,
    pressed=_WHITE,
    line=_BLACK,
    edge=_BLACK,
    ink=_BLACK,
    muted=_BLACK,
    action=_BLACK,
    action_pressed=_BLACK,
    on_action=_WHITE,
    tint=_WHITE,
    accent=_BLACK,
    danger=_BLACK,
    danger_ground=_WHITE,
    warning=_BLACK,
    warning_ground=_WHITE,
    success=_BLACK,
    success_ground=_WHITE,
    hero=_WHITE,
    on_hero=_BLACK,
    disabled=_WHITE,
    disabled_edge="767676",
    on_disabled="767676",
)
SOFT = _theme(
    "soft",
    4.5,
    ground="ece6da",
    raised="f3eee4",
    pressed="ddd5c5",
    line="d3cab8",
    edge="857a66",
    ink="4f4a41",
    muted="5f594e",
    action="4b6272",
    action_pressed="3c4f5c",
    on_action="f3eee4",
    tint="dde2e0",
    accent="46606f",
    danger="8a3b30",
    danger_ground="f0dcd4",
    warning="6f5220",
    warning_ground="efe2c4",
    success="3f5f45",
    success_ground="dde6d5",
    hero="4b6272",
    on_hero="f3eee4",
    disabled="e0d9cb",
    disabled_edge="e0d9cb",
    on_disabled="615a4d",
)

THEMES = {theme.name: theme for theme in (DEFAULT, DARK, LIGHT, SOFT)}


def luminance(color: Color) -> float:
    """Return the relative luminance of WCAG 2, 0 to 1."""
    parts = [c / 255 for c in color]
    red, green, blue = (
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """Return the contrast of WCAG 2 between two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
