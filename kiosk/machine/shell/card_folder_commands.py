"""`kiosk card new|show|wear`: cards kept in folders, and what a card holds."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.machine.shell.options import add

if TYPE_CHECKING:
    from kiosk.devices.virtual.people.cast import Person
    from kiosk.machine.shell.options import Commands


def add_images(actions: "Commands") -> None:
    """Add the three commands."""
    new = add(actions, "new", _new, "make a virtual card and keep it in a folder")
    new.add_argument(
        "--person", required=True, help="a key of the demo's people, or a TOML file"
    )
    new.add_argument("--generation", type=int, choices=(1, 2, 3))
    new.add_argument("--out", type=Path, required=True, metavar="DIR")
    show = add(actions, "show", _show, "print what a card holds, file by file")
    which = show.add_mutually_exclusive_group(required=True)
    which.add_argument("card", nargs="?", help="a card's folder or a demo person's key")
    which.add_argument("--reader", metavar="NAME", help="the card in a PC/SC reader")
    show.add_argument("--plain", action="store_true", help="values without a mask")
    show.add_argument("--items", type=Path, metavar="TSV", help="a region's own items")
    wear = add(actions, "wear", _wear, "print a card's tries and commands answered")
    wear.add_argument("card", type=Path, help="a card's folder")


def _new(options: argparse.Namespace) -> int:
    import msgspec

    from kiosk.devices.virtual.card.card_folder import ImageError, save_image
    from kiosk.devices.virtual.card.issuing import image_of
    from kiosk.settings.toml_file import SettingsMistake

    try:
        person = _person(options.person)
        if options.generation is not None:
            card = msgspec.structs.replace(person.card, generation=options.generation)
            person = msgspec.structs.replace(person, card=card)
        save_image(image_of(person), options.out)
    except (LookupError, SettingsMistake, ImageError, ValueError) as error:
        print(error.args[0], file=sys.stderr)
        return 2
    print(f"card of generation {person.card.generation} kept in {options.out}")
    return 0


def _person(word: str) -> "Person":
    """Return a demo person by key, or the one person of a file.

    :raises LookupError: when there is no such person.
    :raises SettingsMistake: when the file cannot be read.
    """
    from kiosk.devices.virtual.people.cast import load_people

    path = Path(word)
    people = load_people(path if path.is_file() else None)
    if path.is_file() and len(people) == 1:
        return next(iter(people.values()))
    if word not in people:
        known = ", ".join(people)
        raise LookupError(f"There is no one person {word!r}; there are: {known}.")
    return people[word]


def _show(options: argparse.Namespace) -> int:
    from kiosk.devices.card.holder.items import standard
    from kiosk.devices.virtual.card.card_folder import ImageError, is_image, load_image
    from kiosk.devices.virtual.card.issuing import image_of
    from kiosk.domain.faults import KioskError
    from kiosk.machine.shell.card_lines import lines_of_image, lines_of_reader

    try:
        table = standard()
        if options.items is not None:
            table = table.with_local(options.items)
        if options.reader is not None:
            lines = lines_of_reader(options.reader, table, plain=options.plain)
        else:
            folder = Path(options.card)
            known = is_image(folder)
            image = load_image(folder) if known else image_of(_person(options.card))
            lines = lines_of_image(image, table, plain=options.plain)
    except (LookupError, ImageError, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    except KioskError as error:
        print(f"{error.fault}: {type(error).__name__}", file=sys.stderr)
        return 1
    for line in lines:
        print(line)
    return 0


def _wear(options: argparse.Namespace) -> int:
    from kiosk.devices.virtual.card.card_folder import (
        ImageError,
        commands_answered,
        load_image,
    )

    try:
        image = load_image(options.card)
    except ImageError as error:
        print(error, file=sys.stderr)
        return 2
    for name, (left, limit) in image.tries_left(options.card).items():
        print(f"{name}: {left} of {limit} tries left")
    print(f"commands answered: {commands_answered(options.card)}")
    return 0
