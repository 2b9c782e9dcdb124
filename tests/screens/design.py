"""Writes the computed parts of docs/design.md: `python -m tests.screens.design`.

The tables of sizes and contrasts, and the pictures of icons, sizes and themes; the
words between them are written by hand.
"""

from pathlib import Path

import pygame

from kiosk.screens.frame.context import Presentation
from kiosk.screens.toolkit.geometry import CAP_HEIGHT, Level, Size
from kiosk.screens.toolkit.theme import THEMES, Role, contrast
from kiosk.settings.shipped import asset
from tests.documents.tables import with_tables
from tests.screens.manual import small
from tests.screens.samples import SAMPLES
from tests.screens.studio import laid_out, painted, studio

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "design.md"
PICTURES = ROOT / "docs" / "pictures"
PAIRS = (
    (Role.INK, Role.GROUND),
    (Role.INK, Role.RAISED),
    (Role.INK, Role.PRESSED),
    (Role.MUTED, Role.GROUND),
    (Role.MUTED, Role.RAISED),
    (Role.MUTED, Role.PRESSED),
    (Role.ACCENT, Role.GROUND),
    (Role.ACCENT, Role.RAISED),
    (Role.ACCENT, Role.PRESSED),
    (Role.ACCENT, Role.TINT),
    (Role.ON_ACTION, Role.ACTION),
    (Role.ON_ACTION, Role.ACTION_PRESSED),
    (Role.DANGER, Role.GROUND),
    (Role.DANGER, Role.RAISED),
    (Role.DANGER, Role.DANGER_GROUND),
    (Role.WARNING, Role.GROUND),
    (Role.WARNING, Role.RAISED),
    (Role.WARNING, Role.WARNING_GROUND),
    (Role.SUCCESS, Role.GROUND),
    (Role.SUCCESS, Role.RAISED),
    (Role.SUCCESS, Role.SUCCESS_GROUND),
    (Role.ON_HERO, Role.HERO),
)
"""Every pair of words and ground that a page may have."""


def contrast_table() -> str:
    """Return the contrast of every pair in every theme."""
    names = list(THEMES)
    rows = [["words on ground", *names], ["---"] * (len(names) + 1)]
    for ink, ground in PAIRS:
        found = [contrast(t[ink], t[ground]) for t in THEMES.values()]
        rows.append([f"{ink} on {ground}", *(f"{ratio:.1f}" for ratio in found)])
    return _table(rows)


def size_table() -> str:
    """Return the type scale: em and height of a capital at each level."""
    rows = [["size", *(level.name.lower() for level in Level)], ["---"] * 5]
    for size in Size:
        cells = [f"{mm} / {mm * CAP_HEIGHT:.1f}" for mm in size.value]
        rows.append([size.name.lower(), *cells])
    return _table(rows)


def _table(rows: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


TABLES = {
    "sizes": lambda: [size_table()],
    "contrast": lambda: [contrast_table()],
}


def icon_names() -> list[str]:
    """Return the names of all drawings."""
    return sorted(path.stem for path in asset("icons").glob("*.svg"))


def icon_sheet() -> pygame.Surface:
    """Draw all icons with their names."""
    kit = studio("portrait").context(Presentation()).kit
    names, columns, wide, high = icon_names(), 8, 300, 210
    sheet = pygame.Surface((columns * wide, -(-len(names) // columns) * high), depth=32)
    ground, ink = kit.color(Role.GROUND), kit.color(Role.ACCENT)
    sheet.fill(ground)
    for index, name in enumerate(names):
        left, top = index % columns * wide, index // columns * high
        drawn = kit.icons.icon(name, 96, ink, ground)
        sheet.blit(drawn, drawn.get_rect(center=(left + wide // 2, top + 80)))
        label = kit.type.label(name, 36, kit.color(Role.MUTED), ground)
        sheet.blit(label, label.get_rect(center=(left + wide // 2, top + 172)))
    return sheet


def beside(presentations: list[Presentation], sample: str) -> pygame.Surface:
    """Draw one page in several presentations beside each other."""
    drawn = [painted(laid_out(SAMPLES[sample], "portrait", p)) for p in presentations]
    gap, wide = 36, drawn[0].get_width()
    sheet = pygame.Surface(
        (len(drawn) * (wide + gap) - gap, drawn[0].get_height()), depth=32
    )
    sheet.fill((128, 128, 128))
    for index, picture in enumerate(drawn):
        sheet.blit(picture, (index * (wide + gap), 0))
    return sheet


def write() -> None:
    """Write the tables into the page, and the pictures beside it."""
    PAGE.write_text(with_tables(PAGE.read_text("utf-8"), TABLES), "utf-8")
    levels = [Presentation(level=level) for level in Level]
    themes = [Presentation(theme=theme) for theme in THEMES]
    special = [Presentation(low=True), Presentation(masked=True)]
    for name, picture in {
        "design-icons": icon_sheet(),
        "design-sizes": beside(levels, "contributions-mixed"),
        "design-themes": beside(themes, "home-offline"),
        "design-low-hidden": beside(special, "contributions"),
    }.items():
        small(picture).save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    write()
