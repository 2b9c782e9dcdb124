"""Pictures of the samples: which ones, their hashes, and a report of what changed.

Only hashes of decoded pixels are kept in the project; the pictures themselves are
written to `tests/screens/out/`, which is not: all of them when they are accepted, later
those that differ.
"""

import hashlib
import html
import json
from dataclasses import dataclass
from pathlib import Path

import pygame

from kiosk.screens.frame.context import Presentation
from kiosk.screens.toolkit.geometry import Level
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
    "trouble-retry",
    "chip_facts-medical",
    "still_there",
    "take_card",
    "tool-overview-troubles",
)
"""Also drawn in every variant, and in part two where they have one."""
VARIANTS = {
    "landscape": ("landscape", Presentation()),
    "en": ("portrait", Presentation(language="en")),
    "small": ("portrait", Presentation(level=Level.SMALL)),
    "elder": ("portrait", Presentation(level=Level.ELDER)),
    "largest": ("portrait", Presentation(level=Level.LARGEST)),
    "largest-lying": ("landscape", Presentation(level=Level.LARGEST)),
    "low": ("portrait", Presentation(low=True)),
    "low-lying": ("landscape", Presentation(low=True)),
    "dark": ("portrait", Presentation(theme="dark")),
    "light": ("portrait", Presentation(theme="light")),
    "soft": ("portrait", Presentation(theme="soft")),
    "hidden": ("portrait", Presentation(masked=True)),
    "voice": ("portrait", Presentation(voice=True)),
}
USUAL = Presentation()


@dataclass(frozen=True)
class Shot:
    """One picture: its name and how it is made."""

    name: str
    sample: str
    panel: str = "portrait"
    presentation: Presentation = USUAL
    part: int = 0

    def draw(self) -> pygame.Surface:
        """Return the picture."""
        page = SAMPLES[self.sample]
        return painted(laid_out(page, self.panel, self.presentation, self.part))


def shots() -> dict[str, Shot]:
    """Return all pictures by name."""
    found = [Shot(name, name) for name in SAMPLES]
    for variant, (panel, shown) in VARIANTS.items():
        found += [Shot(f"{s}@{variant}", s, panel, shown) for s in SELECTED]
    for name in SELECTED:
        if laid_out(SAMPLES[name]).parts > 1:
            found.append(Shot(f"{name}@part-2", name, part=1))
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
    changed = sum(state != "same" for state in states.values())
    page = OUT / "index.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    style = "img{width:20em;border:1px solid #888}td{vertical-align:top}"
    page.write_text(
        "<!doctype html><meta charset=utf-8><title>Pages</title>"
        f"<style>{style}</style><h1>{len(states)} pages, {changed} differ</h1>"
        "<p>Accept what is meant with <code>python -m tests.screens.accept</code>."
        "<table><tr><th>page<th>expected<th>actual<th>difference</tr>"
        f"{rows}</table>",
        "utf-8",
    )
    return page


def _row(name: str, state: str) -> str:
    """Return one row of the report; what is the same is shown once."""
    folders = ("expected",) if state == "same" else ("expected", "actual", "difference")
    cells = "".join(
        f'<td><img loading=lazy src="{folder}/{html.escape(name)}.png">'
        if (OUT / folder / f"{name}.png").is_file()
        else "<td>-"
        for folder in folders
    )
    return f"<tr><td>{html.escape(name)}<br><b>{state}</b>{cells}</tr>"
