"""The actions on regions' files: what is wrong in them, and what a person would see.

Pages are drawn apart from any panel; what draws is loaded only then.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.domain.message import Message
from kiosk.domain.region.region import Region
from kiosk.domain.region.region_rules import PROCEDURES
from kiosk.machine.shell.options import (
    add,
    print_mistakes,
    texts_of,
    with_language,
)
from kiosk.machine.shell.region.region_files import (
    file_mistakes,
    one_file,
    region_files,
)
from kiosk.settings.regions import read_region

if TYPE_CHECKING:
    from kiosk.machine.shell.options import Commands


def add_region(commands: "Commands") -> None:
    """Add the group of commands."""
    region = add(commands, "region", None, "a region's rules: check them, see them")
    actions = region.add_subparsers(required=True, metavar="ACTION")
    check = add(actions, "check", _check, "name every mistake in regions' files")
    page = add(actions, "page", _page, "draw what a person would see into a PNG")
    for each in (check, page):
        text = "a folder of regions' files, one file, or a shipped region's name"
        each.add_argument("where", metavar="DIR", help=text)
        with_language(each)
    text = "which page, such as guides.who; without one all are listed"
    page.add_argument("name", metavar="NAME", nargs="?", help=text)
    page.add_argument("--elder", action="store_true", help="in the size of the old")
    page.add_argument("--english", action="store_true", help="the page's own words")
    page.add_argument("--part", type=_part, default=1, help="of a long page")
    page.add_argument(
        "--at", type=_degrees, metavar="LAT,LON", help="where the machine stands"
    )
    page.add_argument("--out", type=Path, help="the PNG (default: NAME.png)")


def _check(options: argparse.Namespace) -> int:
    """Print one line for each mistake, or what each file has; 2 with mistakes."""
    texts = texts_of(options)
    wrong = False
    for file in region_files(options.where):
        if found := file_mistakes(file):
            wrong = True
            print_mistakes(found, texts)
        else:
            print(texts.say(_told(file, read_region(file))))
    return 2 if wrong else 0


def _told(file: Path, region: Region) -> Message:
    """Say what a good file has, and which errands it leaves to the hotline."""
    silent = tuple(name for name in PROCEDURES if region.procedure(name) is None)
    return Message(
        "region__fine" if silent else "region__whole",
        file=str(file),
        region=region.region.whole,
        errands=len(region.procedures),
        guides=len(region.guides),
        offices=len(region.offices),
        banks=len(region.banks),
        silent=silent,
    )


def _page(options: argparse.Namespace) -> int:
    from kiosk.machine.shell.region.region_pages import page_named, page_names
    from kiosk.machine.shell.region.region_picture import draw

    texts = texts_of(options)
    file = one_file(options.where)
    region = read_region(file)
    if options.name is None:
        print(*page_names(region), sep="\n")
        return 0
    name, page = page_named(region, options.name, options.at)
    out = options.out or Path(f"{name.replace('/', '-')}.png")
    hotline = region.hotlines.consultation
    drawn = draw(page, hotline, out, options.elder, options.english, options.part)
    part = min(options.part, drawn)
    print(texts("region__drawn", file=str(out), part=part, parts=drawn))
    return 0


def _part(text: str) -> int:
    """Return which part, counted from one.

    :raises argparse.ArgumentTypeError: when it is none.
    """
    if not text.isdecimal() or not 1 <= int(text) <= 99:
        raise argparse.ArgumentTypeError("parts are counted from 1")
    return int(text)


def _degrees(text: str) -> tuple[float, float]:
    """Return two numbers of a place, latitude first.

    :raises argparse.ArgumentTypeError: when they are none, or of no place in China.
    """
    from kiosk.domain.region.geography import coordinate_fault

    try:
        north, east = map(float, text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError("write it as 30.25,120.15") from None
    if coordinate_fault(north, east):
        raise argparse.ArgumentTypeError("that is no place in China; latitude first")
    return north, east
