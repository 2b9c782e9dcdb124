"""Which readers the card service lists, and how each is named in the settings."""

import re

from kiosk.devices.card.readers.winscard import PcscContext

_PLACE = re.compile(r" [0-9A-F]{2} [0-9A-F]{2}$")
"""The service's own count at the end of a name: it changes with the socket."""


def listed_readers() -> list[str]:
    """Return the names of all readers; it blocks for as long as the service does.

    :raises PcscError: when there is no service, or it fails.
    """
    context = PcscContext()
    try:
        return context.readers()
    finally:
        context.release()


def reader_head(name: str, listed: list[str]) -> str:
    """Return the shortest head of a name that no other reader's name begins with."""
    bare = _PLACE.sub("", name)
    for head in (bare.partition(" (")[0], bare):
        if sum(other.startswith(head) for other in listed) == 1:
            return head
    return name
