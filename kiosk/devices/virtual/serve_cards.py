"""`kiosk card serve`: keeps virtual cards in vpcd slots until Ctrl-C.

The slots belong to a pcscd that runs already; this starts none.
"""

import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from kiosk.devices.virtual.card.card_faults import CardFaults, with_faults
from kiosk.devices.virtual.card.card_folder import (
    ImageError,
    add_commands,
    is_image,
    load_image,
)
from kiosk.devices.virtual.card.issuing import card_from_person
from kiosk.devices.virtual.card.strange_cards import STRANGE
from kiosk.devices.virtual.people.cast import load_people
from kiosk.devices.virtual.reader.contactless import ContactlessCard
from kiosk.devices.virtual.reader.virtual_psam import VirtualPsam
from kiosk.devices.virtual.reader.virtual_reader import ChipCard, VirtualReader
from kiosk.settings.toml_file import SettingsMistake

PSAM = "psam"
"""The key of the card that belongs into a kiosk's own slot."""


def make_card(key: str, counters: Path) -> ChipCard:
    """Return a demo person's card or a strange one by its key, or a folder's card.

    :raises LookupError: when there is neither; the text lists what there is.
    :raises SettingsMistake: when the people's file cannot be read.
    :raises ImageError: when the folder's card is damaged.
    """
    if is_image(Path(key)):
        return load_image(Path(key)).card(Path(key))
    if key in STRANGE:
        return STRANGE[key]()
    if key == PSAM:
        return VirtualPsam()
    people = load_people()
    if key not in people:
        known = ", ".join([*people, *STRANGE, PSAM])
        raise LookupError(f"There is no card {key!r}; there are: {known}.")
    return card_from_person(people[key], counters)


def serve_cards(
    keys: Sequence[str],
    host: str,
    port: int,
    counters: Path,
    faults: CardFaults | None = None,
    *,
    contactless: bool = False,
) -> int:
    """Present cards until Ctrl-C or SIGTERM; return the exit status.

    The first card is offered at `port`, the next at the port after it: vpcd has two
    slots. The faults are those of every card.

    :param keys: keys of the demo people's file, strange cards' names, or folders of
        kept cards, which count the commands they answered.
    :param counters: the folder where the cards keep their counters.
    """
    try:
        cards = _cards(keys, counters)
    except (LookupError, SettingsMistake, ImageError) as error:
        print(error.args[0], file=sys.stderr)
        return 2
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    readers = []
    for place, (key, card) in enumerate(zip(keys, cards, strict=True)):
        reader = VirtualReader(host, port + place)
        present = ContactlessCard(card) if contactless else card
        reader.insert(with_faults(present, faults, reader.remove))
        readers.append(reader)
        print(
            f"card {key} is offered to vpcd at {host}:{port + place}; Ctrl-C pulls it",
            flush=True,
        )
    while not ended.wait(0.5):
        pass
    for key, reader in zip(keys, readers, strict=True):
        reader.close()
        if is_image(Path(key)):
            add_commands(Path(key), reader.apdu_count)
        print(f"card {key} pulled after {reader.apdu_count} commands", flush=True)
    return 0


def _cards(keys: Sequence[str], counters: Path) -> list[ChipCard]:
    """Return the cards; one card cannot be in two slots.

    :raises LookupError: when there is no such card, or one is named twice.
    """
    twice = [key for key in keys if keys.count(key) > 1 and key not in STRANGE]
    if twice:
        raise LookupError(f"The card {twice[0]!r} cannot be in two slots at once.")
    return [make_card(key, counters) for key in keys]
