"""Writes the manuals from the samples' pictures: `python -m tests.screens.manual`.

What a page is for stands in `docs/manual/words.toml`; nothing else is written by hand.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pygame
from PIL import Image

from kiosk.screens.frame.context import Presentation
from kiosk.screens.toolkit.geometry import Level
from tests.screens.samples import SAMPLES
from tests.screens.studio import laid_out, painted
from tests.screens.technician_manual import (
    fault_lines,
    symptom_lines,
    tool_parts,
)

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "manual"
READERS = ("cardholder", "technician")
SCALE, COLORS = 0.35, 32
NOTE = "<!-- Written by `python -m tests.screens.manual` from words.toml. -->"
SWITCHES = ("level", "theme", "low", "masked", "voice")


@dataclass(frozen=True)
class Entry:
    """One page of a manual."""

    sample: str
    title: str
    text: str
    shown: Presentation

    @property
    def picture(self) -> str:
        """Return the picture's file name; a presentation other than usual says so."""
        usual = Presentation()
        changed = [s for s in SWITCHES if getattr(self.shown, s) != getattr(usual, s)]
        return "-".join([self.sample, *changed]) + ".png"


def words() -> dict[str, Any]:
    """Return what the manuals say."""
    return tomllib.loads((FOLDER / "words.toml").read_text("utf-8"))


def parts(reader: str) -> list[dict[str, Any]]:
    """Return the parts of a manual: those of `words.toml`, and a technician's tools."""
    manual = words()[reader]
    tools = tool_parts(SAMPLES, manual) if reader == "technician" else []
    return [*manual["part"], *tools]


def entries(part: dict[str, Any]) -> list[Entry]:
    """Return the pages of one part of a manual."""
    found = []
    for page in part["pages"]:
        how = {key: page[key] for key in SWITCHES if key in page}
        if "level" in how:
            how["level"] = Level(how["level"])
        shown = Presentation(**how)
        found.append(Entry(page["sample"], page["title"], page["text"], shown))
    return found


def markdown(reader: str) -> str:
    """Return a manual as one Markdown page."""
    manual = words()[reader]
    lines = [NOTE, "", f"# {manual['title']}", "", manual["intro"].strip(), ""]
    for part in parts(reader):
        lines += [f"## {part['heading']}", ""]
        for entry in entries(part):
            picture = f"![{entry.title}]({reader}/{entry.picture})"
            text = [entry.text, ""] if entry.text else []
            lines += [f"### {entry.title}", "", *text, picture, ""]
    if reader == "technician":
        lines += [f"## {manual['symptoms']['heading']}", "", *symptom_lines()]
        lines += [f"## {manual['faults']['heading']}", "", *fault_lines()]
    return "\n".join(lines).rstrip() + "\n"


def small(picture: pygame.Surface) -> Image.Image:
    """Return a picture for a page: smaller, of few colours."""
    size = picture.get_size()
    whole = Image.frombytes("RGB", size, pygame.image.tobytes(picture, "RGB"))
    wanted = (round(size[0] * SCALE), round(size[1] * SCALE))
    less = whole.resize(wanted, Image.Resampling.LANCZOS)
    return less.quantize(COLORS, Image.Quantize.MEDIANCUT)


def write() -> int:
    """Write both manuals and their pictures; return how many pictures."""
    count = 0
    for reader in READERS:
        folder = FOLDER / reader
        folder.mkdir(parents=True, exist_ok=True)
        wanted = set()
        for part in parts(reader):
            for entry in entries(part):
                tree = laid_out(SAMPLES[entry.sample], presentation=entry.shown)
                small(painted(tree)).save(folder / entry.picture, optimize=True)
                wanted.add(entry.picture)
        for old in folder.glob("*.png"):
            if old.name not in wanted:
                old.unlink()
        (FOLDER / f"{reader}.md").write_text(markdown(reader), "utf-8")
        count += len(wanted)
    return count


if __name__ == "__main__":
    print(f"{write()} pictures in {FOLDER}")
