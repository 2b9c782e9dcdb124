"""`script/page NAME`: one page, drawn as a person would see it, into a PNG."""

import argparse
import os
import sys
from pathlib import Path

# A picture needs no window and no loudspeaker.
os.environ.update(SDL_VIDEODRIVER="dummy", SDL_AUDIODRIVER="dummy")
os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"

import pygame

from kiosk.screens.frame.context import Presentation
from kiosk.screens.toolkit.geometry import Level
from kiosk.screens.toolkit.theme import THEMES
from kiosk.settings.texts import languages
from tests.screens.samples import SAMPLES
from tests.screens.studio import PANELS, laid_out, painted


def main(arguments: list[str] | None = None) -> int:
    """Draw one page, or list them all without a name."""
    options = _options(arguments)
    if options.name is None:
        print(*SAMPLES, sep="\n")
        return 0
    if options.name not in SAMPLES:
        near = [name for name in SAMPLES if options.name in name] or ["none is like it"]
        print(f"page: there is no {options.name!r}: {', '.join(near)}", file=sys.stderr)
        return 2
    shown = Presentation(
        language=options.language,
        level=Level[options.size.upper()],
        theme=options.theme,
        low=options.low,
        voice=options.voice,
        masked=options.masked,
    )
    part = options.part - 1
    tree = laid_out(SAMPLES[options.name], options.panel, shown, part)
    out = options.start / (options.out or f"{options.name}.png")
    pygame.image.save(painted(tree), str(out))
    print(f"{out}: part {min(part, tree.parts - 1) + 1} of {tree.parts}")
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/page", description=__doc__)
    parser.add_argument("name", nargs="?", help="a page; without one all are listed")
    parser.add_argument("--panel", choices=list(PANELS), default="portrait")
    parser.add_argument("--language", choices=languages(), default="zh-CN")
    sizes = [level.name.lower() for level in Level]
    parser.add_argument("--size", choices=sizes, default="normal")
    parser.add_argument("--theme", choices=list(THEMES), default="default")
    parser.add_argument("--low", action="store_true", help="within reach of who sits")
    parser.add_argument("--voice", action="store_true", help="as for who listens")
    parser.add_argument("--masked", action="store_true", help="private words as dots")
    parser.add_argument("--part", type=_part, default=1, help="of a long page")
    parser.add_argument("--out", type=Path, help="the PNG; default: NAME.png")
    start = argparse.SUPPRESS
    parser.add_argument("--from", dest="start", type=Path, default=Path(), help=start)
    return parser.parse_args(arguments)


def _part(text: str) -> int:
    """Return which part, counted from one.

    :raises argparse.ArgumentTypeError: when it is none.
    """
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("parts are counted from 1")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
