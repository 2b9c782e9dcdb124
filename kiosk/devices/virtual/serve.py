"""`kiosk card serve`: keeps one virtual card in a vpcd slot until Ctrl-C.

The slot belongs to a pcscd that runs already; this starts none.
"""

import signal
import sys
import threading
from pathlib import Path

from kiosk.config import ConfigError
from kiosk.devices.virtual.card import card_from_person
from kiosk.devices.virtual.reader import ChipCard, VirtualReader
from kiosk.devices.virtual.strange import STRANGE
from kiosk.people import load_people

VPCD_PORT = 35963
"""The port of the driver as Debian configures it."""


def make_card(key: str, counters: Path) -> ChipCard:
    """Return a demo person's card or a strange one by its key.

    :raises LookupError: when there is neither; the text lists what there is.
    :raises ConfigError: when the people's file cannot be read.
    """
    if key in STRANGE:
        return STRANGE[key]()
    people = load_people()
    if key not in people:
        known = ", ".join([*people, *STRANGE])
        raise LookupError(f"There is no card {key!r}; there are: {known}.")
    return card_from_person(people[key], counters)


def serve_card(key: str, host: str, port: int, counters: Path) -> int:
    """Present a card until Ctrl-C or SIGTERM; return the exit status.

    :param key: a person's key in the demo people's file, or a strange card's name.
    :param counters: the folder where the card keeps its counters.
    """
    try:
        card = make_card(key, counters)
    except (LookupError, ConfigError) as error:
        print(error.args[0], file=sys.stderr)
        return 2
    reader = VirtualReader(host, port)
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    reader.insert(card)
    print(
        f"card {key} is offered to vpcd at {host}:{port}; Ctrl-C pulls it", flush=True
    )
    while not ended.wait(0.5):
        pass
    reader.close()
    print(f"card pulled after {reader.apdu_count} commands", flush=True)
    return 0
