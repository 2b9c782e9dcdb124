"""Pictures of the samples: which ones, their hashes, and a report of what changed.

Only hashes of decoded pixels are kept in the project; the pictures themselves are
written to `tests/screens/out/` on every run and are not.
"""

import hashlib
import html
import json
from dataclasses import dataclass
from pathlib import Path

import pygame

from kiosk.screens.context import Presentation
from tests.screens.samples import SAMPLES
from tests.screens.studio import laid_out, painted

HERE = Path(__file__).parent
FIXTURE = HERE / "fixtures" / "pages.json"
OUT = HERE / "out"
SELECTED = (
    "attract",
    "pin-wrong",
    "home",
    "contributions-mixed",
    "guide-locked",
    "take_card",
    "maintenance-troubles",
)
"""Also drawn lying, in English, large and in high contrast."""
VARIANTS = {
    "landscape": ("landscape", Presentation()),
    "en": ("portrait", Presentation(language="en")),
    "large": ("portrait", Presentation(text_size=1)),
    "contrast": ("portrait", Presentation(theme="contrast")),
}
USUAL = Presentation()
RARE = ("home-rare", "contributions-negative")
"""Need the system's fallback font, which not every machine has."""


@dataclass(frozen=True)
class Shot:
    """One picture: its name and how it is made."""

    name: str
    sample: str
    panel: str = "portrait"
    presentation: Presentation = USUAL

    def draw(self) -> pygame.Surface:
        """Return the picture."""
        tree = laid_out(SAMPLES[self.sample], self.panel, self.presentation)
        return painted(tree)


def shots() -> dict[str, Shot]:
    """Return all pictures by name."""
    found = [Shot(name, name) for name in SAMPLES if name not in RARE]
    for variant, (panel, shown) in VARIANTS.items():
        found += [Shot(f"{s}@{variant}", s, panel, shown) for s in SELECTED]
    return {shot.name: shot for shot in found}


def pixel_hash(picture: pygame.Surface) -> str:
    """Return the SHA-256 of size and RGB bytes, the same for every encoder."""
    size = "{}x{}".format(*picture.get_size()).encode()
    return hashlib.sha256(size + pygame.image.tobytes(picture, "RGB")).hexdigest()


def accepted() -> dict[str, str]:
    """Return the accepted hashes by name."""
    if not FIXTURE.is_file():
        return {}
    return {str(k): str(v) for k, v in json.loads(FIXTURE.read_text("utf-8")).items()}


def accept(hashes: dict[str, str]) -> None:
    """Write hashes as the accepted ones, one a line, and keep their pictures."""
    text = json.dumps(hashes, indent=0, sort_keys=True)
    FIXTURE.write_text(text + "\n", "utf-8")


def write_actual(name: str, picture: pygame.Surface) -> None:
    """Write a picture as it is drawn now."""
    folder = OUT / "actual"
    folder.mkdir(parents=True, exist_ok=True)
    pygame.image.save(picture, folder / f"{name}.png")


def keep_expected(name: str, picture: pygame.Surface) -> None:
    """Keep an accepted picture, to show beside a later one that differs."""
    folder = OUT / "expected"
    folder.mkdir(parents=True, exist_ok=True)
    pygame.image.save(picture, folder / f"{name}.png")


def write_difference(name: str, picture: pygame.Surface) -> None:
    """Write where a picture differs from the accepted one, if that one is here."""
    before = OUT / "expected" / f"{name}.png"
    if not before.is_file():
        return
    folder = OUT / "difference"
    folder.mkdir(parents=True, exist_ok=True)
    old = pygame.image.load(before)
    if old.get_size() == picture.get_size():
        changed = picture.copy()
        changed.blit(old, (0, 0), special_flags=pygame.BLEND_RGB_SUB)
        back = pygame.Surface(picture.get_size(), depth=32)
        back.blit(old, (0, 0))
        back.blit(picture, (0, 0), special_flags=pygame.BLEND_RGB_SUB)
        changed.blit(back, (0, 0), special_flags=pygame.BLEND_RGB_ADD)
        pygame.image.save(changed, folder / f"{name}.png")


def write_report(states: dict[str, str]) -> Path:
    """Write an HTML page: expected, actual, difference; changed ones first."""
    order = sorted(states, key=lambda name: (states[name] == "same", name))
    rows = "".join(_row(name, states[name]) for name in order)
    page = OUT / "index.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    style = "img{width:20em;border:1px solid #888}td{vertical-align:top}"
    page.write_text(
        "<!doctype html><meta charset=utf-8><title>Pages</title>"
        f"<style>{style}</style><h1>Pages</h1><p>Accept what is meant with "
        "<code>python -m tests.screens.accept</code>.</p><table><tr><th>page"
        f"<th>expected<th>actual<th>difference</tr>{rows}</table>",
        "utf-8",
    )
    return page


def _row(name: str, state: str) -> str:
    """Return one row of the report."""
    cells = "".join(
        f'<td><img loading=lazy src="{folder}/{html.escape(name)}.png">'
        if (OUT / folder / f"{name}.png").is_file()
        else "<td>-"
        for folder in ("expected", "actual", "difference")
    )
    return f"<tr><td>{html.escape(name)}<br><b>{state}</b>{cells}</tr>"
